import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  alarmList,
  alarmsOf,
  alsoInBed,
  apply,
  conflictsOf,
  gravest,
  initial,
  isOfServer,
  isUnacknowledged,
  linksDown,
  needsAnswer,
  needsSound,
  news,
  patientsByBed,
  serverNow,
  SILENCE_MS,
} from '../../main/resources/web/model.js';
import { alarm, follow, heartbeat, roster, snapshot, vitals } from './given.mjs';

describe('being live', () => {
  it('starts as connecting and becomes live with the snapshot', () => {
    const state = initial('icu-1', 0);
    assert.equal(state.link.state, 'connecting');
    assert.equal(follow(state, snapshot()).link.state, 'live');
  });

  it('is not made live by a heartbeat alone: there is no picture yet', () => {
    const state = follow(initial('icu-1', 0), { type: 'opened' }, heartbeat(4, 2_000));
    assert.equal(state.link.state, 'connecting');
  });

  it('is lost the moment the heartbeat is silent for more than five seconds', () => {
    const live = follow(initial('icu-1', 0), snapshot({ receivedAt: 1_000 }));
    const still = apply(live, { type: 'tick', receivedAt: 1_000 + SILENCE_MS });
    assert.equal(still.link.state, 'live');
    const lost = apply(live, { type: 'tick', receivedAt: 1_001 + SILENCE_MS });
    assert.deepEqual([lost.link.state, lost.link.lastContact], ['lost', 1_000]);
  });

  it('does not take vitals or changes for a heartbeat', () => {
    const live = follow(initial('icu-1', 0), snapshot({ receivedAt: 0 }), roster());
    const fed = follow(live, vitals({ receivedAt: 6_000 }), {
      type: 'change',
      number: 6,
      alarm: alarm(),
      receivedAt: 6_000,
    });
    assert.equal(apply(fed, { type: 'tick', receivedAt: 6_001 }).link.state, 'lost');
  });

  it('says at once that the connection closed, and keeps the time of the last contact', () => {
    const live = follow(initial('icu-1', 0), snapshot({ receivedAt: 500 }));
    const lost = apply(live, { type: 'closed', why: 'server stopped', receivedAt: 900 });
    assert.deepEqual(lost.link, {
      state: 'lost',
      since: 900,
      lastContact: 500,
      why: 'server stopped',
    });
    const again = apply(lost, { type: 'closed', why: 'refused', receivedAt: 2_000 });
    assert.equal(again.link.since, 900);
  });

  it('says why the server does not let us in, and stays lost', () => {
    const state = follow(
      initial('icu-1', 0),
      { type: 'closed', why: 'connection closed', receivedAt: 1 },
      { type: 'denied', why: 'Forbidden: not your ward' },
    );
    assert.deepEqual([state.link.state, state.link.why], ['lost', 'Forbidden: not your ward']);
  });

  it('gives up on connecting after the same silence', () => {
    const state = apply(initial('icu-1', 0), { type: 'tick', receivedAt: SILENCE_MS + 1 });
    assert.equal(state.link.state, 'lost');
  });

  it('recovers on the heartbeat after a resumed connection', () => {
    const lost = follow(initial('icu-1', 0), snapshot(), { type: 'closed', receivedAt: 9 });
    const back = follow(lost, { type: 'opened', resumed: true }, heartbeat(5, 20_000));
    assert.equal(back.link.state, 'live');
  });

  it('is not live between a gap and the snapshot that follows it', () => {
    const lost = follow(initial('icu-1', 0), snapshot(), { type: 'closed', receivedAt: 9 });
    const gap = follow(
      lost,
      { type: 'opened', resumed: true },
      { type: 'gap', from: 6, through: 9 },
      heartbeat(9, 20_000),
    );
    assert.equal(gap.link.state, 'lost');
    assert.equal(follow(gap, snapshot({ number: 9, receivedAt: 20_100 })).link.state, 'live');
  });

  it('counts ages on the server’s clock', () => {
    const state = follow(initial('icu-1', 0), snapshot(), heartbeat(5, 1_000, 91_000));
    assert.equal(serverNow(state, 2_000), 92_000);
  });
});

