// SEE-4: two worlds. In one of them there are items that the readers may not read, with all that can
// happen to them; whatever the readers ask, they get the same (leaks.md).
//
// That the test can fail: "who may know sees the difference" below, in every run. Faults that were put
// in by hand into a copy of the server and found by it:
//   domain/draft.c     add_ancestor(): a source that exists but is not readable counted as readable
//   domain/list.c      collect(): a page is the shorter for each item that was not shown
//   domain/event.c     event_decide(): without item_decide(), streams told of all
//   domain/view.c      sources_view(): without item_decide(), ids of hidden sources shown
//   domain/change.c    find_own(): 403 before 404

import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'

import { both, newItem } from './lib/council.mjs'
import { HIDDEN, WORDS, class1, hidden, hideALot, visible } from './lib/hidden.mjs'
import { demoRoster, member } from './lib/roster.mjs'
import { all, only, scope, sleep } from './lib/see.mjs'
import { Worlds } from './lib/worlds.mjs'

// Each may not read what only class 1 (and the coordinator) shares, for a reason of its own.
const READERS = ['daigaku.h', 'city.n', 'gas.h', 'ministry.h', 'shop.p', 'nisc.h', 'police.h', 'ginko.h', 'gsoc.h', 'kitaden.h']
const FEW = ['daigaku.h', 'shop.p', 'nisc.h', 'kitaden.h']

// Registers the tests that DEFINE makes, on one pair of worlds per database.
function pairs(define) {
  for (const db of ['sqlite', 'pg'])
    describe(`two worlds (${db})`, { skip: db === 'pg' && !process.env.NOROSHI_TEST_PG_DIR ? 'no PostgreSQL' : false }, () => {
      const worlds = {}
      before(async () => (worlds.w = await Worlds.start(null, { db })))
      after(() => worlds.w?.stop())
      define(worlds)
    })
}

