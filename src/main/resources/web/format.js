/** Words and numbers as a nurse reads them. Pure. */
export const VITALS = {
  hr: { label: 'HR', name: 'Heart rate', unit: '/min', digits: 0 },
  pr: { label: 'PR', name: 'Pulse rate', unit: '/min', digits: 0 },
  spo2: { label: 'SpO₂', name: 'SpO₂', unit: '%', digits: 0 },
  rr: { label: 'RR', name: 'Respiration', unit: '/min', digits: 0 },
  sbp: { label: 'SYS', name: 'Systolic pressure', unit: 'mmHg', digits: 0 },
  dbp: { label: 'DIA', name: 'Diastolic pressure', unit: 'mmHg', digits: 0 },
  map: { label: 'MAP', name: 'Mean pressure', unit: 'mmHg', digits: 0 },
  temp: { label: 'Temp', name: 'Temperature', unit: '°C', digits: 1 },
  etco2: { label: 'etCO₂', name: 'End-tidal CO₂', unit: 'mmHg', digits: 0 },
};

const WORDS = {
  apnoea: 'Apnoea',
  'news2-urgent': 'NEWS2 urgent',
  'news2-emergency': 'NEWS2 emergency',
  'no-data': 'No data from device',
  'clock-skew': 'Device clock is off',
  'messages-lost': 'The server lost messages: screens may be wrong',
  'centre-link-down': 'No link to the centre',
  'ward-link-down': 'No link to the ward’s own box',
  'site-clock-drift': 'Another site’s clock is far ahead: call whoever runs it',
  'frames-unaccounted': 'The server can’t account for frames: call whoever runs it',
  'disk-low': 'The server’s disk fills up: call whoever runs it, before monitors are refused',
  'disk-full': 'The server’s disk is full: monitors are NOT watched here. Watch the beds',
  'two-writers': 'Two servers wrote one patient’s record: call whoever runs them',
};

/** Vitals that a monitor streams: older than this they are no longer current. */
export const STREAMED_OLD_MS = 30_000;
/** Pressures and temperatures may be spot measurements; their age is shown from here on. */
export const AGE_SHOWN_MS = 60_000;
/** A tile that has heard nothing for this long is stale: the `no-data` limit of the server. */
export const STALE_MS = 15_000;

const STREAMED = new Set(['hr', 'pr', 'spo2', 'rr', 'etco2']);

export function vitalText(name, value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '–';
  return value.toFixed(VITALS[name]?.digits ?? 0);
}

export function isOld(name, ageMs) {
  return STREAMED.has(name) && ageMs > STREAMED_OLD_MS;
}

const CONFLICT = 'identity-conflict.';

/** The other patient of an identity conflict; null for any other alarm. */
export function conflictWith({ condition }) {
  return condition.startsWith(CONFLICT) ? condition.slice(CONFLICT.length) : null;
}

export function conditionText(condition) {
  if (condition in WORDS) return WORDS[condition];
  if (condition.startsWith(CONFLICT)) return 'Identity conflict';
  const [first, vital] = condition.split('.');
  if (first === 'signal-lost') return `${VITALS[vital]?.name ?? vital ?? ''} signal lost`.trim();
  const [head, ...rest] = condition.split('-');
  const name = VITALS[head]?.name ?? head.charAt(0).toUpperCase() + head.slice(1);
  return [name, ...rest].join(' ');
}

export function alarmValueText(alarm) {
  const other = conflictWith(alarm);
  if (other) return alarm.device ? `${alarm.device}: also on ${other}` : `also in bed: ${other}`;
  if (typeof alarm.value !== 'number') return '';
  const vital = VITALS[alarm.vital];
  const value = vital ? vitalText(alarm.vital, alarm.value) : String(alarm.value);
  const unit = vital ? ` ${vital.unit}` : '';
  if (typeof alarm.limit !== 'number') return value + unit;
  return `${value}${unit} · limit ${Number(alarm.limit.toFixed(1))}`;
}

/** 0 s … 59 s, 1 min … 59 min, 1 h …, 1 d …: whole units, rounded down, never negative. */
export function ageText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

export function countdownText(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function clockText(at, seconds = true) {
  const date = new Date(at);
  const parts = [date.getHours(), date.getMinutes(), ...(seconds ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

export function dayText(at) {
  const date = new Date(at);
  return `${date.getDate()} ${date.toLocaleString('en', { month: 'short' })}`;
}

/** The band of the RCP's response table, for colour; one part at 3 is urgent by itself. */
export function news2Band(news2) {
  if (!news2 || typeof news2.score !== 'number') return 'none';
  if (news2.score >= 7) return 'emergency';
  if (news2.score >= 5 || Object.values(news2Points(news2.parts)).some((p) => p === 3)) {
    return 'urgent';
  }
  return news2.score > 0 ? 'low' : 'zero';
}

/** Points by part, whether the server sends `{part: points}` or `{part: {score, …}}`. */
export function news2Points(parts) {
  const points = {};
  for (const [part, value] of Object.entries(parts ?? {})) {
    points[part] = typeof value === 'number' ? value : (value?.score ?? value?.points ?? null);
  }
  return points;
}

export function news2Text(news2) {
  if (!news2 || typeof news2.score !== 'number') return '–';
  return news2.complete === false ? `${news2.score}+` : String(news2.score);
}