describe('the numbered feed', () => {
  const start = () => follow(initial('icu-1', 0), snapshot({ number: 5 }));
  const change = (number, of = {}) => ({ type: 'change', number, alarm: alarm(of) });

  it('takes changes in turn', () => {
    const state = follow(start(), change(6), change(7, { state: 'acknowledged' }));
    assert.equal(state.number, 7);
    assert.equal(state.hole, false);
    assert.equal(alarmList(state)[0].state, 'acknowledged');
  });

  it('ignores a change that it has already', () => {
    const state = follow(start(), change(6));
    assert.equal(apply(state, change(6, { state: 'ended' })), state);
  });

  it('shows a change that skips a number, but asks for what is missing', () => {
    const state = follow(start(), change(8));
    assert.deepEqual([state.number, state.hole], [5, true]);
    assert.equal(alarmList(state).length, 1);
  });

  it('has no hole any more once reconnected', () => {
    const state = follow(
      start(),
      change(8),
      { type: 'opened', resumed: true },
      change(6),
      change(7),
    );
    assert.deepEqual([state.number, state.hole], [7, false]);
  });

  it('calls it a hole when heartbeats stay ahead of what came', () => {
    const once = follow(start(), heartbeat(6, 1_000));
    assert.equal(once.hole, false);
    assert.equal(apply(once, heartbeat(6, 3_000)).hole, true);
    assert.equal(follow(once, change(6), heartbeat(6, 3_000)).hole, false);
  });

  it('replaces everything with a snapshot, even of another feed', () => {
    const state = follow(
      start(),
      change(6),
      snapshot({
        feed: 'f2',
        number: 1,
        alarms: [alarm({ id: 'other' }), alarm({ id: 'x', state: 'ended' })],
      }),
    );
    assert.deepEqual(Object.keys(state.alarms), ['other']);
    assert.deepEqual([state.feed, state.number], ['f2', 1]);
    assert.equal(state.rosterWanted, true);
  });

  it('drops an ended alarm and one that moved to another ward', () => {
    const open = follow(start(), change(6), change(7, { id: 'b' }));
    const state = follow(
      open,
      change(8, { state: 'ended' }),
      change(9, { id: 'b', ward: 'step-1' }),
    );
    assert.deepEqual(state.alarms, {});
  });

  it('leaves messages it does not know alone', () => {
    const state = start();
    assert.equal(apply(state, { type: 'from-the-future', number: 99 }), state);
  });

  it('never changes the state it was given', () => {
    const state = follow(start(), roster());
    const before = structuredClone(state);
    follow(
      state,
      change(6),
      change(9),
      heartbeat(12, 5),
      vitals(),
      snapshot(),
      roster(),
      {
        type: 'closed',
      },
      { type: 'acknowledging', alarm: 'a' },
      { type: 'tick', receivedAt: 1e9 },
    );
    assert.deepEqual(state, before);
  });
});

