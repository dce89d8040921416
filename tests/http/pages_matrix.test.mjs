// SEE-3 for pages: every PAGE of src/web/routes.def × every role, against the stored matrix
// (pages_matrix.json). A cell is what a well-formed request by that role's browser gets: the status,
// where it leads, and of a refusal the rules. A page that the matrix does not know fails; so does one
// that is gone.
//
// Where a change of the server is meant to change a cell, write the matrix anew and read the
// difference as a reviewer would:   node tests/http/pages_matrix.test.mjs --write

import { strict as assert } from 'node:assert'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'

import { Browser, PASSWORD, signedIn } from './lib/browser.mjs'
import { noroshi, startCouncil } from './lib/council.mjs'
import { bundle, itemForm, pageRoutes } from './lib/page.mjs'
import { demoRoster, handler, member, person } from './lib/roster.mjs'
import { makeTokens, only, post, scope } from './lib/see.mjs'

const FILE = new URL('./pages_matrix.json', import.meta.url)
const MISSING = '00000000-0000-4000-8000-000000000000'
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const writing = process.argv.includes('--write')

const ROLES = {
  nobody: null, class1: 'vendor.h', class2: 'kitaden.h', none: 'daigaku.h', 'no handler': 'daigaku.n', approver: 'daigaku.a', coordinator: 'coordinator.h',
  affairs: 'nisc.h', chair: 'digital.h', steering: 'police.h', GSOC: 'gsoc.h', linked: 'ministry.h', restricted: 'gas.h', unnamed: 'hidden.h',
  foreign: 'gaishi.h', 'non-member': 'shop.p', left: 'leaving.h', lacking: 'coordinator.n', 'read-only': 'vendor.h',
}
const OPEN = /^(GET|POST) \/(sign-in|invitation|demo|rules|help|view|static)\b/

// What a session that lacks something may open, to get it or to leave.
const MENDS = / \/(sign-out|step-up|documents|second-factor$|second-factor\/confirm)/

const everybody = scope([{ all: true }, { standing: 'taskforce' }, { coordinator: true }])
const inHours = (n) => new Date(Date.now() + n * 3600e3).toISOString()
let n = 0
const fresh = (prefix) => `${prefix}-${++n}`

// What the requests are about. All have kenkyu (class 1) as provider, so that no role is of the
// provider's member.
function fixturesOf(council) {
  const shared = () => post(council, 'kenkyu.h', { scope: everybody })
  return {
    shared,
    hidden: () => post(council, 'kenkyu.h', { scope: only('byoin') }),
    held: () => post(council, 'kenkyu.n', { scope: everybody }),
    warning: () => post(council, 'coordinator.h', { kind: 'early_warning', scope: everybody }),
    consent: async () => council.want(201, 'byoin.h', 'POST', `/items/${(await shared()).id}/consent-requests`, { to: [{ member: 'city' }], purpose: '目的' }),
    addition: async () => council.want(201, 'coordinator.h', 'POST', `/items/${(await shared()).id}/additions`, { constituent: 'kyosai-mill', via: 'kyosai' }),
    minimal: async () => council.want(201, 'nisc.a', 'POST', `/items/${(await post(council, 'kenkyu.h', { scope: 'unspecified' })).id}/minimal-access`,
      { kind: 'dispute', purpose: '目的', until: inHours(1) }),
  }
}

const upload = (more = {}) => () => {
  const form = new FormData()
  for (const [k, v] of Object.entries(more)) form.set(k, v)
  form.set('file', new Blob([JSON.stringify(bundle())]), 'a.json')
  return form
}
const scoped = { reach: 'terms', in: 'all' }
const personForm = (id, more = {}) => ({ id, name: '新人', email: 'new@mail.example', lang: 'ja', from: '', until: '', ...more })
const password = { password: 'a password of some length' }

