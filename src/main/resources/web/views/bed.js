import { html, nothing, repeat } from './html.js';
import { alarmsOf, conflictsOf, serverNow } from '../model.js';
import {
  alarmValueText, clockText, conditionText, dayText, news2Points, news2Text, STALE_MS, vitalText,
} from '../format.js';
import { alarmHistory } from '../history.js';
import { routeTo, SPANS } from '../ui.js';
import { ageMark, claims, news2Badge, vitalsStrip } from './board.js';
import { alarmRow } from './alarms.js';
import { doubtList } from './doubts.js';

const PARTS = [
  { keys: ['respiration', 'rr'], label: 'Respiration', vital: 'rr' },
  { keys: ['spo2', 'oxygenSaturation'], label: 'SpO₂', vital: 'spo2' },
  { keys: ['oxygen', 'air'], label: 'Air or oxygen' },
  { keys: ['sbp', 'systolic', 'bloodPressure'], label: 'Systolic pressure', vital: 'sbp' },
  { keys: ['pulse', 'hr'], label: 'Pulse', vital: 'hr' },
  { keys: ['consciousness', 'avpu'], label: 'Consciousness' },
  { keys: ['temperature', 'temp'], label: 'Temperature', vital: 'temp' },
];

export function bedView({ ui, model, bed, now }, send) {
  const patient = model.patients[ui.patient];
  if (!patient) {
    return html`<section class="empty">This patient is not in ward ${ui.ward}.
      <a href=${routeTo(ui.ward)}>Back to the ward</a></section>`;
  }
  const at = serverNow(model, now);
  const alarms = alarmsOf(model, patient.id);
  const age = patient.heardAt ? at - patient.heardAt : null;
  const stale = age === null || age > STALE_MS;
  return html`
    <main class="bed-view ${stale ? 'stale' : ''}" data-testid="bed-view">
      <header class="bed-head">
        <a class="back" href=${routeTo(ui.ward)} data-testid="back">‹ Ward</a>
        <h1><span class="bed">${patient.bed}</span>${patient.name}</h1>
        <span class="muted">${patient.id}</span>
        ${ageMark(age, stale)}
        ${news2Badge(patient)}
      </header>
      ${claims(model, patient)}
      <div class="bed-vitals">${vitalsStrip(patient, alarms, at)}</div>
      <div class="bed-columns">
        <section class="trends" aria-label="Trends">
          ${windowBar({ ui, bed, at }, send)}
          <div id="trends" tabindex="0" role="group"
            aria-label="Trend plots; [ and ] scroll, − and + zoom"></div>
        </section>
        <aside class="bed-side">
          ${doubtList({ doubts: bed?.doubts ?? [], conflicts: conflictsOf(model, patient) },
            ui, send)}
          ${openAlarms(alarms, { ui, model, now }, send)}
          ${partsTable(patient)}
          ${historyList(bed, alarms)}
        </aside>
      </div>
    </main>`;
}

function windowBar({ ui, bed, at }, send) {
  const end = ui.window.end ?? at;
  const start = end - ui.window.span;
  const days = dayText(start) === dayText(at) ? '' : `${dayText(start)}, `;
  return html`
    <div class="window-bar">
      <button class="quiet" aria-label="Older" @click=${() => send.scroll(-0.5)}>‹</button>
      <button class="quiet" aria-label="Newer" @click=${() => send.scroll(0.5)}
        ?disabled=${ui.window.end === null}>›</button>
      <span class="window-words">${days}${clockText(start, false)} to
        ${ui.window.end === null ? 'now' : clockText(end, false)}</span>
      ${ui.window.end === null ? nothing
        : html`<button class="quiet" data-testid="follow" @click=${send.follow}>
          Back to now</button>`}
      ${bed?.loading ? html`<span class="muted">Loading…</span>` : nothing}
      ${bed?.problem ? html`<span class="problem">${bed.problem}</span>` : nothing}
      <span class="grow"></span>
      <span class="spans" role="group" aria-label="Length">
        ${SPANS.map((span) => html`<button class="quiet" @click=${() => send.span(span.ms)}
          aria-pressed=${span.ms === ui.window.span ? 'true' : 'false'}>${span.label}</button>`)}
      </span>
    </div>`;
}

function openAlarms(alarms, context, send) {
  if (alarms.length === 0) return html`<section class="card calm">No open alarms</section>`;
  return html`<section aria-label="Open alarms"><ul class="alarm-list">
    ${repeat(alarms, (a) => a.id, (a) => alarmRow(a, context, send))}</ul></section>`;
}

function partsTable({ news2, vitals }) {
  const points = news2Points(news2?.parts);
  const rows = PARTS.map((part) => {
    const key = part.keys.find((k) => k in points);
    const raw = news2?.parts?.[key];
    return { ...part, points: points[key], value: valueOf(part, raw, vitals) };
  });
  return html`
    <section class="card">
      <h2>NEWS2 <span class="muted">
        ${news2?.complete === false ? 'parts are missing' : ''}</span></h2>
      <table class="parts" data-testid="news2-parts">
        <tbody>${rows.map((row) => html`<tr class="points-${row.points ?? 'none'}">
          <th scope="row">${row.label}</th><td>${row.value}</td>
          <td class="points">${row.points ?? '–'}</td>
        </tr>`)}</tbody>
        <tfoot><tr><th scope="row">Score</th><td></td>
          <td class="points">${news2Text(news2)}</td></tr></tfoot>
      </table>
    </section>`;
}

function valueOf(part, raw, vitals) {
  const value = raw?.value ?? (part.vital ? vitals[part.vital]?.value : undefined);
  if (typeof value === 'number') return vitalText(part.vital, value);
  if (typeof value === 'boolean') return value ? 'oxygen' : 'air';
  return value ?? '';
}

function historyList(bed, open) {
  const alarms = alarmHistory(bed?.alarms, open);
  return html`
    <section class="card">
      <h2>Alarm history</h2>
      ${alarms.length ? nothing : html`<p class="muted">No alarms in the time shown.</p>`}
      <ol class="past" data-testid="alarm-history">
        ${repeat(alarms, (a) => a.id, (a) => html`<li class=${a.priority}>
          <time>${clockText(a.raised ?? a.onset)}</time>
          <span class="past-title">${conditionText(a.condition)}</span>
          <span class="muted">${alarmValueText(a)}</span>
          <span class="past-state muted">${pastWords(a)}</span>
        </li>`)}
      </ol>
    </section>`;
}

function pastWords(alarm) {
  const seen = alarm.acknowledged ? `seen by ${alarm.acknowledged.by}` : 'not acknowledged';
  const end = alarm.ended ? `ended ${clockText(alarm.ended)}` : 'still open';
  return `${end}, ${seen}`;
}
