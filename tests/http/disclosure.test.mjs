// The disclosure report (USE-3, POST-14): who could, who did, verifiable against the record (AUD-2).

import { strict as assert } from 'node:assert'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { both, newItem, noroshi, startCouncil } from './lib/council.mjs'
import { inHours, refused, roster } from './lib/sharing.mjs'

const scope = { include: [{ standing: 'taskforce' }, { member: 'hidden' }] }

async function posted(db, t, more = {}) {
  const c = await startCouncil({ roster: roster(), db, t, args: ['--head-interval', '1'] })
  const item = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope, ...more }))
  return { c, id: item.id, report: (person, query = '') => c.want(200, person, 'GET', `/items/${item.id}/disclosure${query}`) }
}

// Asks until every line stands in the record.
async function numbered(report, person, query) {
  for (let i = 0; i < 60; i++) {
    const r = await report(person, query)
    if (r.did.length > 0 && r.did.every((line) => line.entry !== null)) return r
    await new Promise((done) => setTimeout(done, 200))
  }
  assert.fail('the record is not numbered')
}

// ---- a verifier of its own: RFC 9162, section 2.1.3.2, and the parts of an entry ----

const bytes = (text) => Buffer.from(text, 'base64')
const sha256 = (...parts) => parts.reduce((h, part) => h.update(part), createHash('sha256')).digest()
const leaf = (...parts) => sha256(Buffer.from([0]), ...parts)
const node = (left, right) => sha256(Buffer.from([1]), left, right)

function rootOf(hash, index, size, path) {
  let fn = index, sn = size - 1
  for (const p of path.map(bytes)) {
    assert.notEqual(sn, 0)
    if (fn % 2 === 1 || fn === sn) {
      hash = node(p, hash)
      while (fn % 2 === 0 && fn !== 0) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2) }
    } else {
      hash = node(hash, p)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  assert.equal(sn, 0)
  return hash.toString('base64')
}

function signed(key, head) {
  const text = `noroshi-head-v1\n${head.tree_size}\n${head.root}\n${head.at}\n`
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key])
  return verify(null, text, createPublicKey({ key: spki, format: 'der', type: 'spki' }), bytes(head.signature))
}

// The lines of REPORT that do not follow from the record; all of it when the head is not signed.
function faults(key, { item, did, head }) {
  if (!signed(key, head)) return did
  return did.filter(({ entry, proof, ...line }) => {
    const said = JSON.parse(bytes(proof.entry))
    const part = rootOf(leaf(bytes(proof.part.salt), proof.part.line), proof.part.index, 2 ** proof.part.path.length, proof.part.path)
    return proof.index !== entry || rootOf(leaf(bytes(proof.entry)), entry, head.tree_size, proof.path) !== head.root ||
      part !== said.items.root || proof.part.line.split(' ').slice(0, 3).join(' ') !== `${item} ${line.act} ${line.rule}` ||
      ['person', 'member', 'at', 'way'].some((name) => said[name] !== line[name])
  })
}

// ---- tests ----

both('USE-3 who could read, and by which rule, now', async (db, t) => {
  const { c, id, report } = await posted(db, t, { secret: true, secret_parts: 'whole' })
  const could = (r) => Object.fromEntries(r.could.map((m) => [m.member, m.persons.map((p) => `${p.id} ${p.rule}`)]))
  assert.deepEqual(could(await report('kitaden.h')), {
    coordinator: ['coordinator.h ACC-6', 'coordinator.b ACC-6'],
    kitaden: ['kitaden.h ACC-8', 'kitaden.b ACC-8'],
    vendor: ['vendor.h ACC-4', 'vendor.b ACC-4'],
    kenkyu: ['kenkyu.h ACC-4'],
    hidden: ['hidden.h ACC-1', 'hidden.b ACC-1'], // who named it knows it, and may know that it reads
  })
  await c.want(200, 'kitaden.h', 'PUT', `/items/${id}/scope`, { include: [{ standing: 'class1' }] })
  assert.equal(could(await report('kitaden.h')).hidden, undefined)
})

both('USE-3 who did: when, how, under which rule', async (db, t) => {
  const { c, id, report } = await posted(db, t)
  await c.want(200, 'vendor.n', 'GET', '/items')
  await c.want(200, 'vendor.n', 'GET', `/items/${id}`)
  await c.want(200, 'coordinator.h', 'GET', `/items/${id}`)
  await c.want(404, 'daigaku.h', 'GET', `/items/${id}`)
  await c.want(200, 'daigaku.h', 'GET', '/items')
  const { did, item, head } = await report('kitaden.n')
  assert.equal(item, id)
  assert.equal(typeof head.tree_size, 'number')
  assert.deepEqual(did.map((l) => [l.person, l.member, l.way, l.act, l.rule, l.outside_scope ?? false]), [
    ['vendor.n', 'vendor', 'api', 'listed', 'ACC-4', false],
    ['vendor.n', 'vendor', 'api', 'read', 'ACC-4', false],
    ['coordinator.h', 'coordinator', 'api', 'read', 'ACC-6', true],
  ])
  const times = did.map((l) => l.at)
  assert.deepEqual(times, [...times].sort())
})

