// The way of a request: sign-in, routes, methods, media types, forms, limits, repeated requests,
// headers of answers (AUTH-3, WEB-1, WEB-3, L-8, L-9, SEE-3).

import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'

import { both, newItem, noroshi, startCouncil } from './lib/council.mjs'

let council

before(async () => (council = await startCouncil()))
after(() => council.stop())

test('WEB-1 every answer carries the security headers and no version', async () => {
  for (const [person, where] of [['kitaden.h', '/me'], [null, '/me'], ['kitaden.h', '/nope'], [null, '/healthz']]) {
    const { headers } = await council.api(person, 'GET', where)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.match(headers.get('content-security-policy'), /default-src 'none'; frame-ancestors 'none'/)
    assert.equal(headers.get('server'), null)
    assert.equal(headers.get('strict-transport-security'), null)
  }
})

test('AUTH-3 without a good token: 401, before 404 and 405', async () => {
  const wrong = [undefined, 'Bearer', 'Bearer x', 'Basic eDp5', `bearer ${'x'.repeat(500)}`, 'Bearer nrs_AAAA']
  for (const authorization of wrong)
    for (const [method, where] of [['GET', '/me'], ['GET', '/nope'], ['DELETE', '/me'], ['POST', '/items']]) {
      const answer = await council.api(null, method, where, undefined, authorization ? { authorization } : {})
      assert.equal(answer.status, 401, `${authorization} ${method} ${where}`)
      assert.match(answer.headers.get('www-authenticate'), /^Bearer/)
      assert.equal(answer.json.rule, null)
    }
})

test('AUTH-2 every refused token is refused in the same words', async () => {
  const bodies = new Set()
  for (const token of ['x', 'nrs_AAAA', `nrs_${'A'.repeat(43)}`])
    bodies.add((await council.api(null, 'GET', '/me', undefined, { authorization: `Bearer ${token}` })).text)
  assert.equal(bodies.size, 1)
})

test('AUTH-3 a read-only token does not write', async () => {
  const token = await council.token('kitaden.h', '--read-only')
  const headers = { authorization: `Bearer ${token}` }
  assert.equal((await council.api(null, 'GET', '/me', undefined, headers)).status, 200)
  const { status, json } = await council.api(null, 'POST', '/items', newItem(), headers)
  assert.equal(status, 403)
  assert.equal(json.rule, 'AUTH-3')
  assert.equal(json.errors, undefined)
})

test('L-24 the token of one who is not served is not made', async () => {
  const { code, stderr } = await noroshi('token', 'create', '--data', council.data, '--person', 'gone.h')
  assert.equal(code, 1)
  assert.notEqual(stderr, '')
})

test('routes: 404, and 405 with Allow; HEAD is GET without a body', async () => {
  assert.equal((await council.api('kitaden.h', 'GET', '/nope')).status, 404)
  assert.equal((await council.api('kitaden.h', 'GET', '/me/')).status, 404)
  assert.equal((await council.api(null, 'GET', '/healthz/x')).status, 404)
  for (const method of ['DELETE', 'OPTIONS', 'PUT', 'PATCH', 'POST']) {
    const { status, headers } = await council.api('kitaden.h', method, '/me')
    assert.equal(status, 405, method)
    assert.equal(headers.get('allow'), 'GET, HEAD')
  }
  const whole = await council.api('kitaden.h', 'GET', '/me')
  const head = await council.api('kitaden.h', 'HEAD', '/me')
  assert.equal(head.status, 200)
  assert.equal(head.text, '')
  assert.equal(head.headers.get('content-length'), whole.headers.get('content-length'))
})

test('L-8 hidden and missing items answer alike, whatever the method', async () => {
  const made = await council.want(201, 'kitaden.h', 'POST', '/items',
    newItem({ scope: { include: [{ member: 'kitaden' }], exclude: [] } }))
  const missing = '00000000-0000-4000-8000-000000000000'
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    for (const headers of [{}, { 'if-none-match': '*' }, { 'if-match': '*' }, { range: 'bytes=0-1' }, { accept: 'text/html' },
      { 'content-type': 'text/plain' }])
      for (const rest of ['', '/scope', '/revisions']) {
        const body = ['GET', 'HEAD'].includes(method) ? undefined : '{}'
        const [a, b] = await Promise.all([made.id, missing].map((id) =>
          council.api('byoin.h', method, `/items/${id}${rest}`, body, headers)))
        const shown = ({ status, headers: h, text }) => ({
          status, text, headers: [...h].filter(([name]) => name !== 'date'),
        })
        assert.deepEqual(shown(a), shown(b), `${method} ${rest} ${JSON.stringify(headers)}`)
        assert.ok(a.status >= 400)
      }
})

