// Clients that post and read at the same time, and remember what they were told.
//
// What a client was told must be found again whatever happens to the server; what it asked and got no
// answer to may be there or not. Called by the tests of tests/crash.

import { strict as assert } from 'node:assert'
import http from 'node:http'

import { newItem } from '../../http/lib/council.mjs'

const POSTERS = ['vendor.h', 'kenkyu.h', 'daigaku.h', 'ginko.h', 'kitaden.h', 'byoin.h', 'hidden.h', 'kyosai.h']
const READERS = ['vendor.n', 'kenkyu.n', 'daigaku.n', 'ginko.n', 'kitaden.n', 'city.n', 'hidden.n', 'kyosai.n']
const INDICATORS = 10

let made = 0

export const countOf = (map, key) => map.get(key) ?? 0
const countUp = (map, key) => map.set(key, countOf(map, key) + 1)

export class Load {
  // TARGETS: ids of items to be read, of kind "countermeasure", which the load does not post.
  constructor(council, targets) {
    this.council = council
    this.targets = targets
    this.posts = new Map()      // id → title, acknowledged
    this.retracted = new Set()  // ids, acknowledged
    this.asked = new Map()      // "person id act" → times asked for
    this.told = new Map()       // "person id act" → times answered 200
    this.refused = new Map()    // status → times
    this.faults = []            // what a client must never see
    this.answers = 0            // of 2xx
    this.unfinished = 0         // requests without an answer
    this.stopped = false
  }

  // Begins with N clients, half of them posting.
  async start(n = 16) {
    const persons = Array.from({ length: n }, (_, i) => (i % 2 ? READERS : POSTERS)[(i >> 1) % POSTERS.length])
    const tokens = await Promise.all(persons.map((person) => this.council.token(person)))
    this.agent = new http.Agent({ keepAlive: true, maxSockets: n })
    this.running = persons.map((person, i) => this.client(person, tokens[i], i % 2 === 0))
  }

  // Waits until it was told of a post and of a read, or MS.
  async busy(ms = 20000) {
    const end = performance.now() + ms
    while (performance.now() < end && !(this.posts.size > 0 && this.told.size > 0)) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  async stop() {
    this.stopped = true
    await this.ended()
  }

  async ended() {
    await Promise.all(this.running)
    this.agent.destroy()
  }

  async client(person, token, posts) {
    for (let i = 0; !this.stopped; i++) {
      try {
        await (posts ? this.postOne(person, token, i) : this.readOne(person, token, i))
      } catch (e) {
        if (e instanceof assert.AssertionError) this.faults.push(e.message)
        else this.unfinished++ // the server is gone
        return
      }
    }
  }

  async postOne(person, token, i) {
    const title = `load ${++made}`
    const indicators = Array.from({ length: INDICATORS }, (_, k) => ({ type: 'domain-name', value: `h${k}.n${made}.example` }))
    const answer = await this.request(token, 'POST', '/items', newItem({ title, indicators }))
    if (answer.status !== 201) return
    this.posts.set(answer.json.id, title)
    if (i % 10 !== 9) return
    const taken = await this.request(token, 'POST', `/items/${answer.json.id}/retraction`, { reason: 'wrong' })
    if (taken.status === 201) this.retracted.add(answer.json.id)
  }

  async readOne(person, token, i) {
    const list = i % 4 === 0
    const id = this.targets[i % this.targets.length]
    const shown = list ? this.targets : [id]
    const act = list ? 'listed' : 'read'
    for (const one of shown) countUp(this.asked, `${person} ${one} ${act}`)
    const answer = await this.request(token, 'GET', list ? `/items?kind=countermeasure&limit=${this.targets.length}` : `/items/${id}`)
    if (answer.status !== 200) return
    if (list) assert.deepEqual(answer.json.items.map((item) => item.id).sort(), this.targets.toSorted())
    for (const one of shown) countUp(this.told, `${person} ${one} ${act}`)
  }

  // A request and its answer, which must be a success or say 503 and when to come again.
  async request(token, method, where, body) {
    const answer = await send(this.council.url + '/api/v1' + where, this.agent, token, method, body)
    if (answer.status < 300) {
      this.answers++
      this.lastAt = Date.now()
      return answer
    }
    countUp(this.refused, answer.status)
    assert.equal(answer.status, 503, `${method} ${where}: ${answer.status} ${answer.text}`)
    assert.match(answer.headers['retry-after'] ?? '', /^[0-9]+$/, '503 says when to come again')
    await new Promise((resolve) => setTimeout(resolve, 20))
    return answer
  }
}

export function send(url, agent, token, method, body) {
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  const headers = { authorization: `Bearer ${token}` }
  if (bytes) Object.assign(headers, { 'content-type': 'application/json', 'content-length': bytes.length })
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent, method, headers }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('error', reject)
      answer.on('close', () => {
        if (!answer.complete) return reject(new Error('cut off'))
        const text = Buffer.concat(parts).toString()
        resolve({ status: answer.statusCode, headers: answer.headers, text, json: text ? JSON.parse(text) : undefined })
      })
    })
    request.on('error', reject)
    request.end(bytes)
  })
}