// operation: [what {id} is, form, query]; {…: …} where one page has several rows. A word names a fixture
// or is the value itself.
const ofItem = (form) => ({ '': ['shared', form], hidden: ['hidden', form], missing: [MISSING, form] })
const requests = {
  pageHome: [], pageInbox: [null, null, '?q=%E9%A1%8C&kind=analysis&standing=class1&since=2020-01-01&indicator='],
  pageItem: ofItem(), pageHistory: ofItem(), pageDisclosure: ofItem(), pageChange: ofItem(), pageConsentAsk: ofItem(), pageAdditions: ofItem(),
  pageFeedback: ofItem({ answer: 'seen', back: '/' }),
  pageAcknowledge: { '': ['warning', { state: 'seen' }], hidden: ['hidden', { state: 'seen' }], missing: [MISSING, { state: 'seen' }] },
  pageAssess: ofItem({ stance: 'agree', confidence: 'likely', text: '同意' }),
  pageConfidence: ofItem({ confidence: 'likely', basis: '根拠' }),
  pageApprove: { '': ['held', { decision: 'approve' }], hidden: ['hidden', { decision: 'approve' }], missing: [MISSING, { decision: 'approve' }] },
  pageRelease: { '': ['held', { decision: 'approve' }], hidden: ['hidden', { decision: 'approve' }], missing: [MISSING, { decision: 'approve' }] },
  pageRevise: ofItem({ title: '改', body: '改', reason: '誤り' }), pageSetScope: ofItem({ reach: 'terms', in: 'coord' }), pageRetract: ofItem({ reason: '誤り' }),
  pageConsentAskDo: ofItem({ members: 'city', purpose: '目的' }),
  pageConsents: [], pageConsent: { '': ['consent'], missing: [MISSING] }, pageConsentAnswer: { '': ['consent', { answer: 'granted' }], missing: [MISSING, { answer: 'granted' }] },
  pageAdditionOpen: ofItem({ constituent: 'kyosai-mill' }), pageAdditionClose: { '': ['addition', {}], missing: [MISSING, {}] },
  pageCompose: { '': [], from: [null, null, '?from={shared}'], hidden: [null, null, '?from={hidden}'], missing: [null, null, `?from=${MISSING}`] },
  pageComposeDo: { '': [null, itemForm()], from: [null, itemForm({ from: '{shared}', confirm: '1' })], hidden: [null, itemForm({ from: '{hidden}', confirm: '1' })],
    missing: [null, itemForm({ from: MISSING, confirm: '1' })] },
  pageComposePreview: [null, itemForm()],
  pageAudience: { '': [null, itemForm()], hidden: [null, itemForm({ from: '{hidden}' })], missing: [null, itemForm({ from: MISSING })] },
  pageUpload: [], pageUploadDo: [null, upload({ secret: 'no', ...scoped })], pageUploadPreview: [null, upload()],
  pageMembers: [], pageMember: { '': ['target'], unnamed: ['hidden-member'], missing: ['no-such-member'] },
  pageConstituentAdd: ['target', () => ({ id: fresh('c'), name: '店', category: 'other', email: 'c@mail.example' })],
  pageConstituent: { '': ['kyosai/kyosai-mill'], 'of another': ['target/kyosai-mill'], none: ['kyosai/no-such-one'], 'of an unnamed': ['hidden/kyosai-mill'] },
  pageConstituentPersonNew: { '': ['kyosai/kyosai-mill'], none: ['kyosai/no-such-one'] },
  pageConstituentPersonAdd: { '': ['kyosai/kyosai-mill', () => personForm(`kyosai-mill.${fresh('p')}`)], none: ['kyosai/no-such-one', () => personForm(`no-such-one.${fresh('p')}`)] },
  pageConstituentPerson: { '': ['kyosai/kyosai-mill/mill.p'], 'of another': ['kyosai/kyosai-mill/shop.p'], 'of a member': ['kyosai/kyosai-mill/vendor.h'] },
  pageConstituentPersonChange: { '': ['kyosai/kyosai-mill/mill.p', personForm('mill.p')], 'of a member': ['kyosai/kyosai-mill/vendor.h', personForm('vendor.h')] },
  pageConstituentPersonEnd: { '': ['kyosai/kyosai-mill/mill.q', {}], 'of a member': ['kyosai/kyosai-mill/vendor.h', {}] },
  pageGroups: [], pageGroup: ['health'],
  pageGroupCreate: [null, () => ({ id: fresh('g'), ja: '組', en: 'Group', members: 'vendor' })],
  pageGroupChange: ['health', { ja: '医療仲間', en: 'Health group', members: 'byoin\ndaigaku' }],
  pageOrganisation: [], pagePrefer: [null, { early_warning: '1', publish_name: '1' }],
  pagePersonNew: [], pagePersonAdd: [null, (own) => personForm(`${own}.${fresh('p')}`)],
  pagePerson: { '': ['own.x'], another: ['target.x'] },
  pagePersonChange: { '': ['own.x', (own) => personForm(`${own}.x`)], another: ['target.x', personForm('target.x')] },
  pagePersonEnd: { '': ['own.y', { reason: '異動' }], another: ['target.y', { reason: '異動' }] },
  pagePersonInvite: { '': ['own.x', {}], another: ['target.x', {}] },
  pageWithdraw: { '': [null, {}], sure: [null, { sure: '1' }] },
  pageViolations: [], pageViolationNew: { '': [null, null, '?item={shared}'], hidden: [null, null, '?item={hidden}'] },
  pageViolationReport: { '': [null, { kind: 'leak', item: '{shared}', text: '疑い' }], hidden: [null, { kind: 'leak', item: '{hidden}', text: '疑い' }],
    missing: [null, { kind: 'leak', item: MISSING, text: '疑い' }] },
  pageMinimal: [],
  pageMinimalOpen: Object.fromEntries([['', '{shared}'], ['missing', MISSING]].map(([name, item]) =>
    [name, [null, () => ({ item, kind: 'dispute', purpose: '目的', until: inHours(10).slice(0, 16) })]])),
  pageMinimalOne: { '': ['minimal'], missing: [MISSING] }, pageMinimalEnd: { '': ['minimal', {}], missing: [MISSING, {}] },
  pageAudit: [], pageSignIn: [], pageSignInDo: [null, () => ({ email: `${fresh('nobody')}@mail.example`, ...password })], pageSignOut: [null, {}],
  pageInvitation: ['nri_none'], pageInvitationTake: ['nri_none', password],
  pageStepUp: [], pageStepUpDo: [null, { code: '000000', password: 'wrong' }],
  pageSecondFactor: [], pageSecondFactorBegin: [null, {}], pageSecondFactorConfirm: [null, { code: '000000' }], pageRecoveryCodes: [null, {}],
  pageSecondFactorRemove: [null, {}],
  pageDocuments: [], pageDocumentsAccept: [null, { accept: 'terms' }],
  pageAccount: [], pagePassword: [null, { was: 'wrong', ...password }], pageSessionsEnd: [null, {}], pageSessionEnd: [MISSING, {}],
  pageTokenCreate: [null, { name: '試験', scope: 'read' }], pageTokenRevoke: [MISSING, {}],
  pageDemo: [], pageDemoBecome: [null, { person: 'vendor.h' }], pageRules: [], pageRule: { '': ['POST-1'], missing: ['POST-0'] }, pageHelp: [],
  pageView: [null, { lang: 'ja', back: '/' }], pageStatic: ['app.css'],
}
const ENDS_SESSION = new Set(['pageSignOut', 'pageSessionsEnd'])
// These change what some roles sign in with, and the last takes a member of theirs away.
const LAST = ['pageSecondFactorBegin', 'pageSecondFactorConfirm', 'pageRecoveryCodes', 'pageSecondFactorRemove', 'pageWithdraw']
const USED_UP = new Set(['addition', 'minimal']) // by a role that may; of all else nobody is the provider