pairs((worlds) => {
  test('SEE-4 L-1 L-2 L-3 L-4 L-6 L-7 L-33 lists and searches do not tell', async () => {
    const { w } = worlds
    for (const who of FEW) await w.listen(who)
    for (let round = 0; round < 2; round++) {
      await w.make(`seen${2 * round}`, 'byoin.h', '/items', visible(round))
      await hideALot(w, `.${round}`)
      await w.make(`seen${2 * round + 1}`, 'vendor.h', '/items', visible(round, { kind: 'countermeasure' }))
    }
    for (const who of READERS) {
      for (const limit of [1, 2, 3, 50]) await w.walk(who, '', limit)
      for (const word of [...WORDS, '攻撃', 'tied']) await w.walk(who, `q=${encodeURIComponent(word)}`, 3)
      for (const query of ['indicator=hidden.example', 'indicator=hidden[.]example', 'indicator=198.51.100.99', 'kind=early_warning', 'kind=notice',
        'kind=analysis', 'standing=class1', 'standing=taskforce', 'since=2020-01-01T00:00:00Z'])
        await w.walk(who, query, 3)
      for (const where of ['/me', '/me/tokens', '/members', '/groups', '/consent-requests', '/me/obligations']) await w.same(who, 'GET', where)
    }
    for (const where of ['/healthz', '/api/v1/openapi.json', '/api/v1/public/members', '/api/v1/public/rulebook', '/api/v1/public/windows'])
      await w.same(null, 'GET', where) // L-31
    await sleep(400)
    w.sameStreams() // L-13 of streams
    w.close()

    const [a, b] = await Promise.all([w.a, w.b].map((world) => world.ask('kenkyu.h', 'GET', '/items')))
    assert.notDeepEqual(w.b.seen(b), w.a.seen(a), 'who may know sees the difference')
  })

  test('SEE-4 L-8 L-9 L-46 a hidden item answers as a missing one, whatever is asked', async () => {
    const { w } = worlds
    await hideALot(w, 0)
    const names = HIDDEN.map((name) => `${name}0`)
    const tag = (await w.b.ask('kenkyu.h', 'GET', '/items/{open0}')).headers.get('etag')
    const rests = Object.keys(w.a.council.openapi.paths).filter((p) => p.startsWith('/api/v1/items/{id}')).map((p) => p.slice('/api/v1/items/{id}'.length))
    const heads = [{}, { 'if-none-match': tag }, { 'if-none-match': '*' }, { 'if-match': tag }, { 'if-match': '*' }, { range: 'bytes=0-9' },
      { 'if-modified-since': 'Mon, 01 Jan 2029 00:00:00 GMT' }, { accept: 'text/html' }]
    for (const who of ['daigaku.h', 'nisc.h'])
      for (const name of ['open0', 'gone0'])
        for (const rest of rests)
          for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
            await w.same(who, method, `/items/{${name}}${rest}`, ['GET', 'HEAD'].includes(method) ? undefined : {})
    for (const who of FEW)
      for (const name of names)
        for (const headers of heads) await w.same(who, 'GET', `/items/{${name}}`, undefined, headers)
    for (const headers of heads) await w.same('daigaku.h', 'PUT', '/items/{open0}/scope', all, headers)
    const bodies = [['PUT', 'scope', all], ['PUT', 'scope', { include: [] }], ['POST', 'revisions', { title: 'x' }], ['POST', 'retraction', { reason: 'x' }],
      ['POST', 'approval', { decision: 'approve' }], ['POST', 'release', { decision: 'approve' }], ['POST', 'consent-requests', { to: [{ member: 'daigaku' }], purpose: 'x' }],
      ['PUT', 'feedback', { answer: 'seen' }], ['PUT', 'confidence', { confidence: 'likely', basis: 'x' }], ['PUT', 'acknowledgement', { state: 'seen' }],
      ['PUT', 'assessment', { stance: 'agree', confidence: 'likely', text: 'x' }], ['POST', 'additions', { constituent: 'kyosai-shop', via: 'kyosai' }],
      ['POST', 'minimal-access', { kind: 'dispute', purpose: 'x', until: new Date(Date.now() + 3600e3).toISOString() }]]
    for (const who of READERS)
      for (const [method, rest, body] of bodies)
        for (const name of ['secret0', 'gone0']) await w.same(who, method, `/items/{${name}}/${rest}`, body)
    for (const who of FEW)
      for (const id of ['{asked0}'])
        for (const [method, rest, body] of [['GET', ''], ['POST', '/answer', { answer: 'granted' }]]) await w.same(who, method, `/consent-requests/${id}${rest}`, body)

    const variants = (id) => [id.toUpperCase(), `${id}%20`, `%20${id}`, `${id}%00`, `${id}/`, `${id}//`, `{${id}}`, id.replaceAll('-', ''), id.replaceAll('-', '%E2%80%90'),
      `urn:uuid:${id}`, `${id}%0A`, `${id}%E2%80%8B`, `%EF%BC%90${id.slice(1)}`, `${id}.json`, `${id};x=1`, `${id}%2e`, `.%2Fitems%2F${id}`]
    for (let i = 0; i < variants('').length; i++) {
      const [a, b] = await Promise.all([w.a, w.b].map((world) => world.ask('daigaku.h', 'GET', `/items/${variants(world.ids.get('open0'))[i]}`)))
      assert.equal(a.status, b.status)
      assert.equal(w.a.plain(a.text).replaceAll(w.a.ids.get('open0'), ''), w.b.plain(b.text).replaceAll(w.b.ids.get('open0'), ''))
      const own = await w.b.ask('vendor.h', 'GET', `/items/${variants(w.b.ids.get('open0'))[i]}`)
      assert.ok(own.status >= 400 || own.json.id === w.b.ids.get('open0'))
    }
  })

  test('SEE-4 L-10 L-12 L-34 what readers write meets nothing hidden', async () => {
    const { w } = worlds
    await hideALot(w, '')
    for (const who of [...FEW, 'vendor.h', 'kenkyu.h']) await w.listen(who)
    const writers = ['daigaku.h', 'kitaden.h', 'nisc.h', 'gas.h', 'gsoc.h']
    for (const [i, who] of writers.entries()) {
      const posts = [
        hidden({ secret: false, scope: only('byoin') }), // the same title, text, indicators, references
        newItem({ body: 'see {open} and /api/v1/items/{secret}', scope: only('byoin'), references: [{ type: 'other', value: '{open}' },
          { type: 'url', value: 'https://council.example/api/v1/items/{secret}' }] }),
        newItem({ scope: only('byoin'), derived_from: ['{open}'] }),
        newItem({ scope: only('byoin'), derived_from: ['{secret}', '{gone}', '{held}', '{notice}'] }),
        newItem({ title: '{derived}', scope: only('byoin'), about_another: { terms: ['canary-word'] } }),
      ]
      for (const [k, post] of posts.entries()) {
        await w.same(who, 'POST', '/items/preview', post)
        await w.own(`own${i}.${k}`, who, '/items', post)
      }
      for (const k of [0, 1, 4]) {
        await w.same(who, 'GET', `/items/{own${i}.${k}}`)
        await w.same(who, 'GET', `/items/{own${i}.${k}}/revisions`)
      }
      // What is hidden meets what the reader wrote: nothing changes for the reader.
      await w.hide(`later${i}`, 'vendor.h', 'POST', '/items', hidden({ scope: only('kenkyu') }))
      await w.same(who, 'GET', `/items/{own${i}.0}`)
      await w.same(who, 'POST', `/items/{own${i}.0}/revisions`, { references: [{ type: 'other', value: '{secret}' }] })
      await w.same(who, 'PUT', `/items/{own${i}.0}/scope`, only('byoin', 'kenkyu'))
      await w.same(who, 'GET', `/items/{own${i}.0}`)
      await w.same(who, 'POST', `/items/{own${i}.1}/retraction`, { reason: 'x' })
      for (const limit of [1, 50]) await w.walk(who, '', limit)
    }
    await w.same('shop.p', 'POST', '/items', newItem())
    await w.same('ministry.h', 'POST', '/items', newItem({ derived_from: ['{open}'] }))
    await sleep(400)
    for (const who of ['vendor.h', 'kenkyu.h']) // nobody is told that an id of theirs was named (L-34)
      assert.ok(!w.b.streams.get(who).events.some((e) => e.data.item === w.b.ids.get('open')), who)
    w.sameStreams(FEW)
    w.close()
  })

  test('SEE-4 L-33 what was shared and narrowed before the reader looked is as if it never was', async () => {
    const { w } = worlds
    await w.make('before', 'byoin.h', '/items', visible(1))
    for (const [name, body] of [['narrowed', all], ['retracted', class1], ['refused', all]])
      await w.hide(name, name === 'refused' ? 'vendor.n' : 'vendor.h', 'POST', '/items', hidden({ scope: body, secret: false }))
    await w.hide(null, 'vendor.h', 'PUT', '/items/{narrowed}/scope', class1)
    await w.hide(null, 'vendor.h', 'POST', '/items/{narrowed}/retraction', { reason: 'x' })
    await w.hide(null, 'vendor.h', 'POST', '/items/{retracted}/retraction', { reason: 'x' })
    await w.hide(null, 'vendor.a', 'POST', '/items/{refused}/approval', { decision: 'refuse' })
    await w.make('after', 'byoin.h', '/items', visible(2))
    for (const who of READERS) {
      for (const limit of [1, 50]) await w.walk(who, '', limit)
      for (const word of WORDS) await w.walk(who, `q=${encodeURIComponent(word)}`, 50)
      for (const name of ['narrowed', 'retracted', 'refused', 'before']) await w.same(who, 'GET', `/items/{${name}}`)
    }
    await w.own('reported', 'city.a', '/items', hidden({ secret: false, scope: only('byoin') })) // nobody who had a stream reads it
    for (const [method, rest, body] of [['PUT', '/scope', only('gas', 'byoin')], ['POST', '/revisions', { title: 'x' }], ['GET', '/disclosure'], ['GET', '/feedback']])
      await w.same('city.a', method, `/items/{reported}${rest}`, body)
  })

  test('SEE-4 L-21 other recipients are not seen', async () => {
    const { w } = worlds
    const few = scope([{ member: 'daigaku' }, { coordinator: true }])
    const many = scope([{ member: 'hidden' }, { group: 'power-emea' }, { member: 'daigaku' }, { person: 'nisc.h' }, { coordinator: true }],
      [{ sector: 'gas' }, { member: 'byoin' }, { authorities: true }])
    for (const [name, more] of [['plain', {}], ['secret', { secret: true }], ['report', { kind: 'incident_report' }], ['derived', { derived_from: ['{source}'] }]]) {
      await w.hide('source', 'vendor.h', 'POST', '/items', hidden({ scope: only('kenkyu'), secret: false }))
      for (const [world, where] of [[w.a, few], [w.b, many]]) {
        const body = newItem({ ...more, derived_from: world === w.b ? more.derived_from : undefined, scope: where })
        const answer = await world.ask('vendor.h', 'POST', '/items', body)
        assert.equal(answer.status, 201, answer.text)
        world.name(name, answer.json.id)
      }
      await w.hide(null, 'vendor.h', 'PUT', `/items/{${name}}/scope`, scope([...many.include, { member: 'kyosai' }], many.exclude))
      for (const rest of ['', '/revisions', '/feedback', '/disclosure', '/acknowledgements']) await w.same('daigaku.h', 'GET', `/items/{${name}}${rest}`)
      await w.same('daigaku.h', 'PUT', `/items/{${name}}/scope`, all)
      await w.walk('daigaku.h', '', 1)
    }
    await w.hide(null, 'coordinator.h', 'PUT', '/groups/health', { name: { ja: '医療仲間', en: 'Health group' }, members: ['byoin', 'daigaku', 'vendor'] })
    for (const who of ['kitaden.h', 'city.n', 'nisc.h', 'shop.p'])
      for (const where of ['/groups', '/groups/health', '/members']) await w.same(who, 'GET', where)
  })

})

