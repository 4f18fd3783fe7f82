/** What the server sends, for tests to vary. */
import { apply } from '../../main/resources/web/model.js';

export function follow(state, ...messages) {
  return messages.reduce(apply, state);
}

export function snapshot(with_ = {}) {
  return {
    type: 'snapshot',
    ward: 'icu-1',
    feed: 'f1',
    number: 5,
    alarms: [],
    receivedAt: 0,
    ...with_,
  };
}

export function heartbeat(number, receivedAt, at = receivedAt) {
  return { type: 'heartbeat', number, at, receivedAt };
}

export function vitals(with_ = {}) {
  return { type: 'vitals', patient: 'p-1', at: 2_000, values: { hr: 81 }, receivedAt: 0, ...with_ };
}

export function roster(with_ = {}) {
  const row = {
    id: 'p-1',
    name: 'Ada Lindqvist',
    ward: 'icu-1',
    bed: '4',
    vitals: { hr: { value: 80, at: 1_000, device: 'd-1' } },
    news2: { score: 3, complete: true, parts: { rr: 1, pulse: 2 } },
    alarms: [],
    ...with_,
  };
  return { type: 'roster', patients: [row], receivedAt: 0 };
}

export function alarm(with_ = {}) {
  return {
    id: 'p-1.spo2-low.m8zq3k0w',
    patient: 'p-1',
    ward: 'icu-1',
    bed: '4',
    condition: 'spo2-low',
    vital: 'spo2',
    kind: 'physiological',
    priority: 'medium',
    state: 'active',
    onset: 1_000,
    raised: 11_000,
    value: 86,
    limit: 90,
    recorded: true,
    acknowledged: null,
    ended: null,
    site: 'central',
    ...with_,
  };
}

/** A token as the server issues it, with a signature nobody checks in the browser. */
export function token(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'EdDSA' })}.${part(claims)}.c2ln`;
}
