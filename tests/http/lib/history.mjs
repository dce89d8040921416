// A council of random members and, beside it, the same world for the oracle (tests/oracle). Each act
// goes through the real interface; what it changed is entered into the oracle's world, and then every
// person is asked what it sees. Random from a seed. Called by histories.test.mjs, ways_out.test.mjs
// and tests/long/histories.mjs.

import { strict as assert } from 'node:assert'
import { isDeepStrictEqual } from 'node:util'

import { dayIn } from '../../oracle/facts.mjs'
import { mayRead, permittedUse, postRefusals, withinScope } from '../../oracle/oracle.mjs'
import { derivedScope, randomPost } from '../../oracle/questions.mjs'
import { DATES, KINDS, randomScope, randomTerm, randomWorld, rng } from '../../oracle/world.mjs'
import { noroshi, startCouncil } from './council.mjs'
import { everyPage, makeTokens } from './see.mjs'

const ZONE = 'Asia/Tokyo'
const DAY = 86400e3
const isServed = ({ member }) => ['active', 'restricted'].includes(member.status)
const plain = (value) => JSON.parse(JSON.stringify(value))

// The roster of a random world, its days moved to today.
function rosterOf(seed) {
  const { roster } = randomWorld(seed)
  const now = Date.now()
  const days = { [DATES.yesterday]: -1, [DATES.today]: 0, [DATES.tomorrow]: 1 }
  const text = JSON.stringify(roster).replaceAll(/"(\d{4}-\d\d-\d\d)"/g, (whole, day) =>
    (day in days ? `"${dayIn(ZONE, now + days[day] * DAY)}"` : whole))
  const { members, ...rest } = JSON.parse(text)
  return { ...rest, members: members.map((m) => ({ ...m, name: nameOf(m.id) })), council: { ...roster.council, timezone: ZONE } }
}

// A member's name, and a word that stands in every text of the N-th item: found wherever they are shown.
export const nameOf = (id) => ({ ja: `名${id}号`, en: `Name ${id}` })
export const markOf = (n) => `zq${String(n).padStart(4, '0')}qz`

export class History {
  static async start({ seed, db, t }) {
    const h = new History()
    h.seed = seed
    h.r = rng(seed)
    h.roster = rosterOf(seed)
    h.items = []
    h.consents = []
    h.restrictions = {}
    h.log = []
    h.council = await startCouncil({ roster: plain(h.roster), db, t })
    await makeTokens(h.council, h.served().map(({ person }) => person.id))
    return h
  }

  // {person, member, constituent?} of everybody who may ever sign in.
  readers() {
    return this.roster.members.flatMap((member) => [
      ...member.persons.map((person) => ({ person, member })),
      ...(member.constituents ?? []).flatMap((constituent) => constituent.persons.map((person) => ({ person, member, constituent }))),
    ])
  }

  served() {
    return this.readers().filter(isServed)
  }

  // The world as the oracle is asked about it, as of now.
  world() {
    const now = Date.now()
    return plain({ today: dayIn(ZONE, now), now: new Date(now).toISOString(), roster: this.roster, items: this.items, restrictions: this.restrictions })
  }

  pick(list) {
    return list.length ? this.r.pick(list) : undefined
  }

  // A person of MEMBER, if it is served, for whom WANTED holds.
  personOf(id, wanted = () => true) {
    const member = this.member(id)
    return isServed({ member }) ? this.pick(member.persons.filter(wanted))?.id : undefined
  }

  member(id) {
    return this.roster.members.find((m) => m.id === id)
  }

  coordinator() {
    return this.roster.members.find((m) => m.office === 'coordinator')
  }

  async ask(person, method, where, body) {
    const answer = await this.council.api(person, method, where, body)
    this.log.push(`${person} ${method} ${where} ${body === undefined ? '' : JSON.stringify(body)} → ${answer.status} ${answer.json?.rule ?? ''}`)
    assert.notEqual(answer.status, 500, answer.text)
    return answer
  }

  async operator(...args) {
    const { code, stderr } = await noroshi('operator', '--data', this.council.data, ...args, '--reason', 'history')
    this.log.push(`operator ${args.join(' ')} → ${code}`)
    assert.ok(code === 0 || code === 1, stderr)
    return code === 0
  }

