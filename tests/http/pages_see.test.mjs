// SEE-2 for pages: every page shows a reader what the oracle allows it, and nothing else: home, inbox with
// each filter and search, an item and what hangs on it, consents, members, groups, the rest. Random
// councils and acts (lib/history.mjs), both databases. Every text of an item has a word of its own in
// it, which is looked for in all that anybody is shown.

import { strict as assert } from 'node:assert'

import { mayRead } from '../oracle/oracle.mjs'
import { both } from './lib/council.mjs'
import { History, markOf, nameOf } from './lib/history.mjs'
import { idsOfRows, nextOf, pageOf } from './lib/page.mjs'

const SEEDS = (process.env.NOROSHI_SEEDS ?? '203 204').split(' ').map(Number)
const STEPS = 80
const MISSING = '00000000-0000-4000-8000-000000000000'
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g
const MARK = /zq\d{4}qz/g
const KINDS = ['analysis', 'countermeasure', 'early_warning', 'consultation', 'incident_report', 'notice']
const OF_ITEM = ['', '/history', '/disclosure', '/change', '/consent', '/additions']

const sorted = (list) => [...new Set(list)].sort()
const escaped = (text) => text.replaceAll('&', '&amp;')

class Reader {
  constructor(h, world, { person, member, constituent }) {
    Object.assign(this, { h, world, id: person.id, member, constituent })
    this.reads = new Map(world.items.map((item) => [item.id, mayRead(world, person.id, item.id)]))
    this.may = (id) => this.reads.get(id)?.may ?? false
    this.whole = (id) => this.may(id) && !this.reads.get(id).stub
    this.items = world.items
  }

  fail(where, what) {
    this.h.fail(`${this.id} ${where}: ${what}`)
  }

  ask(where) {
    return pageOf(this.h.council, this.id, where)
  }

  // A page with nothing in it that is not this reader's to see; KNOWN: ids that it may hold beyond that.
  async page(where, known = []) {
    const answer = await this.ask(where)
    const html = /[?-]/.test(where) ? answer.html.replaceAll(escaped(where), '') : answer.html // what was asked for is echoed
    if (answer.status >= 500) this.fail(where, String(answer.status))
    for (const mark of sorted(html.match(MARK) ?? []))
      if (!where.includes(mark) && !this.whole(this.items[Number(mark.slice(2, 6))]?.id)) this.fail(where, `shows ${mark}`)
    for (const id of sorted(html.match(UUID) ?? []))
      if (this.reads.has(id) && !this.may(id) && !known.includes(id)) this.fail(where, `names ${id}`)
    for (const name of this.unknownNames()) if (html.includes(name)) this.fail(where, `names ${name} (JOIN-8)`)
    return { ...answer, html }
  }

  // JOIN-8: members that wish no name, and for a non-member's person all but the one it came by. A GSOC
  // knows for whom it posts.
  unknownNames() {
    if (this.member.office === 'coordinator' && !this.constituent) return []
    return this.h.roster.members.filter((m) => m !== this.member && m.linked_via !== this.member.id && (m.publish_name === false || this.constituent)).map((m) => nameOf(m.id).ja)
  }

  async list(query) {
    const found = []
    let where = `/items${query}`
    for (let n = 0; n < 100; n++) {
      const { status, html } = await this.page(where)
      if (status !== 200) this.fail(where, String(status))
      found.push(...idsOfRows(html))
      const next = nextOf(html)
      if (!next) return sorted(found)
      where = `/items${next}`
    }
    return this.fail(query, 'the list does not end')
  }

  async compareLists() {
    const ids = (wanted) => sorted(this.items.filter(wanted).map(({ id }) => id))
    const same = async (query, wanted) => this.h.same(await this.list(query), ids(wanted), `${this.id} /items${query}`)
    await same('', ({ id }) => this.may(id))
    for (const kind of KINDS) await same(`?kind=${kind}`, (item) => item.kind === kind && this.may(item.id))
    await same('?since=2020-01-01', ({ id }) => this.may(id))
    for (const query of ['?q=common', `?q=${encodeURI('共通')}`, '?indicator=WAYS[.]example', '?indicator=ways.example&q=common'])
      await same(query, ({ id }) => this.whole(id))
    for (const standing of ['class1', 'taskforce']) await this.list(`?standing=${standing}`)
    for (const [n, item] of this.items.entries())
      for (const query of [`?q=${markOf(n)}`, `?q=${markOf(n).slice(0, 5)}*`, `?indicator=${markOf(n)}.example`].slice(0, n % 3 + 1))
        if (!query.endsWith('*')) await same(query, ({ id }) => id === item.id && this.whole(id))
        else await this.list(query)
  }

