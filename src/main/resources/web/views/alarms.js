import { html, nothing, repeat } from './html.js';
import { alarmList, isOfServer, isUnacknowledged, needsAnswer, serverNow } from '../model.js';
import { ageText, alarmValueText, clockText, conditionText } from '../format.js';
import { mayAcknowledge } from '../token.js';

export function alarmPanel({ ui, model, now }, send) {
  const alarms = alarmList(model);
  const open = alarms.filter(needsAnswer).length;
  return html`
    <aside class="alarms" aria-label="Alarms">
      <h2>Alarms <span class="muted">${open ? `${open} to answer` : 'none to answer'}</span></h2>
      ${alarms.length ? nothing : html`<p class="calm">No open alarms</p>`}
      <ul class="alarm-list">
        ${repeat(alarms, (a) => a.id, (a) => alarmRow(a, { ui, model, now }, send))}
      </ul>
    </aside>`;
}

export function alarmRow(alarm, { ui, model, now }, send) {
  const bed = isOfServer(alarm) ? 'Server' : model.patients[alarm.patient]?.bed ?? alarm.bed;
  const age = serverNow(model, now) - (alarm.raised ?? alarm.onset);
  const selected = ui.selectedAlarm === alarm.id;
  const known = isUnacknowledged(alarm) ? '' : 'known';
  return html`
    <li class="alarm ${alarm.priority} ${known} ${alarm.state} ${selected ? 'selected' : ''}"
        tabindex="0" data-testid="alarm-${alarm.id}" data-key="alarm-${alarm.id}" data-nav="alarm"
        data-alarm-id=${alarm.id} data-state=${alarm.state} data-priority=${alarm.priority}
        data-recorded=${alarm.recorded === false ? 'false' : 'true'}
        aria-label=${rowWords(alarm, bed, age)} @focus=${() => send.selectAlarm(alarm.id)}>
      <span class="alarm-bed">${bed}</span>
      <span class="alarm-body">
        <span class="alarm-title">${conditionText(alarm.condition)}</span>
        <span class="alarm-value">${alarmValueText(alarm)}</span>
        <span class="alarm-meta">${stateWords(alarm)}${recording(alarm)}
          ${model.refusals[alarm.id]
            ? html`<span class="problem" role="alert">${model.refusals[alarm.id]}</span>` : nothing}
        </span>
      </span>
      <span class="alarm-side">
        <span class="alarm-age">${ageText(age)}</span>
        ${acknowledgeButton(alarm, { ui, model }, send)}
      </span>
    </li>`;
}

function stateWords(alarm) {
  if (alarm.state === 'latched') return 'Over, never acknowledged';
  if (alarm.acknowledged) {
    return `Seen by ${alarm.acknowledged.by} ${clockText(alarm.acknowledged.at, false)}`;
  }
  return alarm.kind === 'technical' ? 'Technical' : `Since ${clockText(alarm.onset)}`;
}

/** Announced but not yet durable: subtle, since it passes in milliseconds unless storage ails. */
function recording(alarm) {
  if (alarm.recorded !== false || isOfServer(alarm)) return nothing;
  return html`<span class="unrecorded" title="Not yet durable">○ not recorded yet</span>`;
}

function acknowledgeButton(alarm, { ui, model }, send) {
  if (!needsAnswer(alarm) || !mayAcknowledge(ui.claims)) return nothing;
  const waiting = model.acknowledging[alarm.id] === true;
  return html`<button class="ack" data-testid="ack-${alarm.id}" tabindex="0"
      ?disabled=${waiting || model.link.state !== 'live'}
      aria-label="Acknowledge ${conditionText(alarm.condition)}"
      @click=${() => send.acknowledge(alarm)}>${waiting ? 'Saving…' : 'Acknowledge'}</button>`;
}

function rowWords(alarm, bed, age) {
  const where = isOfServer(alarm) ? bed : `bed ${bed}`;
  return [`${alarm.priority} priority`, where, conditionText(alarm.condition),
    alarmValueText(alarm), stateWords(alarm), `${ageText(age)} ago`].filter(Boolean).join(', ');
}