  // One random act. Gives the ids of the items that it touched.
  async step() {
    const acts = [['post', 10], ['rescope', 4], ['retract', 1], ['decide', 3], ['consent', 4], ['add', 2], ['minimal', 2], ['revise', 1],
      ['status', 1], ['standing', 1], ['register', 2], ['prefer', 2], ['regroup', 1], ['withdraw', 0.3]]
    if (this.items.length < 3) return this.post()
    let at = this.r.next() * acts.reduce((sum, [, weight]) => sum + weight, 0)
    const [name] = acts.find(([, weight]) => (at -= weight) < 0)
    return (await this[name]()) ?? []
  }

  // ---- acts ----

  async post() {
    const world = this.world()
    const { person, post } = randomPost(this.r, world)
    const mark = markOf(this.items.length)
    Object.assign(post, { title: `件 ${mark}`, body: `共通 common ${mark}`, references: [{ type: 'other', value: mark }],
      indicators: [{ type: 'domain-name', value: 'ways.example' }, { type: 'domain-name', value: `${mark}.example`, comment: mark }] })
    if (post.kind !== 'consultation' && this.r.chance(0.3)) post.attribution = this.r.pick(['named', 'coordinator_only'])
    if (post.expires_at) post.expires_at = new Date(Date.now() + 2 * DAY).toISOString()
    const { status, json } = await this.ask(person, 'POST', '/items', post)
    const wanted = postRefusals(world, person, post)
    const rules = (list) => [...new Set((list ?? []).map((e) => e.rule))].sort()
    assert.equal(status, wanted.status, `the oracle: ${JSON.stringify(wanted)}`)
    if (status === 403) assert.equal(json.rule, wanted.rule)
    if (status === 422 && !wanted.unclear) assert.deepEqual(rules(json.errors), rules(wanted.errors))
    if (status !== 201) return []
    assert.equal(json.state, wanted.state)
    this.enter(person, post, json)
    return [json.id]
  }

  enter(person, post, { id, state, attribution }) {
    const member = this.roster.members.find((m) => m.persons.some((p) => p.id === person)).id
    const sources = [...new Set(post.derived_from ?? [])]
    const ancestors = this.ancestors(sources)
    const origins = [...(post.on_behalf_of ? [post.on_behalf_of] : []), ...ancestors.flatMap((a) => [a.provider, ...a.origins])]
    this.items.push({ id, kind: post.kind, state, secret: post.secret, provider: post.on_behalf_of ?? member, posted_by_member: member, person,
      origins: [...new Set(origins)], scope: post.scope, grants: [], derived_from: sources, tlp: post.tlp, attribution, requests: [] })
  }

  ancestors(ids, found = new Map()) {
    for (const id of ids) {
      const item = this.items.find((i) => i.id === id)
      if (!item || found.has(id)) continue
      found.set(id, item)
      this.ancestors(item.derived_from, found)
    }
    return [...found.values()]
  }

  async rescope() {
    const item = this.pick(this.items)
    const wanted = this.r.chance(0.7) ? derivedScope(this.r, this.roster, item.scope) : randomScope(this.r, this.roster)
    const person = this.r.chance(0.85) ? this.personOf(item.posted_by_member) : this.pick(this.served()).person.id
    if (!person) return []
    const { status, json } = await this.ask(person, 'PUT', `/items/${item.id}/scope`, { scope: wanted })
    assert.ok([200, 401, 403, 404, 409, 422].includes(status), String(status))
    if (status !== 200) return [item.id]
    assert.ok([item.provider, item.posted_by_member].some((m) => this.member(m).persons.some((p) => p.id === person)), 'POST-3')
    this.checkAncestors(item, wanted)
    this.widened(item, json.state)
    item.scope = wanted
    await this.reviewMinimal(item)
    return [item.id]
  }

  // POST-11: what is derived from another's and goes out further may be held for release again.
  widened(item, state) {
    if (state === item.state) return
    assert.deepEqual([item.state, state], ['published', 'awaiting_release'], 'POST-11')
    assert.ok(this.ancestors(item.derived_from).some((a) => a.provider !== item.provider), 'POST-11')
    this.moved(item, state)
  }

