// Signing in at a browser (AUTH-1, AUTH-2, AUTH-3, JOIN-9, SEC-1, SEC-2): ways in, what is refused, ways out.

import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { Browser, PASSWORD, invite, totp } from './lib/browser.mjs'
import { both, noroshi, startCouncil } from './lib/council.mjs'
import { sleep } from './lib/see.mjs'

const pg = process.env.NOROSHI_TEST_PG_DIR ? false : 'no PostgreSQL: start one with script/pg and set NOROSHI_TEST_PG_DIR'
const OTHER = '別のことば 山の向こうの 煙'
const NEW_PASSWORD = 'あたらしい 長い 合い言葉 です'

// Moves what a table says of time back, so that nobody has to wait.
async function age(council, table, column, seconds) {
  await promisify(execFile)('psql', [council.dbUrl, '-qc', `UPDATE ${table} SET ${column} = ${column} - ${seconds}000`])
}

async function signedIn(council, person, headers) {
  const b = new Browser(council, headers)
  await b.redeem(person)
  return b
}

const from = (n) => ({ 'x-forwarded-for': `198.51.100.${n}` })
const pointers = (answer) => (answer.json?.errors ?? []).map((e) => e.pointer)

// ---- ways in ----

both('AUTH-1 AUTH-2 an invitation sets a password, once; whatever is no good invitation is the same 404', async (db, t) => {
  const council = await startCouncil({ db, t })
  const b = new Browser(council)
  const first = await invite(council, 'vendor.h'), secret = await invite(council, 'vendor.h')
  for (const [password, why] of [['short', 'short'], ['aaaaaaaaaaaaaaaa', 'few characters'], ['vendor.h and more', 'own id'], ['abababababab', 'few characters']]) {
    const answer = await b.api('POST', '/invitations', { invitation: secret, password })
    assert.deepEqual([answer.status, pointers(answer)], [422, ['/password']], why)
  }
  await b.want(400, 'POST', '/invitations', { invitation: secret, password: 'x'.repeat(2000) })
  await b.want(400, 'POST', '/invitations', { invitation: secret })
  await b.want(204, 'POST', '/invitations', { invitation: secret, password: PASSWORD })
  assert.deepEqual((await b.take()).lacks, [])
  assert.equal((await b.want(200, 'GET', '/me')).person.id, 'vendor.h')
  const bad = []
  for (const invitation of [secret, first, 'nri_unknown', '', `${secret}x`])
    bad.push(await new Browser(council).api('POST', '/invitations', { invitation, password: PASSWORD }))
  for (const { status, text } of bad) assert.deepEqual([status, text], [404, bad[0].text])
  const again = new Browser(council)
  for (const name of ['vendor.h', 'vendor.h@mail.example', 'VENDOR.H@Mail.Example']) assert.equal((await again.signIn(name)).status, 204)
})

test('AUTH-2 an invitation is short-lived (pg)', { skip: pg }, async (t) => {
  const council = await startCouncil({ db: 'pg', t })
  const secret = await invite(council, 'vendor.h')
  await age(council, 'invitation', 'until', 73 * 3600)
  await new Browser(council).want(404, 'POST', '/invitations', { invitation: secret, password: PASSWORD })
})

both('AUTH-2 unknown, wrong, without a password, withdrawn, ended: the same bytes', async (db, t) => {
  const council = await startCouncil({ db, t, args: ['--behind-proxy'] })
  const b = await signedIn(council, 'vendor.h', from(1))
  await b.want(204, 'DELETE', '/session')
  await signedIn(council, 'daigaku.n')
  const leaving = await signedIn(council, 'kenkyu.h')
  await council.want(204, 'daigaku.a', 'DELETE', '/members/daigaku/persons/daigaku.n')
  assert.equal((await noroshi('operator', '--data', council.data, 'set-status', 'kenkyu', 'withdrawn', '--reason', 'x')).code, 0)
  await leaving.want(401, 'GET', '/me')
  const tries = [['nobody@mail.example', PASSWORD], ['vendor.h', OTHER], ['vendor.n', PASSWORD], ['daigaku.n', PASSWORD], ['kenkyu.h', PASSWORD],
    ['vendor.h', ''], ['', PASSWORD], ['vendor.h', PASSWORD.toUpperCase() + ' '], ["' OR 1=1 --", PASSWORD]]
  const answers = []
  for (const [email, password] of tries) answers.push(await new Browser(council, from(2)).api('POST', '/session', { email, password }))
  const shape = ({ status, text, headers }) => ({ status, text, headers: [...headers].filter(([name]) => name !== 'date') })
  for (const [i, answer] of answers.entries()) {
    assert.deepEqual(shape(answer), shape(answers[0]), String(tries[i]))
    assert.equal(answer.status, 401)
    assert.equal(answer.headers.getSetCookie().length, 0)
  }
  assert.equal((await new Browser(council, from(2)).signIn('vendor.h')).status, 204)
})

