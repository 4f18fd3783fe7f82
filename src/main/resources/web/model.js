/**
 * The picture of one ward as a pure function of what was received.
 *
 * `apply(state, message)` takes the server's messages as PROTOCOL names them and the shell's own
 * (`opened`, `closed`, `denied`, `tick`, `roster`, `acknowledging`, `acknowledge-failed`). There is
 * no clock in here: the shell stamps each message with `receivedAt`, the local time in ms.
 *
 * The invariant: `link.state` is 'live' only while a whole picture is held and a heartbeat is at
 * most SILENCE_MS old. A change that skips a number is shown at once, because hiding an alarm is
 * worse than showing it early, but it isn't counted: `hole` asks the shell to resume from `number`.
 */
import { conflictWith } from './format.js';

export const SILENCE_MS = 5_000;

/** Heartbeats in a row that may be ahead of us before we call it a hole. */
const AHEAD_LIMIT = 2;

/** Often measured once: the same value again is no news. */
const SPOT = new Set(['sbp', 'dbp', 'map', 'temp']);
const CONTINUOUS_MS = 10_000;

export const PRIORITIES = ['high', 'medium', 'low'];
const RANK = { high: 3, medium: 2, low: 1 };

export function initial(ward, receivedAt = 0) {
  return {
    ward,
    feed: null,
    number: 0,
    alarms: {},
    patients: {},
    acknowledging: {},
    refusals: {},
    rosterWanted: false,
    hole: false,
    ahead: 0,
    whole: false,
    serverAhead: 0,
    link: { state: 'connecting', since: receivedAt, lastContact: null, why: null },
  };
}

export function apply(state, message) {
  switch (message.type) {
    case 'snapshot': return onSnapshot(state, message);
    case 'change': return onChange(state, message);
    case 'gap': return { ...state, whole: false };
    case 'heartbeat': return onHeartbeat(state, message);
    case 'vitals': return onVitals(state, message);
    case 'done': return without(state, message.alarm);
    case 'opened': return { ...state, hole: false, ahead: 0, whole: message.resumed === true };
    case 'closed': return lost(state, message.why ?? 'connection closed', message.receivedAt);
    case 'denied': return { ...state, link: { ...state.link, why: message.why } };
    case 'tick': return onTick(state, message);
    case 'roster': return onRoster(state, message);
    case 'acknowledging': return onAcknowledging(state, message);
    case 'acknowledge-failed': return onRefused(state, message);
    // A newer server may send more than this page knows; the contract lets it.
    default: return state;
  }
}

function onSnapshot(state, message) {
  const alarms = {};
  for (const alarm of message.alarms ?? []) {
    if (alarm.state !== 'ended') alarms[alarm.id] = alarm;
  }
  const next = {
    ...state,
    alarms,
    feed: message.feed,
    number: message.number,
    hole: false,
    ahead: 0,
    whole: true,
    rosterWanted: true,
    acknowledging: onlyOpen(state.acknowledging, alarms),
    refusals: onlyOpen(state.refusals, alarms),
  };
  return live(next, message.receivedAt);
}

function onChange(state, message) {
  if (message.number <= state.number) return state;
  const next = withAlarm(state, message.alarm);
  if (message.number > state.number + 1) return { ...next, hole: true };
  return { ...next, number: message.number };
}

function withAlarm(state, alarm) {
  const alarms = { ...state.alarms };
  const gone = alarm.state === 'ended' || (alarm.ward && alarm.ward !== state.ward);
  if (gone) delete alarms[alarm.id];
  else alarms[alarm.id] = alarm;
  const known = gone || isOfServer(alarm) || alarm.patient in state.patients;
  const next = { ...state, alarms, rosterWanted: state.rosterWanted || !known };
  return gone || alarm.acknowledged ? without(next, alarm.id) : next;
}

function onHeartbeat(state, message) {
  const ahead = message.number > state.number ? state.ahead + 1 : 0;
  const next = {
    ...state,
    ahead,
    hole: state.hole || (state.whole && ahead >= AHEAD_LIMIT),
    serverAhead: message.at - message.receivedAt,
  };
  return state.whole ? live(next, message.receivedAt) : next;
}

function onVitals(state, message) {
  const known = state.patients[message.patient];
  if (!known) return state.rosterWanted ? state : { ...state, rosterWanted: true };
  const patient = {
    ...known,
    vitals: newest(known.vitals, streamed(known.vitals, message)),
    heardAt: Math.max(known.heardAt ?? 0, message.at),
  };
  const news2 = asNews2(message.news2);
  if (news2) patient.news2 = { ...known.news2, ...news2 };
  return { ...state, patients: { ...state.patients, [message.patient]: patient } };
}

function onTick(state, { receivedAt }) {
  if (state.link.state === 'lost') return state;
  const since = state.link.lastContact ?? state.link.since;
  if (receivedAt - since <= SILENCE_MS) return state;
  return lost(state, 'no heartbeat', receivedAt);
}

function onRoster(state, message) {
  const patients = {};
  for (const row of message.patients) {
    const before = state.patients[row.id];
    const vitals = measured(before?.vitals ?? {}, asReadings(row.vitals, 0));
    patients[row.id] = {
      id: row.id,
      name: row.name ?? row.id,
      bed: String(row.bed ?? '?'),
      vitals,
      news2: asNews2(row.news2) ?? before?.news2 ?? null,
      heardAt: Math.max(before?.heardAt ?? 0, ...Object.values(vitals).map((v) => v.at)),
    };
  }
  return { ...state, patients, rosterWanted: false };
}

function onAcknowledging(state, { alarm }) {
  const refusals = { ...state.refusals };
  delete refusals[alarm];
  return { ...state, refusals, acknowledging: { ...state.acknowledging, [alarm]: true } };
}

