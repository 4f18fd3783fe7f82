import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import {
  backoffMs,
  openWardStream,
  Refused,
  rest,
  streamAddress,
} from '../../main/resources/web/socket.js';

const BASE = 'https://vigil.example/#/icu-1';
let sockets;

class FakeSocket {
  static OPEN = 1;

  constructor(address, protocols) {
    Object.assign(this, { address, protocols, readyState: 0, sent: [], closed: false });
    sockets.push(this);
  }

  open() {
    this.readyState = 1;
    this.onopen();
  }

  say(message) {
    this.onmessage({ data: typeof message === 'string' ? message : JSON.stringify(message) });
  }

  die(reason = '') {
    this.readyState = 3;
    this.onclose({ reason });
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }
}

describe('the ward stream', () => {
  let got;
  let refusals;
  let position;
  let stream;

  beforeEach(() => {
    sockets = [];
    got = [];
    refusals = 0;
    position = { feed: null, number: 0 };
    globalThis.WebSocket = FakeSocket;
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 50_000 });
    stream = openWardStream({
      base: BASE,
      ward: 'icu-1',
      token: 'tok.en.x',
      position: () => position,
      onMessage: (message) => got.push(message),
      onRefusedConnect: () => refusals++,
    });
  });

  afterEach(() => {
    stream.close();
    mock.timers.reset();
    delete globalThis.WebSocket;
  });

  it('carries the token as a subprotocol, never in the address', () => {
    assert.deepEqual(sockets[0].protocols, ['vigil.alarms.v1+json', 'bearer.tok.en.x']);
    assert.equal(sockets[0].address, 'wss://vigil.example/v1/stream/wards/icu-1');
  });

  it('stamps messages with the local time and skips what is no JSON', () => {
    sockets[0].open();
    sockets[0].say('not json');
    sockets[0].say({ type: 'heartbeat', number: 1, at: 7 });
    assert.deepEqual(got, [
      { type: 'opened', resumed: false, receivedAt: 50_000 },
      { type: 'heartbeat', number: 1, at: 7, receivedAt: 50_000 },
    ]);
  });

  it('comes back after a close and resumes where it was', () => {
    sockets[0].open();
    position = { feed: 'f1', number: 42 };
    sockets[0].die('going down');
    assert.equal(got.at(-1).why, 'going down');
    mock.timers.tick(300);
    assert.match(sockets[1].address, /\?feed=f1&after=42$/);
    sockets[1].open();
    assert.equal(got.at(-1).resumed, true);
    assert.equal(refusals, 0);
  });

  it('tries again for ever, with growing pauses, and asks why it is refused', () => {
    for (let i = 0; i < 8; i++) {
      sockets.at(-1).die();
      mock.timers.tick(3_000);
    }
    assert.equal(sockets.length, 9);
    assert.equal(refusals, 8);
  });

  it('gives a silent connection up on request and hears nothing of it any more', () => {
    sockets[0].open();
    stream.resume('no heartbeat');
    assert.equal(sockets[0].closed, true);
    const before = got.length;
    sockets[0].say({ type: 'heartbeat', number: 9, at: 1 });
    sockets[0].die();
    assert.equal(got.length, before);
    mock.timers.tick(300);
    assert.equal(sockets.length, 2);
  });

  it('does not wait for ever for a handshake', () => {
    mock.timers.tick(5_000);
    assert.equal(got.at(-1).why, 'no answer');
    mock.timers.tick(300);
    assert.equal(sockets.length, 2);
  });

  it('counts as delivered only while it is open', () => {
    stream.received(3);
    sockets[0].open();
    stream.received(4);
    assert.deepEqual(sockets[0].sent, [{ type: 'received', number: 4 }]);
  });

  it('stays closed once closed', () => {
    sockets[0].open();
    stream.close();
    sockets[0].die();
    mock.timers.tick(60_000);
    assert.equal(sockets.length, 1);
  });
});

describe('addresses and pauses', () => {
  it('escape the ward and follow the page’s scheme', () => {
    assert.equal(streamAddress('http://h:1/', 'a b', null), 'ws://h:1/v1/stream/wards/a%20b');
  });

  it('grow to three seconds and are spread', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 9].map((n) => backoffMs(n, 1)),
      [250, 500, 1000, 2000, 3000, 3000],
    );
    assert.equal(backoffMs(9, 0), 2100);
  });
});

describe('REST', () => {
  let calls;
  let answer;

  beforeEach(() => {
    calls = [];
    globalThis.fetch = async (url, options) => {
      calls.push({ url: url.href, ...options });
      return answer;
    };
  });

  it('sends the token as a header and an idempotency key with a write', async () => {
    answer = Response.json({ id: 'x' });
    await rest(BASE, 'tok').acknowledge('p-1.spo2-low.abc', 'high');
    const [call] = calls;
    assert.equal(call.url, 'https://vigil.example/v1/alarms/p-1.spo2-low.abc/acknowledge');
    assert.equal(call.headers.Authorization, 'Bearer tok');
    assert.match(call.headers['Idempotency-Key'], /^[0-9a-f]{32}$/);
    assert.equal(call.body, '{"priority":"high"}');
  });

  it('asks for history by window and step', async () => {
    answer = Response.json({});
    await rest(BASE, 'tok').vitals('p-1', { from: 1, to: 2, step: 1000 });
    assert.match(calls[0].url, /\/v1\/patients\/p-1\/vitals\?from=1&to=2&step=1000$/);
  });

  it('says what the server’s problem says', async () => {
    answer = new Response(JSON.stringify({ title: 'Forbidden', detail: 'not your ward' }), {
      status: 403,
    });
    await assert.rejects(rest(BASE, 'tok').wards(), (problem) => {
      assert.ok(problem instanceof Refused);
      assert.equal(problem.status, 403);
      assert.equal(problem.message, 'Forbidden: not your ward');
      return true;
    });
  });

  it('makes do with the status line when something in between answers', async () => {
    answer = new Response('<html>', { status: 502, statusText: 'Bad Gateway' });
    await assert.rejects(rest(BASE, 'tok').wards(), /502 Bad Gateway/);
  });
});
