/**
 * The only I/O of the page: the ward stream over a WebSocket, and REST calls.
 *
 * The token travels as a subprotocol or a header, never in an address. A stream that closes, or is
 * told to resume, comes back by itself with backoff and asks for what it missed (`feed`, `after`).
 */
const BACKOFF_MS = [250, 500, 1_000, 2_000, 3_000];

/** A handshake that hangs is as blind as a closed socket. */
const HANDSHAKE_MS = 5_000;

const ALARMS = 'vigil.alarms.v1+json';

export class Refused extends Error {
  constructor(status, title, detail) {
    super([title, detail].filter(Boolean).join(': '));
    this.status = status;
  }
}

export function streamAddress(base, ward, position) {
  const address = new URL(`/v1/stream/wards/${encodeURIComponent(ward)}`, base);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  if (position?.feed) {
    address.searchParams.set('feed', position.feed);
    address.searchParams.set('after', String(position.number));
  }
  return address.href;
}

export function backoffMs(failures, random) {
  const most = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)];
  return Math.round(most * (0.7 + 0.3 * random));
}

/**
 * @param position () => {feed, number}: where to resume from, asked at each connect
 * @param onMessage called with each message, stamped with `receivedAt`
 * @param onRefusedConnect called when a connect failed before it opened; may find out why over REST
 */
export function openWardStream({ base, ward, token, position, onMessage, onRefusedConnect }) {
  let socket = null;
  let failures = 0;
  let timer = null;
  let closed = false;

  const emit = (message) => onMessage({ ...message, receivedAt: Date.now() });

  function connect() {
    timer = null;
    const from = position();
    let opened = false;
    const mine = new WebSocket(streamAddress(base, ward, from), [ALARMS, `bearer.${token}`]);
    socket = mine;
    const handshake = setTimeout(() => drop(mine, 'no answer'), HANDSHAKE_MS);
    mine.onopen = () => {
      opened = true;
      clearTimeout(handshake);
      emit({ type: 'opened', resumed: Boolean(from?.feed) });
    };
    mine.onmessage = (event) => {
      if (socket !== mine) return;
      const message = parse(event.data);
      if (message?.type === 'heartbeat') failures = 0;
      if (message) emit(message);
    };
    mine.onclose = (event) => {
      clearTimeout(handshake);
      if (socket !== mine) return;
      if (!opened) onRefusedConnect();
      lose(event.reason || 'connection closed');
    };
  }

  function drop(mine, why) {
    if (socket !== mine) return;
    lose(why);
    mine.close();
  }

  function lose(why) {
    socket = null;
    if (closed) return;
    emit({ type: 'closed', why });
    timer = setTimeout(connect, backoffMs(failures++, Math.random()));
  }

  connect();
  return {
    /** Counts what was shown as delivered. */
    received(number) {
      if (socket?.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify({ type: 'received', number }));
      }
    },
    /** Gives the present connection up (it is silent, or has a hole) and resumes on a new one. */
    resume(why) {
      if (socket) drop(socket, why);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
      socket = null;
    },
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function rest(base, token) {
  async function call(method, path, { body, headers } = {}) {
    const response = await fetch(new URL(path, base), {
      method,
      cache: 'no-store',
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    if (!response.ok) throw await problemOf(response);
    return response.json();
  }
  const patient = (id) => `/v1/patients/${encodeURIComponent(id)}`;
  return {
    wards: () => call('GET', '/v1/wards'),
    roster: (ward) => call('GET', `/v1/patients?ward=${encodeURIComponent(ward)}`),
    patient: (id) => call('GET', patient(id)),
    vitals: (id, { from, to, step }) =>
      call('GET', `${patient(id)}/vitals?from=${from}&to=${to}&step=${step}`),
    alarms: (id, { from, to }) => call('GET', `${patient(id)}/alarms?from=${from}&to=${to}`),
    confirmLimits: (id, version) =>
      call('POST', `${patient(id)}/limits/confirm`, {
        headers: { 'If-Match': `"${version}"`, 'Idempotency-Key': freshKey() },
      }),
    acknowledge: (alarm, priority) =>
      call('POST', `/v1/alarms/${encodeURIComponent(alarm)}/acknowledge`, {
        body: { priority },
        headers: { 'Idempotency-Key': freshKey() },
      }),
  };
}

/** Not `randomUUID`: that is missing where a ward serves the page over plain HTTP. */
function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** RFC 9457 when the server sent it, the status line when something in between answered. */
async function problemOf(response) {
  const problem = parse(await response.text()) ?? {};
  const title = problem.title ?? `${response.status} ${response.statusText}`.trim();
  return new Refused(response.status, title, problem.detail);
}
