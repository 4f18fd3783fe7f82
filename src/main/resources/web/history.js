/**
 * The past of one patient, in pieces: which pieces a window needs, and what a plot gets from them.
 *
 * A chunk is CHUNK_BUCKETS buckets of one step, aligned to the epoch, so that scrolling asks for
 * each piece once. A chunk that was fetched before its end (plus SETTLE_MS, since devices resend
 * after an outage) is fetched again while it is on screen. Pure; the store is a plain Map.
 */
export const STEPS = [1_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000];
export const CHUNK_BUCKETS = 240;
export const MOST_BUCKETS = 900;
export const REFRESH_MS = 10_000;
export const SETTLE_MS = 300_000;
/** Pieces kept: two screens of the longest span at the finest step it gets, for a few spans. */
export const MOST_CHUNKS = 64;
const MOST_LIVE = 900;

export function stepFor(spanMs) {
  return STEPS.find((step) => spanMs / step <= MOST_BUCKETS) ?? STEPS.at(-1);
}

export function chunksFor(from, to, step) {
  const length = step * CHUNK_BUCKETS;
  const chunks = [];
  for (let start = Math.floor(from / length) * length; start < to; start += length) {
    chunks.push({ key: `${step}:${start}`, step, from: start, to: start + length });
  }
  return chunks;
}

/** The chunks to ask for now; `asked` is when each was last asked for, and stands in the store. */
export function due(store, chunks, now) {
  return chunks.filter((chunk) => {
    if (chunk.from > now) return false;
    const have = store.get(chunk.key);
    if (!have) return true;
    if (have.pending) return false;
    const settled = have.askedAt > chunk.to + SETTLE_MS;
    return !settled && now - have.askedAt >= REFRESH_MS;
  });
}

export function markAsked(store, chunk, now) {
  const series = store.get(chunk.key)?.series ?? {};
  store.delete(chunk.key);
  store.set(chunk.key, { series, askedAt: now, pending: true });
  while (store.size > MOST_CHUNKS) store.delete(store.keys().next().value);
}

export function keep(store, chunk, series) {
  const have = store.get(chunk.key);
  if (have) store.set(chunk.key, { ...have, series: series ?? have.series, pending: false });
}

/** Live samples, `{vital: [[t, value]…]}`, bounded: what REST will have in its next answer. */
export function addLive(live, readings) {
  const next = { ...live };
  for (const [vital, { value, at }] of Object.entries(readings)) {
    const points = next[vital] ?? [];
    if (points.length && at <= points.at(-1)[0]) continue;
    next[vital] = [...points, [at, value]].slice(-MOST_LIVE);
  }
  return next;
}

/** Rows [t, min, mean, max, n] of a vital in the window, with the live tail joined on. */
export function rowsFor(store, live, chunks, vital) {
  const rows = chunks.flatMap((chunk) => store.get(chunk.key)?.series?.[vital] ?? []).map(asRow);
  const step = chunks[0]?.step ?? STEPS[0];
  const seenTo = rows.length ? rows.at(-1)[0] + step : -Infinity;
  const tail = (live[vital] ?? []).filter(([t]) => t >= seenTo);
  return [...rows, ...tail.map(asRow)];
}

function asRow(row) {
  return row.length >= 4 ? row : [row[0], row[1], row[1], row[1], 1];
}

/**
 * Columns for uPlot: [seconds, mean, min, max]. Where two rows lie further apart than `gapMs`, a
 * null breaks the line: nothing was measured there and no line may say otherwise.
 */
export function columns(rows, gapMs) {
  const out = [[], [], [], []];
  let last = null;
  for (const [t, min, mean, max] of rows) {
    if (last !== null && t - last > gapMs) pushRow(out, (last + gapMs) / 1000, null, null, null);
    pushRow(out, t / 1000, mean, min, max);
    last = t;
  }
  return out;
}

function pushRow(out, t, mean, min, max) {
  out[0].push(t);
  out[1].push(mean);
  out[2].push(min);
  out[3].push(max);
}

/** A line is drawn over at most this much silence: a few buckets, never under half a minute. */
export function gapFor(step) {
  return Math.max(4 * step, 30_000);
}

/** Alarm spans on a vital: from onset to end, or to now while it is open. */
export function spansOf(history, vital, now) {
  return history
    .map((entry) => entry.alarm ?? entry)
    .filter((alarm) => alarm.vital === vital)
    .map((alarm) => ({
      from: alarm.onset ?? alarm.raised,
      to: alarm.ended ?? now,
      priority: alarm.priority,
    }));
}

/** Limits to draw for a vital: `limits` as the server keeps them, with or without `conditions`. */
export function limitsOf(limits, vital) {
  return Object.values(limits?.conditions ?? limits ?? {})
    .filter((c) => c?.vital === vital && c.enabled !== false && typeof c.bound === 'number')
    .map((c) => ({ bound: c.bound, priority: c.priority }));
}

/** The alarm history with what is open now laid over it, newest first. */
export function alarmHistory(fetched, open) {
  const byId = new Map();
  for (const entry of fetched ?? []) {
    const alarm = entry.alarm ?? entry;
    byId.set(alarm.id, alarm);
  }
  for (const alarm of open) byId.set(alarm.id, alarm);
  return [...byId.values()].sort((a, b) => (b.raised ?? b.onset) - (a.raised ?? a.onset));
}