both('SEE-4 L-22 a member that wishes no name is not there for those who do not know it', async (db, t) => {
  const roster = demoRoster()
  const more = structuredClone(roster)
  more.members.splice(3, 0, member('himitsu', { ja: '秘匿社', en: 'Secretive Ltd.', category: 'academia', publish_name: false,
    constituents: [{ id: 'himitsu-c', name: '秘', category: 'other', email: 'c@mail.example', persons: [{ id: 'hc.p', name: 'hc', email: 'p@mail.example' }] }] }))
  more.groups.find((g) => g.id === 'health').members.push('himitsu')
  const w = await Worlds.start(t, { db, roster }, more)
  await w.hide('of', 'himitsu.h', 'POST', '/items', hidden({ scope: only('vendor') }))
  await w.make('one', 'vendor.h', '/items', visible(1))
  await w.hide(null, 'himitsu.h', 'GET', '/items/{one}')
  for (const who of ['daigaku.h', 'kitaden.h', 'nisc.h', 'shop.p', 'ministry.h', 'hidden.h']) {
    for (const where of ['/members', '/members?limit=1', '/members/himitsu', '/members/himitsu/persons', '/members/himitsu/preferences', '/members/himitsu/constituents',
      '/groups', '/groups/health', '/me', '/items', '/items/{of}']) await w.same(who, 'GET', where)
    for (const [method, where, body] of [['PUT', '/members/himitsu/preferences', { publish_name: true }], ['POST', '/members/himitsu/withdrawal', {}],
      ['POST', '/members/himitsu/persons', { name: 'x', email: 'x@mail.example' }]]) await w.same(who, method, where, body)
  }
  for (const where of ['/api/v1/public/members', '/api/v1/public/members?limit=1']) await w.same(null, 'GET', where)
  const previews = await Promise.all([w.a, w.b].map((world) => world.ask('daigaku.h', 'POST', '/items/preview', newItem())))
  const told = previews.map(({ json }) => ({ ...json, not_named: 0, hash: 0 })) // the one stated exception
  assert.deepEqual(told[1], told[0])
})

