/** What this screen shows, apart from the ward's picture: pure `act(ui, action)`. */
export const MUTE_MS = 120_000;

export const SPANS = [
  { label: '15 min', ms: 900_000 },
  { label: '1 h', ms: 3_600_000 },
  { label: '4 h', ms: 14_400_000 },
  { label: '12 h', ms: 43_200_000 },
  { label: '24 h', ms: 86_400_000 },
];

export function initialUi() {
  return {
    token: null,
    claims: null,
    signInProblem: null,
    signingIn: false,
    wards: null,
    ward: null,
    patient: null,
    selectedAlarm: null,
    mutedUntil: 0,
    help: false,
    window: { span: SPANS[1].ms, end: null },
  };
}

export function act(ui, action) {
  switch (action.type) {
    case 'signing-in': return { ...ui, signingIn: true, signInProblem: null };
    case 'sign-in-failed':
      return { ...initialUi(), ward: ui.ward, patient: ui.patient, signInProblem: action.why };
    case 'signed-in':
      return {
        ...ui,
        signingIn: false,
        signInProblem: null,
        token: action.token,
        claims: action.claims,
        wards: action.wards,
      };
    case 'wards': return { ...ui, wards: action.wards };
    case 'route': return onRoute(ui, action);
    case 'select-alarm': return { ...ui, selectedAlarm: action.alarm };
    case 'mute': return { ...ui, mutedUntil: isMuted(ui, action.at) ? 0 : action.at + MUTE_MS };
    case 'help': return { ...ui, help: action.open ?? !ui.help };
    case 'span': return { ...ui, window: { ...ui.window, span: action.ms } };
    case 'pan': return { ...ui, window: pan(ui.window, action.by, action.now) };
    case 'follow': return { ...ui, window: { ...ui.window, end: null } };
    default: throw new Error(`unknown action ${action.type}`);
  }
}

function onRoute(ui, { ward, patient }) {
  const sameBed = patient === ui.patient;
  return {
    ...ui,
    ward,
    patient,
    selectedAlarm: ward === ui.ward ? ui.selectedAlarm : null,
    window: sameBed ? ui.window : { ...ui.window, end: null },
  };
}

/** Moves the window; one that reaches the present follows it from then on. */
export function pan(window, by, now) {
  const end = (window.end ?? now) + by;
  return { ...window, end: end >= now ? null : end };
}

/** The next longer or shorter span. */
export function zoomed(span, direction) {
  const at = SPANS.findIndex((s) => s.ms === span);
  return SPANS[Math.min(SPANS.length - 1, Math.max(0, at + direction))].ms;
}

export function isMuted(ui, at) {
  return at < ui.mutedUntil;
}

/** What the loudspeaker should do: a known high alarm goes before the loss of contact. */
export function soundFor({ high, lost, muted }) {
  if (!high && !lost) return 'quiet';
  if (muted) return 'muted';
  return high ? 'high' : 'lost';
}

export function readRoute(hash) {
  const [ward, patient] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  return { ward: ward || null, patient: patient || null };
}

export function routeTo(ward, patient) {
  return `#/${[ward, patient].filter(Boolean).map(encodeURIComponent).join('/')}`;
}