describe('patients and their vitals', () => {
  const start = () => follow(initial('icu-1', 0), snapshot(), roster());

  it('reads the roster', () => {
    const [patient] = patientsByBed(start());
    assert.equal(patient.name, 'Ada Lindqvist');
    assert.deepEqual(patient.vitals.hr, { value: 80, at: 1_000, device: 'd-1' });
    assert.equal(patient.heardAt, 1_000);
    assert.equal(patient.news2.score, 3);
    assert.equal(start().rosterWanted, false);
  });

  it('sorts beds as people count', () => {
    const rows = ['10', '2', 'A1', '1'].map((bed) => ({
      id: `p${bed}`,
      name: '',
      bed,
      vitals: {},
    }));
    const state = apply(start(), { type: 'roster', patients: rows });
    assert.deepEqual(
      patientsByBed(state).map((p) => p.bed),
      ['1', '2', '10', 'A1'],
    );
  });

  it('lets the newest value win, whatever comes first', () => {
    const state = follow(
      start(),
      vitals({ at: 9_000, values: { hr: 90 } }),
      vitals({ at: 8_000, values: { hr: 85 } }),
      roster(),
    );
    assert.equal(state.patients['p-1'].vitals.hr.value, 90);
    assert.equal(state.patients['p-1'].heardAt, 9_000);
  });

  it('keeps the age of a value that the server says is old', () => {
    const state = apply(
      start(),
      vitals({
        at: 9_000,
        values: { hr: 80, spo2: 97 },
        times: { hr: 9_000, spo2: 2_000 },
      }),
    );
    assert.equal(state.patients['p-1'].vitals.spo2.at, 2_000);
    assert.equal(state.patients['p-1'].vitals.hr.at, 9_000);
  });

  it('does not make a spot value younger because it is repeated', () => {
    const spot = apply(start(), vitals({ at: 2_000, values: { temp: 37.1 } }));
    const later = apply(spot, vitals({ at: 500_000, values: { temp: 37.1, hr: 70 } }));
    assert.equal(later.patients['p-1'].vitals.temp.at, 2_000);
    const again = apply(later, vitals({ at: 501_000, values: { temp: 37.2 } }));
    assert.equal(again.patients['p-1'].vitals.temp.at, 501_000);
  });

  it('lets the roster correct when a value was measured, and then leaves it old', () => {
    const fooled = apply(start(), vitals({ at: 60_000, values: { hr: 99, spo2: 97 } }));
    const told = apply(
      fooled,
      roster({ vitals: { spo2: { value: 97, at: 20_000, device: 'd' } } }),
    );
    const state = apply(told, vitals({ at: 61_000, values: { hr: 98, spo2: 97 } }));
    assert.equal(state.patients['p-1'].vitals.spo2.at, 20_000);
  });

  it('takes NEWS2 as a number or whole, and keeps the parts', () => {
    const whole = apply(start(), vitals({ news2: { score: 5, complete: true, parts: { rr: 2 } } }));
    assert.deepEqual(whole.patients['p-1'].news2.parts, { rr: 2 });
    const bare = apply(whole, vitals({ news2: 6 }));
    assert.equal(bare.patients['p-1'].news2.score, 6);
    const none = apply(bare, vitals({ news2: null }));
    assert.equal(none.patients['p-1'].news2.score, 6);
  });

  it('shows an alarm of the server itself, and seeks no patient for it', () => {
    const lost = alarm({
      id: 'vigil-server.messages-lost.m8zq3k0w',
      patient: 'vigil-server',
      bed: 'server',
      condition: 'messages-lost',
      vital: null,
      kind: 'technical',
      value: null,
      limit: null,
      recorded: false,
    });
    const state = apply(start(), { type: 'change', number: 6, alarm: lost, receivedAt: 0 });
    assert.deepEqual(alarmList(state), [lost]);
    assert.equal(state.rosterWanted, false);
    assert.deepEqual([isOfServer(lost), isOfServer(alarm())], [true, false]);
    const over = apply(state, { type: 'change', number: 7, alarm: { ...lost, state: 'ended' } });
    assert.deepEqual(alarmList(over), []);
  });

  it('asks for the roster when an unknown patient shows up', () => {
    assert.equal(apply(start(), vitals({ patient: 'p-new' })).rosterWanted, true);
    const change = { type: 'change', number: 6, alarm: alarm({ patient: 'p-new' }) };
    assert.equal(apply(start(), change).rosterWanted, true);
  });

  it('forgets who is not on the roster any more', () => {
    assert.deepEqual(apply(start(), { type: 'roster', patients: [] }).patients, {});
  });
});

describe('alarms', () => {
  const withAlarms = (...alarms) => follow(initial('icu-1', 0), snapshot({ alarms }));

  it('come unacknowledged first, then by priority, then the older first', () => {
    const state = withAlarms(
      alarm({ id: 'low', priority: 'low', raised: 1 }),
      alarm({ id: 'seen', priority: 'high', state: 'acknowledged', raised: 1 }),
      alarm({ id: 'young', priority: 'high', raised: 9 }),
      alarm({ id: 'old', priority: 'high', state: 'latched', raised: 2 }),
      alarm({ id: 'mid', priority: 'medium', raised: 1 }),
    );
    assert.deepEqual(
      alarmList(state).map((a) => a.id),
      ['old', 'young', 'mid', 'low', 'seen'],
    );
  });

  it('colour a bed by the gravest', () => {
    const state = withAlarms(
      alarm({ id: 'a', priority: 'low' }),
      alarm({ id: 'b', priority: 'high' }),
      alarm({ id: 'c', patient: 'p-2', priority: 'medium' }),
    );
    assert.equal(gravest(alarmsOf(state, 'p-1')), 'high');
    assert.equal(gravest(alarmsOf(state, 'p-2')), 'medium');
    assert.equal(gravest([]), null);
  });

  it('sound while a high one, also a latched one, is unacknowledged', () => {
    assert.equal(needsSound(withAlarms(alarm({ priority: 'high', state: 'latched' }))), true);
    assert.equal(needsSound(withAlarms(alarm({ priority: 'high', state: 'acknowledged' }))), false);
    assert.equal(needsSound(withAlarms(alarm({ priority: 'medium' }))), false);
    assert.equal(isUnacknowledged(alarm({ state: 'ended' })), false);
  });

  it('need an answer while unacknowledged, unless of the server, which nobody can give one', () => {
    const states = ['active', 'latched', 'acknowledged', 'ended'];
    const ofPatient = states.filter((state) => needsAnswer(alarm({ state })));
    assert.deepEqual(ofPatient, ['active', 'latched']);
    const server = { patient: 'vigil-server' };
    const ofServer = states.filter((state) => needsAnswer(alarm({ ...server, state })));
    assert.deepEqual(ofServer, []);
  });

  it('are spoken when new, graver or open again, and once', () => {
    const none = withAlarms();
    const one = withAlarms(alarm());
    const graver = withAlarms(alarm({ priority: 'high' }));
    const seen = withAlarms(alarm({ state: 'acknowledged' }));
    assert.equal(news(none, one).length, 1);
    assert.equal(news(one, one).length, 0);
    assert.equal(news(one, graver).length, 1);
    assert.equal(news(seen, one).length, 1);
    assert.equal(news(one, seen).length, 0);
  });
});

