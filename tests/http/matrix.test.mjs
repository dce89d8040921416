// SEE-3: every route of the served OpenAPI document × every role, against the stored matrix
// (matrix.json). A cell is what a well-formed request by that role gets: the status, and of a refusal
// the rule. A route that the matrix does not know fails; so does one that is gone.
//
// Where a change of the server is meant to change a cell, write the matrix anew and read the
// difference as a reviewer would:   node tests/http/matrix.test.mjs --write

import { strict as assert } from 'node:assert'
import { readFile, writeFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { newItem, startCouncil } from './lib/council.mjs'
import { demoRoster, handler, member, person } from './lib/roster.mjs'
import { makeTokens, only, post, scope } from './lib/see.mjs'

const FILE = new URL('./matrix.json', import.meta.url)
const MISSING = '00000000-0000-4000-8000-000000000000'
const writing = process.argv.includes('--write')

const ROLES = {
  nobody: null, class1: 'vendor.h', class2: 'kitaden.h', none: 'daigaku.h', 'no handler': 'daigaku.n', approver: 'daigaku.a', coordinator: 'coordinator.h', affairs: 'nisc.h',
  chair: 'digital.h', steering: 'police.h', GSOC: 'gsoc.h', linked: 'ministry.h', restricted: 'gas.h', 'non-member': 'shop.p', 'read-only': 'vendor.h',
}

// No token will do for these.
const inSession = /(GET|DELETE) .*\/session$|step-up|\/me\/(password|second-factor|recovery-codes|documents)/

let council, readOnly
const inAnHour = () => new Date(Date.now() + 3600e3).toISOString()
const everybody = scope([{ all: true }, { standing: 'taskforce' }, { coordinator: true }])

// What the requests are about: made anew for each cell that may change it. All have kenkyu (class 1)
// as provider, so that no role is of the provider's member.
const shared = () => post(council, 'kenkyu.h', { scope: everybody })
const fixtures = {
  shared,
  held: () => post(council, 'kenkyu.n', { scope: everybody }),
  warning: () => post(council, 'coordinator.h', { kind: 'early_warning', scope: everybody }),
  hidden: () => post(council, 'kenkyu.h', { scope: only('byoin') }),
  consent: async () => council.want(201, 'byoin.h', 'POST', `/items/${(await shared()).id}/consent-requests`, { to: [{ member: 'city' }], purpose: '目的' }),
  addition: async () => council.want(201, 'coordinator.h', 'POST', `/items/${(await shared()).id}/additions`, { constituent: 'kyosai-mill', via: 'kyosai' }),
  minimal: async () => council.want(201, 'nisc.a', 'POST', `/items/${(await post(council, 'kenkyu.h', { scope: 'unspecified' })).id}/minimal-access`,
    { kind: 'dispute', purpose: '目的', until: inAnHour() }),
  violation: () => council.want(201, 'byoin.h', 'POST', '/violations', { kind: 'other', text: '疑い' }),
}

// operationId: [what {id} is, body, query]. A word names a fixture or is the id itself.
let n = 0
const fresh = (prefix) => `${prefix}-${++n}`
const requests = {
  healthz: [], getOpenApi: [], getMe: [], getStream: [], listItems: [], listObligations: [],
  postItem: [null, () => newItem({ scope: everybody })],
  previewItem: [null, () => newItem({ scope: everybody })],
  getItem: ['shared'],
  setScope: ['shared', () => only('byoin')],
  approveItem: ['held', () => ({ decision: 'approve' })],
  releaseItem: ['held', () => ({ decision: 'approve' })],
  listRevisions: ['shared'],
  reviseItem: ['shared', () => ({ title: '改' })],
  retractItem: ['shared', () => ({ reason: '誤り' })],
  askConsent: ['shared', () => ({ to: [{ member: 'city' }], purpose: '目的' })],
  listConsents: [], getConsent: ['consent'],
  answerConsent: ['consent', () => ({ answer: 'granted' })],
  listAdditions: ['shared'],
  openAddition: ['shared', () => ({ constituent: 'kyosai-mill', via: 'kyosai' })],
  getAddition: ['addition'], closeAddition: ['addition'],
  openMinimalAccess: ['shared', () => ({ kind: 'dispute', purpose: '目的', until: inAnHour() })],
  getMinimalAccess: ['minimal'], closeMinimalAccess: ['minimal'],
  getDisclosure: ['shared'], getFeedback: ['shared'],
  giveFeedback: ['shared', () => ({ answer: 'seen' })],
  listAssessments: ['shared'],
  giveAssessment: ['shared', () => ({ stance: 'agree', confidence: 'likely', text: '同意' })],
  listConfidence: ['shared'],
  setConfidence: ['shared', () => ({ confidence: 'likely', basis: '根拠' })],
  acknowledge: ['warning', () => ({ state: 'seen' })],
  getAcknowledgements: ['warning'],
  listMembers: [], getMember: ['target'], getPreferences: ['target'],
  setPreferences: ['target', () => ({ refuse_secrets: false })],
  withdraw: ['target', () => ({ retract: [] })],
  listPersons: ['target'],
  addPerson: ['target', () => ({ name: '新人', email: 'new@mail.example' })],
  getPerson: ['target'], changePerson: ['target', () => ({ name: '改名' })], invitePerson: ['target'], endPerson: ['target'],
  listHandlers: ['target'],
  listConstituents: ['target'],
  addConstituent: ['target', () => ({ id: fresh('c'), name: '店', category: 'other', email: 'c@mail.example', persons: [] })],
  getConstituent: ['target'],
  addConstituentPerson: ['target', () => ({ name: '新人', email: 'new@mail.example' })],
  getConstituentPerson: ['target'], changeConstituentPerson: ['target', () => ({ name: '改名' })], endConstituentPerson: ['target'],
  listGroups: [], getGroup: ['health'],
  createGroup: [null, () => ({ id: fresh('g'), name: { ja: '組', en: 'Group' }, members: ['vendor'] })],
  changeGroup: ['health', () => ({ name: { ja: '医療仲間', en: 'Health group' }, members: ['byoin', 'daigaku'] })],
  listOperatorActs: [], listViolations: [],
  reportViolation: [null, () => ({ kind: 'leak', text: '疑い' })],
  getViolation: ['violation'],
  listPublicMembers: [], getRulebook: [], listWindows: [],
  importFile: [null, () => Buffer.from('{"type":"indicator"}'), `?secret=no&scope=${encodeURIComponent(JSON.stringify(everybody))}`],
  exportItems: [null, undefined, '?format=csv'],
  getHead: [], getProof: ['0'], getConsistency: [null, undefined, '?from=0&to=0'],
  listTokens: [],
  createToken: [null, () => ({ name: '試験', scope: ['read'] })],
  revokeToken: [MISSING],
  signIn: [null, () => ({ email: `${fresh('nobody')}@mail.example`, password: 'not a password' })],
  redeemInvitation: [null, () => ({ invitation: 'nri_none', password: 'a password of some length' })],
  stepUp: [null, () => ({ code: '000000' })],
  setPassword: [null, () => ({ was: 'one', password: 'a password of some length' })],
  confirmSecondFactor: [null, () => ({ code: '000000' })],
  acceptDocument: [null, () => ({ document: 'terms', version: 1 })],
  getSession: [], signOut: [], listSessions: [], signOutEverywhere: [], endSession: [MISSING], getSecondFactor: [], beginSecondFactor: [],
  removeSecondFactor: [], renewRecoveryCodes: [], listDocuments: [],
}

// The paths' other parameters. The target is a member of its own, whose persons no role has.
const others = { cid: 'target-c', pid: (where) => (where.includes('/constituents/') ? 'target.c' : 'target.x'), n: '0' }

async function pathOf(where, about) {
  const id = fixtures[about] ? (await fixtures[about]()).id : about
  return where.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const value = name === 'id' ? id : others[name]
    assert.ok(value, `${where}: what is {${name}}?`)
    return typeof value === 'function' ? value(where) : value
  })
}

