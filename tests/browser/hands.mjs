// The two ways to work in a page: by mouse, and by keyboard alone. Both find a thing by its selector; the keyboard goes
// there by Tab, as its user must, and fails where Tab does not lead.

import { strict as assert } from 'node:assert'

const TABS = 300

export const mouse = {
  press: (page, what) => page.click(what),
  check: (page, what) => page.check(what),
  type: (page, what, text) => page.fill(what, text),
  choose: (page, what, value) => page.selectOption(what, value),
}

async function reach(page, what) {
  await page.waitForSelector(what)
  for (let i = 0; i < TABS; i++) {
    if (await page.evaluate((w) => document.activeElement.matches(w), what)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab does not lead to ${what} on ${page.url()}`)
}

export const keyboard = {
  async press(page, what) {
    await reach(page, what)
    await page.keyboard.press('Enter')
  },
  async check(page, what) {
    await reach(page, what)
    await page.keyboard.press('Space')
    assert.ok(await page.isChecked(what), what)
  },
  async type(page, what, text) {
    await reach(page, what)
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText(text)
  },
  async choose(page, what, value) {
    await reach(page, what)
    await page.keyboard.press('Home')
    for (let i = 0; i < 50 && (await page.inputValue(what)) !== value; i++) await page.keyboard.press('ArrowDown')
    assert.equal(await page.inputValue(what), value)
  },
}
