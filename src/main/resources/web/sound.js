/**
 * Beeps by WebAudio, so that there is no sound file to lose. The burst for high priority is the
 * typical one of alarm systems: three pulses, a breath, two pulses, and the same again.
 */
const HIGH = { notes: [523, 659, 784, 0, 659, 784], pulse: 0.14, gap: 0.09, repeatMs: 5_000 };
const LOST = { notes: [440, 330], pulse: 0.28, gap: 0.12, repeatMs: 10_000 };
const BURSTS = { high: HIGH, lost: LOST };
const LOUDNESS = 0.35;
const RAMP_S = 0.02;

export function createSound() {
  let context = null;
  let playing = 'quiet';
  let nextAt = 0;

  /** Browsers give sound only after a key or a click; called on each until it works. */
  function unlock() {
    context ??= new AudioContext();
    if (context.state === 'suspended') context.resume().catch(() => {});
  }

  /** Called often; plays a burst whenever one is due. */
  function play(kind, nowMs) {
    const burst = BURSTS[kind];
    if (kind !== playing) nextAt = nowMs;
    playing = kind;
    if (!burst || context?.state !== 'running' || nowMs < nextAt) return;
    nextAt = nowMs + burst.repeatMs;
    schedule(context, burst);
  }

  return { unlock, play, isBlocked: () => context?.state !== 'running' };
}

function schedule(context, burst) {
  let at = context.currentTime + 0.02;
  for (const note of burst.notes) {
    if (note) pulse(context, note, at, burst.pulse);
    at += burst.pulse + burst.gap;
  }
}

function pulse(context, hertz, at, seconds) {
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.type = 'triangle';
  tone.frequency.value = hertz;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(LOUDNESS, at + RAMP_S);
  gain.gain.setValueAtTime(LOUDNESS, at + seconds - RAMP_S);
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  tone.connect(gain).connect(context.destination);
  tone.start(at);
  tone.stop(at + seconds);
}
