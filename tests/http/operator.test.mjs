// The operator's break-glass (EXEC): loud, recorded, shown to coordinator and committee; what it does acts on
// the very next request (WHO-12, SEE-5).

import { strict as assert } from 'node:assert'

import { both, newItem, noroshi, startCouncil } from './lib/council.mjs'
import { demoRoster, person } from './lib/roster.mjs'
import { refused, streamed } from './lib/sharing.mjs'
import { Stream } from './lib/stream.mjs'

const operator = (c, ...args) => noroshi('operator', '--data', c.data, ...args)
const done = async (c, ...args) => {
  const { code, stderr } = await operator(c, ...args, '--reason', '試験')
  assert.equal(code, 0, stderr)
  assert.match(stderr, /WARNING/)
}
const fails = async (c, status, pattern, ...args) => {
  const { code, stdout, stderr } = await operator(c, ...args)
  assert.equal(code, status, stderr)
  assert.match(stderr, pattern)
  assert.equal(stdout, '')
}

both('LEAVE-3 a restriction cuts the member and whom it serves at once, less what is left', async (db, t) => {
  const c = await startCouncil({ db, t })
  const post = (more) => c.want(201, 'kitaden.h', 'POST', '/items', newItem(more))
  const one = await post(), left = await post(), measure = await post({ kind: 'countermeasure' })
  const own = await c.want(201, 'kyosai.h', 'POST', '/items', newItem())
  const stream = await Stream.open(c, 'shop.p')
  t.after(() => stream.close())
  const list = async () => (await c.want(200, 'kyosai.n', 'GET', '/items')).items.map((i) => i.id)
  assert.equal((await list()).length, 4)
  await done(c, 'set-status', 'kyosai', 'restricted', '--left', left.id, '--left', 'countermeasure')
  const at = Date.now()
  assert.deepEqual(await list(), [own.id, measure.id, left.id])
  await c.want(404, 'kyosai.n', 'GET', `/items/${one.id}`)
  for (const { id } of [left, measure, own]) await c.want(200, 'kyosai.n', 'GET', `/items/${id}`)
  assert.deepEqual((await c.want(200, 'shop.p', 'GET', '/items')).items, [])
  assert.ok(await stream.until((s) => s.closed, 10000), 'the stream is closed')
  t.diagnostic(`stream closed after ${Date.now() - at} ms (1000 wanted)`)

  await fails(c, 1, /WHO-12/, 'set-status', 'kyosai', 'restricted', '--left', left.id, '--left', 'countermeasure', '--reason', 'x')
  await done(c, 'set-status', 'kyosai', 'restricted') // nothing is left
  assert.deepEqual(await list(), [own.id])
  await done(c, 'set-status', 'kyosai', 'active')
  assert.equal((await list()).length, 4)
  await c.want(200, 'shop.p', 'GET', '/me')
})

both('WHO-12 expelled and lapsed members are out at the next request', async (db, t) => {
  const c = await startCouncil({ db, t })
  for (const [member, status] of [['daigaku', 'expelled'], ['vendor', 'lapsed'], ['gas', 'withdrawn']]) {
    await c.want(200, `${member}.h`, 'GET', '/me')
    await done(c, 'set-status', member, status)
    await c.want(401, `${member}.h`, 'GET', '/me')
    await fails(c, 1, /WHO-12/, 'set-status', member, 'restricted', '--reason', 'x')
    await fails(c, 1, /WHO-12/, 'set-status', member, status, '--reason', 'x')
    await fails(c, 1, /WHO-12/, 'set-standing', member, 'class1', '--reason', 'x')
  }
  for (const member of ['digital', 'nisc', 'coordinator', 'police'])
    for (const status of ['withdrawn', 'expelled', 'lapsed'])
      await fails(c, 1, /LEAVE-6/, 'set-status', member, status, '--reason', 'x')
  await done(c, 'set-status', 'police', 'restricted') // of any member
})

both('ACC-4 standing changes what is read at the next request; WHO-11 the foreign-limited have none', async (db, t) => {
  const roster = demoRoster()
  roster.members.push({ ...roster.members.find((m) => m.id === 'gaishi'), id: 'shonin', foreign_approved: true,
    persons: [person('shonin.n')] })
  const c = await startCouncil({ roster, db, t })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ scope: { include: [{ standing: 'class1' }] } }))
  await c.want(404, 'daigaku.n', 'GET', `/items/${id}`)
  await done(c, 'set-standing', 'daigaku', 'class1')
  await c.want(200, 'daigaku.n', 'GET', `/items/${id}`)
  assert.equal((await c.want(200, 'kitaden.n', 'GET', '/members/daigaku')).standing, 'class1')
  await done(c, 'set-standing', 'daigaku', 'class2')
  await c.want(404, 'daigaku.n', 'GET', `/items/${id}`)
  await done(c, 'set-standing', 'daigaku', 'none')
  await fails(c, 1, /WHO-8/, 'set-standing', 'daigaku', 'none', '--reason', 'x')
  await fails(c, 1, /WHO-11/, 'set-standing', 'gaishi', 'class2', '--reason', 'x')
  await fails(c, 1, /WHO-11/, 'set-standing', 'gaishi', 'class1', '--reason', 'x')
  await done(c, 'set-standing', 'shonin', 'class2')
})

