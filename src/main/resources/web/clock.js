/**
 * A worker that only ticks: browsers slow the timers of a hidden tab to one a minute, and a page
 * that sounds alarms must notice silence in seconds, hidden or not.
 */
const TICK_MS = 250;
setInterval(() => postMessage(null), TICK_MS);
