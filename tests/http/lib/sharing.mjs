// What the tests of sharing have in common.

import { strict as assert } from 'node:assert'

import { demoRoster, handler } from './roster.mjs'

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

// Events of a stream while FN runs: opens it as PERSON, runs FN, waits, gives what came.
export async function streamed(council, person, fn, wait = 700) {
  const abort = new AbortController()
  const answer = await fetch(`${council.url}/api/v1/stream`, {
    headers: { authorization: `Bearer ${await council.token(person)}` }, signal: abort.signal,
  })
  assert.equal(answer.status, 200)
  let text = ''
  const reading = (async () => {
    for await (const chunk of answer.body) text += Buffer.from(chunk).toString()
  })().catch(() => {})
  await new Promise((done) => setTimeout(done, 200))
  await fn()
  await new Promise((done) => setTimeout(done, wait))
  abort.abort()
  await reading
  return text.split('\n\n').filter((block) => /^data: /m.test(block)).map((block) => ({
    event: /^event: (.*)$/m.exec(block)?.[1], ...JSON.parse(/^data: (.*)$/m.exec(block)[1]),
  }))
}
