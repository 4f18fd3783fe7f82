import { html, nothing, repeat } from './html.js';
import { PRIORITIES } from '../model.js';
import { routeTo } from '../ui.js';

export function wardId(row) {
  return row.ward ?? row.id;
}

function counts(row) {
  const shown = PRIORITIES.filter((priority) => row.alarms?.[priority] > 0);
  return shown.map((priority) => html`
    <span class="count ${priority}" title="${priority} priority">${row.alarms[priority]}</span>`);
}

/** The choice of ward after sign-in. */
export function wardChoice(ui) {
  return html`
    <main class="choice">
      <h1>Choose a ward</h1>
      ${ui.wards?.length ? nothing : html`<p class="muted">${ui.wards
        ? 'This token sees no ward yet.' : 'Asking the server for the wards…'}</p>`}
      <ul class="choice-list">
        ${repeat(ui.wards ?? [], wardId, (row) => html`
          <li><a class="choice-card" href=${routeTo(wardId(row))}
              data-testid="ward-${wardId(row)}">
            <span class="choice-name">${row.name ?? wardId(row)}</span>
            <span class="muted">${row.patients ?? 0} patients</span>
            <span class="counts">${counts(row)}</span>
          </a></li>`)}
      </ul>
    </main>`;
}

/** The wards as tabs, so that the next ward's alarms are seen from this one. */
export function wardTabs(ui) {
  const rows = ui.wards?.some((row) => wardId(row) === ui.ward)
    ? ui.wards
    : [{ ward: ui.ward }, ...(ui.wards ?? [])];
  return html`
    <nav class="tabs" aria-label="Wards">
      ${repeat(rows, wardId, (row) => html`
        <a class="tab" href=${routeTo(wardId(row))} data-testid="ward-${wardId(row)}"
            aria-current=${wardId(row) === ui.ward ? 'page' : 'false'}>
          ${row.name ?? wardId(row)}
          ${wardId(row) === ui.ward ? nothing : html`<span class="counts">${counts(row)}</span>`}
        </a>`)}
    </nav>`;
}