  // POST-4: a widening past another provider's ancestor is refused.
  checkAncestors(item, wanted) {
    const world = this.world()
    const narrowed = withinScope(world, wanted, item.scope, { dSubjects: [item.provider, ...item.origins], aSubjects: [item.provider, ...item.origins] })
    if (narrowed) return
    for (const a of this.ancestors(item.derived_from).filter((x) => x.provider !== item.provider)) {
      const consented = a.grants.filter((g) => g.kind === 'consent').map((g) => g.term)
      assert.ok(withinScope(world, wanted, a.scope, { dSubjects: [item.provider, ...item.origins], aSubjects: [a.provider, ...a.origins], consented }),
        'widened past an ancestor')
    }
  }

  // A minimal access may have ended with what it stood on.
  async reviewMinimal(item) {
    for (const g of item.grants.filter((x) => x.kind === 'minimal')) {
      const { status, json } = await this.council.api(g.person, 'GET', `/minimal-access/${g.id}`)
      if (status === 404 || json.ended_at) item.grants.splice(item.grants.indexOf(g), 1)
    }
  }

  async retract() {
    const item = this.pick(this.items)
    const person = this.r.chance(0.85) ? this.personOf(item.posted_by_member) : this.pick(this.served()).person.id
    if (!person) return []
    const { status, json } = await this.ask(person, 'POST', `/items/${item.id}/retraction`, { reason: '誤り' })
    if (status === 201) this.moved(item, json.state)
    return [item.id]
  }

  async revise() {
    const item = this.pick(this.items)
    const secret = this.r.chance(0.5) ? { secret: true, secret_parts: 'whole' } : {}
    const person = this.personOf(item.posted_by_member)
    if (!person) return []
    const { status, json } = await this.ask(person, 'POST', `/items/${item.id}/revisions`,
      { body: `共通 common 改 ${this.log.length} ${markOf(this.items.indexOf(item))}`, ...secret })
    if (status !== 201) return [item.id]
    if (secret.secret) item.secret = true
    item.state = json.state
    return [item.id]
  }

  // Approval by the own member, release by the coordinator.
  async decide() {
    const item = this.pick(this.items.filter((i) => i.state.startsWith('awaiting_')))
    if (!item) return this.post()
    const [where, member] = item.state === 'awaiting_approval' ? ['approval', item.posted_by_member] : ['release', this.coordinator().id]
    const person = this.r.chance(0.9) ? this.personOf(member, (p) => where === 'release' || p.approver) : this.pick(this.served()).person.id
    if (!person) return []
    const { status, json } = await this.ask(person, 'POST', `/items/${item.id}/${where}`, { decision: this.r.pick(['approve', 'approve', 'refuse']) })
    if (status === 200) this.moved(item, json.state)
    return [item.id]
  }

  moved(item, state) {
    if (state === 'refused' && item.state !== 'refused') item.released_by_office = item.state !== 'awaiting_approval'
    item.state = state
  }

  async consent() {
    const item = this.pick(this.items)
    const world = this.world()
    const asker = this.pick(this.served().filter(({ person }) => mayRead(world, person.id, item.id).may))
    if (!asker) return []
    const to = this.r.some(Array.from({ length: 3 }, () => randomTerm(this.r, this.roster)), 2)
    const more = { ...(this.r.chance(0.3) ? { until: new Date(Date.now() + this.r.pick([1, 3]) * DAY).toISOString() } : {}),
      ...(this.r.chance(0.4) ? { open_secret: true } : {}) }
    const asked = await this.ask(asker.person.id, 'POST', `/items/${item.id}/consent-requests`, { to, purpose: '目的', ...more })
    if (asked.status !== 201) return [item.id]
    this.consents.push({ id: asked.json.id, item: item.id })
    const person = this.personOf(item.provider, (p) => p.approver) ?? this.personOf(item.posted_by_member, (p) => p.approver)
    if (!person) return [item.id]
    const { status, json } = await this.ask(person, 'POST', `/consent-requests/${asked.json.id}/answer`, { answer: this.r.pick(['granted', 'granted', 'refused']) })
    if (status === 200 && json.state === 'granted')
      for (const term of to) item.grants.push({ kind: 'consent', term, until: more.until ?? null, open_secret: more.open_secret ?? false })
    return [item.id]
  }

