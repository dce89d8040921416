// A browser for tests: Debian's chromium, a council, a person signed in, what every page keeps to.

import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { chromium } from 'playwright-core'

import { Browser } from '../http/lib/browser.mjs'

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })

// A context of PERSON, signed in (by a session, as people are); null: nobody. It fails the test where a page asks
// anything of another server, says anything on the console, or runs what it should not.
export async function enter(browser, council, person, { width = 1440, dark = false, lang = 'ja', script = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light', locale: lang, javaScriptEnabled: script,
  })
  const wrong = []
  await context.addCookies([{ name: 'noroshi-lang', value: lang, url: council.url }])
  if (person) {
    const at = new Browser(council)
    await at.redeem(person)
    if (!['', undefined].includes(at.cookies.get('noroshi')))
      await context.addCookies([{ name: 'noroshi', value: at.cookies.get('noroshi'), url: council.url, httpOnly: true, sameSite: 'Strict' }])
    context.session = at
  }
  context.on('request', (r) => r.url().startsWith(council.url) || wrong.push(`asked ${r.url()}`))
  context.on('dialog', (d) => { wrong.push(`dialog ${d.message()}`); d.dismiss() })
  context.on('weberror', (e) => wrong.push(`error ${e.error().message}`))
  context.on('console', (m) => m.type() === 'error' && !/the server responded with a status/.test(m.text()) && wrong.push(m.text()))
  context.wrong = wrong
  return context
}

// The violations that axe-core finds, as lines. Run in a world of its own, so that the page's policy stands.
export async function violations(page) {
  const session = await page.context().newCDPSession(page)
  const { frameTree } = await session.send('Page.getFrameTree')
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
  await session.send('Runtime.evaluate', { expression: axe, contextId })
  const { result } = await session.send('Runtime.evaluate', {
    contextId, awaitPromise: true, returnByValue: true,
    expression: `axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')))`,
  })
  await session.detach()
  return result.value
}

export function nothingWrong(context, where) {
  assert.deepEqual(context.wrong.splice(0), [], where)
}
