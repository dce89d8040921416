// What the tests of sharing have in common.

import { strict as assert } from 'node:assert'

import { demoRoster, handler } from './roster.mjs'
import { Stream } from './stream.mjs'

// The demo roster, where some members have a person `b` who is both registered handler and approver.
export function roster() {
  const r = demoRoster()
  for (const m of r.members)
    if (['coordinator', 'nisc', 'kitaden', 'vendor', 'kyosai', 'hidden'].includes(m.id))
      m.persons.push(handler(`${m.id}.b`, { approver: true }))
  return r
}

// A refusal by RULE; of a 422 an error with it at POINTER, where one is named.
export function refused({ status, json, text }, want, rule, pointer) {
  assert.equal(status, want, text)
  if (pointer === undefined) {
    assert.equal(json.rule, rule, text)
  } else {
    assert.ok(json.errors.some((e) => e.rule === rule && e.pointer === pointer), text)
  }
}

export const inHours = (n) => new Date(Date.now() + n * 3600e3).toISOString()

// What PERSON's stream brings while FN runs and WAIT ms after it: [{event, type, item, at}].
export async function streamed(council, person, fn, wait = 700) {
  const stream = await Stream.open(council, person)
  await new Promise((done) => setTimeout(done, 200))
  await fn()
  await new Promise((done) => setTimeout(done, wait))
  stream.close()
  return stream.events.map(({ event, data }) => ({ event, ...data }))
}
