/** The keyboard on the page: every key of `keys.js` does what a button or a link does too. */
import { actionOf, neighbour } from './keys.js';
import { alarmList, alarmsOf, needsAnswer } from './model.js';
import { routeTo, zoomed } from './ui.js';

/** @param look () => {ui, model}: what is on the screen now */
export function listenToKeys(root, look, send) {
  const inBed = (todo) => () => look().ui.patient && todo(look().ui);
  const actions = {
    mute: send.mute,
    help: send.help,
    back: () => back(look().ui, send),
    acknowledge: () => acknowledgeSelected(root, look(), send),
    older: inBed(() => send.scroll(-0.25)),
    newer: inBed(() => send.scroll(0.25)),
    longer: inBed((ui) => send.span(zoomed(ui.window.span, 1))),
    shorter: inBed((ui) => send.span(zoomed(ui.window.span, -1))),
    follow: inBed(send.follow),
    left: () => moveFocus(root, 'left'),
    right: () => moveFocus(root, 'right'),
    up: () => moveFocus(root, 'up'),
    down: () => moveFocus(root, 'down'),
  };
  window.addEventListener('keydown', (event) => {
    const { ui } = look();
    if (!ui.token) return;
    const { key, ctrlKey, metaKey, altKey } = event;
    const typing = event.target.closest?.('input, textarea, select') != null;
    const action = actionOf({ key, ctrlKey, metaKey, altKey, typing });
    if (!action || (ui.help && action !== 'back' && action !== 'help')) return;
    event.preventDefault();
    actions[action]();
  });
}

function back(ui, send) {
  if (ui.help) send.help();
  else if (ui.patient) location.hash = routeTo(ui.ward);
  else document.activeElement?.blur();
}

/** Never acknowledges what wasn't chosen: with nothing selected the first press only selects. */
function acknowledgeSelected(root, { ui, model }, send) {
  if (!model) return;
  const shown = ui.patient ? alarmsOf(model, ui.patient) : alarmList(model);
  const onTile = document.activeElement?.dataset?.patient;
  const eligible = shown.filter((a) => needsAnswer(a) && (!onTile || a.patient === onTile));
  const selected = eligible.find((alarm) => alarm.id === ui.selectedAlarm);
  if (selected) send.acknowledge(selected);
  else if (eligible.length) focusKey(root, `alarm-${eligible[0].id}`);
}

export function focusKey(root, key, options) {
  const target = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  target?.focus(options);
  return target !== null;
}

function moveFocus(root, direction) {
  const items = [...root.querySelectorAll('[data-nav]')];
  if (items.length === 0) return;
  const at = items.indexOf(document.activeElement?.closest('[data-nav]'));
  const boxes = items.map((item) => item.getBoundingClientRect());
  items[at < 0 ? 0 : neighbour(boxes, at, direction)].focus();
}
