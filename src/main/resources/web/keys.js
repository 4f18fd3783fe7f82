/** The keyboard: which key means what, and where an arrow leads. Pure. */
export const KEYS = [
  ['← ↑ → ↓', 'move between beds, or between alarms in the list'],
  ['Enter', 'open the bed'],
  ['Esc', 'back to the ward, or close this'],
  ['a', 'acknowledge the selected alarm; selects the most urgent one if none is'],
  ['m', 'mute the sound for two minutes, or end the mute'],
  ['[ and ]', 'in a bed: scroll the trends back and forth'],
  ['− and +', 'in a bed: longer or shorter trends'],
  ['Home', 'in a bed: trends follow the present again'],
  ['?', 'show these keys'],
];

const ACTIONS = {
  Escape: 'back',
  a: 'acknowledge',
  m: 'mute',
  '?': 'help',
  '[': 'older',
  ']': 'newer',
  '-': 'longer',
  '+': 'shorter',
  '=': 'shorter',
  Home: 'follow',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** The action of a key press, or null: never while typing, never with a browser's modifier. */
export function actionOf({ key, ctrlKey, metaKey, altKey, typing }) {
  if (ctrlKey || metaKey || altKey) return null;
  if (typing) return key === 'Escape' ? 'back' : null;
  return ACTIONS[key] ?? ACTIONS[key.toLowerCase()] ?? null;
}

/**
 * The box an arrow leads to from `at`: the nearest whose centre lies that way, where a step across
 * counts for more than a step along. Boxes are {left, top, width, height}. Returns an index.
 */
export function neighbour(boxes, at, direction) {
  const [dx, dy] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[direction];
  const from = centre(boxes[at]);
  let best = at;
  let bestCost = Infinity;
  boxes.forEach((box, index) => {
    const to = centre(box);
    const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
    const across = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
    const cost = along + 3 * across;
    if (index !== at && along > 1 && cost < bestCost) {
      best = index;
      bestCost = cost;
    }
  });
  return best;
}

function centre({ left, top, width, height }) {
  return { x: left + width / 2, y: top + height / 2 };
}