both('USE-3 it is for the provider and the coordinator', async (db, t) => {
  const { c, id, report } = await posted(db, t)
  await report('kitaden.n')
  await report('coordinator.n')
  const url = `/items/${id}/disclosure`
  for (const person of ['vendor.h', 'ginko.h', 'hidden.h']) refused(await c.api(person, 'GET', url), 403, 'USE-3')
  for (const person of ['daigaku.h', 'nisc.h', 'gas.h', 'shop.p']) await c.want(404, person, 'GET', url)
  await c.want(404, 'kitaden.h', 'GET', '/items/00000000-0000-4000-8000-000000000000/disclosure')
  assert.equal((await c.api('kitaden.h', 'GET', `${url}?proofs=yes`)).status, 400)
  const secret = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope, secret: true, secret_parts: 'whole' }))
  await c.want(404, 'kitaden.n', 'GET', `/items/${secret.id}/disclosure`)
})

both('USE-3 AUD-2 every line can be verified offline, and no altered one', async (db, t) => {
  const { c, id, report } = await posted(db, t)
  const other = await c.want(201, 'vendor.h', 'POST', '/items', newItem({ title: '他の題' }))
  await c.want(200, 'vendor.n', 'GET', '/items')
  await c.want(200, 'kenkyu.h', 'GET', `/items/${id}`)
  const whole = await numbered(report, 'kitaden.h')
  assert.equal(whole.did.length, 2)
  assert.ok(whole.did.every((line) => line.proof.tree_size === whole.head.tree_size))
  assert.ok(!JSON.stringify(whole).includes(other.id)) // the list showed another item, too
  for (const line of whole.did) {
    const entry = Buffer.from(line.proof.entry, 'base64').toString()
    assert.ok(!entry.includes(id) && !entry.includes('"n"'), entry)
  }
  const key = Buffer.from(await readFile(path.join(c.data, 'audit.pub'), 'utf8'), 'base64')
  assert.deepEqual(faults(key, whole), [])
  for (const change of [{ person: 'ginko.h' }, { act: 'downloaded' }, { rule: 'ACC-1' }, { way: 'mail' }, { at: inHours(0) }, { member: 'ginko' }]) {
    const altered = structuredClone(whole)
    Object.assign(altered.did[0], change)
    assert.equal(faults(key, altered).length, 1, JSON.stringify(change))
  }
})

both('USE-3 AUD-2 the command verifies a report as it came, and none that was altered or has no proofs', async (db, t) => {
  const { c, id, report } = await posted(db, t)
  await c.want(200, 'vendor.n', 'GET', `/items/${id}`)
  const whole = await numbered(report, 'kitaden.h')
  const check = async (value) => {
    const file = path.join(c.dir, 'report.json')
    await writeFile(file, JSON.stringify(value))
    return (await noroshi('verify', '--key', path.join(c.data, 'audit.pub'), '--report', file)).code
  }
  assert.equal(await check(whole), 0)
  const altered = structuredClone(whole)
  altered.did[0].person = 'ginko.h'
  assert.equal(await check(altered), 1)
  assert.equal(await check(await report('kitaden.h', '?proofs=0')), 1)
})

both('AUD-2 an entry of a report is proved to who provides the item, not to who may not read it', async (db, t) => {
  const { c, report } = await posted(db, t, { secret: true })
  await c.want(200, 'vendor.h', 'GET', '/items')
  const { did } = await numbered(report, 'kitaden.h')
  const url = `/audit/entries/${did[0].entry}/proof`
  const proof = await c.want(200, 'kitaden.h', 'GET', url)
  assert.equal(proof.index, did[0].entry)
  assert.ok(proof.part)
  for (const person of ['kitaden.n', 'ginko.h', 'daigaku.h']) await c.want(404, person, 'GET', url)
})

both('USE-3 a non-member that was let in is in the report', async (db, t) => {
  const { c, id, report } = await posted(db, t, { scope: { include: [{ all: true }] } })
  await c.want(201, 'coordinator.h', 'POST', `/items/${id}/additions`, { constituent: 'kyosai-shop', via: 'kyosai' })
  await c.want(200, 'shop.p', 'GET', `/items/${id}`)
  const { could, did } = await report('kitaden.n')
  assert.deepEqual(could.filter((x) => x.member === 'kyosai').at(-1).persons, [{ id: 'shop.p', rule: 'ACC-10' }])
  assert.deepEqual(did.map((l) => [l.person, l.member, l.rule]), [['shop.p', null, 'ACC-10']])
})