// The rules that a refusal names.
function rulesOf(html) {
  const part = /<section class="refused" role="alert"[^]*?<\/section>/.exec(html)?.[0] ?? /<p class="lead">[^]*?<\/main>/.exec(html)?.[0] ?? ''
  return [...new Set([...part.matchAll(/class="rule" href="\/rules\/([\w-]+)"/g)].map((m) => m[1]))].sort()
}

function brief({ status, headers, html }) {
  const where = headers.get('location')?.replaceAll(UUID, '{id}').replace(/-\d+\?/, '-{n}?').replace(/\?next=.*/, '')
  return [status, ...(where ? [where] : []), ...(status >= 400 ? rulesOf(html) : [])].join(' ')
}

class Matrix {
  async start(t) {
    const roster = demoRoster()
    roster.members.push(member('target', { persons: [handler('target.h')] }), member('leaving'))
    for (const m of roster.members) m.persons.push(person(`${m.id}.x`), person(`${m.id}.y`))
    this.council = await startCouncil({ roster, t, args: ['--behind-proxy'] })
    await makeTokens(this.council, ['kenkyu.h', 'kenkyu.n', 'byoin.h', 'nisc.a', 'coordinator.h'])
    this.fixtures = fixturesOf(this.council)
    this.made = new Map()
    this.browsers = {}
    for (const [i, role] of Object.keys(ROLES).entries()) this.browsers[role] = await this.browser(role, { 'x-forwarded-for': `198.51.100.${i}` })
    const { code } = await noroshi('operator', '--data', this.council.data, 'set-status', 'leaving', 'withdrawn', '--reason', '試験')
    assert.equal(code, 0)
    this.style = /"\/static\/([0-9a-f]+)\/app\.css"/.exec((await this.browsers.nobody.page('/rules')).html)[1]
  }

  async browser(role, headers) {
    if (role === 'nobody') return new Browser(this.council, headers)
    if (role === 'read-only') return new Browser(this.council, { ...headers, authorization: `Bearer ${await this.council.token(ROLES[role], '--read-only')}` })
    if (role !== 'lacking') return signedIn(this.council, ROLES[role], headers)
    const browser = new Browser(this.council, headers)
    await browser.redeem(ROLES[role])
    return browser
  }

  async signInAgain(role) {
    const browser = this.browsers[role]
    if (['nobody', 'left', 'read-only'].includes(role)) return
    assert.equal((await browser.signIn(ROLES[role], PASSWORD, browser.codes?.pop())).status, 204, role)
  }

