// The command line's manners: exit statuses, one clear line, --json, both languages; init, serve, token;
// verify, policy, doctor, backup and restore.

import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'

import { both, databaseUrl, newItem, noroshi, startCouncil } from '../http/lib/council.mjs'
import { demoRoster } from '../http/lib/roster.mjs'

const lines = (text) => text.trimEnd().split('\n')
async function ok(...args) {
  const answer = await noroshi(...args)
  assert.equal(answer.code, 0, answer.stderr)
  return answer.stdout
}
// Ends with STATUS, says one line (or as many as it has reasons) that matches, and nothing on standard output.
async function no(status, pattern, ...args) {
  const answer = await noroshi(...args)
  assert.equal(answer.code, status, `${args.join(' ')}: ${answer.code} ${answer.stdout}${answer.stderr}`)
  assert.match(answer.stderr, pattern)
  for (const line of lines(answer.stderr).filter((l) => !l.startsWith('{'))) assert.match(line, /^noroshi: \S/)
  return answer
}

const commands = ['init', 'serve', 'invite', 'token create', 'token list', 'token revoke', 'import', 'export', 'verify',
  'policy', 'backup', 'restore', 'doctor', 'operator', 'help', 'version']

test('help: every command, in both languages', async () => {
  for (const lang of ['ja', 'en']) {
    const all = await ok('help', '--lang', lang)
    for (const command of commands) {
      assert.ok(all.includes(`\n  ${command}`), command)
      assert.ok((await ok('help', '--lang', lang, ...command.split(' '))).startsWith(`noroshi ${command}`))
    }
  }
  assert.notEqual(await ok('help', '--lang', 'ja'), await ok('help', '--lang', 'en'))
  assert.equal(await ok('--lang', 'ja', 'help'), await ok('help', '--lang', 'ja'))
  assert.equal(await ok('--lang=ja', 'token', 'create', '--help'), await ok('help', 'token', '--lang', 'ja'))
  await no(2, /--lang/, '--lang')
  await no(2, /--lang/, '--lang', 'ja', 'help', '--lang', 'en')
})
test('version', async () => {
  assert.match(await ok('--version'), /^noroshi \d+\.\d+\.\d+\n$/)
  assert.match(JSON.parse(await ok('version', '--json')).version, /^\d+\.\d+\.\d+$/)
})
for (const [what, args, pattern] of [
  ['an unknown command', ['frobnicate'], /frobnicate/],
  ['an unknown option', ['serve', '--frob'], /--frob/],
  ['an option without its value', ['init', '--data'], /--data/],
  ['an option twice', ['init', '--data', 'a', '--data', 'b'], /--data/],
  ['a value for an option that takes none', ['token', 'create', '--data=x', '--person=y', '--read-only=z'], /--read-only/],
  ['a missing option', ['init'], /--data/],
  ['a surplus argument', ['init', '--data', 'x', 'y'], /y/],
  ['an unknown language', ['help', '--lang', 'fr'], /fr/],
  ['import: neither here nor there', ['import', '--scope', '"unspecified"', '--secret', 'no', 'x'], /--server/],
  ['import: no scope', ['import', '--data', 'x', '--as', 'y', '--secret', 'no', 'f'], /--scope/],
  ['import: a scope that is no JSON', ['import', '--data', 'x', '--as', 'y', '--scope', '{', '--secret', 'no', 'f'], /--scope/],
  ['import: neither yes nor no', ['import', '--data', 'x', '--as', 'y', '--scope', '7', '--secret', 'maybe', 'f'], /--secret/],
  ['import: an unknown kind', ['import', '--data', 'x', '--as', 'y', '--scope', '7', '--secret', 'no', '--kind', 'z', 'f'], /z/],
  ['export: an unknown format', ['export', '--data', 'x', '--as', 'y', '--format', 'pdf'], /pdf/],
  ['export: a bad time', ['export', '--data', 'x', '--as', 'y', '--format', 'csv', '--since', 'yesterday'], /--since/],
  ['verify: nothing asked', ['verify'], /--proof/],
  ['verify: two things asked', ['verify', '--proof', 'a', '--report', 'b', '--key', 'c'], /--proof/],
  ['policy: half of what it needs', ['policy', '--person', 'x'], /--item/],
  ['serve: an interval out of range', ['serve', '--data', 'x', '--head-interval', '0'], /--head-interval/],
])
  test(`must refuse with 2: ${what}`, () => no(2, pattern, ...args))

for (const [what, args] of [
  ['serve', []], ['token list', []], ['verify', []], ['export', ['--as', 'x', '--format', 'csv']],
  ['policy', ['--person', 'x', '--item', 'y']], ['invite', ['--person', 'x']],
])
  test(`must refuse with 1: ${what} of no council`, () => no(1, /noroshi init/, ...what.split(' '), '--data', '/nonexistent', '--lang', 'en', ...args))

