// SEE-4 for pages: two worlds, as two_worlds.test.mjs has them, seen by browsers. Every page, form and
// header that a reader gets is the same, byte for byte, whether or not there are items and members that
// it may not know; so is the number of rows that the server looks at for it.
//
// That the test can fail: "who may know sees the difference" below, in every run. Faults that were put
// in by hand into a copy of the server and found by it:
//   web/compose.c       member_id(): a typed name found among all members
//   web/compose_show.c  known_members(): all members to choose from
//   domain/view.c       add_source(): sources shown without a look whether they are readable

import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'

import { both, newItem } from './lib/council.mjs'
import { HIDDEN, WORDS, hidden, hideALot, visible } from './lib/hidden.mjs'
import { bundle, itemForm } from './lib/page.mjs'
import { demoRoster, member } from './lib/roster.mjs'
import { only, scope, sleep } from './lib/see.mjs'
import { Worlds } from './lib/worlds.mjs'

const READERS = ['daigaku.h', 'city.n', 'gas.h', 'ministry.h', 'shop.p', 'nisc.h', 'police.h', 'ginko.h', 'gsoc.h', 'kitaden.h']
const FEW = ['daigaku.h', 'shop.p', 'nisc.h', 'kitaden.h']
const MISSING = '00000000-0000-4000-8000-000000000000'
const PLACES = ['/', '/consents', '/compose', '/compose?kind=consultation', '/compose?kind=analysis&to=vendor', '/upload', '/members', '/members/vendor', '/groups',
  '/groups/health', '/groups/power-emea', '/organisation', '/violations', '/violations/new', '/minimal-access', '/audit', '/account', '/documents', '/second-factor', '/help']
const FILTERS = ['?indicator=hidden.example', '?indicator=hidden[.]example', '?indicator=198.51.100.99', '?kind=early_warning', '?kind=notice', '?kind=analysis',
  '?standing=class1', '?standing=taskforce', '?since=2020-01-01', '?since=2099-01-01', '?since=soon', '?kind=none', '?cursor=AAAA', '?q=%00', '?q=%FF']
const OF_ITEM = ['', '/history', '/disclosure', '/change', '/consent', '/additions', '?done=posted']
const inHours = (n) => new Date(Date.now() + n * 3600e3).toISOString().slice(0, 16)

// Forms of an item's page, each well-formed and each not.
const FORMS = [['feedback', { answer: 'seen', back: '/' }], ['feedback', { answer: '' }], ['acknowledgement', { state: 'seen' }], ['assessment', { stance: 'agree', text: 'x' }],
  ['confidence', { confidence: 'likely', basis: 'x' }], ['confidence', {}], ['approval', { decision: 'approve' }], ['release', { decision: 'refuse' }],
  ['revision', { title: 'x', body: 'x', reason: 'x' }], ['revision', {}], ['scope', { reach: 'terms', in: 'all' }], ['scope', { reach: 'terms', in: '' }],
  ['retraction', { reason: 'x' }], ['retraction', {}], ['consent', { members: 'daigaku', purpose: 'x' }], ['consent', { members: '', purpose: '' }],
  ['additions', { constituent: 'kyosai-shop' }]]

// Their reports are compared. They hold no stream: what is delivered when is chance, also for a while after a
// stream was left, and stands in the reports of one's own posts.
const REPORTED = ['nisc.h', 'gas.h']

function pairs(define) {
  for (const db of ['sqlite', 'pg'])
    describe(`two worlds of pages (${db})`, { skip: db === 'pg' && !process.env.NOROSHI_TEST_PG_DIR ? 'no PostgreSQL' : false }, () => {
      const worlds = {}
      before(async () => {
        worlds.w = await Worlds.start(null, { db })
        await worlds.w.signIn(FEW, [...READERS.filter((who) => !FEW.includes(who)), 'kenkyu.h'])
      })
      after(() => worlds.w?.stop())
      define(worlds)
    })
}

