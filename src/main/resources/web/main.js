/** Wiring: routes, sign-in, the stream, the keyboard and the loudspeaker around the pure parts. */
import { openBed } from './bed.js';
import { conditionText } from './format.js';
import { focusKey, listenToKeys } from './keyboard.js';
import {
  alarmList, alarmsOf, apply, initial, isOfServer, isUnacknowledged, needsAnswer, needsSound, news,
  serverNow,
} from './model.js';
import { openWardStream, Refused, rest } from './socket.js';
import { createSound } from './sound.js';
import { mayAcknowledge, readClaims, tokenProblem } from './token.js';
import { createTrends, GROUPS, joined } from './trend.js';
import { act, initialUi, isMuted, readRoute, soundFor } from './ui.js';
import { alarmPanel } from './views/alarms.js';
import { bedView } from './views/bed.js';
import { board } from './views/board.js';
import { html, render } from './views/html.js';
import { shell } from './views/shell.js';
import { signIn } from './views/sign-in.js';
import { wardChoice } from './views/wards.js';

const TOKEN = 'vigil.token';
const ROSTER_MS = 30_000;
const ROSTER_RETRY_MS = 2_000;
const WARDS_MS = 10_000;
const NO_ANSWER = 'The server does not answer.';

const root = document.getElementById('app');
const sound = createSound();
let ui = initialUi();
let model = null;
let api = null;
let stream = null;
let bedside = null;
let trends = null;
let rosterAt = -Infinity;
let wardsAt = -Infinity;
let receivedTo = 0;
let frame = 0;
let focusNext = null;
let beforeHelp = null;

function dispatch(action) {
  ui = act(ui, action);
  changed();
}

/** However many messages a frame brings, the page is drawn once. */
function changed() {
  frame ||= requestAnimationFrame(draw);
}

// --- sign-in ------------------------------------------------------------------------------------

async function signInWith(text) {
  const token = String(text ?? '').trim();
  const problem = tokenProblem(token, Date.now());
  if (problem) return failSignIn(problem);
  dispatch({ type: 'signing-in' });
  try {
    const wards = await rest(location.href, token).wards();
    sessionStorage.setItem(TOKEN, token);
    startSession(token, wards);
  } catch (problem) {
    failSignIn(problem instanceof Refused ? problem.message : NO_ANSWER);
  }
}

/** After a reload the token is taken on trust: a screen must come back while the server is away. */
function resumeSession(token) {
  const problem = tokenProblem(token, Date.now());
  if (problem) failSignIn(problem);
  else startSession(token, null);
}

function startSession(token, wards) {
  api = rest(location.href, token);
  dispatch({ type: 'signed-in', token, claims: readClaims(token), wards });
  followRoute();
}

function failSignIn(why) {
  leaveWard();
  api = null;
  sessionStorage.removeItem(TOKEN);
  dispatch({ type: 'sign-in-failed', why });
}

/** A browser doesn't say why a WebSocket was refused; a REST call on the same ward does. */
function askWhyRefused() {
  if (model) loadRoster();
}

function explain(problem) {
  if (problem.status === 401) failSignIn(problem.message);
  else if (problem instanceof Refused && model) receive({ type: 'denied', why: problem.message });
}

// --- ward and bed -------------------------------------------------------------------------------

function followRoute() {
  if (!ui.token) return;
  const route = readRoute(location.hash);
  const only = ui.wards?.length === 1 ? (ui.wards[0].ward ?? ui.wards[0].id) : null;
  const ward = route.ward ?? only;
  if (ward !== ui.ward || (ward && !stream)) enterWard(ward);
  if (route.patient !== bedside?.bed.patient) enterBed(route.patient, ui.patient);
  dispatch({ type: 'route', ward, patient: route.patient });
}

function enterWard(ward) {
  leaveWard();
  if (!ward) return;
  model = initial(ward, Date.now());
  stream = openWardStream({
    base: location.href,
    ward,
    token: ui.token,
    position: () => ({ feed: model.feed, number: model.number }),
    onMessage: receive,
    onRefusedConnect: askWhyRefused,
  });
}

function leaveWard() {
  stream?.close();
  stream = null;
  model = null;
  bedside = null;
  receivedTo = 0;
  rosterAt = -Infinity;
}

function enterBed(patient, before) {
  bedside = patient ? openBed({ api, patient, onChange: changed }) : null;
  if (patient && model) bedside.refresh(windowOf(Date.now()), serverNow(model, Date.now()));
  focusNext = patient ? null : before && `tile-${before}`;
}

function receive(message) {
  if (!model) return;
  const before = model;
  model = apply(model, message);
  if (bedside && (message.patient ?? message.alarm?.patient) === bedside.bed.patient) {
    bedside.observe(message, model.patients[bedside.bed.patient]?.vitals ?? {});
  }
  if (message.type === 'snapshot' || message.type === 'change') say(news(before, model));
  if (model.hole) stream.resume('a change is missing');
  else if (message.type === 'heartbeat' && model.number > receivedTo) {
    receivedTo = model.number;
    stream.received(receivedTo);
  }
  if (model.rosterWanted) loadRoster();
  changed();
}

async function loadRoster() {
  const now = performance.now();
  if (now - rosterAt < ROSTER_RETRY_MS) return;
  rosterAt = now;
  const { ward } = model;
  try {
    const patients = await api.roster(ward);
    if (model?.ward === ward) receive({ type: 'roster', patients, receivedAt: Date.now() });
  } catch (problem) {
    explain(problem);
  }
}

