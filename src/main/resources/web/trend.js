/** Trend plots of one patient: one uPlot a group of vitals, all on the same stretch of time. */
import uPlot from './vendor/uplot/uPlot.esm.js';
import { clockText, dayText, VITALS, vitalText } from './format.js';

/** Plots in the order of a bedside monitor, with the range each shows at least. */
export const GROUPS = [
  { id: 'hr', title: 'Heart rate', vitals: ['hr'], range: [50, 120] },
  { id: 'pr', title: 'Pulse rate', vitals: ['pr'], range: [50, 120] },
  { id: 'spo2', title: 'SpO₂', vitals: ['spo2'], range: [88, 100] },
  { id: 'rr', title: 'Respiration', vitals: ['rr'], range: [5, 30] },
  { id: 'bp', title: 'Blood pressure', vitals: ['sbp', 'map', 'dbp'], range: [50, 150] },
  { id: 'temp', title: 'Temperature', vitals: ['temp'], range: [35.5, 38.5] },
  { id: 'etco2', title: 'etCO₂', vitals: ['etco2'], range: [25, 55] },
];

const INK = ['#a9cdf5', '#7fb0a5', '#8f9fd0'];
const GRID = 'rgba(139, 152, 165, 0.13)';
const AXIS = '#8b98a5';
const BAND = { high: '255, 82, 82', medium: '255, 205, 64', low: '72, 208, 224' };
const FONT = '12px "Inter Variable", system-ui, sans-serif';
const LEAST_HEIGHT = 96;
const MOST_HEIGHT = 180;
/** What stands above the plots, and around each of them. */
const ABOVE_PX = 300;
const AROUND_PX = 46;
const AXIS_PX = 44;
/** How far from a measurement the cursor still reads it. */
const NEAR_PX = 24;
const SPARSE_PX = 8;

/**
 * @param onScroll called with the share of the window to move by, when dragged or scrolled
 * @returns {{draw(view): void, destroy(): void}} view: {from, to, groups: [{id, data, …}]}
 */
export function createTrends(container, onScroll) {
  const plots = new Map();
  listen(container, (pixels) => onScroll(pixels / Math.max(1, container.clientWidth - AXIS_PX)));
  const resize = new ResizeObserver(() => {
    for (const { plot, body } of plots.values()) fit(plot, body, plots.size);
  });
  resize.observe(container);

  function draw(view) {
    for (const [id, entry] of plots) {
      if (!view.groups.some((group) => group.id === id)) remove(id, entry);
    }
    view.groups.forEach((group, index) => {
      const entry = plots.get(group.id) ?? add(group);
      if (container.children[index] !== entry.box) {
        container.insertBefore(entry.box, container.children[index] ?? null);
      }
      entry.view = { ...group, from: view.from, to: view.to };
      fit(entry.plot, entry.body, view.groups.length);
      entry.plot.setData(group.data);
      showReadout(entry);
    });
  }

  function add(group) {
    const box = element('section', 'plot');
    const head = element('h3', 'plot-head', group.title);
    const readout = element('span', 'plot-readout');
    const body = element('div', 'plot-body');
    head.append(readout);
    box.append(head, body);
    const entry = { box, body, readout, view: group, plot: null };
    container.append(box);
    entry.plot = new uPlot(options(entry, body.clientWidth || 600), group.data, body);
    plots.set(group.id, entry);
    return entry;
  }

  function remove(id, entry) {
    entry.plot.destroy();
    entry.box.remove();
    plots.delete(id);
  }

  function destroy() {
    resize.disconnect();
    for (const [id, entry] of plots) remove(id, entry);
  }

  return { draw, destroy };
}

/** Dragging and scrolling move through time: up or left is back. */
function listen(container, pan) {
  container.addEventListener('wheel', (event) => {
    if (event.ctrlKey) return;
    event.preventDefault();
    pan(Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY);
  }, { passive: false });
  container.addEventListener('pointerdown', (down) => {
    if (down.button !== 0) return;
    let last = down.clientX;
    const move = (event) => {
      pan(last - event.clientX);
      last = event.clientX;
    };
    const stop = () => window.removeEventListener('pointermove', move);
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', stop, { once: true });
    window.addEventListener('pointercancel', stop, { once: true });
  });
}