test('init: without a roster it prints an address for the first coordinator', async (t) => {
  const council = await startCouncil({ serve: false, t })
  const dir = path.join(council.dir, 'fresh')
  assert.match(JSON.parse(lines(await ok('init', '--json', '--data', dir))[0]).path, /^\/invitation\//)
  await no(1, /another directory/, 'init', '--lang', 'en', '--data', dir)
  assert.equal((await stat(dir)).mode & 0o777, 0o700)
})
for (const [what, change, pattern] of [
  ['an unknown field', (r) => (r.members[0].colour = 'red'), /^noroshi: \/members\/0\/colour: /m],
  ['an id twice', (r) => (r.members[1].id = r.members[0].id), /\/members\/1\/id/],
  ['an unknown group member', (r) => r.groups[0].members.push('nobody'), /\/groups\/0\/members\/3/],
  ['an unknown time zone', (r) => (r.council.timezone = 'Mars/Base'), /\/council\/timezone/],
  ['a sector where there is none', (r) => (r.members[0].sector = 'gas'), /\/members\/0\/sector/],
])
  test(`must refuse: a roster with ${what}, and nothing is made`, async (t) => {
    const council = await startCouncil({ serve: false, t })
    const roster = demoRoster()
    change(roster)
    const file = path.join(council.dir, 'bad.json'), dir = path.join(council.dir, 'bad')
    await writeFile(file, JSON.stringify(roster))
    await no(1, pattern, 'init', '--data', dir, '--roster', file)
    await assert.rejects(stat(path.join(dir, 'noroshi.conf')))
  })

for (const [what, args, pattern] of [
  ['a listen address that is none', ['--listen', 'here'], /here/],
  ['plain HTTP beyond this machine', ['--listen', '0.0.0.0:0'], /0\.0\.0\.0|TLS|--tls-cert/],
  ['a certificate that is not there', ['--tls-cert', '/nonexistent', '--tls-key', '/nonexistent'], /nonexistent/],
])
  test(`must refuse: serve with ${what}`, async (t) => {
    const council = await startCouncil({ serve: false, t })
    await no(1, pattern, 'serve', '--data', council.data, ...args)
  })

both('serve: killed it starts again by itself, SIGTERM ends it with 0', async (db, t) => {
  const council = await startCouncil({ db, t })
  const { id } = await council.want(201, 'kitaden.h', 'POST', '/items', newItem())
  await council.crash()
  await council.serve()
  assert.equal((await council.want(200, 'daigaku.h', 'GET', `/items/${id}`)).id, id)
  await council.halt()
})

both('tokens: made, listed, revoked; not for who is not served', async (db, t) => {
  const council = await startCouncil({ db, t })
  const { id, token } = JSON.parse(await ok('token', 'create', '--json', '--data', council.data, '--person', 'kitaden.h'))
  assert.ok(token.length > 20)
  const listed = JSON.parse(await ok('token', 'list', '--json', '--data', council.data, '--person', 'kitaden.h'))
  assert.ok(listed.some((one) => one.id === id && one.revoked_at === null))
  const headers = { authorization: `Bearer ${token}` }
  await council.want(200, null, 'GET', '/me', undefined, headers)
  await ok('token', 'revoke', '--data', council.data, id)
  await council.want(401, null, 'GET', '/me', undefined, headers)
  await no(1, /./, 'token', 'revoke', '--data', council.data, id.replace(/.$/, 'x'))
  await no(1, /gone\.h/, 'token', 'create', '--data', council.data, '--person', 'gone.h')
  await no(1, /nobody/, 'token', 'create', '--data', council.data, '--person', 'nobody')
  await no(2, /--expires/, 'token', 'create', '--data', council.data, '--person', 'kitaden.h', '--expires', 'soon')
})

both('import and export by a server are as here', async (db, t) => {
  const council = await startCouncil({ db, t })
  const file = path.join(council.dir, 'event.json'), secret = path.join(council.dir, 'token')
  await writeFile(file, JSON.stringify({ Event: { uuid: crypto.randomUUID(), info: 'By a server', date: '2026-01-02', timestamp: '1767323045',
    Attribute: [{ uuid: crypto.randomUUID(), type: 'domain', category: 'Network activity', value: 'evil.example', timestamp: '1767323045' }] } }))
  await writeFile(secret, `${await council.token('kitaden.h')}\n`)
  const there = ['--server', council.url, '--token-file', secret]
  const terms = ['--scope', '{"include":[{"all":true}]}', '--secret', 'no']
  const [one] = JSON.parse(await ok('import', '--json', ...there, ...terms, file))
  assert.equal(one.indicators, 1)
  assert.equal(await ok('export', ...there, '--format', 'list', '--item', one.items[0]), 'evil.example\n')
  assert.equal(await ok('export', '--data', council.data, '--as', 'daigaku.h', '--format', 'list'), 'evil.example\n')
  await no(1, /POST-2/, 'import', ...there, '--scope', '{"include":[]}', '--secret', 'no', file)
  await no(1, /./, 'export', ...there, '--format', 'list', '--item', crypto.randomUUID())
  await no(1, /127\.0\.0\.1:1/, 'export', '--server', 'http://127.0.0.1:1', '--token-file', secret, '--format', 'list')
  await no(1, /cannot read|読/, 'import', ...there, ...terms, path.join(council.dir, 'absent.json'))
})

both('AUD-2 verify: heads, proofs, consistency, a whole store; and not what was changed', async (db, t) => {
  const council = await startCouncil({ db, args: ['--head-interval', '1'], t })
  const at = (name) => path.join(council.dir, name)
  const head = async () => council.want(200, 'coordinator.h', 'GET', '/audit/head')
  const grown = async (from) => {
    for (let i = 0; i < 100; i++) {
      const now = await head()
      if (now.tree_size > from) return now
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return assert.fail('no new head')
  }
  const first = await grown(0)
  await council.want(201, 'kitaden.h', 'POST', '/items', newItem())
  const second = await grown(first.tree_size)
  const proof = await council.want(200, 'coordinator.h', 'GET', '/audit/entries/0/proof')
  const consistent = await council.want(200, 'coordinator.h', 'GET', `/audit/consistency?from=${first.tree_size}&to=${proof.tree_size}`)
  const newest = proof.tree_size === second.tree_size ? second : await head()
  for (const [name, value] of Object.entries({ first, newest, proof, consistent })) await writeFile(at(name), JSON.stringify(value))
  const key = ['--key', path.join(council.data, 'audit.pub')]
  if (newest.tree_size === proof.tree_size) {
    await ok('verify', ...key, '--head', at('newest'), '--proof', at('proof'))
    await ok('verify', ...key, '--from', at('first'), '--to', at('newest'), '--consistency', at('consistent'))
  }
  assert.equal(JSON.parse(await ok('verify', '--json', '--data', council.data)).verified, true)
  await council.halt()
  await ok('verify', '--data', council.data)

  await writeFile(at('bad'), JSON.stringify({ ...proof, index: proof.index + 1 }))
  await no(1, /./, 'verify', ...key, '--head', at('newest'), '--proof', at('bad'))
  await no(1, /./, 'verify', ...key, '--from', at('newest'), '--to', at('first'), '--consistency', at('consistent'))
  await writeFile(at('other.pub'), `${randomBytes(32).toString('base64')}\n`)
  await no(1, /./, 'verify', '--key', at('other.pub'), '--head', at('newest'), '--proof', at('proof'))
  await no(2, /--key/, 'verify', '--head', at('newest'), '--proof', at('proof'))
  await no(1, /./, 'verify', ...key, '--head', at('absent'), '--proof', at('proof'))
})

both('policy: the deciding line for a person and an item, recorded', async (db, t) => {
  const council = await startCouncil({ db, t })
  const item = await council.want(201, 'kitaden.h', 'POST', '/items', newItem({
    secret: true, secret_parts: 'whole', scope: { include: [{ coordinator: true }, { member: 'vendor' }], exclude: [] } }))
  const why = async (person) => JSON.parse(await ok('policy', '--json', '--data', council.data, '--person', person, '--item', item.id))
  const say = ({ may_read: may, line, rule }) => [may, line, rule]
  assert.deepEqual(say(await why('vendor.h')), [true, 11, 'ACC-1'])
  assert.deepEqual(say(await why('kitaden.h')), [true, 4, 'ACC-8'])
  assert.deepEqual(say(await why('coordinator.h')), [true, 5, 'ACC-6'])
  assert.deepEqual(say(await why('kitaden.n')), [false, 3, 'ACC-2'])
  assert.deepEqual(say(await why('daigaku.h')), [false, 13, 'ACC-1'])
  assert.equal(JSON.parse(await ok('policy', '--json'))[0].line, 0)
  await no(1, /nobody/, 'policy', '--data', council.data, '--person', 'nobody', '--item', item.id)
  await no(1, /./, 'policy', '--data', council.data, '--person', 'vendor.h', '--item', crypto.randomUUID())
})

test('doctor: tells what is wrong and what to do', async (t) => {
  const council = await startCouncil({ serve: false, t })
  const wrong = async () => {
    const { code, stdout } = await noroshi('doctor', '--json', '--lang', 'en', '--data', council.data)
    const found = JSON.parse(stdout).filter((one) => one.wrong).map((one) => one.detail)
    assert.equal(code, found.length > 0 ? 1 : 0)
    return found
  }
  assert.deepEqual(await wrong(), [])
  await chmod(council.data, 0o755)
  assert.match((await wrong()).join(), /chmod 700/)
  await chmod(council.data, 0o700)
  const key = path.join(council.data, 'audit.key')
  await chmod(key, 0o644)
  assert.match((await wrong()).join(), /chmod 600 .*audit\.key/)
  await chmod(key, 0o600)
  // another council's keys: the record was not signed by them
  const other = path.join(council.dir, 'other')
  await ok('init', '--json', '--data', other)
  const [own, ownPub] = [await readFile(key), await readFile(path.join(council.data, 'audit.pub'))]
  await writeFile(key, await readFile(path.join(other, 'audit.key')))
  await writeFile(path.join(council.data, 'audit.pub'), await readFile(path.join(other, 'audit.pub')))
  assert.match((await wrong()).join(), /signed head/)
  await writeFile(key, own)
  await writeFile(path.join(council.data, 'audit.pub'), ownPub)
  assert.deepEqual(await wrong(), [])
  await writeFile(path.join(council.data, 'noroshi.conf'), 'db = postgresql://127.0.0.1:1/none\n')
  assert.match((await wrong()).join(), /cannot be opened/)
})

both('LOSS-6 backup under load, restored elsewhere into either database; any change is found', async (db, t) => {
  const council = await startCouncil({ db, t })
  const pass = path.join(council.dir, 'pass'), file = path.join(council.dir, 'backup')
  const sealed = ['--passphrase-file', pass]
  await writeFile(pass, 'correct horse battery staple\n')
  const acknowledged = []
  let stop = false
  const load = (async () => {
    while (!stop) acknowledged.push((await council.want(201, 'kitaden.h', 'POST', '/items', newItem({ title: '控え backup' }))).id)
  })()
  while (acknowledged.length < 20) await new Promise((resolve) => setTimeout(resolve, 10))
  const before = acknowledged.slice()
  await ok('backup', '--data', council.data, '--to', file, ...sealed)
  stop = true
  await load
  await no(1, /backup/, 'backup', '--data', council.data, '--to', file, ...sealed)
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const bytes = await readFile(file)
  assert.equal(bytes.includes('backup'), false)

  const urls = [undefined, await databaseUrl(process.env.NOROSHI_TEST_PG_DIR ? 'pg' : 'sqlite')]
  for (const [i, url] of urls.entries()) {
    const dir = path.join(council.dir, `restored${i}`)
    await ok('restore', '--from', file, '--data', dir, ...sealed, ...(url ? ['--db', url] : []))
    await ok('verify', '--data', dir)
    const out = JSON.parse(await ok('export', '--data', dir, '--as', 'daigaku.h', '--format', 'misp'))
    const there = new Set(out.response.map(({ Event }) => Event.uuid))
    for (const id of before) assert.ok(there.has(id), `${id} was acknowledged before the backup began`)
    await no(1, /./, 'restore', '--from', file, '--data', dir, ...sealed)
  }

  const dir = path.join(council.dir, 'never')
  const damaged = path.join(council.dir, 'damaged')
  const places = [0, 20, 40, 60, 100, bytes.length >> 1, bytes.length - 1]
  for (const at of places) {
    const bad = Buffer.from(bytes)
    bad[at] ^= 1 << (at % 8)
    await writeFile(damaged, bad)
    await no(1, /./, 'restore', '--from', damaged, '--data', dir, ...sealed)
  }
  for (const bad of [bytes.subarray(0, bytes.length - 1), Buffer.concat([bytes, Buffer.from('x')]), bytes.subarray(0, 30), Buffer.alloc(0)]) {
    await writeFile(damaged, bad)
    await no(1, /./, 'restore', '--from', damaged, '--data', dir, ...sealed)
  }
  await writeFile(pass, 'another horse battery staple\n')
  await no(1, /./, 'restore', '--from', file, '--data', dir, ...sealed)
  await writeFile(pass, 'short\n')
  await no(1, /12/, 'backup', '--data', council.data, '--to', damaged + '2', ...sealed)
  await assert.rejects(stat(dir))
})

test('AUTH-1 a demo council, where anybody may become anybody, is served on loopback only', async (t) => {
  const dir = await mkdtemp(path.join(tmpdir(), 'noroshi-demo-'))
  t.after(() => rm(dir, { recursive: true }))
  const data = path.join(dir, 'data')
  await ok('init', '--data', data, '--demo')
  for (const more of [[], ['--behind-proxy']])
    await no(1, /demo council/, 'serve', '--data', data, '--listen', '0.0.0.0:0', '--lang', 'en', ...more)
})
