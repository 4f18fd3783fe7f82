import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openBed } from '../../main/resources/web/bed.js';
import {
  addLive,
  alarmHistory,
  CHUNK_BUCKETS,
  chunksFor,
  columns,
  due,
  keep,
  limitsOf,
  markAsked,
  MOST_CHUNKS,
  MOST_BUCKETS,
  REFRESH_MS,
  rowsFor,
  SETTLE_MS,
  spansOf,
  stepFor,
} from '../../main/resources/web/history.js';
import { SPANS } from '../../main/resources/web/ui.js';
import { alarm } from './given.mjs';

describe('chunks', () => {
  it('cover a window, aligned, without overlap', () => {
    const chunks = chunksFor(1_000_500, 2_000_000, 1_000);
    assert.equal(chunks[0].from, 960_000);
    assert.ok(chunks.at(-1).to >= 2_000_000);
    chunks.slice(1).forEach((chunk, i) => assert.equal(chunk.from, chunks[i].to));
    assert.equal(chunks[0].to - chunks[0].from, CHUNK_BUCKETS * 1_000);
  });

  it('keep every length of window within the points of a screen and the store', () => {
    for (const { ms } of SPANS) {
      const step = stepFor(ms);
      assert.ok(ms / step <= MOST_BUCKETS, `${ms}`);
      assert.ok(chunksFor(12_345, 12_345 + ms, step).length * 2 < MOST_CHUNKS);
    }
  });

  it('are asked for once, again while unsettled, and never in the future', () => {
    const store = new Map();
    const [past, future] = chunksFor(0, 480_000, 1_000);
    assert.deepEqual(due(store, [past, future], 100_000), [past]);
    markAsked(store, past, 100_000);
    assert.deepEqual(due(store, [past], 200_000), []);
    keep(store, past, {});
    assert.deepEqual(due(store, [past], 100_000 + REFRESH_MS - 1), []);
    assert.deepEqual(due(store, [past], 100_000 + REFRESH_MS), [past]);
    const late = past.to + SETTLE_MS + 1;
    markAsked(store, past, late);
    keep(store, past, {});
    assert.deepEqual(due(store, [past], late + 10 * REFRESH_MS), []);
  });

  it('keep what they had when a refresh fails, and are bounded', () => {
    const store = new Map();
    const [chunk] = chunksFor(0, 1, 1_000);
    markAsked(store, chunk, 1);
    keep(store, chunk, { hr: [[0, 1, 2, 3, 4]] });
    markAsked(store, chunk, 2);
    keep(store, chunk, null);
    assert.deepEqual(store.get(chunk.key).series.hr, [[0, 1, 2, 3, 4]]);
    for (const other of chunksFor(0, 100 * 240_000, 1_000)) markAsked(store, other, 1);
    assert.equal(store.size, MOST_CHUNKS);
  });
});

