// Two councils that differ in what a reader may not know. Each step of a script goes to both; what
// comes back must be equal, byte for byte, once what is random by nature is put aside: ids (by the
// names that the script gave them, or by their order within an answer), opaque values (by their
// length), times; of pages the session's token too. Called by two_worlds.test.mjs and
// pages_worlds.test.mjs.

import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'

import { Browser, signedIn } from './browser.mjs'
import { startCouncil } from './council.mjs'
import { nextOf } from './page.mjs'
import { makeTokens } from './see.mjs'
import { Stream } from './stream.mjs'

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g
const TIME_ELEMENT = /<time [^>]*>[^<]*<\/time>/g
const CLOCK = /\b\d{1,2}:\d\d\b/g
const DOT = /<circle cx="\d+"/g // where on a time line
const HEAD = /<dl class="facts">[^]*?<code>[\w+/=]{44}<\/code><\/dd><\/dl>/ // of the record: L-20 looks at it
const ENTRY = /<td class="num">\d+<\/td>/g // where in the record
const CURSOR = /\bcursor=([\w%+-]{16,})/g
const OPAQUE = /"(next|id|hash|salt|key|signature|root|token)":"([A-Za-z0-9_+/=-]{16,})"/g

class World {
  constructor(council) {
    this.council = council
    this.ids = new Map()   // name -> id
    this.names = new Map() // id -> name
    this.streams = new Map()
    this.browsers = new Map([[null, new Browser(council)]])
    this.countsRows = false // compare how many rows were looked at, where the server says it
  }

  name(name, id) {
    this.ids.set(name, id)
    this.names.set(id, name)
  }

  // TEXT with {name} replaced by its id.
  fill(text) {
    return text.replaceAll(/\{([\w.]+)\}/g, (whole, name) => this.ids.get(name) ?? whole)
  }

  ask(person, method, where, body, headers = {}) {
    const filled = body === undefined || typeof body === 'string' ? body : JSON.parse(this.fill(JSON.stringify(body)))
    const heads = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, this.fill(v)]))
    return this.council.api(person, method, this.fill(where), filled, heads)
  }

  // A page as PERSON's browser gets it. FORM: of fields, or a function that makes one.
  page(person, where, { form, headers = {}, method } = {}) {
    const made = typeof form === 'function' ? form(this) : form
    const filled = made instanceof FormData || !made ? made : Object.fromEntries(Object.entries(made).map(([k, v]) => [k, this.fill(v)]))
    const heads = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, this.fill(v)]))
    return this.browsers.get(person).page(this.fill(where), { form: filled, headers: heads, method })
  }

  plain(text) {
    const order = new Map()
    const named = (id) => this.names.get(id) ?? (order.has(id) ? order : order.set(id, `<id ${order.size}>`)).get(id)
    return text.replaceAll(UUID, named).replaceAll(TIME, '<time>')
      .replaceAll(OPAQUE, (_, key, value) => `"${key}":"<${value.length}>"`)
      .replaceAll(/"(entry|index|tree_size)":\d+/g, '"$1":"<n>"')
  }

  // All that an answer shows, but for what is random by nature.
  seen({ status, headers, text }) {
    const shown = [...headers].filter(([name]) => name !== 'date')
      .map(([name, value]) => [name, name === 'etag' ? `<${value.length}>` : this.plain(value)])
    return { status, headers: shown, body: this.plain(text) }
  }

  // The same of a page.
  seenPage(person, { status, headers, html }) {
    const { csrf } = this.browsers.get(person)
    const plain = (text) => this.plain(csrf ? text.replaceAll(csrf, '<csrf>') : text).replaceAll(TIME_ELEMENT, '<time>').replaceAll(CLOCK, '<clock>').replaceAll(DOT, '<circle cx="<time>"')
      .replaceAll(CURSOR, (_, value) => `cursor=<${value.length}>`)
      .replace(HEAD, '<head>').replaceAll(ENTRY, '<td class="num"><n></td>')
    const left = this.countsRows ? ['date'] : ['date', 'noroshi-visited']
    return { status, headers: [...headers].filter(([name]) => !left.includes(name)).map(([name, value]) => [name, plain(value)]), html: plain(html) }
  }
}

export class Worlds {
  // A: without what is hidden, B: with it. OPTIONS of startCouncil; B may have a roster of its own.
  static async start(t, options, rosterB = options.roster) {
    const both = new Worlds()
    both.a = new World(await startCouncil({ ...options, t }))
    both.b = new World(await startCouncil({ ...options, roster: rosterB, t }))
    return both
  }

  // What is visible: a POST in both worlds, its object under NAME.
  async make(name, person, where, body) {
    for (const world of [this.a, this.b]) {
      const answer = await world.ask(person, 'POST', where, body)
      assert.equal(answer.status, 201, answer.text.slice(0, 1000))
      world.name(name, answer.json.id)
    }
  }

  // What is visible and makes no object.
  async act(status, person, method, where, body) {
    for (const world of [this.a, this.b]) {
      const answer = await world.ask(person, method, where, body)
      assert.equal(answer.status, status, answer.text.slice(0, 1000))
    }
  }

