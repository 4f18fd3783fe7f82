import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openBed } from '../../main/resources/web/bed.js';
import { conflictText, doubtText, hasLimitsInDoubt } from '../../main/resources/web/doubts.js';
import { maySetLimits } from '../../main/resources/web/token.js';

const LIMITS = {
  about: 'limits',
  condition: 'hr-high',
  written: [
    { 'hr-high': { vital: 'hr', bound: 135, enabled: true } },
    { 'hr-high': { vital: 'hr', bound: 125, enabled: false } },
  ],
};

describe('what sites have decided apart from each other', () => {
  it('is said with what is in force and how it is settled', () => {
    assert.match(doubtText(LIMITS), /^Heart rate high: set to 135 \/min and off\. The tightest/);
    const bed = { about: 'bed', places: [{ ward: 'icu-1', bed: '4' }, { ward: 'icu-1', bed: '7' }] };
    assert.match(doubtText(bed), /icu-1 4 and icu-1 7/);
    const people = [{ name: 'Ann', admitted: 1 }, { name: 'Eve', admitted: 2 }];
    assert.match(doubtText({ about: 'identity', people }), /Ann and Eve.*wristband/);
    assert.match(doubtText({ about: 'device', device: 'monitor-1' }), /^monitor-1: attached/);
    assert.match(doubtText({ about: 'discharge', at: 0 }), /^Discharge pending/);
  });

  it('is said of who shares a bed or a device, with what to do', () => {
    const bed = { other: 'p-2', name: 'Bo Ek', device: null, bed: '4' };
    assert.match(conflictText(bed), /^Bo Ek \(p-2\) is also in bed 4\. .*wristbands.*transfer/);
    const device = { other: 'p-9', name: undefined, device: 'monitor-7', bed: '4' };
    assert.match(conflictText(device), /^monitor-7 is also attached to p-9: .*detach it/);
  });

  it('is said to be there even if this page does not know the kind', () => {
    assert.match(doubtText({ about: 'something-new' }), /look again/);
  });

  it('can be confirmed where it is about limits, by who may set them', () => {
    assert.equal(hasLimitsInDoubt([LIMITS]), true);
    assert.equal(hasLimitsInDoubt([{ about: 'device', device: 'x' }]), false);
    assert.equal(maySetLimits({ role: 'lead' }), true);
    assert.equal(maySetLimits({ role: 'clinician' }), false);
  });
});

describe('the bed', () => {
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const device = { about: 'device', device: 'monitor-1' };

  async function opened(confirmLimits) {
    const api = {
      vitals: async () => ({}),
      alarms: async () => [],
      patient: async () => ({ limits: { version: 4, conditions: {} }, doubts: [LIMITS, device] }),
      confirmLimits,
    };
    const bed = openBed({ api, patient: 'p-1', onChange() {} });
    bed.refresh({ from: 0, to: 60_000 }, 60_000);
    await settled();
    return bed;
  }

  it('shows doubts, and no longer those about limits once these are confirmed', async () => {
    const asked = [];
    const bed = await opened(async (...what) => {
      asked.push(what);
      return { version: 5, conditions: {} };
    });
    assert.deepEqual(bed.bed.doubts, [LIMITS, device]);
    await bed.confirmLimits();
    assert.deepEqual(asked, [['p-1', 4]]);
    assert.deepEqual(bed.bed.doubts, [device]);
    assert.equal(bed.bed.limits.version, 5);
  });

  it('says why limits were not confirmed, and keeps the doubt', async () => {
    const bed = await opened(async () => {
      throw new Error('the limits are at version 6 now: read them again');
    });
    await bed.confirmLimits();
    assert.match(bed.bed.problem, /not confirmed.*version 6/);
    assert.deepEqual(bed.bed.doubts, [LIMITS, device]);
  });
});
