// Pages as tests ask for them, and what every page keeps to.

import { strict as assert } from 'node:assert'

// A page of COUNCIL as PERSON's browser would get it; FORM: a POST of these fields.
export async function pageOf(council, person, where, { lang = 'ja', form, headers = {} } = {}) {
  const sent = { accept: 'text/html', cookie: `noroshi-lang=${lang}`, ...headers }
  if (person) sent.authorization = `Bearer ${await council.token(person)}`
  const answer = await fetch(council.url + where, { redirect: 'manual', headers: sent,
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}) })
  return { status: answer.status, headers: answer.headers, html: await answer.text() }
}

// What every page keeps to.
export function checkPage({ headers, html }, where) {
  const csp = headers.get('content-security-policy')
  assert.match(csp, /^default-src 'none'; /, where)
  assert.doesNotMatch(csp, /unsafe|data:|https?:|\*/, where)
  assert.equal(headers.get('cache-control'), 'no-store', where)
  assert.equal(headers.get('x-content-type-options'), 'nosniff', where)
  assert.equal(headers.get('content-type'), 'text/html; charset=utf-8', where)
  assert.match(html, /^<!doctype html>\n?<html lang="(ja|en)"/, where)
  assert.match(html, /<h1[ >]/, where)
  const tags = html.match(/<[a-z][^>]*>/gi) ?? []
  for (const tag of tags) {
    assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), / on[a-z]+=| style=/i, `${where}: ${tag}`)
    const address = /\b(?:href|src|action|formaction)="([^"]*)"/.exec(tag)?.[1]
    if (address !== undefined) assert.match(address, /^(\/(?!\/)|[?#]|https:\/\/)/, `${where}: ${tag}`)
    if (/^<script/i.test(tag)) assert.match(tag, /^<script src="\/static\/[0-9a-f]{16}\/app\.js" defer/, where)
  }
  assert.doesNotMatch(html, /<(img|iframe|object|embed|base|style)[ >]/i, where)
  assert.doesNotMatch(html, /\{[0-9]\}/, where) // a message that was not filled in
}
