// The demo's way in: any person, in a demo council alone.

import { strict as assert } from 'node:assert'
import { test } from 'node:test'

import { noroshi, startCouncil } from './lib/council.mjs'

const become = (c, person, { cookie, ...more } = {}) =>
  fetch(`${c.url}/demo`, { method: 'POST', redirect: 'manual', headers: cookie ? { cookie } : {}, body: new URLSearchParams({ person, ...more }) })
const cookieOf = (answer) => answer.headers.getSetCookie().find((c) => c.startsWith('noroshi=')).split(';')[0]
const page = async (c, where, cookie) => {
  const answer = await fetch(c.url + where, { headers: { cookie }, redirect: 'manual' })
  return { status: answer.status, text: await answer.text() }
}

test('AUTH-1 in a demo council a visitor becomes a person, and another', async (t) => {
  const c = await startCouncil({ t, init: ['--demo'] })
  const first = await become(c, 'byoin.h')
  assert.equal(first.status, 303)
  assert.equal(first.headers.get('location'), '/')
  const cookie = cookieOf(first)
  assert.equal((await page(c, '/', cookie)).status, 200)
  const listed = await page(c, '/demo', cookie)
  const [, csrf] = /name="csrf" value="([^"]+)"/.exec(listed.text)
  const second = await become(c, 'vendor.h', { cookie, csrf, next: '/items' })
  assert.equal(second.status, 303)
  assert.equal(second.headers.get('location'), '/items')
  assert.notEqual((await page(c, '/', cookie)).status, 200, 'the session before has ended')
  assert.equal((await page(c, '/', cookieOf(second))).status, 200)
})

test('WEB-2 a demo leads nowhere else, and takes nobody that is not', async (t) => {
  const c = await startCouncil({ t, init: ['--demo'] })
  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
    assert.equal((await become(c, 'byoin.h', { next })).headers.get('location'), '/', next)
  for (const person of ['nobody', '', "byoin.h'"]) assert.equal((await become(c, person)).status, 404, person)
})

test('AUTH-1 a real council has no such way in', async (t) => {
  const c = await startCouncil({ t })
  assert.equal((await page(c, '/demo', '')).status, 404)
  const refused = await become(c, 'byoin.h')
  assert.equal(refused.status, 404)
  assert.deepEqual(refused.headers.getSetCookie(), [])
})