function options(entry, width) {
  const vitals = entry.view.vitals;
  return {
    width,
    height: LEAST_HEIGHT,
    legend: { show: false },
    padding: [8, 20, 0, 0],
    cursor: {
      drag: { x: false, y: false },
      sync: { key: 'trends' },
      points: { size: 7 },
      hover: { skip: [null, undefined], prox: NEAR_PX },
    },
    scales: {
      x: { time: true, range: () => [entry.view.from / 1000, entry.view.to / 1000] },
      y: { range: (plot, min, max) => rangeOf(entry.view.range, min, max) },
    },
    axes: [
      { ...axis(), space: 90, size: 26, values: (plot, ticks) => ticks.map(tickText) },
      { ...axis(), space: 30, size: AXIS_PX },
    ],
    series: [{}, ...vitals.flatMap((vital, index) => seriesOf(index))],
    bands: vitals.map((vital, index) => ({
      series: [3 * index + 3, 3 * index + 2],
      fill: `${INK[index]}33`,
    })),
    hooks: {
      drawClear: [(plot) => drawSpans(plot, entry.view)],
      draw: [(plot) => drawLimits(plot, entry.view)],
      setCursor: [() => showReadout(entry)],
    },
  };
}

/** A vital is three series: the mean as a line, the least and the most as the edges of a band. */
function seriesOf(index) {
  const edge = { stroke: 'transparent', width: 0, points: { show: false } };
  const ink = { fill: INK[index], stroke: INK[index] };
  const points = { size: 6, ...ink, show: isSparse, filter: alone };
  return [{ stroke: INK[index], width: 1.75, points }, edge, edge];
}

/** Spot measurements stand apart and make no line: they are drawn as points. */
function isSparse(plot, index) {
  const { data, width } = plot;
  let count = 0;
  for (const value of data[index]) count += value === null || value === undefined ? 0 : 1;
  return count <= width / SPARSE_PX;
}

/** In a dense line too, a value between two holes must not vanish. */
function alone(plot, index, show) {
  if (show) return null;
  const values = plot.data[index];
  const has = (at) => values[at] !== null && values[at] !== undefined;
  const found = [];
  for (let at = 0; at < values.length; at++) {
    if (has(at) && !has(at - 1) && !has(at + 1)) found.push(at);
  }
  return found;
}

function axis() {
  return { stroke: AXIS, font: FONT, grid: { stroke: GRID, width: 1 }, ticks: { show: false } };
}

function tickText(seconds) {
  const at = seconds * 1000;
  const date = new Date(at);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (midnight) return dayText(at);
  return clockText(at, date.getSeconds() !== 0);
}

function rangeOf([least, most], min, max) {
  const pad = (most - least) * 0.06;
  return [Math.min(least, (min ?? least) - pad), Math.max(most, (max ?? most) + pad)];
}

function drawSpans(plot, view) {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const span of view.spans ?? []) {
    const left = Math.max(bbox.left, plot.valToPos(span.from / 1000, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(span.to / 1000, 'x', true));
    if (right <= left) continue;
    const width = Math.max(right - left, 2);
    ctx.fillStyle = `rgba(${BAND[span.priority] ?? BAND.low}, 0.17)`;
    ctx.fillRect(left, bbox.top, width, bbox.height);
    ctx.fillStyle = `rgb(${BAND[span.priority] ?? BAND.low})`;
    ctx.fillRect(left, bbox.top, width, 3 * devicePixelRatio);
  }
  ctx.restore();
}

function drawLimits(plot, view) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.setLineDash([6 * devicePixelRatio, 5 * devicePixelRatio]);
  ctx.lineWidth = devicePixelRatio;
  for (const limit of view.limits ?? []) {
    const y = Math.round(plot.valToPos(limit.bound, 'y', true)) + 0.5;
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = `rgba(${BAND[limit.priority] ?? BAND.low}, 0.75)`;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** Under the cursor: its time and values; else nothing, the strip above shows the present. */
function showReadout({ plot, view, readout }) {
  const indexes = plot?.cursor.left >= 0 ? plot.cursor.idxs : [];
  const read = view.vitals
    .map((vital, i) => ({ vital, at: indexes[3 * i + 1], column: plot.data[3 * i + 1] }))
    .filter(({ at, column }) => at != null && column?.[at] != null);
  const values = read.map(
    ({ vital, at, column }) => `${VITALS[vital].label} ${vitalText(vital, column[at])}`,
  );
  const time = read.length ? clockText(plot.data[0][read[0].at] * 1000) : '';
  readout.textContent = [time, ...values].join('  ');
}

/** All plots fit under the numbers if the window lets them. */
function fit(plot, body, count) {
  const width = body.clientWidth;
  const share = Math.floor((window.innerHeight - ABOVE_PX) / count) - AROUND_PX;
  const height = Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, share));
  const fits = width === plot.width && height === plot.height;
  if (width > 0 && !fits) plot.setSize({ width, height });
}

function element(tag, name, text = '') {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = text;
  return node;
}

/** Several vitals in one plot share their times: null where one wasn't measured. */
export function joined(tables) {
  if (tables.length === 1) return tables[0];
  return uPlot.join(tables, tables.map((table) => table.map(() => 2)));
}
