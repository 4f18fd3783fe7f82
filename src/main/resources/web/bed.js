/**
 * What the bed view holds beside the ward's picture: the patient's past in chunks, the limits and
 * the alarm history. It asks `api` for what the window shows and is not here yet.
 */
import {
  addLive, chunksFor, columns, due, gapFor, keep, limitsOf, markAsked, rowsFor, spansOf, stepFor,
  alarmHistory,
} from './history.js';

/** Limits and history change seldom; alarm changes on the stream make both be asked for at once. */
const DETAILS_MS = 15_000;

export function openBed({ api, patient, onChange }) {
  const store = new Map();
  const bed = { patient, limits: null, doubts: [], alarms: [], problem: null, loading: 0 };
  let live = {};
  let detailsAt = -Infinity;
  let asked = null;

  /** Asks for what is missing; called often, answers come by themselves. */
  function refresh({ from, to }, now) {
    for (const chunk of due(store, chunksFor(from, to, stepFor(to - from)), now)) load(chunk, now);
    const moved = asked === null || from < asked.from || to > asked.to + DETAILS_MS;
    if (!moved && now - detailsAt < DETAILS_MS) return;
    detailsAt = now;
    asked = { from, to };
    loadDetails({ from: Math.floor(from), to: Math.ceil(Math.max(to, now)) });
  }

  async function load(chunk, now) {
    const fresh = store.has(chunk.key) ? 0 : 1;
    markAsked(store, chunk, now);
    bed.loading += fresh;
    try {
      keep(store, chunk, await api.vitals(patient, chunk));
      bed.problem = null;
    } catch (problem) {
      keep(store, chunk, null);
      bed.problem = `History: ${problem.message}`;
    }
    bed.loading -= fresh;
    onChange();
  }

  async function loadDetails(range) {
    try {
      const [state, alarms] = await Promise.all([
        api.patient(patient),
        api.alarms(patient, range),
      ]);
      bed.limits = state.limits;
      bed.doubts = state.doubts ?? [];
      bed.alarms = alarms;
    } catch (problem) {
      bed.problem = problem.message;
    }
    onChange();
  }

  /** Of the limits that are shown: if they have changed since, the server says so. */
  async function confirmLimits() {
    try {
      bed.limits = await api.confirmLimits(patient, bed.limits.version);
      bed.doubts = bed.doubts.filter((doubt) => doubt.about !== 'limits');
      bed.problem = null;
    } catch (problem) {
      bed.problem = `Limits not confirmed: ${problem.message}`;
    }
    detailsAt = -Infinity;
    onChange();
  }

  /** @param readings the patient's newest vitals, `{vital: {value, at}}` */
  function observe(message, readings) {
    live = addLive(live, readings);
    if (message.type === 'change') detailsAt = -Infinity;
  }

  /** The plots of a window, from what is here. */
  function plots(groups, { from, to }, now, open, join) {
    const step = stepFor(to - from);
    const chunks = chunksFor(from, to, step);
    const history = alarmHistory(bed.alarms, open);
    const shown = [];
    for (const group of groups) {
      const tables = new Map();
      for (const vital of group.vitals) {
        const rows = rowsFor(store, live, chunks, vital);
        if (rows.length) tables.set(vital, columns(rows, gapFor(step)));
      }
      if (tables.size === 0) continue;
      const vitals = [...tables.keys()];
      shown.push({
        ...group,
        id: [group.id, ...vitals].join('+'),
        vitals,
        data: join([...tables.values()]),
        spans: vitals.flatMap((vital) => spansOf(history, vital, now)),
        limits: vitals.flatMap((vital) => limitsOf(bed.limits, vital)),
      });
    }
    return shown;
  }

  return { bed, refresh, observe, plots, confirmLimits };
}