  async add() {
    const item = this.pick(this.items)
    const via = this.pick(this.roster.members.filter((m) => m.constituents?.length))
    if (!via) return []
    const open = item.grants.find((g) => g.kind === 'addition')
    if (open && this.r.chance(0.4)) {
      const { status } = await this.ask(this.personOf(this.coordinator().id), 'DELETE', `/additions/${open.id}`)
      if (status < 300) item.grants.splice(item.grants.indexOf(open), 1)
      return [item.id]
    }
    const constituent = this.pick(via.constituents)
    const persons = this.r.chance(0.6) ? [this.pick(constituent.persons).id] : undefined
    const emergency = this.r.chance(0.5)
    const { status, json } = await this.ask(this.personOf(this.coordinator().id), 'POST', `/items/${item.id}/additions`,
      { constituent: constituent.id, via: via.id, ...(persons ? { persons } : {}),
        ...(emergency ? { emergency, reason: '緊急', told_at: new Date(Date.now() - 60e3).toISOString() } : {}) })
    if (status === 201) item.grants.push({ kind: 'addition', constituent: constituent.id, persons, emergency, until: null, id: json.id })
    return [item.id]
  }

  async minimal() {
    const item = this.pick(this.items)
    const affairs = this.roster.members.find((m) => m.office === 'affairs')
    const until = new Date(Date.now() + 6 * 3600e3).toISOString()
    const person = this.personOf(affairs.id)
    const { status, json } = await this.ask(person, 'POST', `/items/${item.id}/minimal-access`, { kind: 'dispute', purpose: '目的', until })
    if (status === 201) item.grants.push({ kind: 'minimal', person, until, id: json.id })
    return [item.id]
  }

  async status() {
    const m = this.pick(this.roster.members.filter((x) => x.office === null || x.office === undefined))
    const value = this.r.pick(['active', 'active', 'restricted', 'restricted', 'withdrawn', 'expelled', 'lapsed'])
    const left = value === 'restricted' && this.r.chance(0.6) ? this.r.some([...KINDS, ...this.items.map((i) => i.id)], 4) : []
    if (!(await this.operator('set-status', m.id, value, ...left.flatMap((l) => ['--left', l])))) return []
    await this.changeStatus(m, value, left)
    return []
  }

  async changeStatus(m, value, left = []) {
    m.status = value
    delete this.restrictions[m.id]
    if (value === 'restricted') this.restrictions[m.id] = { left }
    if (!['active', 'restricted'].includes(value)) // its credentials ended; a new status does not bring them back
      for (const { person, member } of this.readers()) if (member === m) this.ended(person.id)
    await makeTokens(this.council, this.served().map(({ person }) => person.id))
  }

  ended(person) {
    const token = this.council.tokens.get(person)
    if (token) (this.dead ??= []).push(token)
    this.council.tokens.delete(person)
  }

  async standing() {
    const m = this.pick(this.roster.members)
    const value = this.r.pick(['none', 'class2', 'class1'])
    if (await this.operator('set-standing', m.id, value)) m.standing = value
    return []
  }

  async register() {
    const { person } = this.pick(this.served())
    const yes = this.r.chance(0.6)
    const days = yes && this.r.chance(0.3) ? ['--from', dayIn(ZONE, Date.now() + DAY)] : []
    if (!(await this.operator('set-handler', person.id, yes ? 'yes' : 'no', ...days))) return []
    person.handler = yes ? { from: days[1] ?? dayIn(ZONE, Date.now()), until: null } : null
    return []
  }

  async prefer() {
    const m = this.pick(this.roster.members)
    const person = this.personOf(m.id, (p) => p.approver)
    if (!person) return []
    const change = this.r.pick([{ refuse_secrets: true }, { refuse_secrets: false }, { early_warning: false }, { early_warning: true }, { publish_name: this.r.chance(0.5) }])
    const { status } = await this.ask(person, 'PUT', `/members/${m.id}/preferences`, change)
    if (status === 200) Object.assign(m, change)
    return []
  }

  async regroup() {
    const g = this.pick(this.roster.groups)
    const members = this.r.some(this.roster.members, 8).map((m) => m.id)
    const { status } = await this.ask(this.personOf(this.coordinator().id), 'PUT', `/groups/${g.id}`, { name: g.name, members })
    if (status === 200) g.members = members
    return []
  }