async function loadWards() {
  wardsAt = performance.now();
  try {
    dispatch({ type: 'wards', wards: await api.wards() });
    if (!ui.ward) followRoute();
  } catch (problem) {
    if (problem.status === 401) failSignIn(problem.message);
  }
}

async function acknowledge(alarm) {
  if (!mayAcknowledge(ui.claims) || model?.link.state !== 'live') return;
  if (!needsAnswer(alarm) || model.acknowledging[alarm.id]) return;
  receive({ type: 'acknowledging', alarm: alarm.id });
  try {
    await api.acknowledge(alarm.id, alarm.priority);
    receive({ type: 'done', alarm: alarm.id });
  } catch (problem) {
    const why = problem instanceof Refused ? problem.message : NO_ANSWER;
    receive({ type: 'acknowledge-failed', alarm: alarm.id, why });
  }
}

// --- time ---------------------------------------------------------------------------------------

function tick() {
  const now = Date.now();
  if (model) {
    const before = model.link.state;
    model = apply(model, { type: 'tick', receivedAt: now });
    if (before !== 'lost' && model.link.state === 'lost') stream.resume(model.link.why);
    const age = performance.now() - rosterAt;
    if (model.rosterWanted || (model.link.state === 'live' && age > ROSTER_MS)) loadRoster();
    bedside?.refresh(windowOf(now), serverNow(model, now));
  }
  if (ui.token && performance.now() - wardsAt > WARDS_MS) loadWards();
  sound.play(soundKind(now), now);
  document.title = titleOf();
  changed();
}

function soundKind(now) {
  return soundFor({
    high: model !== null && needsSound(model),
    lost: model?.link.state === 'lost',
    muted: isMuted(ui, now),
  });
}

function titleOf() {
  if (!model) return 'Vigil';
  if (model.link.state === 'lost') return `NOT LIVE · ${model.ward} · Vigil`;
  const ringing = alarmList(model).filter(isUnacknowledged);
  return ringing.length ? `(${ringing.length}) ${model.ward} · Vigil` : `${model.ward} · Vigil`;
}

function windowOf(now) {
  const to = ui.window.end ?? serverNow(model, now);
  return { from: to - ui.window.span, to };
}

function say(alarms) {
  for (const [id, high] of [['say-now', true], ['say-soon', false]]) {
    const words = alarms
      .filter((alarm) => (alarm.priority === 'high') === high)
      .map((a) => `${a.priority} priority, ${isOfServer(a) ? 'server' : `bed ${a.bed}`}: ${
        conditionText(a.condition)}.`);
    if (words.length) document.getElementById(id).textContent = words.join(' ');
  }
}

// --- drawing ------------------------------------------------------------------------------------

function draw() {
  cancelAnimationFrame(frame);
  frame = 0;
  const held = document.activeElement?.dataset?.key;
  render(page(), root);
  if (trends && !document.getElementById('trends')) trends = void trends.destroy();
  if (bedside && model) drawTrends();
  keepFocus(held);
}

function page() {
  const now = Date.now();
  if (!ui.token) return signIn(ui, send);
  const kind = soundKind(now);
  const loudspeaker = { kind, blocked: sound.isBlocked() };
  const context = { ui, model, now, bed: bedside?.bed, sound: loudspeaker };
  return shell(context, send, content(context));
}

function content(context) {
  if (!model) return wardChoice(ui);
  if (ui.patient) return bedView(context, send);
  return html`<main class="ward">${board(context)}${alarmPanel(context, send)}</main>`;
}

function drawTrends() {
  const container = document.getElementById('trends');
  if (!container) return;
  if (!trends) {
    trends = createTrends(container, (share) => send.scroll(share));
  }
  const now = serverNow(model, Date.now());
  const view = windowOf(Date.now());
  const open = alarmsOf(model, ui.patient);
  trends.draw({ ...view, groups: bedside.plots(GROUPS, view, now, open, joined) });
}

/** A redraw may move or remove what had the focus; the keyboard must not fall off the page. */
function keepFocus(held) {
  if (ui.help) return focusKey(root, 'close-help');
  if (focusNext) {
    if (focusKey(root, focusNext)) focusNext = null;
  } else if (held && document.activeElement === document.body) {
    if (!focusKey(root, held, { preventScroll: true }) && held.startsWith('alarm-')) {
      root.querySelector('[data-nav="alarm"]')?.focus();
    }
  }
}

// --- what people do -----------------------------------------------------------------------------

const send = {
  signIn: signInWith,
  signOut() {
    failSignIn(null);
    location.hash = '';
  },
  acknowledge,
  confirmLimits: () => bedside?.confirmLimits(),
  selectAlarm: (alarm) => {
    if (ui.selectedAlarm !== alarm) dispatch({ type: 'select-alarm', alarm });
  },
  mute: () => dispatch({ type: 'mute', at: Date.now() }),
  help() {
    if (ui.help) focusNext = beforeHelp;
    else beforeHelp = document.activeElement?.dataset?.key ?? null;
    dispatch({ type: 'help' });
    draw();
  },
  span: (ms) => dispatch({ type: 'span', ms }),
  follow: () => dispatch({ type: 'follow' }),
  scroll: (share) => {
    const by = share * ui.window.span;
    dispatch({ type: 'pan', by, now: serverNow(model, Date.now()) });
  },
};

listenToKeys(root, () => ({ ui, model }), send);
window.addEventListener('keydown', sound.unlock);
window.addEventListener('pointerdown', sound.unlock);
window.addEventListener('hashchange', followRoute);
new Worker('/clock.js', { type: 'module' }).onmessage = tick;
const remembered = sessionStorage.getItem(TOKEN);
if (remembered) resumeSession(remembered);
changed();