both('WHO-2 set-handler registers and ends a registration', async (db, t) => {
  const c = await startCouncil({ db, t })
  const { id } = await c.want(201, 'kitaden.h', 'POST', '/items', newItem({ secret: true, secret_parts: 'whole' }))
  const reads = (status) => c.want(status, 'daigaku.n', 'GET', `/items/${id}`)
  await reads(404)
  await done(c, 'set-handler', 'daigaku.n', 'yes', '--until', '2099-12-31')
  await reads(200)
  await done(c, 'set-handler', 'daigaku.n', 'yes', '--from', '2099-01-01', '--until', '2099-12-31')
  await reads(404)
  await done(c, 'set-handler', 'daigaku.n', 'yes', '--from', '2020-01-01')
  await reads(200)
  await done(c, 'set-handler', 'daigaku.n', 'no')
  await reads(404)
  await fails(c, 1, /WHO-2/, 'set-handler', 'daigaku.n', 'yes', '--from', '2099-01-02', '--until', '2099-01-01', '--reason', 'x')
})

both('EXEC each use is shown to the coordinator and the committee, told to them, and to nobody else', async (db, t) => {
  const roster = demoRoster()
  roster.members.find((m) => m.id === 'police').persons[1].deputy_of_committee = true
  const c = await startCouncil({ roster, db, t })
  assert.deepEqual((await c.want(200, 'coordinator.n', 'GET', '/operator-acts')).items, [])
  for (const who of ['coordinator.h', 'digital.h', 'police.n']) {
    const told = await streamed(c, who, () => done(c, 'set-status', 'daigaku', 'restricted', '--left', 'countermeasure'), 400)
    assert.ok(told.some((e) => e.event === 'member' && e.type === 'operator'), who)
    await done(c, 'set-status', 'daigaku', 'active')
  }
  const told = await streamed(c, 'vendor.h', () => done(c, 'set-handler', 'daigaku.n', 'yes', '--until', '2099-12-31'), 400)
  assert.deepEqual(told, [])

  const { items } = await c.want(200, 'coordinator.n', 'GET', '/operator-acts')
  assert.equal(items.length, 7)
  const { id, at, ...last } = items[0]
  assert.ok(id && Date.parse(at) <= Date.now())
  assert.deepEqual(last, { act: 'set-handler', subject: 'daigaku.n', value: 'yes', left: null, from: null, until: '2099-12-31', reason: '試験' })
  assert.deepEqual(items[2].left, ['countermeasure'])
  for (const who of ['digital.h', 'police.h', 'police.n']) // first persons, a deputy
    assert.deepEqual((await c.want(200, who, 'GET', '/operator-acts')).items, items)
  const pages = []
  for (let cursor = ''; cursor !== null;) {
    const page = await c.want(200, 'digital.h', 'GET', `/operator-acts?limit=3${cursor}`)
    pages.push(...page.items)
    cursor = page.next && `&cursor=${page.next}`
  }
  assert.deepEqual(pages, items)
  for (const who of ['digital.n', 'energy.a', 'daigaku.a', 'kitaden.h', 'gsoc.h', 'shop.p'])
    refused(await c.api(who, 'GET', '/operator-acts'), 403, 'EXEC')
  await c.want(401, null, 'GET', '/operator-acts')
})

both('EXEC wrong use is refused and changes nothing', async (db, t) => {
  const c = await startCouncil({ db, t })
  await fails(c, 2, /reason/, 'set-status', 'daigaku', 'expelled')
  await fails(c, 1, /EXEC/, 'set-status', 'daigaku', 'expelled', '--reason', ' ')
  await fails(c, 1, /nobody/, 'set-status', 'nobody', 'expelled', '--reason', 'x')
  await fails(c, 2, /active/, 'set-status', 'daigaku', 'gone', '--reason', 'x')
  await fails(c, 2, /class1/, 'set-standing', 'daigaku', 'first', '--reason', 'x')
  await fails(c, 2, /yes/, 'set-handler', 'daigaku.n', 'maybe', '--reason', 'x')
  await fails(c, 1, /nobody/, 'set-handler', 'nobody', 'yes', '--reason', 'x')
  await fails(c, 2, /2026/, 'set-handler', 'daigaku.n', 'yes', '--from', 'today', '--reason', 'x')
  await fails(c, 2, /set-status/, 'set-office', 'daigaku', 'coordinator', '--reason', 'x')
  await fails(c, 1, /LEAVE-3/, 'set-status', 'daigaku', 'restricted', '--left', 'everything', '--reason', 'x')
  await fails(c, 1, /LEAVE-3/, 'set-status', 'daigaku', 'expelled', '--left', 'analysis', '--reason', 'x')
  await fails(c, 2, /./, 'set-status', 'daigaku')
  await fails(c, 2, /./, 'set-status', 'daigaku', 'active', 'now', '--reason', 'x')
  assert.equal((await c.want(200, 'coordinator.n', 'GET', '/members/daigaku')).status, 'active')
  assert.deepEqual((await c.want(200, 'coordinator.n', 'GET', '/operator-acts')).items, [])
  const { stdout } = await operator(c, 'set-standing', 'daigaku', 'class2', '--reason', 'x', '--json')
  assert.deepEqual(JSON.parse(stdout), { act: 'set-standing', subject: 'daigaku', value: 'class2' })
})
