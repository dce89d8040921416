// Malformed requests, byte for byte, directly against the server (WEB-2, WEB-3): none is accepted as
// anything else than it says, none gets 5xx, and the connection is closed behind what is refused.

import { strict as assert } from 'node:assert'
import net from 'node:net'
import { after, before, test } from 'node:test'

import { startCouncil } from './lib/council.mjs'

let council, port, token

before(async () => {
  council = await startCouncil()
  port = Number(new URL(council.url).port)
  token = await council.token('kitaden.h')
})
after(() => council.stop())

// Sends PARTS and reads until the server closes, or for WAIT ms: {text, statuses, closed}.
function talk(parts, wait = 10000) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    let text = ''
    let closed = false
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text, closed, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((m) => Number(m[1])) })
    }
    const timer = setTimeout(done, wait)
    socket.setEncoding('latin1')
    socket.on('data', (data) => (text += data))
    socket.on('close', () => ((closed = true), done()))
    socket.on('error', () => {})
    for (const part of [parts].flat()) socket.write(Buffer.from(part, 'latin1'))
  })
}

const auth = () => `Authorization: Bearer ${token}\r\n`
const get = (target, lines = '', version = 'HTTP/1.1') =>
  `GET ${target} ${version}\r\nHost: x\r\n${auth()}${lines}\r\n`

test('WEB-2 a good request passes, and the next on the same connection', async () => {
  const { statuses, text } = await talk(get('/api/v1/me') + get('/api/v1/me', 'Connection: close\r\n'))
  assert.deepEqual(statuses, [200, 200])
  assert.doesNotMatch(text, /^server:/im)
})

const heads = {
  'no Host': () => `GET /healthz HTTP/1.1\r\n\r\n`,
  'two Host': () => `GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`,
  'two equal Host': () => `GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n`,
  'empty Host': () => `GET /healthz HTTP/1.1\r\nHost: \r\n\r\n`,
  'Host with a path': () => `GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n`,
  'space before colon': () => get('/healthz', 'Foo : bar\r\n'),
  'space in name': () => get('/healthz', 'Fo o: bar\r\n'),
  'control byte in name': () => get('/healthz', 'F\x01o: bar\r\n'),
  'control byte in value': () => get('/healthz', 'Foo: b\x01r\r\n'),
  'DEL in value': () => get('/healthz', 'Foo: b\x7fr\r\n'),
  'bare CR in value': () => get('/healthz', 'Foo: bar\rX: y\r\n'),
  'NUL in value': () => get('/healthz', 'Foo: bar\0hidden\r\n'),
  'NUL in name': () => get('/healthz', 'F\0o: bar\r\n'),
  'folded line': () => get('/healthz', 'Foo: bar\r\n folded\r\n'),
  'folded line with tab': () => get('/healthz', 'Foo: bar\r\n\tfolded\r\n'),
  'folded first line': () => `GET /healthz HTTP/1.1\r\n Host: x\r\n\r\n`,
  'bare LF line ends': () => `GET /healthz HTTP/1.1\nHost: x\nFoo: bar\n\n`,
  'line without colon': () => get('/healthz', 'Foo\r\n'),
  'NUL in target': () => get('/heal\0thz'),
  'two spaces in request line': () => `GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n`,
  'space in target': () => get('/heal thz'),
  'tab in target': () => get('/heal\tthz'),
  'absolute form': () => get('http://x/healthz'),
  'target without slash': () => get('healthz'),
  asterisk: () => get('*'),
  fragment: () => get('/healthz#a'),
  'percent NUL': () => get('/healthz%00'),
  'percent NUL in query': () => get('/healthz?a=%00'),
  'broken escape': () => get('/healthz%4'),
  'escape of no hex': () => get('/healthz%zz'),
  'invalid UTF-8': () => get('/%ff'),
  'overlong slash': () => get('/%c0%af'),
  'surrogate': () => get('/%ed%a0%80'),
  'raw byte over 0x7f': () => get('/\xe6\x97\xa5'),
  'dot segment': () => get('/./healthz'),
  'dot dot segment': () => get('/api/../healthz'),
  'escaped dot segment': () => get('/api/%2e%2E/healthz'),
  'escaped slash': () => get('/api%2fv1/me'),
  'escaped backslash': () => get('/api%5cv1/me'),
  backslash: () => get('/api\\v1/me'),
  'too many parameters': () => get(`/healthz?${'a=1&'.repeat(65)}`),
  'HTTP/2.0': () => get('/healthz', '', 'HTTP/2.0'),
  'HTTP/1.2': () => get('/healthz', '', 'HTTP/1.2'),
  'HTTP/0.9': () => `GET /healthz\r\n\r\n`,
  'no version': () => `GET /healthz \r\nHost: x\r\n\r\n`,
  garbage: () => `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n`,
}

for (const [name, bytes] of Object.entries(heads)) {
  test(`WEB-2 refused: ${name}`, async () => {
    const { statuses, closed } = await talk(bytes() + get('/api/v1/me'))
    for (const status of statuses) assert.ok([400, 414, 431, 505].includes(status), `answered ${statuses}`)
    assert.ok(statuses.length <= 1, `a second request was taken: ${statuses}`)
    assert.ok(closed, 'the connection stays open')
  })
}