  async withdraw() {
    const m = this.pick(this.roster.members)
    const person = this.personOf(m.id, (p) => p.approver)
    if (!person) return []
    const retract = this.r.pick(['all', [], undefined])
    const { status } = await this.ask(person, 'POST', `/members/${m.id}/withdrawal`, retract === undefined ? {} : { retract })
    if (status !== 200 && status !== 201) return []
    if (retract === 'all') await this.learnRetracted(m)
    await this.changeStatus(m, 'withdrawn')
    return []
  }

  // What a leaver retracted: of what it provided, all that was out.
  async learnRetracted(m) {
    const office = this.personOf(this.coordinator().id, (p) => p.handler && p.handler.from <= dayIn(ZONE, Date.now()) && !p.handler.until)
    for (const item of this.items.filter((i) => i.provider === m.id || i.posted_by_member === m.id)) {
      const { json, status } = await this.council.api(office, 'GET', `/items/${item.id}`)
      if (status === 200) this.moved(item, json.state)
      else if (item.state === 'awaiting_approval') this.moved(item, 'refused')
    }
  }

  // ---- comparison ----

  fail(what) {
    assert.fail(`${what}\nseed ${this.seed}, after\n${this.log.slice(-25).join('\n')}`)
  }

  same(got, want, what) {
    if (!isDeepStrictEqual(got, want)) this.fail(`${what}:\n  the server ${JSON.stringify(got)}\n  the oracle ${JSON.stringify(want)}`)
  }

  // Each person's list, and of each person and item of IDS the answer to GET, against the oracle.
  async compare(ids) {
    const world = this.world()
    const readers = this.readers()
    for (let i = 0; i < readers.length; i += 8) await Promise.all(readers.slice(i, i + 8).map((reader) => this.comparePerson(world, reader, ids)))
    for (const token of this.dead ?? []) {
      const { status } = await this.council.api(null, 'GET', '/items', undefined, { authorization: `Bearer ${token}` })
      if (status !== 401) this.fail('a token of one that left serves')
    }
  }

  async comparePerson(world, reader, ids) {
    const { id } = reader.person
    const wanted = world.items.map((item) => [item, mayRead(world, id, item.id)]).filter(([, read]) => read.may)
    if (!isServed(reader)) return this.same([], wanted.filter(([item]) => !['awaiting_approval', 'awaiting_release', 'refused'].includes(item.state)), `${id} is not served`)
    const listed = await everyPage(this.council, id)
    const brief = (item) => [item.id, item.state, item.title === undefined ? 'stub' : item.rule, item.outside_scope ?? false]
    const want = wanted.map(([item, read]) => [item.id, item.state, read.stub ? 'stub' : read.rule, read.outside_scope ?? false])
    this.same(listed.map(brief).sort(), want.sort(), `list of ${id}`)
    for (const item of ids) await this.compareItem(world, id, item)
    return undefined
  }

  async compareItem(world, person, item) {
    const read = mayRead(world, person, item)
    const { status, json } = await this.council.api(person, 'GET', `/items/${item}`)
    this.same(status, read.may ? 200 : 404, `${person} GET ${item} (line ${read.line})`)
    if (status !== 200) return
    this.same([json.title === undefined ? 'stub' : json.rule, json.outside_scope ?? false], [read.stub ? 'stub' : read.rule, read.outside_scope ?? false],
      `${person} GET ${item} (line ${read.line})`)
    if (read.stub) return
    const uses = (list) => list.map((u) => `${u.use} ${u.rule}`).sort()
    this.same(uses(json.permitted_use), uses(permittedUse(world, person, item)), `uses of ${item} for ${person}`)
  }

  // STEPS acts, each compared; then every item for every person.
  async run(steps) {
    for (let n = 0; n < steps; n++) {
      let touched
      try {
        touched = await this.step()
      } catch (e) {
        e.message += `\nseed ${this.seed}, after\n${this.log.slice(-25).join('\n')}`
        throw e
      }
      await this.compare(touched)
    }
    await this.compare(this.items.map((item) => item.id))
  }
}