function onRefused(state, { alarm, why }) {
  const next = without(state, alarm);
  return { ...next, refusals: { ...next.refusals, [alarm]: why } };
}

function without(state, alarm) {
  const acknowledging = { ...state.acknowledging };
  const refusals = { ...state.refusals };
  delete acknowledging[alarm];
  delete refusals[alarm];
  return { ...state, acknowledging, refusals };
}

function live(state, receivedAt) {
  const since = state.link.state === 'live' ? state.link.since : receivedAt;
  return { ...state, link: { state: 'live', since, lastContact: receivedAt, why: null } };
}

function lost(state, why, receivedAt) {
  if (state.link.state === 'lost') return state;
  return { ...state, link: { ...state.link, state: 'lost', since: receivedAt, why } };
}

function onlyOpen(marks, alarms) {
  return Object.fromEntries(Object.entries(marks).filter(([id]) => id in alarms));
}

/** `{vital: number}` as streamed, or `{vital: {value, at, device}}` as in the roster. */
export function asReadings(values, at) {
  const readings = {};
  for (const [name, reading] of Object.entries(values ?? {})) {
    if (typeof reading === 'number') readings[name] = { value: reading, at };
    else if (typeof reading?.value === 'number') readings[name] = { at, ...reading };
  }
  return readings;
}

/**
 * The stream sends each vital's latest value, and `times` when they were not all measured at `at`.
 * Without it, a value that did not change keeps its age if it is a spot measurement or was old
 * already: the last reading of a probe that fell off must not be rejuvenated for ever.
 */
function streamed(before, { values, times, at }) {
  const readings = asReadings(values, at);
  for (const [name, reading] of Object.entries(readings)) {
    const old = before[name];
    if (times) reading.at = times[name] ?? at;
    else if (old?.value === reading.value && mayBeOld(name, at - old.at)) reading.at = old.at;
  }
  return readings;
}

function mayBeOld(name, ageMs) {
  return SPOT.has(name) || ageMs > CONTINUOUS_MS;
}

function newest(before, after) {
  const vitals = { ...before };
  for (const [name, reading] of Object.entries(after)) {
    if (!(name in vitals) || reading.at >= vitals[name].at) vitals[name] = reading;
  }
  return vitals;
}

/** The roster knows when each value was measured: it corrects our time for a value it shares. */
function measured(before, roster) {
  const vitals = newest(before, roster);
  for (const [name, reading] of Object.entries(roster)) {
    if (vitals[name].value === reading.value) vitals[name] = reading;
  }
  return vitals;
}

function asNews2(news2) {
  if (typeof news2 === 'number') return { score: news2, complete: true };
  return news2 && typeof news2 === 'object' ? news2 : null;
}

/** The server's clock as well as we know it: ages of data are counted on it. */
export function serverNow(state, localNow) {
  return localNow + state.serverAhead;
}

/** The server's own, of no patient: nobody can acknowledge it, it ends when its cause does. */
export function isOfServer(alarm) {
  return alarm.patient === 'vigil-server';
}

/** Links to another site that are down for the ward, the longest first. */
export function linksDown(state) {
  return alarmList(state)
    .filter((a) => isOfServer(a) && a.condition.endsWith('-link-down') && a.state !== 'ended')
    .sort((a, b) => a.onset - b.onset);
}

export function isUnacknowledged(alarm) {
  return alarm.state === 'active' || alarm.state === 'latched';
}

/** Somebody has yet to acknowledge it, and can. */
export function needsAnswer(alarm) {
  return isUnacknowledged(alarm) && !isOfServer(alarm);
}

/** Who must act first: unacknowledged before acknowledged, then priority, then the older. */
export function byUrgency(a, b) {
  return (
    Number(isUnacknowledged(b)) - Number(isUnacknowledged(a)) ||
    (RANK[b.priority] ?? 0) - (RANK[a.priority] ?? 0) ||
    (a.raised ?? a.onset) - (b.raised ?? b.onset) ||
    (a.id < b.id ? -1 : 1)
  );
}

export function alarmList(state) {
  return Object.values(state.alarms).sort(byUrgency);
}

export function alarmsOf(state, patient) {
  return alarmList(state).filter((alarm) => alarm.patient === patient);
}

/** The priority to colour with: the gravest open alarm, acknowledged or not. */
export function gravest(alarms) {
  return PRIORITIES.find((priority) => alarms.some((a) => a.priority === priority)) ?? null;
}

export function patientsByBed(state) {
  const natural = new Intl.Collator('en', { numeric: true });
  return Object.values(state.patients).sort((a, b) => natural.compare(a.bed, b.bed));
}

/** Others in the same bed: sites gave it out apart from each other, and somebody must look. */
export function alsoInBed(state, patient) {
  return patientsByBed(state).filter((p) => p.bed === patient.bed && p.id !== patient.id);
}

/** Who else has the patient's bed or one of its devices, by the alarms that are open about it. */
export function conflictsOf(state, patient) {
  return alarmsOf(state, patient.id)
    .filter((alarm) => conflictWith(alarm) && !alarm.ended)
    .map((alarm) => {
      const other = conflictWith(alarm);
      const { name } = state.patients[other] ?? {};
      return { other, name, device: alarm.device ?? null, bed: patient.bed };
    });
}

export function needsSound(state) {
  return Object.values(state.alarms).some((a) => a.priority === 'high' && isUnacknowledged(a));
}

/** Alarms to speak: new, graver than before, or back to unacknowledged. */
export function news(before, after) {
  return alarmList(after).filter((alarm) => {
    if (!isUnacknowledged(alarm)) return false;
    const old = before.alarms[alarm.id];
    return !old || !isUnacknowledged(old) || (RANK[alarm.priority] ?? 0) > RANK[old.priority];
  });
}