pairs((worlds) => {
  test('SEE-4 L-1 L-2 L-3 L-4 L-6 L-7 L-33 L-42 home, inbox and searches do not tell, nor do streams', async () => {
    const { w } = worlds
    for (const who of READERS.filter((who) => !REPORTED.includes(who))) await w.listen(who)
    for (let round = 0; round < 2; round++) {
      await w.make(`seen${2 * round}`, 'byoin.h', '/items', visible(round))
      await hideALot(w, `.${round}`)
      for (let n = 0; n < 14; n++) await w.make(`seen${round}.${n}`, 'vendor.h', '/items', visible(n, { kind: n % 2 ? 'countermeasure' : 'analysis' }))
    }
    let most = 0
    for (const who of READERS) {
      most = Math.max(most, await w.walkPages(who, ''))
      for (const word of [...WORDS, '攻撃', 'tied']) await w.walkPages(who, `?q=${encodeURIComponent(word)}`)
      for (const query of FILTERS) await w.walkPages(who, query)
      for (const where of FEW.includes(who) ? PLACES : ['/', '/consents', '/account']) await w.samePage(who, where)
    }
    assert.ok(most > 1, 'the inbox has further pages')
    await sleep(400)
    w.sameStreams() // L-13 of streams
    w.close()

    for (const where of ['/', '/items', '/items?q=canary-word']) {
      const [a, b] = await Promise.all([w.a, w.b].map((world) => world.page('kenkyu.h', where)))
      assert.notDeepEqual(w.b.seenPage('kenkyu.h', b), w.a.seenPage('kenkyu.h', a), 'who may know sees the difference')
    }
  })

  test('SEE-4 L-5 a word that is typed letter by letter finds nothing on its way', async () => {
    const { w } = worlds
    await hideALot(w, '.typed')
    for (const word of ['canary-word', '隠された', 'hidden.example'])
      for (let n = 1; n <= word.length; n++)
        for (const query of [`?q=${encodeURIComponent(word.slice(0, n))}`, `?q=${encodeURIComponent(word.slice(0, n))}*`, `?indicator=${encodeURIComponent(word.slice(0, n))}`])
          await w.samePage('daigaku.h', `/items${query}`)
  })

  test('SEE-4 L-8 L-9 L-46 every page of a hidden item is that of a missing one', async () => {
    const { w } = worlds
    await hideALot(w, 0)
    const names = HIDDEN.map((name) => `${name}0`)
    for (const who of READERS)
      for (const name of ['open0', 'gone0'])
        for (const rest of OF_ITEM) await w.samePage(who, `/items/{${name}}${rest}`)
    for (const who of FEW)
      for (const name of names) await w.samePage(who, `/items/{${name}}`)
    for (const rest of OF_ITEM)
      for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) await w.samePage('daigaku.h', `/items/{open0}${rest}`, { method })
    for (const headers of [{ 'if-none-match': '*' }, { 'if-match': '*' }, { range: 'bytes=0-9' }, { accept: 'application/json' }, { 'if-modified-since': 'Mon, 01 Jan 2029 00:00:00 GMT' }])
      await w.samePage('daigaku.h', '/items/{open0}', { headers })
    for (const who of FEW)
      for (const [rest, form] of FORMS)
        for (const name of ['secret0', 'gone0']) await w.samePage(who, `/items/{${name}}/${rest}`, { form })
    for (const who of FEW) {
      for (const where of ['/consents/{asked0}', '/compose?from={open0}', '/compose?from={gone0}', '/violations/new?item={open0}']) await w.samePage(who, where)
      await w.samePage(who, '/consents/{asked0}/answer', { form: { answer: 'granted' } })
      await w.samePage(who, '/violations', { form: { kind: 'leak', item: '{open0}', text: 'x' } })
      await w.samePage(who, '/minimal-access', { form: { item: '{open0}', kind: 'dispute', purpose: 'x', until: inHours(20) } })
    }
    // Within one world, too: but for the id that was asked for.
    const id = w.b.ids.get('open0')
    for (const rest of [...OF_ITEM, '/nothing']) {
      const [one, other] = await Promise.all([id, MISSING].map((x) => w.b.page('daigaku.h', `/items/${x}${rest}`)))
      assert.equal(one.status, 404)
      assert.equal(one.html.replaceAll(id, MISSING), other.html)
    }
  })

  test('SEE-4 L-10 L-12 L-34 what readers write in forms meets nothing hidden', async () => {
    const { w } = worlds
    await hideALot(w, '')
    const file = (name) => () => {
      const form = new FormData()
      for (const [k, v] of Object.entries({ secret: 'no', reach: 'terms', in: 'cat:academia' })) form.set(k, v)
      form.set('file', new Blob([JSON.stringify(bundle('hidden.example', name))]), 'a.json')
      return form
    }
    const stix = '5d0092c5-5f74-4287-9642-33f4c354e56d'
    const posted = await w.b.ask('vendor.h', 'POST', `/import?secret=yes&scope=${encodeURIComponent(JSON.stringify(scope([{ standing: 'class1' }])))}`,
      JSON.stringify(bundle('hidden.example', stix)), { 'content-type': 'application/json' })
    assert.equal(posted.status, 201, posted.text)
    for (const who of ['daigaku.h', 'kitaden.h', 'gsoc.h']) await w.listen(who)
    for (const [i, who] of ['daigaku.h', 'kitaden.h', 'nisc.h', 'gas.h', 'gsoc.h'].entries()) {
      const forms = [
        itemForm({ title: '隠語 canary-word', body: '鯨 T1566 隠された本文 攻撃', indicators: 'hidden.example\n198.51.100.99', references: 'CVE-2099-0001', in: 'coord' }),
        itemForm({ body: 'see {open} and /items/{secret}', references: '{open}\nhttps://council.example/items/{secret}', in: 'coord' }),
        itemForm({ in: 'coord', from: '{open}', confirm: '1' }),
        itemForm({ in: 'coord', from: '{secret}\n{gone}\n{held}\n{notice}', confirm: '1' }),
        itemForm({ in: 'coord', from: `{open}, ${MISSING}` }),
        itemForm({ title: '{derived}', in: 'coord', about_terms: 'canary-word' }),
        itemForm({ in: 'coord', on_behalf_of: 'kenkyu' }),
      ]
      for (const [k, form] of forms.entries()) {
        for (const where of ['/compose/audience', '/compose/preview']) await w.samePage(who, where, { form })
        await w.ownPage(`own${i}.${k}`, who, '/compose', { form })
      }
      for (const k of [0, 1, 5])
        for (const rest of ['', '/history', '/change', '/consent', ...(REPORTED.includes(who) ? ['/disclosure'] : [])]) await w.samePage(who, `/items/{own${i}.${k}}${rest}`)
      await w.hide(`later${i}`, 'vendor.h', 'POST', '/items', hidden({ scope: only('kenkyu') }))
      await w.samePage(who, `/items/{own${i}.0}/revision`, { form: { title: '隠語 canary-word', body: '{secret}', reason: '{open}' } })
      await w.samePage(who, `/items/{own${i}.0}`)
      await w.samePage(who, '/upload/preview', { form: file(stix) })
      await w.ownPage(`file${i}`, who, '/upload', { form: file(stix) })
      await w.samePage(who, `/items/{file${i}}`)
      await w.walkPages(who, '')
    }
    await sleep(400)
    w.sameStreams()
    w.close()
  })

  test('SEE-4 L-33 what was shared and narrowed before the reader looked is as if it never was', async () => {
    const { w } = worlds
    const wide = scope([{ all: true }])
    await w.make('before', 'byoin.h', '/items', visible(1))
    for (const [name, who] of [['narrowed', 'vendor.h'], ['retracted', 'vendor.h'], ['refused', 'vendor.n']])
      await w.hide(name, who, 'POST', '/items', hidden({ scope: name === 'retracted' ? scope([{ standing: 'class1' }]) : wide, secret: false }))
    await w.hide(null, 'vendor.h', 'PUT', '/items/{narrowed}/scope', scope([{ standing: 'class1' }]))
    await w.hide(null, 'vendor.h', 'POST', '/items/{narrowed}/retraction', { reason: 'x' })
    await w.hide(null, 'vendor.h', 'POST', '/items/{retracted}/retraction', { reason: 'x' })
    await w.hide(null, 'vendor.a', 'POST', '/items/{refused}/approval', { decision: 'refuse' })
    for (const who of READERS) {
      await w.samePage(who, '/')
      await w.samePage(who, '/account')
      await w.walkPages(who, '')
      for (const name of ['narrowed', 'retracted', 'refused', 'before'])
        for (const rest of ['', '/history']) await w.samePage(who, `/items/{${name}}${rest}`)
    }
  })

  test('SEE-4 L-21 other recipients are not seen', async () => {
    const { w } = worlds
    const few = scope([{ member: 'daigaku' }, { coordinator: true }])
    const many = scope([{ member: 'hidden' }, { group: 'power-emea' }, { member: 'daigaku' }, { person: 'nisc.h' }, { coordinator: true }],
      [{ sector: 'gas' }, { member: 'byoin' }, { authorities: true }])
    for (const [name, more] of [['plain', {}], ['secret', { secret: true }], ['report', { kind: 'incident_report' }], ['derived', { derived_from: ['{source}'] }]]) {
      await w.hide('source', 'vendor.h', 'POST', '/items', hidden({ scope: only('kenkyu'), secret: false }))
      for (const [world, where] of [[w.a, few], [w.b, many]]) {
        const answer = await world.ask('vendor.h', 'POST', '/items', newItem({ ...more, derived_from: world === w.b ? more.derived_from : undefined, scope: where }))
        assert.equal(answer.status, 201, answer.text)
        world.name(name, answer.json.id)
      }
      await w.hide(null, 'vendor.h', 'PUT', `/items/{${name}}/scope`, scope([...many.include, { member: 'kyosai' }], many.exclude))
      await w.hide(null, 'hidden.h', 'GET', `/items/{${name}}`)
      for (const rest of OF_ITEM) await w.samePage('daigaku.h', `/items/{${name}}${rest}`)
      await w.samePage('daigaku.h', `/compose?from={${name}}`)
      await w.samePage('daigaku.h', `/items/{${name}}/scope`, { form: { reach: 'terms', in: 'all' } })
      await w.walkPages('daigaku.h', '')
    }
    await w.hide(null, 'coordinator.h', 'PUT', '/groups/health', { name: { ja: '医療仲間', en: 'Health group' }, members: ['byoin', 'daigaku', 'vendor'] })
    for (const who of ['kitaden.h', 'nisc.h', 'shop.p'])
      for (const where of ['/groups', '/groups/health', '/members', '/members/vendor', '/compose']) await w.samePage(who, where)
  })

  test('SEE-4 L-8 nobody and one whose session is over are told nothing of what there is', async () => {
    const { w } = worlds
    await hideALot(w, '.nobody')
    for (const where of ['/', '/items', '/items?q=canary-word', '/items/{open.nobody}', '/items/{open.nobody}/history', '/members/himitsu', '/sign-in?next=/items/{open.nobody}',
      '/rules', '/help', '/demo', '/nothing', '/invitation/x']) await w.samePage(null, where)
    await w.samePage(null, '/items/{open.nobody}/feedback', { form: { answer: 'seen' } })
    await w.samePage(null, '/items/{open.nobody}', { headers: { 'sec-fetch-site': 'cross-site' } })
  })
})

