import { html, nothing } from './html.js';
import { ageText, clockText, countdownText } from '../format.js';
import { KEYS } from '../keys.js';
import { linksDown } from '../model.js';
import { isMuted } from '../ui.js';
import { wardTabs } from './wards.js';

/** Everything around the ward: the bar on top, NOT LIVE when blind, the keys when asked. */
export function shell({ ui, model, now, sound }, send, content) {
  const lost = model?.link.state === 'lost';
  return html`
    <div class="shell ${lost ? 'is-lost' : ''}">
      ${lost ? notLive(model, now) : nothing}
      <div class="frame" ?inert=${ui.help}>
        <header class="bar">
          <a class="brand" href="#/" title="All wards">
            <img src="/icon.svg" alt="" width="30" height="30">Vigil
          </a>
          ${ui.ward ? wardTabs(ui) : html`<span class="grow"></span>`}
          ${model ? linkState(model) : nothing}
          ${muteButton({ ui, now, sound }, send)}
          <button class="quiet" @click=${send.help} aria-label="Keys" title="Keys (?)">?</button>
          <span class="who">
            <span class="who-name">${ui.claims?.sub ?? ''}</span>
            <span class="muted">${ui.claims?.role ?? ''}</span>
          </span>
          <button class="quiet" data-testid="sign-out" @click=${send.signOut}>Sign out</button>
        </header>
        ${model ? linksDown(model).map(cutOff) : nothing}
        ${content}
      </div>
      ${ui.help ? keysPanel(send) : nothing}
    </div>`;
}

function linkState(model) {
  const words = { live: 'Live', connecting: 'Connecting…', lost: 'Not live' };
  return html`<span class="link ${model.link.state}" data-testid="link-state">
    <i class="lamp"></i>${words[model.link.state]}</span>`;
}

function notLive(model, now) {
  const { lastContact, why } = model.link;
  const since = lastContact === null
    ? 'No contact yet'
    : `No contact for ${ageText(now - lastContact)}`;
  const at = lastContact === null ? '' : ` · last at ${clockText(lastContact)}`;
  return html`
    <section class="not-live" role="alert" data-testid="not-live" aria-live="assertive">
      <strong>NOT LIVE</strong>
      <span aria-hidden="true"><b data-testid="not-live-age">${since}</b>${at}</span>
      <span class="not-live-why">Look at the bedside monitors. Reconnecting by itself
        (${why}).</span>
    </section>`;
}

const CUT_OFF = {
  'centre-link-down': ['On its own', 'This ward has no link to the centre. Monitoring and alarms '
    + 'go on here; the centre’s screens don’t show what happens here now.'],
  'ward-link-down': ['Ward out of reach', 'There is no link to this ward’s own box. What is shown '
    + 'here may be old: only the ward’s own screens are right.'],
};

function cutOff(alarm) {
  const [title, words] = CUT_OFF[alarm.condition]
    ?? ['No link', 'There is no link to another site.'];
  return html`
    <section class="cut-off" role="status" data-testid="cut-off" data-condition=${alarm.condition}>
      <strong>${title}</strong>
      <span>${words} Since ${clockText(alarm.onset)}.</span>
    </section>`;
}

function muteButton({ ui, now, sound }, send) {
  const muted = isMuted(ui, now);
  const left = muted ? countdownText(ui.mutedUntil - now) : '';
  const words = muted ? `Muted ${left}` : sound.blocked ? 'Sound blocked' : 'Sound on';
  const title = sound.blocked ? 'Press any key or click to allow sound' : 'Mute for 2 minutes (m)';
  return html`
    <button class="mute ${muted ? 'muted' : sound.blocked ? 'blocked' : ''} ${sound.kind}"
        @click=${send.mute} title=${title}
        data-testid="mute" data-sound=${sound.kind} aria-pressed=${muted ? 'true' : 'false'}>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <path d="M4 9v6h4l5 4V5L8 9z" fill="currentColor"/>
        <path class="stroke" d=${muted || sound.blocked
          ? 'M16 9l5 6M21 9l-5 6' : 'M16.5 8.5a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12'}/>
      </svg>${words}
    </button>`;
}

function keysPanel(send) {
  return html`
    <div class="veil">
      <section class="keys" role="dialog" aria-modal="true" aria-label="Keys" data-testid="keys">
        <h2>Keys</h2>
        <dl>${KEYS.map(([key, words]) => html`
          <div><dt><kbd>${key}</kbd></dt><dd>${words}</dd></div>`)}
        </dl>
        <button class="primary" @click=${send.help} data-key="close-help">Close</button>
      </section>
    </div>`;
}
