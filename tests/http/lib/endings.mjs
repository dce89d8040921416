// What takes access away, case by case: for tokens (revoke.test.mjs) and for browsers
// (pages_revoke.test.mjs).

import { strict as assert } from 'node:assert'

import { noroshi } from './council.mjs'
import { demoRoster, handler, person } from './roster.mjs'
import { only, scope } from './see.mjs'

// A second server process on the council's data.
export async function secondServer(council) {
  const other = Object.assign(Object.create(Object.getPrototypeOf(council)), { ...council, child: undefined, stderr: '' })
  await other.serve()
  return other
}

// Members for one case each, so that no case undoes another's.
export function roster() {
  const demo = demoRoster()
  const base = demo.members.find((m) => m.id === 'daigaku')
  for (const id of ['narrow', 'exclude', 'restrict', 'restrict2', 'leave', 'expel', 'unregister', 'revoke', 'end', 'patch', 'refuse', 'regroup', 'stand', 'retract', 'race'])
    demo.members.push({ ...structuredClone(base), id, name: { ja: id, en: id }, standing: id === 'stand' ? 'class2' : 'none',
      persons: [handler(`${id}.h`), person(`${id}.a`, { approver: true }), handler(`${id}.b`, { approver: true })],
      constituents: ['leave', 'restrict'].includes(id) ? [{ id: `${id}-c`, name: id, category: 'other', email: `${id}@mail.example`, persons: [person(`${id}.c`)] }] : [] })
  demo.groups.push({ id: 'moving', name: { ja: '移', en: 'Moving' }, members: ['regroup', 'vendor'] })
  return demo
}

export const operator = async (council, ...args) => {
  const { code, stderr } = await noroshi('operator', '--data', council.data, ...args, '--reason', '試験')
  assert.equal(code, 0, stderr)
}

// name; the item's poster and what differs in it; the reader; the act, through the server ACTING; then
// what the reader gets of the item, and whether it is still served at all.
export const cases = [
  ['POST-3 a narrowed scope', 'vendor.h', {}, 'narrow.h', ({ acting, item }) => acting.want(200, 'vendor.h', 'PUT', `/items/${item.id}/scope`, only('kenkyu')), 404],
  ['ACC-1 an exclusion added', 'vendor.h', {}, 'exclude.h',
    ({ acting, item }) => acting.want(200, 'vendor.h', 'PUT', `/items/${item.id}/scope`, scope([{ all: true }], [{ member: 'exclude' }])), 404],
  ['POST-13 a retraction', 'vendor.h', {}, 'retract.h', ({ acting, item }) => acting.want(201, 'vendor.h', 'POST', `/items/${item.id}/retraction`, { reason: 'x' }), 'stub'],
  ['ACC-5 a restriction', 'vendor.h', {}, 'restrict.h', ({ council }) => operator(council, 'set-status', 'restrict', 'restricted'), 404],
  ['ACC-5 a restriction that leaves another kind', 'vendor.h', {}, 'restrict2.h',
    ({ council }) => operator(council, 'set-status', 'restrict2', 'restricted', '--left', 'countermeasure'), 404],
  ['LEAVE-1 a withdrawal', 'vendor.h', {}, 'leave.h', ({ acting }) => acting.api('leave.a', 'POST', '/members/leave/withdrawal', { retract: [] }), 401],
  ['LEAVE-2 an expulsion', 'vendor.h', {}, 'expel.h', ({ council }) => operator(council, 'set-status', 'expel', 'expelled'), 401],
  ['ACC-2 an ended registration', 'vendor.h', { secret: true }, 'unregister.h', ({ council }) => operator(council, 'set-handler', 'unregister.h', 'no'), 404],
  ['ACC-3 a refusal of secrets', 'vendor.h', { secret: true }, 'refuse.h', ({ acting }) => acting.want(200, 'refuse.a', 'PUT', '/members/refuse/preferences', { refuse_secrets: true }), 404],
  ['WHO-2 a registration that its member ended', 'vendor.h', { secret: true }, 'patch.h',
    ({ acting }) => acting.want(200, 'patch.a', 'PATCH', '/members/patch/persons/patch.h', { handler: null }), 404],
  ['PRIV-1 a person that its member took off', 'vendor.h', {}, 'end.h', ({ acting }) => acting.api('end.a', 'DELETE', '/members/end/persons/end.h'), 401],
  ['ACC-1 a group left', 'vendor.h', { scope: scope([{ coordinator: true }, { group: 'moving' }]) }, 'regroup.h',
    ({ acting }) => acting.want(200, 'coordinator.h', 'PUT', '/groups/moving', { name: { ja: '移', en: 'Moving' }, members: ['vendor'] }), 404],
  ['ACC-4 a standing lost', 'vendor.h', { scope: scope([{ standing: 'taskforce' }]) }, 'stand.h', ({ council }) => operator(council, 'set-standing', 'stand', 'none'), 404],
  ['AUTH-3 a token revoked over HTTP', 'vendor.h', {}, 'revoke.h', async ({ acting }) => {
    const { items } = await acting.want(200, 'revoke.h', 'GET', '/me/tokens')
    for (const { id } of items) await acting.api('revoke.h', 'DELETE', `/me/tokens/${id}`)
  }, 401],
  ['AUTH-3 a token revoked by the operator', 'vendor.h', {}, 'revoke.b', async ({ council }) => {
    const { stdout } = await noroshi('token', 'list', '--data', council.data, '--person', 'revoke.b', '--json')
    for (const { id, revoked_at } of JSON.parse(stdout)) if (!revoked_at) assert.equal((await noroshi('token', 'revoke', '--data', council.data, id)).code, 0)
  }, 401],
]
