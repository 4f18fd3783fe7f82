import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actionOf, neighbour } from '../../main/resources/web/keys.js';
import {
  act,
  initialUi,
  isMuted,
  MUTE_MS,
  readRoute,
  routeTo,
  soundFor,
  SPANS,
  zoomed,
} from '../../main/resources/web/ui.js';

describe('sound', () => {
  it('is for an unacknowledged high alarm, then for lost contact', () => {
    assert.equal(soundFor({ high: false, lost: false, muted: false }), 'quiet');
    assert.equal(soundFor({ high: true, lost: true, muted: false }), 'high');
    assert.equal(soundFor({ high: false, lost: true, muted: false }), 'lost');
    assert.equal(soundFor({ high: true, lost: false, muted: true }), 'muted');
    assert.equal(soundFor({ high: false, lost: false, muted: true }), 'quiet');
  });

  it('is muted for two minutes and comes back by itself', () => {
    const muted = act(initialUi(), { type: 'mute', at: 1_000 });
    assert.equal(isMuted(muted, 1_000 + MUTE_MS - 1), true);
    assert.equal(isMuted(muted, 1_000 + MUTE_MS), false);
    assert.equal(isMuted(act(muted, { type: 'mute', at: 2_000 }), 2_001), false);
  });
});

describe('sign-in', () => {
  it('forgets everything but the place when it fails', () => {
    const there = act(initialUi(), { type: 'route', ward: 'icu-1', patient: null });
    const signed = act(there, {
      type: 'signed-in',
      token: 't',
      claims: { role: 'lead' },
      wards: [],
    });
    assert.equal(signed.token, 't');
    const failed = act(signed, { type: 'sign-in-failed', why: 'expired' });
    assert.deepEqual(
      [failed.token, failed.claims, failed.signInProblem, failed.ward],
      [null, null, 'expired', 'icu-1'],
    );
  });
});

describe('places', () => {
  it('go to the address and back', () => {
    for (const [ward, patient] of [
      [null, null],
      ['icu-1', null],
      ['a.b_c', 'p-17'],
    ]) {
      assert.deepEqual(readRoute(routeTo(ward, patient)), { ward, patient });
    }
    assert.deepEqual(readRoute(''), { ward: null, patient: null });
  });

  it('follow the present again in another bed, and forget the selection in another ward', () => {
    let ui = act(initialUi(), { type: 'route', ward: 'w', patient: 'a' });
    ui = act(ui, { type: 'pan', by: -1_000, now: 10_000 });
    ui = act(ui, { type: 'select-alarm', alarm: 'x' });
    assert.equal(ui.window.end, 9_000);
    assert.equal(act(ui, { type: 'route', ward: 'w', patient: 'a' }).window.end, 9_000);
    const other = act(ui, { type: 'route', ward: 'w', patient: 'b' });
    assert.deepEqual([other.window.end, other.selectedAlarm], [null, 'x']);
    assert.equal(act(ui, { type: 'route', ward: 'v', patient: null }).selectedAlarm, null);
  });

  it('scroll back, and stick to the present when they reach it', () => {
    const back = act(initialUi(), { type: 'pan', by: -5_000, now: 100_000 });
    assert.equal(back.window.end, 95_000);
    assert.equal(act(back, { type: 'pan', by: 4_000, now: 100_000 }).window.end, 99_000);
    assert.equal(act(back, { type: 'pan', by: 9_000, now: 100_000 }).window.end, null);
  });

  it('zoom within the lengths there are', () => {
    assert.equal(zoomed(SPANS[0].ms, -1), SPANS[0].ms);
    assert.equal(zoomed(SPANS[0].ms, 1), SPANS[1].ms);
    assert.equal(zoomed(SPANS.at(-1).ms, 1), SPANS.at(-1).ms);
  });

  it('are not changed by an action nobody knows', () => {
    assert.throws(() => act(initialUi(), { type: 'typo' }), /unknown action typo/);
  });
});

describe('keys', () => {
  const press = (key, with_ = {}) => actionOf({ key, typing: false, ...with_ });

  it('mean what the list says', () => {
    const meant = ['a', 'A', 'm', '?', 'Escape', 'ArrowLeft', '[', '+', 'Home', 'x'].map((k) =>
      press(k),
    );
    assert.deepEqual(meant, [
      'acknowledge',
      'acknowledge',
      'mute',
      'help',
      'back',
      'left',
      'older',
      'shorter',
      'follow',
      null,
    ]);
  });

  it('leave typing and the browser’s own keys alone', () => {
    assert.equal(press('a', { typing: true }), null);
    assert.equal(press('a', { ctrlKey: true }), null);
    assert.equal(press('ArrowLeft', { altKey: true }), null);
    assert.equal(press('Tab'), null);
    assert.equal(press('Enter'), null);
  });

  it('lead along a grid and into the list beside it', () => {
    const box = (left, top, width = 10, height = 10) => ({ left, top, width, height });
    const grid = [box(0, 0), box(12, 0), box(24, 0), box(0, 12), box(12, 12), box(40, 0, 20, 5)];
    assert.equal(neighbour(grid, 0, 'right'), 1);
    assert.equal(neighbour(grid, 1, 'down'), 4);
    assert.equal(neighbour(grid, 4, 'up'), 1);
    assert.equal(neighbour(grid, 2, 'right'), 5);
    assert.equal(neighbour(grid, 0, 'left'), 0);
    assert.equal(neighbour(grid, 3, 'down'), 3);
  });
});