both('AUTH-2 unknown user and wrong password take the same time', async (db, t) => {
  const council = await startCouncil({ db, t, args: ['--behind-proxy'] })
  const known = ['vendor.h', 'vendor.n', 'daigaku.h', 'city.n', 'gsoc.h']
  for (const person of known) await new Browser(council, from(1)).redeem(person)
  const times = { known: [], unknown: [] }
  const timed = async (kind, email, n) => {
    const start = performance.now()
    assert.equal((await new Browser(council, from(n)).api('POST', '/session', { email, password: OTHER })).status, 401)
    times[kind].push(performance.now() - start)
  }
  for (let i = 0; i < 25; i++) {
    await timed('known', known[i % known.length], 10 + i)
    await timed('unknown', `nobody${i % 5}@mail.example`, 70 + i)
  }
  const median = (list) => list.toSorted((x, y) => x - y)[list.length >> 1]
  const ratio = median(times.known) / median(times.unknown)
  t.diagnostic(`known ${median(times.known).toFixed(1)} ms, unknown ${median(times.unknown).toFixed(1)} ms`)
  assert.ok(ratio > 0.8 && ratio < 1.25, `ratio ${ratio}`)
})

// ---- cookies ----

both('AUTH-1 cookies: flags, names, and which are taken', async (db, t) => {
  const council = await startCouncil({ db, t })
  const b = await signedIn(council, 'vendor.h')
  const answer = await b.signIn('vendor.h')
  const [session, device] = answer.headers.getSetCookie()[0].startsWith('noroshi=') ? answer.headers.getSetCookie() : answer.headers.getSetCookie().reverse()
  assert.match(session, /^noroshi=nrw_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  assert.match(device, /^noroshi-device=nrd_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/)
  const value = b.cookies.get('noroshi')
  const token = await council.token('vendor.h')
  for (const cookie of [`__Host-noroshi=${value}`, `noroshi=${value}; noroshi=${value}`, `noroshi=${value}x`, `noroshi=${token}`, 'noroshi=', `Noroshi=${value}`,
    `noroshi=${value.toLowerCase()}`, `noroshi=${'a'.repeat(1000)}`])
    await b.want(401, 'GET', '/me', undefined, { cookie })
  await b.want(200, 'GET', '/me', undefined, { cookie: `x=1; noroshi=${value}; y=2` })
  await b.want(401, 'GET', '/me', undefined, { authorization: `Bearer ${value}` })
  for (const where of ['/taxii2/', '/misp/events']) assert.notEqual((await b.api('GET', where)).status, 200)
  for (const where of ['/taxii2/', '/misp/events']) assert.equal((await b.api('GET', where)).status, 401, where)
  await council.halt()
  await council.serve(['--behind-proxy'])
  const proxied = new Browser(council, from(1))
  const { headers } = await proxied.signIn('vendor.h')
  for (const line of headers.getSetCookie()) assert.match(line, /^__Host-noroshi(-device)?=\S+; Path=\/; HttpOnly; SameSite=Strict; Secure/)
  await proxied.want(401, 'GET', '/me', undefined, { cookie: `noroshi=${proxied.cookies.get('__Host-noroshi')}` })
})

both('AUTH-1 a planted session is not gone on with', async (db, t) => {
  const council = await startCouncil({ db, t })
  const attacker = await signedIn(council, 'kenkyu.h')
  const victim = await signedIn(council, 'vendor.h')
  const planted = attacker.cookies.get('noroshi')
  for (const value of [planted, 'nrw_chosen-by-somebody']) {
    victim.cookies.set('noroshi', value)
    assert.equal((await victim.signIn('vendor.h')).status, 204)
    assert.notEqual(victim.cookies.get('noroshi'), value)
    assert.equal((await victim.want(200, 'GET', '/me')).person.id, 'vendor.h')
  }
  await attacker.want(401, 'GET', '/me')
  const before = victim.cookies.get('noroshi')
  await victim.signIn('vendor.h')
  assert.notEqual(victim.cookies.get('noroshi'), before)
  await victim.want(401, 'GET', '/me', undefined, { cookie: `noroshi=${before}` })
})

both('WEB-2 writes by cookie need the CSRF token, and come from here', async (db, t) => {
  const council = await startCouncil({ db, t })
  const b = await signedIn(council, 'vendor.h'), other = await signedIn(council, 'kenkyu.h')
  const write = (headers, who = b) => who.api('POST', '/me/tokens', { name: 'x', scope: ['read'] }, headers)
  const here = council.url
  const bad = [{ 'x-csrf-token': null }, { 'x-csrf-token': '' }, { 'x-csrf-token': other.csrf }, { 'x-csrf-token': `${b.csrf}x` }, { 'x-csrf-token': b.csrf.slice(1) },
    { 'x-csrf-token': b.cookies.get('noroshi') }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' },
    { origin: here.replace('http:', 'https:') }, { origin: `${here}.evil.example` }, { 'sec-fetch-site': 'cross-site', origin: here }]
  for (const headers of bad) assert.equal((await write(headers)).status, 403, JSON.stringify(headers))
  for (const headers of [{}, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, { origin: here }]) assert.equal((await write(headers)).status, 201, JSON.stringify(headers))
  // A form's field is looked at where a form is sent: then the body is refused, and not for CSRF.
  const form = { 'x-csrf-token': null, 'content-type': 'application/x-www-form-urlencoded' }
  assert.equal((await b.api('POST', '/me/tokens', `a=1&csrf=${b.csrf}`, form)).status, 415)
  for (const body of [`a=1&csrf=${other.csrf}`, 'a=1', `xcsrf=${b.csrf}`, `a=csrf=${b.csrf}`]) assert.equal((await b.api('POST', '/me/tokens', body, form)).status, 403, body)
  const part = (name, value) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`
  const parts = { 'x-csrf-token': null, 'content-type': 'multipart/form-data; boundary=b' }
  assert.equal((await b.api('POST', '/me/tokens', part('csrf', b.csrf), parts)).status, 415)
  assert.equal((await b.api('POST', '/me/tokens', part('csrf', other.csrf), parts)).status, 403)
  assert.equal((await b.api('POST', '/me/tokens', part('other', b.csrf), parts)).status, 403)
  // Signing in (and out) from another site is refused, too; a token stands in no cookie.
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }])
    assert.equal((await new Browser(council).api('POST', '/session', { email: 'vendor.h', password: PASSWORD }, headers)).status, 403)
  assert.equal((await b.api('DELETE', '/session', undefined, { 'x-csrf-token': null })).status, 403)
  await council.want(201, 'vendor.h', 'POST', '/me/tokens', { name: 'x', scope: ['read'] }, { 'sec-fetch-site': 'cross-site' })
  await b.want(200, 'GET', '/me', undefined, { 'sec-fetch-site': 'cross-site' })
})

// ---- second factor ----

both('AUTH-1 AUTH-2 codes of an authenticator and of paper work once', async (db, t) => {
  const council = await startCouncil({ db, t, args: ['--behind-proxy'] })
  const b = await signedIn(council, 'vendor.h', from(1))
  await b.want(422, 'PUT', '/me/second-factor', { code: '123456' })
  await b.want(204, 'POST', '/me/second-factor')
  const { pending } = await b.want(200, 'GET', '/me/second-factor')
  assert.match(pending.uri, new RegExp(`^otpauth://totp/[^ ]+\\?secret=${pending.secret}&issuer=[^ ]+&algorithm=SHA1&digits=6&period=30$`))
  assert.match(pending.qr_path, /^(M\d+ \d+h\d+v1h-\d+z)+$/)
  for (const code of ['', '12345', 'abcdef', totp(pending.secret, 5)]) await b.want(422, 'PUT', '/me/second-factor', { code })
  const confirmed = totp(pending.secret, -1)
  const { recovery_codes: codes } = await b.want(200, 'PUT', '/me/second-factor', { code: confirmed })
  assert.equal(new Set(codes).size, 10)
  const stranger = (n) => new Browser(council, from(n))
  const none = await stranger(2).signIn('vendor.h')
  assert.deepEqual([none.status, pointers(none)], [401, ['/code']])
  assert.equal((await stranger(2).signIn('vendor.h', OTHER)).json.errors, undefined)
  // The one that confirmed is taken already; the next one is good, once.
  for (const code of [confirmed, totp(pending.secret, 3), 'AAAA-BBBB-CCCC-DDDD']) {
    const answer = await stranger(3).signIn('vendor.h', PASSWORD, code)
    assert.deepEqual([answer.status, pointers(answer)], [401, ['/code']], code)
  }
  const code = totp(pending.secret, 1)
  assert.equal((await stranger(4).signIn('vendor.h', PASSWORD, `${code.slice(0, 3)} ${code.slice(3)}`)).status, 204)
  assert.equal((await stranger(5).signIn('vendor.h', PASSWORD, code)).status, 401)
  // Codes on paper, as people type them.
  assert.equal((await stranger(6).signIn('vendor.h', PASSWORD, codes[0].toLowerCase().replaceAll('-', ' '))).status, 204)
  assert.equal((await stranger(7).signIn('vendor.h', PASSWORD, codes[0])).status, 401)
  assert.equal((await b.want(200, 'GET', '/me/second-factor')).recovery_codes_left, 9)
  const { recovery_codes: fresh } = await b.want(200, 'POST', '/me/recovery-codes')
  assert.equal((await stranger(8).signIn('vendor.h', PASSWORD, codes[1])).status, 401)
  const last = stranger(9)
  assert.equal((await last.signIn('vendor.h', PASSWORD, fresh[1])).status, 204)
  // Of another person they are nothing.
  const other = await signedIn(council, 'kenkyu.h', from(10))
  await other.enrol()
  assert.equal((await stranger(11).signIn('kenkyu.h', PASSWORD, fresh[2])).status, 401)
  await last.want(204, 'DELETE', '/me/second-factor')
  assert.equal((await stranger(12).signIn('vendor.h')).status, 204)
})

both('AUTH-1 an office has a second factor; who enrolled shows it, however the session began', async (db, t) => {
  const council = await startCouncil({ db, t })
  for (const person of ['coordinator.h', 'nisc.a']) {
    const b = await signedIn(council, person)
    assert.deepEqual((await b.take()).lacks, ['second_factor'])
    for (const [method, where, body] of [['GET', '/me'], ['GET', '/items'], ['GET', '/stream'], ['GET', '/me/sessions'], ['POST', '/me/tokens', { scope: ['read'] }]]) {
      const answer = await b.api(method, where, body)
      assert.deepEqual([answer.status, answer.json.rule], [403, 'AUTH-1'], where)
    }
    await b.enrol()
    await b.want(200, 'GET', '/items')
    assert.equal((await b.want(422, 'DELETE', '/me/second-factor')).rule, 'AUTH-1')
  }
  // A new invitation resets the password, and not the second factor.
  const b = await signedIn(council, 'vendor.a')
  const { codes } = await b.enrol()
  const reset = new Browser(council)
  await reset.redeem('vendor.a', NEW_PASSWORD)
  await b.want(401, 'GET', '/me')
  assert.deepEqual((await reset.take()).lacks, ['second_factor'])
  await reset.want(403, 'GET', '/me')
  for (const [method, where, body] of [['POST', '/me/second-factor'], ['DELETE', '/me/second-factor'], ['POST', '/me/recovery-codes'],
    ['PUT', '/me/password', { was: NEW_PASSWORD, password: PASSWORD }], ['POST', '/me/documents', { document: 'terms', version: 1 }]])
    assert.equal((await reset.api(method, where, body)).status, 403, where)
  await reset.want(401, 'POST', '/session/step-up', { password: NEW_PASSWORD, code: '' })
  await reset.want(204, 'POST', '/session/step-up', { code: codes[0] })
  await reset.want(200, 'GET', '/me')
  await reset.want(401, 'POST', '/session/step-up', { code: codes[0] })
  // Authenticator and codes lost: the operator takes them off.
  const lost = await noroshi('invite', '--data', council.data, '--person', 'vendor.a', '--reset-second-factor', '--json')
  const found = new Browser(council)
  await reset.want(401, 'GET', '/me')
  await found.want(204, 'POST', '/invitations', { invitation: JSON.parse(lost.stdout).path.replace('/invitation/', ''), password: PASSWORD })
  assert.deepEqual((await found.take()).lacks, [])
})

test('AUTH-1 a sensitive act asks for a proof that is not older than ten minutes (pg)', { skip: pg }, async (t) => {
  const council = await startCouncil({ db: 'pg', t })
  const plain = await signedIn(council, 'vendor.h'), two = await signedIn(council, 'kenkyu.a')
  const { secret } = await two.enrol()
  const make = (b) => b.api('POST', '/me/tokens', { name: 'x', scope: ['read'] })
  for (const b of [plain, two]) assert.equal((await make(b)).status, 201)
  await age(council, 'session', 'stepped_at', 601)
  for (const b of [plain, two]) {
    const answer = await make(b)
    assert.deepEqual([answer.status, answer.json.rule], [403, 'AUTH-1'])
    await b.want(200, 'GET', '/me')
  }
  assert.equal((await two.api('POST', '/members/kenkyu/persons', { name: '新人', email: 'new@mail.example' })).status, 403)
  await plain.want(401, 'POST', '/session/step-up', { password: OTHER })
  await plain.want(401, 'POST', '/session/step-up', {})
  await two.want(401, 'POST', '/session/step-up', { password: PASSWORD })
  await two.want(401, 'POST', '/session/step-up', { code: totp(secret, 7) })
  for (const b of [plain, two]) assert.equal((await make(b)).status, 403)
  await plain.want(204, 'POST', '/session/step-up', { password: PASSWORD })
  await two.want(204, 'POST', '/session/step-up', { code: totp(secret, 1) })
  for (const b of [plain, two]) assert.equal((await make(b)).status, 201)
})

// ---- documents ----

both('JOIN-9 SEC-1 SEC-2 a person accepts what is in force before the portal serves it', async (db, t) => {
  const council = await startCouncil({ db, t })
  const made = await council.want(201, 'vendor.a', 'POST', '/members/vendor/persons', { name: '新人', email: 'new@mail.example', handler: { from: null, until: null } })
    .catch(() => council.want(201, 'vendor.a', 'POST', '/members/vendor/persons', { name: '新人', email: 'new@mail.example' }))
  const b = new Browser(council)
  await b.want(204, 'POST', '/invitations', { invitation: made.invitation, password: PASSWORD })
  assert.deepEqual((await b.take()).lacks, ['acceptance'])
  for (const where of ['/me', '/items', '/stream']) assert.equal((await b.want(403, 'GET', where)).rule, 'JOIN-9')
  const { items } = await b.want(200, 'GET', '/me/documents')
  for (const [document, version] of [['terms', 2], ['terms', 0], ['nothing', 1]]) await b.want(422, 'POST', '/me/documents', { document, version })
  for (const [i, { document, version, accepted_at: at }] of items.entries()) {
    assert.equal(at, null)
    await b.want(403, 'GET', '/me')
    await b.want(204, 'POST', '/me/documents', { document, version })
    assert.ok((await b.want(200, 'GET', '/me/documents')).items[i].accepted_at)
  }
  await b.want(200, 'GET', '/me')
  const again = new Browser(council)
  assert.equal((await again.signIn('new@mail.example')).status, 204)
  assert.deepEqual((await again.take()).lacks, [])
})

// ---- ways out ----

both('SEE-5 L-24 AUTH-1 sessions and their streams end: sign-out, everywhere, withdrawal, an ended person', async (db, t) => {
  const council = await startCouncil({ db, t })
  const ends = async (stream) => assert.ok(await stream.until((s) => s.events.some((e) => e.event === 'end') && s.closed, 1000), 'the stream goes on')
  const one = await signedIn(council, 'vendor.a')
  const two = new Browser(council)
  await two.signIn('vendor.a')
  let stream = await two.stream()
  assert.equal(stream.status, 200)
  const { items } = await one.want(200, 'GET', '/me/sessions')
  assert.deepEqual(items.map((s) => s.current), [false, true])
  const stranger = await signedIn(council, 'kenkyu.h')
  await stranger.want(404, 'DELETE', `/me/sessions/${items[0].id}`)
  await one.want(204, 'DELETE', `/me/sessions/${items[0].id}`)
  await ends(stream)
  await two.want(401, 'GET', '/me')
  const old = one.cookie
  await one.want(204, 'DELETE', '/session')
  assert.equal(one.cookies.has('noroshi'), false)
  await one.want(401, 'GET', '/me', undefined, { cookie: old })
  await one.want(401, 'DELETE', '/session', undefined, { cookie: old })
  await one.signIn('vendor.a')
  await two.signIn('vendor.a')
  stream = await two.stream()
  await one.want(204, 'DELETE', '/me/sessions')
  await ends(stream)
  for (const b of [one, two]) await b.want(401, 'GET', '/me')
  // Suspended, and back: what ended stays ended.
  const operator = async (...args) => assert.equal((await noroshi('operator', '--data', council.data, ...args, '--reason', 'x')).code, 0)
  await one.signIn('vendor.a')
  stream = await one.stream()
  const cookie = one.cookie
  await operator('set-status', 'vendor', 'lapsed')
  await one.want(401, 'GET', '/me', undefined, { cookie })
  await ends(stream)
  assert.equal((await one.signIn('vendor.a')).status, 401)
  // A person that its member removed.
  const person = await signedIn(council, 'daigaku.n')
  stream = await person.stream()
  await council.want(204, 'daigaku.a', 'DELETE', '/members/daigaku/persons/daigaku.n')
  await person.want(401, 'GET', '/me')
  await ends(stream)
})

both('AUTH-1 a new password ends the other sessions and known browsers', async (db, t) => {
  const council = await startCouncil({ db, t })
  const b = await signedIn(council, 'vendor.h'), other = new Browser(council)
  await other.signIn('vendor.h')
  const set = (was, password) => b.api('PUT', '/me/password', { was, password })
  for (const [was, password, status, pointer] of [[OTHER, NEW_PASSWORD, 401, '/was'], ['', NEW_PASSWORD, 401, '/was'], [PASSWORD, 'short', 422, '/password'], [PASSWORD, 'vendor.h vendor.h', 422, '/password']]) {
    const answer = await set(was, password)
    assert.deepEqual([answer.status, pointers(answer)], [status, [pointer]], password)
  }
  await other.want(200, 'GET', '/me')
  assert.equal((await set(PASSWORD, NEW_PASSWORD)).status, 204)
  await b.want(200, 'GET', '/me')
  await other.want(401, 'GET', '/me')
  assert.equal((await other.signIn('vendor.h', PASSWORD)).status, 401)
  assert.equal((await other.signIn('vendor.h', NEW_PASSWORD)).status, 204)
})

test('AUTH-1 a session ends by itself: unused, and after its whole life (pg)', { skip: pg }, async (t) => {
  const council = await startCouncil({ db: 'pg', t })
  const b = await signedIn(council, 'vendor.h')
  await age(council, 'session', 'used_at', 3600)
  await b.want(200, 'GET', '/me')
  await age(council, 'session', 'used_at', 7201)
  await b.want(401, 'GET', '/me')
  await b.signIn('vendor.h')
  await age(council, 'session', 'until', 12 * 3600)
  await b.want(401, 'GET', '/me')
})

// ---- throttling ----

both('AUTH-2 failures slow down who fails, whether or not the account exists, and never the owner', async (db, t) => {
  const council = await startCouncil({ db, t, args: ['--behind-proxy'] })
  const owner = await signedIn(council, 'vendor.h', from(1))
  const attack = (email, n) => new Browser(council, from(n)).api('POST', '/session', { email, password: OTHER })
  for (const email of ['nobody@mail.example', 'vendor.h']) {
    const seen = []
    let wait = 0
    while (wait < 4 && seen.length < 30) {
      const { status, headers } = await attack(email, 2)
      seen.push(status)
      wait = Number(headers.get('retry-after'))
      if (status === 429 && wait < 4) await sleep(wait * 1000)
    }
    assert.deepEqual(seen.slice(0, 5), [401, 401, 401, 401, 401])
    assert.equal(seen.at(-1), 429)
  }
  // Refused even with the right password: there is nothing to learn from a race.
  assert.equal((await new Browser(council, from(2)).signIn('vendor.h')).status, 429)
  // From elsewhere, and from a browser that is known, the owner gets in, and waits for nothing.
  assert.equal((await new Browser(council, from(3)).signIn('vendor.h')).status, 204)
  owner.headers = from(2)
  assert.equal((await owner.signIn('vendor.h')).status, 204)
  // From many places at one account: a short wait for strangers, none for the known browser.
  for (let i = 0; i < 24; i++) await attack('vendor.h', 50 + i)
  assert.equal((await attack('vendor.h', 90)).status, 429)
  assert.equal((await owner.signIn('vendor.h')).status, 204)
  // A device of one person is worth nothing for another's account.
  const others = await signedIn(council, 'kenkyu.h', from(4))
  for (let i = 0; i < 6; i++) await others.api('POST', '/session', { email: 'vendor.h', password: OTHER })
  assert.equal((await others.api('POST', '/session', { email: 'vendor.h', password: PASSWORD })).status, 429)
  // A known browser that guesses is slowed down, too.
  const known = []
  for (let i = 0; i < 13; i++) known.push((await owner.api('POST', '/session', { email: 'vendor.h', password: OTHER })).status)
  assert.ok(known.includes(429))
  await sleep(3000)
  assert.equal((await new Browser(council, from(3)).signIn('vendor.h')).status, 204)
})

both('AUTH-2 many tries at once count as many; codes are counted by themselves', async (db, t) => {
  const council = await startCouncil({ db, t, args: ['--behind-proxy'] })
  const b = await signedIn(council, 'vendor.h', from(1))
  const all = await Promise.all(Array.from({ length: 14 }, () => new Browser(council, from(2)).api('POST', '/session', { email: 'vendor.h', password: OTHER })))
  const judged = all.filter(({ status }) => status === 401).length
  assert.ok(judged >= 5 && judged <= 6, `${judged} judged`)
  const { codes: paper } = await b.enrol()
  const codes = []
  for (let i = 0; i < 8; i++) codes.push((await new Browser(council, from(10 + i)).signIn('vendor.h', PASSWORD, '000000')).status)
  assert.deepEqual(codes.slice(0, 5), [401, 401, 401, 401, 401])
  assert.ok(codes.includes(429))
  // Who knows the password and not the code does not keep the owner out.
  assert.equal((await b.signIn('vendor.h', PASSWORD, paper[0])).status, 204)
  await b.want(204, 'POST', '/session/step-up', { code: paper[1] })
})

test('SCALE-1 two servers on one database share sessions, codes and counts (pg)', { skip: pg }, async (t) => {
  const council = await startCouncil({ db: 'pg', t, args: ['--behind-proxy'] })
  const other = Object.assign(Object.create(Object.getPrototypeOf(council)), { ...council, child: undefined, stderr: '' })
  await other.serve(['--behind-proxy'])
  t.after(() => other.halt())
  const b = await signedIn(council, 'vendor.h', from(1))
  const { secret } = await b.enrol()
  const there = new Browser(other, from(1))
  there.cookies = new Map(b.cookies)
  there.csrf = b.csrf
  await there.want(200, 'GET', '/me')
  const code = totp(secret, 1)
  const at = await Promise.all([council, other].map((where) => new Browser(where, from(2)).signIn('vendor.h', PASSWORD, code)))
  assert.deepEqual(at.map(({ status }) => status).sort(), [204, 401])
  const stream = await there.stream()
  await b.want(204, 'DELETE', '/session')
  assert.ok(await stream.until((s) => s.closed, 1000))
  await there.want(401, 'GET', '/me')
  const judged = []
  for (let i = 0; i < 8; i++) judged.push((await new Browser(i % 2 ? council : other, from(3)).signIn('kenkyu.h', OTHER)).status)
  assert.ok(judged.slice(5).includes(429), String(judged))
})

// ---- tokens, and what must not be anywhere ----

both('AUTH-3 tokens: last use, scope and end; none serves where a session is asked for', async (db, t) => {
  const council = await startCouncil({ db, t })
  const b = await signedIn(council, 'vendor.h')
  const { id, token } = await b.want(201, 'POST', '/me/tokens', { name: '読む', scope: ['read'], expires: new Date(Date.now() + 3600e3).toISOString() })
  const find = async () => (await b.want(200, 'GET', '/me/tokens')).items.find((i) => i.id === id)
  assert.equal((await find()).last_used, null)
  const by = { authorization: `Bearer ${token}` }
  await council.want(200, null, 'GET', '/me', undefined, by)
  for (let i = 0; i < 20 && !(await find()).last_used; i++) await sleep(50)
  assert.ok((await find()).last_used)
  for (const [method, where, body] of [['POST', '/me/tokens', { scope: ['read'] }], ['DELETE', '/me/sessions'], ['GET', '/session'], ['DELETE', '/session'], ['POST', '/me/second-factor'],
    ['GET', '/me/second-factor'], ['PUT', '/me/password', { was: PASSWORD, password: NEW_PASSWORD }], ['POST', '/session/step-up', { password: PASSWORD }]])
    assert.equal((await council.api(null, method, where, body, by)).status, 403, `${method} ${where}`)
  await b.want(400, 'POST', '/me/tokens', { scope: ['read'], expires: '2020-01-01T00:00:00Z' })
  await b.want(204, 'DELETE', `/me/tokens/${id}`)
  await council.want(401, null, 'GET', '/me', undefined, by)
})

both('AUTH-2 an administrator sends a new invitation; others do not', async (db, t) => {
  const council = await startCouncil({ db, t })
  for (const [who, status] of [['vendor.h', 403], ['kenkyu.a', 403], ['shop.p', 404], [null, 401]]) await council.want(status, who, 'POST', '/members/vendor/persons/vendor.n/invitation')
  await council.want(404, 'vendor.a', 'POST', '/members/vendor/persons/kenkyu.n/invitation')
  const { invitation } = await council.want(201, 'vendor.a', 'POST', '/members/vendor/persons/vendor.n/invitation')
  const b = new Browser(council)
  await b.want(204, 'POST', '/invitations', { invitation, password: PASSWORD })
  assert.equal((await b.take()).person, 'vendor.n')
})

both('SEE-6 L-40 no secret of a sign-in lies in a log line or a file', async (db, t) => {
  const council = await startCouncil({ db, t })
  const b = new Browser(council)
  const invitation = await invite(council, 'vendor.h')
  await b.want(204, 'POST', '/invitations', { invitation, password: PASSWORD })
  await b.take()
  const { secret, uri, codes } = await b.enrol()
  await b.signIn('vendor.h', PASSWORD, totp(secret, 1))
  await b.signIn('vendor.h', OTHER)
  const secrets = [invitation, PASSWORD, OTHER, secret, uri, ...codes, codes[0].replaceAll('-', ''), b.csrf, ...b.cookies.values(), Buffer.from(PASSWORD).toString('base64')].filter(Boolean)
  await council.halt()
  assert.equal((await noroshi('verify', '--data', council.data)).code, 0)
  const texts = [Buffer.from(council.stderr)]
  for (const file of await readdir(council.data)) texts.push(await readFile(path.join(council.data, file)))
  if (db === 'pg') texts.push(Buffer.from((await promisify(execFile)('pg_dump', ['--inserts', council.dbUrl], { maxBuffer: 64 << 20 })).stdout))
  for (const text of texts) for (const one of secrets) assert.equal(text.includes(one), false, one)
})