describe('acknowledging', () => {
  const start = () => follow(initial('icu-1', 0), snapshot({ alarms: [alarm()] }));
  const { id } = alarm();

  it('waits, and changes nothing until the server says so', () => {
    const state = apply(start(), { type: 'acknowledging', alarm: id });
    assert.equal(state.acknowledging[id], true);
    assert.equal(state.alarms[id].state, 'active');
  });

  it('ends with the answer or with the change, whichever is first', () => {
    const waiting = apply(start(), { type: 'acknowledging', alarm: id });
    assert.deepEqual(apply(waiting, { type: 'done', alarm: id }).acknowledging, {});
    const changed = apply(waiting, {
      type: 'change',
      number: 6,
      alarm: alarm({ state: 'acknowledged', acknowledged: { by: 'x', at: 1, priority: 'high' } }),
    });
    assert.deepEqual(changed.acknowledging, {});
  });

  it('shows why it was refused until it is tried again', () => {
    const refused = follow(
      start(),
      { type: 'acknowledging', alarm: id },
      { type: 'acknowledge-failed', alarm: id, why: 'graver now' },
    );
    assert.equal(refused.refusals[id], 'graver now');
    assert.deepEqual(refused.acknowledging, {});
    assert.deepEqual(apply(refused, { type: 'acknowledging', alarm: id }).refusals, {});
    assert.deepEqual(apply(refused, snapshot({ alarms: [] })).refusals, {});
  });
});

describe('what sites did apart from each other', () => {
  it('is seen where two patients are in one bed', () => {
    const beds = [['p-1', 'Ann', '4'], ['p-2', 'Eve', '4'], ['p-3', 'Ida', '5']];
    const patients = beds.flatMap(([id, name, bed]) => roster({ id, name, bed }).patients);
    const state = follow(
      initial('icu-1', 0), snapshot(), { type: 'roster', patients, receivedAt: 0 });
    const others = (id) => alsoInBed(state, state.patients[id]).map((p) => p.name);
    assert.deepEqual(others('p-1'), ['Eve']);
    assert.deepEqual(others('p-2'), ['Ann']);
    assert.deepEqual(others('p-3'), []);
  });

  it('is seen where two patients have a conflict over a bed or a device', () => {
    const bed = alarm({ id: 'a', condition: 'identity-conflict.p-2', kind: 'technical' });
    const device = { ...bed, id: 'b', condition: 'identity-conflict.p-9', device: 'monitor-7' };
    const over = { ...bed, id: 'c', condition: 'identity-conflict.p-3', ended: 5 };
    const eve = roster({ id: 'p-2', name: 'Eve', bed: '4' }).patients;
    const state = follow(
      initial('icu-1', 0),
      snapshot({ alarms: [bed, device, over, alarm()] }),
      { type: 'roster', patients: [...roster().patients, ...eve], receivedAt: 0 },
    );
    assert.deepEqual(conflictsOf(state, state.patients['p-1']), [
      { other: 'p-2', name: 'Eve', device: null, bed: '4' },
      { other: 'p-9', name: undefined, device: 'monitor-7', bed: '4' },
    ]);
    assert.deepEqual(conflictsOf(state, state.patients['p-2']), []);
  });

  it('shows links that are down, the longest first, and nothing once they are up', () => {
    const down = (onset, more) => alarm({
      id: `vigil-server.ward-link-down.${onset}`,
      patient: 'vigil-server',
      condition: 'ward-link-down',
      onset,
      ...more,
    });
    const alarms = [down(7), down(5), down(3, { state: 'ended' }), alarm({ id: 'p-1.hr-high.1' })];
    const state = follow(initial('icu-1', 0), snapshot({ alarms }));
    assert.deepEqual(linksDown(state).map((a) => a.onset), [5, 7]);
  });
});
