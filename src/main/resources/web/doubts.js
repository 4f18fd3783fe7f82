/**
 * What sites have decided apart from each other, and who shares a bed or a device, in words: what
 * is in force meanwhile, and how it is settled. Pure.
 */
import { clockText, conditionText, VITALS } from './format.js';

export function doubtText(doubt) {
  switch (doubt.about) {
    case 'limits':
      return `${conditionText(doubt.condition)}: set to ${limitsText(doubt)}. ` +
        'The tightest are in force until somebody confirms or changes them.';
    case 'bed':
      return `In two beds: ${doubt.places.map((p) => `${p.ward} ${p.bed}`).join(' and ')}. ` +
        'The last one is shown until the patient is transferred to the right one.';
    case 'identity':
      return `Two people under this id: ${doubt.people.map((p) => p.name).join(' and ')}. ` +
        'Look at the wristband; both are kept until one is discharged.';
    case 'device':
      return `${doubt.device}: attached at one site and detached at another. ` +
        'Its data is taken until somebody attaches or detaches it again.';
    case 'discharge':
      return `Discharge pending: discharged at ${clockText(doubt.at)}, ` +
        'but there is newer data. Discharge again, or transfer to keep the patient here.';
    default:
      return 'Sites have decided different things: look again in the patient’s record.';
  }
}

/**
 * Who else has the patient's bed, or one of its devices: what to do before its values are believed.
 * `name` is the other's, if this ward knows it.
 */
export function conflictText({ other, name, device, bed }) {
  const who = name ? `${name} (${other})` : other;
  if (device) {
    return `${device} is also attached to ${who}: its values may be the other’s. ` +
      'Look where it is, and detach it from the other.';
  }
  return `${who} is also in bed ${bed}. ` +
    'Look at the wristbands, and transfer or discharge whoever is not there.';
}

function limitsText({ written }) {
  const limits = written.flatMap((each) => Object.values(each));
  return limits.map((limit) => (limit.enabled ? boundText(limit) : 'off')).join(' and ');
}

function boundText({ vital, bound }) {
  const unit = VITALS[vital]?.unit;
  return unit ? `${bound} ${unit}` : String(bound);
}

/** True if confirming the limits in force would settle something. */
export function hasLimitsInDoubt(doubts) {
  return doubts.some((doubt) => doubt.about === 'limits');
}