describe('what a plot gets', () => {
  it('is history with the live tail joined on, nothing twice', () => {
    const chunks = chunksFor(0, 10_000, 1_000);
    const store = new Map();
    markAsked(store, chunks[0], 0);
    keep(store, chunks[0], {
      hr: [
        [0, 60, 61, 62, 4],
        [1_000, 70, 71, 72, 4],
      ],
    });
    const live = {
      hr: [
        [1_500, 71],
        [2_100, 75],
      ],
    };
    assert.deepEqual(rowsFor(store, live, chunks, 'hr'), [
      [0, 60, 61, 62, 4],
      [1_000, 70, 71, 72, 4],
      [2_100, 75, 75, 75, 1],
    ]);
    assert.deepEqual(rowsFor(store, live, chunks, 'rr'), []);
  });

  it('breaks the line where nothing was measured', () => {
    const [x, mean, min, max] = columns(
      [
        [0, 1, 2, 3, 1],
        [1_000, 1, 2, 3, 1],
        [60_000, 4, 5, 6, 1],
      ],
      5_000,
    );
    assert.deepEqual(x, [0, 1, 6, 60]);
    assert.deepEqual(mean, [2, 2, null, 5]);
    assert.deepEqual([min[3], max[3]], [4, 6]);
  });

  it('takes each live reading once and a bounded number', () => {
    let live = addLive({}, { hr: { value: 60, at: 1 }, temp: { value: 37, at: 1 } });
    live = addLive(live, { hr: { value: 61, at: 2 }, temp: { value: 37, at: 1 } });
    assert.deepEqual(live, {
      hr: [
        [1, 60],
        [2, 61],
      ],
      temp: [[1, 37]],
    });
    for (let at = 3; at < 3_000; at++) live = addLive(live, { hr: { value: 1, at } });
    assert.ok(live.hr.length <= 1_000);
  });

  it('has the spans of alarms on this vital, open ones up to now', () => {
    const history = [
      { alarm: alarm({ ended: 20_000 }), transitions: [] },
      alarm({ id: 'open', priority: 'high' }),
      alarm({ id: 'else', vital: 'hr' }),
    ];
    assert.deepEqual(spansOf(history, 'spo2', 99_000), [
      { from: 1_000, to: 20_000, priority: 'medium' },
      { from: 1_000, to: 99_000, priority: 'high' },
    ]);
  });

  it('has the limits that are on', () => {
    const conditions = {
      'hr-high': { vital: 'hr', bound: 120, priority: 'medium', enabled: true },
      'hr-low': { vital: 'hr', bound: 50, priority: 'medium', enabled: false },
      'rr-high': { vital: 'rr', bound: 30, priority: 'medium', enabled: true },
    };
    const expected = [{ bound: 120, priority: 'medium' }];
    assert.deepEqual(limitsOf({ version: 3, conditions }, 'hr'), expected);
    assert.deepEqual(limitsOf(conditions, 'hr'), expected);
    assert.deepEqual(limitsOf(null, 'hr'), []);
  });

  it('lists past and open alarms once, newest first', () => {
    const past = [
      { alarm: alarm({ id: 'a', raised: 1 }) },
      { alarm: alarm({ id: 'b', raised: 2 }) },
    ];
    const list = alarmHistory(past, [alarm({ id: 'b', raised: 2, state: 'acknowledged' })]);
    assert.deepEqual(
      list.map((a) => [a.id, a.state]),
      [
        ['b', 'acknowledged'],
        ['a', 'active'],
      ],
    );
  });
});

describe('the bed', () => {
  const group = { id: 'hr', title: 'HR', vitals: ['hr'], range: [0, 1] };
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  function server() {
    const asked = [];
    return {
      asked,
      vitals: async (id, chunk) => {
        asked.push(chunk.key);
        return { hr: [[chunk.from, 1, 2, 3, 1]] };
      },
      patient: async () => ({
        limits: { conditions: { a: { vital: 'hr', bound: 9, priority: 'low' } } },
      }),
      alarms: async () => [{ alarm: alarm({ vital: 'hr', ended: 2_000 }) }],
    };
  }

  it('asks for what the window shows and gives plots with limits and spans', async () => {
    const api = server();
    const bed = openBed({ api, patient: 'p-1', onChange() {} });
    const view = { from: 0, to: 900_000 };
    bed.refresh(view, 900_000);
    bed.refresh(view, 900_100);
    await settled();
    assert.equal(api.asked.length, chunksFor(0, 900_000, 1_000).length);
    const [plot] = bed.plots([group], view, 900_000, [], (tables) => tables[0]);
    assert.deepEqual(plot.vitals, ['hr']);
    assert.deepEqual(plot.limits, [{ bound: 9, priority: 'low' }]);
    assert.deepEqual(plot.spans, [{ from: 1_000, to: 2_000, priority: 'medium' }]);
  });

  it('says why there is no history, and tries again', async () => {
    const api = {
      ...server(),
      vitals: async () => {
        throw new Error('storage is down');
      },
    };
    const bed = openBed({ api, patient: 'p-1', onChange() {} });
    bed.refresh({ from: 0, to: 60_000 }, 60_000);
    await settled();
    assert.match(bed.bed.problem, /storage is down/);
    api.vitals = server().vitals;
    bed.refresh({ from: 0, to: 60_000 }, 60_000 + REFRESH_MS);
    await settled();
    assert.equal(bed.bed.problem, null);
  });
});