test('media types: 406 and 415', async () => {
  assert.equal((await council.api('kitaden.h', 'GET', '/me', undefined, { accept: 'text/html' })).status, 406)
  assert.equal((await council.api('kitaden.h', 'GET', '/me', undefined, { accept: 'application/json;q=0' })).status, 406)
  assert.equal((await council.api('kitaden.h', 'GET', '/me', undefined, { accept: 'application/*' })).status, 200)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'multipart/form-data; boundary=x'])
    assert.equal((await council.api('kitaden.h', 'POST', '/items', '{}', { 'content-type': type })).status, 415, type)
})

test('forms: 400 with pointers and without a rule', async () => {
  const { status, json } = await council.api('kitaden.h', 'POST', '/items', {
    ...newItem(), kind: 'gossip', title: 'x'.repeat(501), extra: 1, indicators: [{ type: 'url' }],
  })
  assert.equal(status, 400)
  assert.equal(json.rule, null)
  assert.deepEqual(json.errors.map((e) => e.pointer).sort(), ['/extra', '/indicators/0/value', '/kind', '/title'])
  assert.ok(json.errors.every((e) => e.rule === null))
})

const broken = {
  empty: '', 'no JSON': 'hello', 'two values': '{} {}', 'duplicate key': '{"kind":"notice","kind":"notice"}',
  'cut short': '{"kind":', 'NUL in string': '{"title":"\\u0000"}', 'bad UTF-8': Buffer.from([0x22, 0xff, 0x22]),
  'lone surrogate': '{"title":"\\ud800"}', 'too deep': '['.repeat(100) + ']'.repeat(100), 'huge number': '1e999', array: '[]',
  null: 'null',
}
for (const [name, body] of Object.entries(broken))
  test(`WEB-3 a body that is no form is 400: ${name}`, async () => {
    const { status, json } = await council.api('kitaden.h', 'POST', '/items', body, { 'content-type': 'application/json' })
    assert.equal(status, 400)
    assert.equal(json.rule, null)
  })

test('Lists: an unknown, a doubled or a bad parameter is 400', async () => {
  for (const query of ['?x=1', '?limit=1&limit=2', '?limit=0', '?limit=201', '?limit=x', '?limit=', '?cursor=x', '?Limit=1',
    '?kind=gossip', '?since=yesterday'])
    assert.equal((await council.api('kitaden.h', 'GET', `/items${query}`)).status, 400, query)
  assert.equal((await council.api('kitaden.h', 'GET', '/items?limit=200&kind=notice')).status, 200)
})

test('WEB-3 a request of over 4 MiB is 413, one of nearly 4 MiB is read', async () => {
  const large = JSON.stringify(newItem({ body: 'x'.repeat(4 << 20) }))
  assert.equal((await council.api('kitaden.h', 'POST', '/items', large, { 'content-type': 'application/json' })).status, 413)
  const near = JSON.stringify(newItem({ body: 'x'.repeat((4 << 20) - 2000) }))
  assert.equal((await council.api('kitaden.h', 'POST', '/items', near, { 'content-type': 'application/json' })).status, 400)
})

test('language: Accept-Language, else the person’s, else Japanese', async () => {
  const title = async (person, language) =>
    (await council.api(person, 'GET', '/nope', undefined, language ? { 'accept-language': language } : { 'accept-language': '' })).headers.get('content-language')
  assert.equal(await title('kitaden.h', 'en'), 'en')
  assert.equal(await title('kitaden.h', 'fr, en;q=0.5'), 'en')
  assert.equal(await title('kitaden.h'), 'ja')
  assert.equal(await title(null), 'ja')
})

test('L-29 no answer shows anything of the inside', async () => {
  const texts = await Promise.all([
    council.api('kitaden.h', 'GET', `/items/${'%27'.repeat(20)}`),
    council.api('kitaden.h', 'GET', "/items?q=%27%22%29%28*"),
    council.api('kitaden.h', 'POST', '/items', '{', { 'content-type': 'application/json' }),
  ])
  for (const { text, status } of texts) {
    assert.notEqual(status, 500)
    assert.doesNotMatch(text, /sqlite|select |postgres|\/src\/|\.c:|jansson/i)
  }
})

test('SEE-3 the description names every route, and public ones as such', async () => {
  const open = Object.entries(council.openapi.paths).flatMap(([where, methods]) =>
    Object.entries(methods).filter(([, o]) => o.security?.length === 0).map(([method]) => `${method} ${where}`))
  assert.equal(council.openapi.openapi, '3.1.0')
  for (const route of open) assert.match(route, /healthz|openapi|\/public\/|applications|session|invitation/)
  for (const [where, methods] of Object.entries(council.openapi.paths))
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.security?.length === 0) continue
      const { status } = await council.api(null, method.toUpperCase(), where.replaceAll(/\{[^}]*\}/g, 'x'))
      assert.equal(status, 401, `${method} ${where}`)
    }
})

// ---- repeated requests ----