  async compareItem(n) {
    const item = this.items[n]
    const read = this.reads.get(item.id)
    for (const rest of OF_ITEM) {
      const { status, html } = await this.page(`/items/${item.id}${rest}`)
      if (!read.may) this.sameAsMissing(`/items/${item.id}${rest}`, status, html, (id) => `/items/${id}${rest}`)
      else if (rest === '') this.compareWhole(item, n, status, html)
      else if (rest === '/history' && !read.stub && status !== 200) this.fail(rest, String(status))
    }
    const from = (id) => `/compose?from=${id}`
    const { status, html } = await this.page(from(item.id))
    if (!read.may) this.sameAsMissing(from(item.id), status, html, from)
    else if (!read.stub && !html.includes(markOf(n))) this.fail(from(item.id), 'is empty')
    await this.page(`/violations/new?item=${item.id}`, [item.id])
  }

  sameAsMissing(where, status, html, at) {
    const missing = this.missing.get(at(MISSING))
    this.h.same([status, html], [404, missing.html.replaceAll(escaped(at(MISSING)), '')], `${this.id} ${where} is as a missing one (ACC-13)`)
  }

  // The page of an item is there for who may read it, says under which rule, and names no provider that
  // is not to be named.
  compareWhole(item, n, status, html) {
    const read = this.reads.get(item.id)
    const where = `/items/${item.id}`
    if (status !== 200) this.fail(where, String(status))
    if (read.stub) return
    if (!html.includes(markOf(n))) this.fail(where, 'has no text')
    if (!html.includes(`href="/rules/${read.rule}"`)) this.fail(where, `does not say ${read.rule}`)
    const provider = this.h.member(item.provider)
    const own = ['ACC-8', 'ACC-6', 'WHO-3'].includes(read.rule)
    const [, shown] = /<p class="row-meta"><span>([^<]*)<\/span>/.exec(html)
    if (!own && (item.attribution === 'coordinator_only' || provider.publish_name === false) && [provider.id, nameOf(provider.id).ja].includes(shown))
      this.fail(where, `names its provider ${shown}`)
  }

  async compare() {
    this.missing = new Map()
    for (const where of [...OF_ITEM.map((rest) => `/items/${MISSING}${rest}`), `/compose?from=${MISSING}`]) this.missing.set(where, await this.ask(where))
    for (const where of ['/', '/consents', '/compose', '/upload', '/members', '/groups', '/groups/g1', '/organisation', '/violations', '/minimal-access', '/audit'])
      await this.page(where)
    for (const m of this.h.roster.members) await this.page(`/members/${m.id}`)
    await this.page('/account', this.items.map(({ id }) => id)) // what was shown once is to be kept secret still (SEC-1)
    for (const { id, item } of this.h.consents) await this.page(`/consents/${id}`, [item])
    for (const item of this.items)
      for (const grant of item.grants.filter((g) => g.kind === 'minimal')) await this.page(`/minimal-access/${grant.id}`, [item.id])
    await this.compareLists()
    for (const n of this.items.keys()) await this.compareItem(n)
  }
}

for (const seed of SEEDS)
  both(`SEE-2 L-1 L-3 L-5 L-8 L-21 L-22 L-33 L-42 pages of history ${seed}`, async (db, t) => {
    const h = await History.start({ seed, db, t })
    for (let n = 0; n < STEPS; n++) await h.step()
    const readers = h.served().map((served) => new Reader(h, h.world(), served))
    for (let i = 0; i < readers.length; i += 8) await Promise.all(readers.slice(i, i + 8).map((reader) => reader.compare()))
    const shown = readers.flatMap((r) => r.items.map(({ id }) => r.whole(id)))
    assert.ok(shown.includes(true) && shown.includes(false))
    t.diagnostic(`${readers.length} persons, ${h.items.length} items, ${shown.filter(Boolean).length} of ${shown.length} shown`)
  })
