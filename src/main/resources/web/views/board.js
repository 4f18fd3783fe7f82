import { html, nothing, repeat } from './html.js';
import {
  alarmsOf, alsoInBed, conflictsOf, gravest, isUnacknowledged, patientsByBed, serverNow,
} from '../model.js';
import {
  AGE_SHOWN_MS, ageText, conditionText, isOld, news2Band, news2Text, STALE_MS, VITALS, vitalText,
} from '../format.js';
import { routeTo } from '../ui.js';

export function board({ ui, model, now }) {
  const patients = patientsByBed(model);
  const at = serverNow(model, now);
  if (patients.length === 0) {
    const live = model.link.state === 'live' && !model.rosterWanted;
    return html`<section class="empty">
      ${live ? 'No patient is admitted to this ward.' : 'Waiting for the ward…'}</section>`;
  }
  return html`
    <section class="board" aria-label="Beds of ${ui.ward}">
      ${repeat(patients, (p) => p.id, (p) => tile(model, p, ui.ward, at))}
    </section>`;
}

function tile(model, patient, ward, at) {
  const alarms = alarmsOf(model, patient.id);
  const worst = gravest(alarms);
  const ringing = alarms.filter(isUnacknowledged);
  const loud = gravest(ringing);
  const age = patient.heardAt ? at - patient.heardAt : null;
  const stale = age === null || age > STALE_MS;
  const tone = loud ?? (worst ? `${worst} known` : '');
  return html`
    <a class="tile ${tone} ${stale ? 'stale' : ''}" href=${routeTo(ward, patient.id)}
        data-testid="tile-${patient.bed}" data-key="tile-${patient.id}" data-nav="tile"
        data-patient=${patient.id} data-alarm=${loud ?? worst ?? 'none'}
        data-stale=${stale ? 'true' : 'false'}
        aria-label=${tileWords(patient, alarms, age)}>
      <span class="tile-head">
        <span class="bed">${patient.bed}</span>
        <span class="name">${patient.name}</span>
        ${ageMark(age, stale)}
        ${news2Badge(patient)}
      </span>
      ${claims(model, patient)}
      ${vitalsStrip(patient, alarms, at)}
      ${alarmStrip(alarms, ringing)}
    </a>`;
}

/** Two patients in one bed, or with one device, are both shown, and said to be. */
export function claims(model, patient) {
  const inBed = alsoInBed(model, patient).map((p) => p.name || p.id);
  const onDevices = conflictsOf(model, patient).filter(({ device }) => device);
  return html`
    ${inBed.length === 0 ? nothing : html`<span class="claim" data-testid="claim"
      >Also in this bed: ${inBed.join(', ')}</span>`}
    ${onDevices.map(({ device, name, other }) => html`<span class="claim"
      data-testid="claim-${device}">${device} is also on ${name ?? other}</span>`)}`;
}

export function ageMark(age, stale) {
  const words = age === null ? 'no data' : stale ? `no data ${ageText(age)}` : ageText(age);
  return html`<span class="age ${stale ? 'stale' : ''}"
    title="Age of the newest data">${words}</span>`;
}

export function news2Badge({ id, news2 }) {
  return html`<span class="news2 ${news2Band(news2)} ${news2?.complete === false ? 'partial' : ''}"
      title=${news2?.complete === false ? 'NEWS2, parts are missing' : 'NEWS2'}
      data-testid="news2-${id}"><small>NEWS2</small><b>${news2Text(news2)}</b></span>`;
}

/** Big numbers: rate, saturation, respiration; then pressure, temperature and, if any, CO₂. */
export function vitalsStrip(patient, alarms, at) {
  const has = (name) => name in patient.vitals;
  const rate = has('hr') || !has('pr') ? 'hr' : 'pr';
  const rest = ['temp', 'etco2'].filter((name) => name === 'temp' || has(name));
  return html`
    <span class="vitals">
      ${[rate, 'spo2', 'rr'].map((name) => vital(patient, name, alarms, at, 'big'))}
      ${pressure(patient, alarms, at)}
      ${rest.map((name) => vital(patient, name, alarms, at, ''))}
    </span>`;
}

function vital(patient, name, alarms, at, size) {
  const reading = patient.vitals[name];
  return html`
    <span class="vital ${name} ${size} ${toneOf(name, alarms, reading, at)}">
      <span class="vital-label">${VITALS[name].label}${ageNote(reading, at)}</span>
      <span class="vital-value" data-testid="vital-${patient.id}-${name}"
        >${vitalText(name, reading?.value)}</span>
    </span>`;
}

function pressure(patient, alarms, at) {
  const { sbp, dbp, map } = patient.vitals;
  const tone = (name) => toneOf(name, alarms, patient.vitals[name], at);
  const newest = [sbp, dbp, map].filter(Boolean).sort((a, b) => b.at - a.at)[0];
  const number = (name) => html`<span class=${tone(name)} data-testid="vital-${patient.id}-${name}"
    >${vitalText(name, patient.vitals[name]?.value)}</span>`;
  return html`
    <span class="vital pressure ${newest ? '' : 'none'}">
      <span class="vital-label">BP${ageNote(newest, at)}</span>
      <span class="vital-value">${number('sbp')}<i>/</i>${number('dbp')}
        ${map ? html`<span class="mean">(${number('map')})</span>` : nothing}</span>
    </span>`;
}

function ageNote(reading, at) {
  if (!reading || at - reading.at < AGE_SHOWN_MS) return nothing;
  return html`<em>${ageText(at - reading.at)}</em>`;
}

function toneOf(name, alarms, reading, at) {
  if (!reading) return 'none';
  const tone = gravest(alarms.filter((a) => a.vital === name && a.state !== 'latched'));
  return [tone ?? '', isOld(name, at - reading.at) ? 'old' : ''].join(' ');
}

function alarmStrip(alarms, ringing) {
  const first = ringing[0] ?? alarms[0];
  if (!first) return html`<span class="strip quiet-strip"></span>`;
  const more = alarms.length > 1 ? html`<span class="more">+${alarms.length - 1}</span>` : nothing;
  return html`<span class="strip ${first.priority} ${isUnacknowledged(first) ? '' : 'known'}">
    <span class="strip-words">${conditionText(first.condition)}</span>
    ${first.state === 'latched' ? html`<span class="tag">over</span>` : nothing}
    ${first.state === 'acknowledged' ? html`<span class="tag">seen</span>` : nothing}
    ${more}</span>`;
}

function tileWords(patient, alarms, age) {
  const numbers = Object.entries(patient.vitals)
    .map(([name, { value }]) => `${VITALS[name]?.name ?? name} ${vitalText(name, value)}`);
  const ringing = alarms.map((a) => `${a.priority} priority alarm: ${conditionText(a.condition)}`);
  const heard = age === null ? 'no data' : `data ${ageText(age)} old`;
  return [`Bed ${patient.bed}, ${patient.name}`, ...ringing, `NEWS2 ${news2Text(patient.news2)}`,
    ...numbers, heard].join(', ');
}