both('SEE-4 SPEED-8 L-11 no row more is looked at for what no word of the reader’s leads to', async (db, t) => {
  const w = await Worlds.start(t, { db, args: ['--count-visited'] })
  w.a.countsRows = w.b.countsRows = true
  await w.signIn([], FEW)
  await w.make('seen', 'byoin.h', '/items', visible(1))
  await hideALot(w, '', false)
  for (const who of FEW) {
    for (const where of ['/', '/account', '/consents', '/items/{open}', '/items/{seen}', '/compose?from={secret}']) await w.samePage(who, where)
    for (const query of ['', ...[...WORDS, '攻撃', 'tied'].map((word) => `?q=${encodeURIComponent(word)}`), ...FILTERS]) await w.walkPages(who, query)
  }
})

both('SEE-4 L-22 a member that wishes no name is on no page of those who do not know it', async (db, t) => {
  const roster = demoRoster()
  const more = structuredClone(roster)
  more.members.splice(3, 0, member('himitsu', { ja: '秘匿社', en: 'Secretive Ltd.', category: 'academia', publish_name: false,
    constituents: [{ id: 'himitsu-c', name: '秘', category: 'other', email: 'c@mail.example', persons: [{ id: 'hc.p', name: 'hc', email: 'p@mail.example' }] }] }))
  more.groups.find((g) => g.id === 'health').members.push('himitsu')
  const w = await Worlds.start(t, { db, roster }, more)
  const readers = ['daigaku.h', 'kitaden.h', 'nisc.h', 'shop.p', 'hidden.h']
  await w.signIn(['daigaku.h', 'shop.p'], readers)
  await w.hide('of', 'himitsu.h', 'POST', '/items', hidden({ scope: only('vendor') }))
  await w.make('one', 'daigaku.h', '/items', visible(1))
  await w.hide(null, 'himitsu.h', 'PUT', '/items/{one}/feedback', { answer: 'seen', comment: '隠' }).catch(() => {})
  for (const who of readers) {
    for (const where of [...PLACES, '/items', '/items/{of}', '/members/himitsu', '/members/nobody', '/items?q=%E7%A7%98%E5%8C%BF', `/compose?to=${encodeURI('秘匿社')}`, '/organisation/persons/himitsu.h'])
      await w.samePage(who, where)
    for (const typed of ['秘匿社', '秘匿', 'Secretive Ltd.', 'secretive', 'nobody']) // its id is a term for who knows it (JOIN-8)
      for (const field of ['members', 'ex_members', 'persons']) {
        const form = itemForm({ in: 'coord', [field]: typed })
        for (const where of ['/compose/audience', '/compose/preview', '/compose']) await w.samePage(who, where, { form })
      }
    await w.samePage(who, '/items/{one}/consent', { form: { members: '秘匿社', purpose: 'x' } })
    await w.samePage(who, '/members/himitsu/constituents', { form: { id: 'x', name: 'x', category: 'other', email: 'x@mail.example' } })
  }
  await w.samePage(null, '/members')
  // How many members are not named is told, and that is all (JOIN-8).
  const audience = await Promise.all([w.a, w.b].map((world) => world.page('daigaku.h', '/compose/audience', { form: itemForm() })))
  const [a, b] = audience.map(({ html }) => html.replace(/<p class="small">[^<]*<a class="rule" href="\/rules\/JOIN-8">[^]*?<\/p>/, '<not named>'))
  assert.match(a, /<not named>/)
  assert.equal(b, a)
})