both('Idempotency-Key: the same key and body gives the first answer again', async (db, t) => {
  const c = await startCouncil({ db, t })
  const headers = { 'idempotency-key': 'one' }
  const first = await c.api('kitaden.h', 'POST', '/items', newItem(), headers)
  const again = await c.api('kitaden.h', 'POST', '/items', newItem(), headers)
  assert.equal(first.status, 201)
  assert.equal(again.status, 201)
  assert.equal(again.json.id, first.json.id)
  assert.equal(again.headers.get('location'), first.headers.get('location'))
  assert.equal((await c.want(200, 'kitaden.h', 'GET', '/items')).items.length, 1)

  const other = await c.api('kitaden.h', 'POST', '/items', newItem({ title: '別' }), headers)
  assert.equal(other.status, 409)

  const anothers = await c.api('vendor.h', 'POST', '/items', newItem(), headers)
  assert.equal(anothers.status, 201)
  assert.notEqual(anothers.json.id, first.json.id)
})

both('Idempotency-Key: at the same time, one item', async (db, t) => {
  const c = await startCouncil({ db, t })
  await c.token('kitaden.h')
  const answers = await Promise.all(Array.from({ length: 20 }, () =>
    c.api('kitaden.h', 'POST', '/items', newItem(), { 'idempotency-key': 'race' })))
  assert.deepEqual(new Set(answers.map((a) => a.status)), new Set([201]))
  assert.equal(new Set(answers.map((a) => a.json.id)).size, 1)
  assert.equal((await c.want(200, 'kitaden.h', 'GET', '/items')).items.length, 1)
})

test('Idempotency-Key: refusals are not kept, bad keys are 400, sign-in and right come first', async () => {
  const headers = { 'idempotency-key': 'refused-first' }
  const lacking = newItem()
  delete lacking.secret
  assert.equal((await council.api('daigaku.h', 'POST', '/items', lacking, headers)).status, 422)
  assert.equal((await council.api('daigaku.h', 'POST', '/items', newItem(), headers)).status, 201)
  assert.equal((await council.api('daigaku.h', 'POST', '/items', newItem(), { 'idempotency-key': 'x'.repeat(201) })).status, 400)
  assert.equal((await council.api(null, 'POST', '/items', newItem(), headers)).status, 401)
  const token = await council.token('daigaku.h', '--read-only')
  assert.equal((await council.api(null, 'POST', '/items', newItem(), { ...headers, authorization: `Bearer ${token}` })).status, 403)
})

// ---- limits ----

test('429: never below 200 requests a second for one token, with Retry-After above', async () => {
  await council.token('kenkyu.h')
  const statuses = []
  for (let round = 0; round < 6; round++)
    statuses.push(...(await Promise.all(Array.from({ length: 100 }, () => council.api('kenkyu.h', 'GET', '/me')))))
  assert.ok(statuses.filter((a) => a.status === 200).length >= 400)
  for (const a of statuses.filter((one) => one.status !== 200)) {
    assert.equal(a.status, 429)
    assert.match(a.headers.get('retry-after'), /^[1-9]\d*$/)
  }
  assert.equal((await council.api('vendor.h', 'GET', '/me')).status, 200, 'another is not slowed (L-30)')
})

test('serve: plain HTTP stays on this machine, and bad addresses are refused', async () => {
  for (const [listen, ...more] of [['0.0.0.0:0'], ['[::]:0'], ['127.0.0.1'], ['127.0.0.1:99999'], ['::1:80'], ['nowhere.invalid:80'],
    ['127.0.0.1:0', '--tls-cert', '/nonexistent'], ['127.0.0.1:0', '--tls-cert', '/nonexistent', '--tls-key', '/nonexistent']]) {
    const { code, stderr, stdout } = await noroshi('serve', '--data', council.data, '--listen', listen, ...more)
    assert.equal(code, 1, `${listen}: ${stderr}`)
    assert.equal(stdout, '')
    assert.equal(stderr.trim().split('\n').filter((line) => !line.startsWith('{')).length, 1, stderr)
  }
})

test('serve: --behind-proxy may listen elsewhere', async (t) => {
  const c = await startCouncil({ t, args: ['--listen', '0.0.0.0:0', '--behind-proxy'], serve: false })
  await c.serve(['--behind-proxy'])
  assert.equal((await c.api('kitaden.h', 'GET', '/me')).status, 200)
})

test('SIGTERM while requests are under way: all are answered, exit 0', async (t) => {
  const c = await startCouncil({ t })
  await c.token('kitaden.h')
  const asked = Array.from({ length: 50 }, () => c.api('kitaden.h', 'GET', '/items').then((a) => a.status, () => 'refused'))
  await new Promise((resolve) => setTimeout(resolve, 5))
  await c.halt()
  for (const status of await Promise.all(asked)) assert.ok([200, 503, 'refused'].includes(status), String(status))
})