  // The id of what NAME is: made anew where the request may end it.
  async about(name, own, writes) {
    if (name?.startsWith('own.')) return own + name.slice(3)
    if (name === 'hidden-member') return 'hidden'
    if (!this.fixtures[name]) return name
    if (writes && USED_UP.has(name)) return (await this.fixtures[name]()).id
    if (!this.made.has(name)) this.made.set(name, this.fixtures[name]())
    return (await this.made.get(name)).id
  }

  async fill(text, own) {
    const [, name] = /^\{(\w+)\}$/.exec(text) ?? []
    return name ? this.about(name, own, false) : text
  }

  async formOf(form, own) {
    const made = typeof form === 'function' ? form(own) : form
    if (!made || made instanceof FormData) return made ?? undefined
    return Object.fromEntries(await Promise.all(Object.entries(made).map(async ([k, v]) => [k, await this.fill(v, own)])))
  }

  async cell({ method, where, operation }, [about, form, query], role) {
    const own = ROLES[role]?.split('.')[0] ?? 'vendor'
    const id = await this.about(about, own, method === 'POST')
    const ids = id?.split('/') ?? []
    const next = () => (ids.length > 1 ? ids.shift() : ids[0]) ?? assert.fail(`${where}: what is it about?`)
    const path = where.replace('{hash}', this.style).replaceAll(/\{\w+\}/g, next)
    const [, before, name, after] = /^([^{]*)(\{\w+\})?(.*)$/.exec(query ?? '')
    const answer = await this.browsers[role].page(path + before + (name ? await this.fill(name, own) : '') + after, { form: await this.formOf(form, own) })
    assert.equal(form !== undefined && form !== null, method === 'POST', operation)
    if (ENDS_SESSION.has(operation)) await this.signInAgain(role)
    return brief(answer)
  }

  // All roles at once, but for what changes roles and for passwords, of which few may be tried at a time.
  async row(route, request) {
    const row = {}
    const alone = route.mode === 'MODE_SECRET' || ENDS_SESSION.has(route.operation) || LAST.includes(route.operation)
    const fill = async (role) => (row[role] = await this.cell(route, request, role))
    if (alone) for (const role of Object.keys(ROLES)) await fill(role)
    else await Promise.all(Object.keys(ROLES).map(fill))
    return Object.fromEntries(Object.keys(ROLES).map((role) => [role, row[role]]))
  }

  async whole() {
    const routes = await pageRoutes()
    const found = {}
    for (const route of routes.toSorted((x, y) => LAST.indexOf(x.operation) - LAST.indexOf(y.operation))) {
      const known = requests[route.operation]
      assert.ok(known, `SEE-3: the matrix does not know ${route.operation} (${route.method} ${route.where}); describe a request for it`)
      for (const [more, request] of Object.entries(Array.isArray(known) ? { '': known } : known)) {
        found[`${route.method} ${route.where}${more && ` (${more})`}`] = await this.row(route, request)
      }
    }
    return found
  }
}

const stored = async () => JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}'))

test('SEE-3 every page × every role is as the matrix says', async (t) => {
  const matrix = new Matrix()
  await matrix.start(t)
  const found = await matrix.whole()
  if (writing) await writeFile(FILE, `${JSON.stringify(found, null, 1)}\n`)
  assert.deepEqual(found, await stored())
})

test('SEE-3 no page gives 5xx, nobody gets in, nor does one that left or lacks its second factor', async () => {
  for (const [route, row] of Object.entries(await stored())) {
    for (const [role, got] of Object.entries(row)) assert.ok(Number(got.slice(0, 3)) < 500, `${route} ${role}`)
    assert.equal(row.left, row.nobody, route)
    if (!OPEN.test(route)) assert.equal(row.nobody, '303 /sign-in', route)
    if (!OPEN.test(route) && !MENDS.test(route)) assert.equal(row.lacking, '303 /second-factor', route)
    if (!OPEN.test(route) && !/ \/compose\/|^GET/.test(route)) assert.equal(row['read-only'], '403', route)
  }
})

test('SEE-3 L-8 what is hidden and what is missing get the same of every page', async () => {
  const matrix = await stored()
  const rows = Object.keys(matrix).filter((route) => route.endsWith(' (missing)'))
  assert.ok(rows.length > 20)
  for (const route of rows)
    for (const other of ['hidden', 'unnamed'])
      for (const [role, got] of Object.entries(matrix[route.replace('missing', other)] ?? {}))
        if (role !== 'coordinator' && !(other === 'unnamed' && role === 'unnamed')) assert.equal(got, matrix[route][role], `${route} ${other} ${role}`)
})
