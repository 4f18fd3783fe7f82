/**
 * What sites have decided apart from each other, in words: what is in force meanwhile, and how it
 * is settled. Pure.
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