async function cell(method, where, operation, role) {
  const [about, body, query = ''] = requests[operation]
  const target = (await pathOf(where, about)) + query
  const headers = role === 'read-only' ? { authorization: `Bearer ${readOnly}` } : {}
  if (method === 'get' && where.endsWith('/stream')) return streamCell(target, ROLES[role], headers)
  const { status, json } = await council.api(role === 'read-only' ? null : ROLES[role], method.toUpperCase(), target, body?.(), headers)
  return json?.rule && status >= 400 ? `${status} ${json.rule}` : String(status)
}

// A stream has no end to wait for.
async function streamCell(target, who, headers) {
  const sent = { ...headers }
  if (who && !sent.authorization) sent.authorization = `Bearer ${await council.token(who)}`
  const abort = new AbortController()
  const { status } = await fetch(council.url + target, { headers: sent, signal: abort.signal })
  abort.abort()
  return String(status)
}

before(async () => {
  const roster = demoRoster()
  roster.members.push(member('target', { persons: [handler('target.h'), person('target.a', { approver: true }), ...Array.from({ length: 20 }, (_, i) => person(`target.x${i || ''}`))],
    constituents: [{ id: 'target-c', name: '先', category: 'other', email: 't@mail.example', persons: [person('target.c'), person('target.d')] }] }))
  council = await startCouncil({ roster })
  await makeTokens(council, [...new Set([...Object.values(ROLES).filter(Boolean), 'kenkyu.h', 'kenkyu.n', 'byoin.h', 'nisc.a'])])
  readOnly = await council.token('vendor.h', '--read-only')
})
after(() => council.stop())

test('SEE-3 every route × every role is as the matrix says', { timeout: 300000 }, async () => {
  const stored = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}'))
  const found = {}
  for (const [where, methods] of Object.entries(council.openapi.paths))
    for (const [method, { operationId }] of Object.entries(methods)) {
      assert.ok(requests[operationId], `SEE-3: the matrix does not know ${operationId} (${method} ${where}); describe a request for it`)
      const row = (found[`${method.toUpperCase()} ${where}`] = {})
      for (const role of Object.keys(ROLES)) row[role] = await cell(method, where, operationId, role)
    }
  if (writing) await writeFile(FILE, `${JSON.stringify(found, null, 1)}\n`)
  else assert.deepEqual(found, stored)
})

test('SEE-3 no role gets 5xx, nobody gets in, and writing needs more than a read-only token', async () => {
  const stored = JSON.parse(await readFile(FILE, 'utf8'))
  for (const [route, row] of Object.entries(stored)) {
    const open = /\/healthz|openapi|\/public\/|POST .*\/(session|invitations)$/.test(route)
    assert.equal(row.nobody, route.endsWith('/invitations') ? '404' : open && !route.endsWith('/session') ? '200' : '401', route)
    for (const [role, got] of Object.entries(row)) assert.ok(Number(got.slice(0, 3)) < 500, `${route} ${role}`)
    if (inSession.test(route)) assert.equal(row['read-only'], '403 AUTH-1', route)
    else if (!route.startsWith('GET') && !route.endsWith('/preview') && !open) assert.equal(row['read-only'], '403 AUTH-3', route)
  }
})