const post = (lines, body) =>
  `POST /api/v1/items HTTP/1.1\r\nHost: x\r\n${auth()}Content-Type: application/json\r\n${lines}\r\n${body}`
const smuggled = () => get('/api/v1/me')

const bodies = {
  'two lengths that differ': () => post('Content-Length: 2\r\nContent-Length: 3\r\n', `{}${smuggled()}`),
  'two lengths alike': () => post('Content-Length: 2\r\nContent-Length: 2\r\n', `{}${smuggled()}`),
  'length list': () => post('Content-Length: 2, 2\r\n', `{}${smuggled()}`),
  'length with sign': () => post('Content-Length: +2\r\n', `{}${smuggled()}`),
  'negative length': () => post('Content-Length: -2\r\n', `{}${smuggled()}`),
  'hex length': () => post('Content-Length: 0x2\r\n', `{}${smuggled()}`),
  'huge length': () => post('Content-Length: 99999999999999999999999\r\n', `{}${smuggled()}`),
  'length and coding': () => post('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled()}`),
  'coding and length': () => post('Transfer-Encoding: chunked\r\nContent-Length: 2\r\n', `0\r\n\r\n${smuggled()}`),
  'coding twice': () => post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled()}`),
  'unknown coding': () => post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${smuggled()}`),
  'coding list': () => post('Transfer-Encoding: gzip, chunked\r\n', `0\r\n\r\n${smuggled()}`),
  'identity coding': () => post('Transfer-Encoding: identity\r\n', `{}${smuggled()}`),
  'coding in HTTP/1.0': () =>
    post('Transfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled()}`).replace('HTTP/1.1', 'HTTP/1.0'),
  'chunk size of no hex': () => post('Transfer-Encoding: chunked\r\n', `0x2\r\n{}\r\n0\r\n\r\n${smuggled()}`),
  'chunk size too great': () => post('Transfer-Encoding: chunked\r\n', `fffffffffffffffff\r\n{}\r\n0\r\n\r\n${smuggled()}`),
  'negative chunk size': () => post('Transfer-Encoding: chunked\r\n', `-2\r\n{}\r\n0\r\n\r\n${smuggled()}`),
}

for (const [name, bytes] of Object.entries(bodies)) {
  test(`WEB-2 refused: ${name}`, async () => {
    const { statuses, closed, text } = await talk(bytes())
    for (const status of statuses) assert.ok([400, 413].includes(status), `answered ${statuses}`)
    assert.doesNotMatch(text, /"person"/, 'the smuggled request was answered')
    assert.ok(closed, 'the connection stays open')
  })
}

test('WEB-2 a refusal is a problem document without anything of the library', async () => {
  const { text } = await talk(get('/%00', 'Accept: text/html\r\n'))
  assert.match(text, /^content-type: application\/problem\+json/im)
  assert.match(text, /^connection: close/im)
  assert.match(text, /^x-content-type-options: nosniff/im)
  assert.doesNotMatch(text, /microhttpd/i)
})

test('WEB-2 a header of the client cannot make one of the answer', async () => {
  const { text } = await talk(get('/api/v1/nope%0d%0aX-Evil:%20yes', 'Connection: close\r\n'))
  assert.doesNotMatch(text, /^x-evil/im)
})

test('WEB-3 what is too large is refused before it is read', async () => {
  const { statuses, closed } = await talk(post('Content-Length: 5000000000\r\n', 'x'.repeat(100)))
  assert.deepEqual(statuses, [413])
  assert.ok(closed)
})

test('WEB-3 a client that asks first is told before it sends', async () => {
  const { statuses, text } = await talk(post('Content-Length: 500000000\r\nExpect: 100-continue\r\n', ''))
  assert.deepEqual(statuses, [413])
  assert.doesNotMatch(text, /100 Continue/)
})

test('WEB-3 chunks without end are cut off', async () => {
  const chunk = `10000\r\n${'x'.repeat(65536)}\r\n`
  const { statuses, closed } = await talk([post('Transfer-Encoding: chunked\r\n', ''), ...Array(200).fill(chunk)])
  for (const status of statuses) assert.equal(status, 413)
  assert.ok(closed)
})

test('WEB-3 headers that are too large are refused', async () => {
  const { statuses, closed } = await talk(get('/healthz', `X-A: ${'a'.repeat(40000)}\r\n`))
  for (const status of statuses) assert.ok([413, 414, 431].includes(status), `answered ${statuses}`)
  assert.ok(closed)
})

test('WEB-3 200 slow clients do not slow others', async () => {
  const slow = await Promise.all(
    Array.from({ length: 200 }, (_, i) => new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.write(i % 2 ? 'GET /healthz HTT' : post('Content-Length: 1000\r\n', '{'))
        resolve(socket)
      })
      socket.on('error', () => {})
    })))
  const times = []
  for (let i = 0; i < 100; i++) {
    const from = performance.now()
    await council.want(200, 'kitaden.h', 'GET', '/me')
    times.push(performance.now() - from)
  }
  for (const socket of slow) socket.destroy()
  times.sort((a, b) => a - b)
  assert.ok(times[98] < 1000, `p99 ${times[98]} ms`)
})