  // What is hidden: in B alone. With a NAME its object gets it; in A nothing has that id.
  async hide(name, person, method, where, body) {
    const answer = await this.b.ask(person, method, where, body)
    assert.ok(answer.status < 300, `${method} ${where}: ${answer.status} ${answer.text.slice(0, 1000)}`)
    if (name) {
      this.b.name(name, answer.json.id)
      this.a.name(name, randomUUID())
    }
    return answer.json
  }

  // The same request in both; the answers must be alike. Gives A's and B's.
  async same(person, method, where, body, headers) {
    const [a, b] = await Promise.all([this.a, this.b].map((world) => world.ask(person, method, where, body, headers)))
    assert.deepEqual(this.b.seen(b), this.a.seen(a), `${person} ${method} ${where}`)
    return [a, b]
  }

  // A POST by the reader itself, alike in both, its object under NAME.
  async own(name, person, where, body) {
    const [a, b] = await Promise.all([this.a, this.b].map((world) => world.ask(person, 'POST', where, body)))
    for (const [world, answer] of [[this.a, a], [this.b, b]])
      if (answer.status === 201) world.name(name, answer.json.id)
    assert.deepEqual(this.b.seen(b), this.a.seen(a), `${person} POST ${where}`)
  }

  // All pages of a list, alike.
  async walk(person, query, limit) {
    let cursors = ['', '']
    for (let page = 0; page < 200; page++) {
      const answers = await Promise.all([this.a, this.b].map((world, i) =>
        world.ask(person, 'GET', `/items?limit=${limit}${query && `&${query}`}${cursors[i] && `&cursor=${cursors[i]}`}`)))
      assert.deepEqual(this.b.seen(answers[1]), this.a.seen(answers[0]), `${person} ${query} page ${page} of ${limit}`)
      if (answers[0].json.next === null) return
      cursors = answers.map((answer) => encodeURIComponent(answer.json.next))
    }
    assert.fail('the list does not end')
  }

  // Gives each of PERSONS a browser in both worlds: signed in, or (TOKENS) with a token.
  async signIn(persons, tokens = []) {
    for (const { council, browsers } of [this.a, this.b]) {
      for (const person of persons) browsers.set(person, await signedIn(council, person))
      await makeTokens(council, tokens)
      for (const person of tokens.filter((p) => !browsers.has(p))) browsers.set(person, new Browser(council, { authorization: `Bearer ${await council.token(person)}` }))
    }
  }

  // The same page in both; they must be alike. Gives A's and B's.
  async samePage(person, where, more = {}) {
    const [a, b] = await Promise.all([this.a, this.b].map((world) => world.page(person, where, more)))
    assert.deepEqual(this.b.seenPage(person, b), this.a.seenPage(person, a), `${person} ${more.method ?? ''} ${where} ${JSON.stringify(more.form ?? {})}`)
    return [a, b]
  }

  // All pages of the inbox, alike; how many there were.
  async walkPages(person, query) {
    let where = [query, query]
    for (let page = 1; page < 100; page++) {
      const answers = await Promise.all([this.a, this.b].map((world, i) => world.page(person, `/items${where[i]}`)))
      assert.deepEqual(this.b.seenPage(person, answers[1]), this.a.seenPage(person, answers[0]), `${person} ${query} page ${page}`)
      where = answers.map(({ html }) => nextOf(html))
      if (!where[0]) return page
    }
    return assert.fail('the list does not end')
  }

  // A form of the reader's own that makes an item, alike in both; the item under NAME.
  async ownPage(name, person, where, more) {
    const answers = await Promise.all([this.a, this.b].map((world) => world.page(person, where, more)))
    const made = answers.map(({ headers, html }) => /^\/items\/([0-9a-f-]{36})/.exec(headers.get('location'))?.[1] ?? /"\/items\/([0-9a-f-]{36})"/.exec(html)?.[1])
    if (made[0] && made[1]) [this.a, this.b].forEach((world, i) => world.name(name, made[i]))
    assert.deepEqual(this.b.seenPage(person, answers[1]), this.a.seenPage(person, answers[0]), `${person} POST ${where}`)
    return answers
  }

  // By the cookie of who has a browser, else by a token.
  async listen(person) {
    for (const world of [this.a, this.b])
      world.streams.set(person, await (world.browsers.get(person)?.csrf ? world.browsers.get(person).stream() : Stream.open(world.council, person)))
  }

  // What the streams of PERSONS told so far, alike; the last acts must be told already.
  sameStreams(persons = [...this.a.streams.keys()]) {
    for (const person of persons) {
      const stream = this.a.streams.get(person)
      const told = (world, s) => s.events.map((e) => [e.event, e.id.length, world.plain(JSON.stringify(e.data))])
      assert.deepEqual(told(this.b, this.b.streams.get(person)), told(this.a, stream), `stream of ${person}`)
    }
  }

  // Ends the streams.
  close() {
    for (const world of [this.a, this.b]) {
      for (const stream of world.streams.values()) stream.close()
      world.streams.clear()
    }
  }

  async stop() {
    this.close()
    await Promise.all([this.a, this.b].map((world) => world.council.stop()))
  }
}
