// Pages as tests ask for them, and what every page keeps to; which pages there are, forms as a browser
// sends them, files.

import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'

const ROUTES = new URL('../../../src/web/routes.def', import.meta.url)

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

// {method, where, operation, mode} of every page, as the server's table has them.
export async function pageRoutes() {
  const rows = (await readFile(ROUTES, 'utf8')).match(/^PAGE\([^]*?\)$/gm)
  return rows.map((row) => {
    const [method, where, ...rest] = [...row.matchAll(/"([^"]*)"/g)].map((m) => m[1])
    return { method, where, operation: rest.at(-1), mode: /MODE_\w+/.exec(row)[0] }
  })
}

// The form of an item with what every test would write otherwise.
export const itemForm = (more = {}) => ({ kind: 'analysis', title: '題', body: '本文', secret: 'no', reach: 'terms', in: 'all', lang: 'ja', ...more })

// A STIX bundle of one indicator, of an id of its own.
export function bundle(value = 'evil.example', id = randomUUID()) {
  return { type: 'bundle', id: `bundle--${id}`, objects: [{ type: 'indicator', spec_version: '2.1', id: `indicator--${id}`, created: '2026-01-01T00:00:00.000Z',
    modified: '2026-01-01T00:00:00.000Z', pattern: `[domain-name:value = '${value}']`, pattern_type: 'stix', valid_from: '2026-01-01T00:00:00Z' }] }
}

// The items that a page lists, in its order.
export const idsOfRows = (html) => [...html.matchAll(/<a class="row-title[^"]*" href="\/items\/([0-9a-f-]{36})"/g)].map((m) => m[1])

// The query of a list's next page, or undefined.
export const nextOf = (html) => /<a class="button" rel="next" href="([^"]+)"/.exec(html)?.[1].replaceAll('&amp;', '&')