both('SEE-4 L-20 the record does not tell', async (db, t) => {
  const w = await Worlds.start(t, { db, args: ['--head-interval', '1'] })
  const size = async (world) => (await world.ask('daigaku.h', 'GET', '/audit/head')).json.tree_size
  const quiet = []
  const busy = []
  for (let second = 0; second < 4; second++) {
    const end = Date.now() + 1000
    for (let i = 0; i < 3; i++) await w.hide(`r${second}.${i}`, 'vendor.h', 'POST', '/items', hidden())
    await sleep(end - Date.now())
    quiet.push(await size(w.a))
    busy.push(await size(w.b))
  }
  for (const sizes of [quiet, busy]) {
    assert.ok(sizes.every((n) => n % 64 === 0), String(sizes))
    assert.ok(sizes.at(-1) > sizes[0])
  }
  const per = (sizes) => (sizes.at(-1) - sizes[0]) / 64
  assert.ok(Math.abs(per(busy) - per(quiet)) <= 1, `${quiet} and ${busy}`) // one: the clocks of two servers
  const [last] = [Math.min(quiet.at(-1), busy.at(-1))]
  for (const who of ['shop.p', 'kitaden.h', 'nisc.h']) // party to nothing
    for (let n = 0; n < last; n += 7) await w.same(who, 'GET', `/audit/entries/${n}/proof`)
  for (const n of ['-1', '9'.repeat(30), 'x', '1e3', '0x1', '%00']) await w.same('daigaku.h', 'GET', `/audit/entries/${n}/proof`)
})
