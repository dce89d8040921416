// Two councils that differ in what a reader may not know. Each step of a script goes to both; what
// comes back must be equal, byte for byte, once what is random by nature is put aside: ids (by the
// names that the script gave them, or by their order within an answer), opaque values (by their
// length), times. Called by two_worlds.test.mjs.

import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'

import { startCouncil } from './council.mjs'
import { Stream } from './stream.mjs'

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g
const OPAQUE = /"(next|id|hash|salt|key|signature|root|token)":"([A-Za-z0-9_+/=-]{16,})"/g

class World {
  constructor(council) {
    this.council = council
    this.ids = new Map()   // name -> id
    this.names = new Map() // id -> name
    this.streams = new Map()
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

  async listen(person) {
    for (const world of [this.a, this.b]) world.streams.set(person, await Stream.open(world.council, person))
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
