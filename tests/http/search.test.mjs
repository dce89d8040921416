// Finding: words in Japanese and English in any spelling, indicators in any spelling, newest first,
// page by page, and at a cost that does not tell of what is hidden (SPEED-8, L-1 … L-5, L-11, L-46).

import { strict as assert } from 'node:assert'
import { test } from 'node:test'

import { newItem } from './lib/council.mjs'
import { all, everyPage, ids, only, post, scope, suites } from './lib/see.mjs'

const find = async (council, person, query, limit) =>
  ids(await everyPage(council, person, new URLSearchParams(query).toString(), limit))

// text of an item, queries that find it, queries that do not
const words = [
  ['鯨の尾を追う活動', ['鯨', '尾', '鯨の', '活動', '追う活動', '鯨 活動', '動'], ['鯱', '鯨尾', '活 鯱', '動活']],
  ['量子計算機への攻撃', ['量子', '子計', '攻撃', '量子計算機への攻撃', '撃', '量', '攻撃 量子'], ['子量', '量機', '攻撃者', '量子 防御']],
  ['ランサムウェアが拡大', ['ランサム', 'ﾗﾝｻﾑｳｪｱ', 'ウェア', 'ェ', 'ランサムウェア'], ['らんさむ', 'ランサムウエア', 'サムラン']],
  ['ガード・サーバー', ['ｶﾞｰﾄﾞ', 'サーバー', 'ガード サーバ', 'ード'], ['カード', 'サーハー', 'ガードサーバー']],
  ['Emotet campaign against Kitaden', ['emotet', 'EMOTET', 'ｅｍｏｔｅｔ', 'campaign', 'emo*', 'against kitaden', 'Kit* emo*'],
    ['emo', 'mote', 'motet', 'emotets', 'camp', '*otet', 'emotet denial', 'campaigns*']],
  ['Größe der Straße naïve café', ['grösse', 'GRÖSSE', 'straße', 'STRASSE', 'naïve', 'cafe\u0301', 'CAFÉ', 'stra*'], ['grosse', 'cafe', 'naive']],
  ['CVE-2024-3094 in xz 5.6.1', ['cve-2024-3094', 'CVE', '3094', '2024', 'xz', '5.6.1', 'cve-2024*', 'cve*'], ['309', 'cve-2023-3094', '94', 'cv']],
  ['２０２６年１１月の報告', ['2026年11月', '２０２６', '年', '11', '報告'], ['202', '026年', '12月']],
  ['㈱甲 ① Ⅷ ½', ['(株)甲', '㈱', '1', 'viii', 'VIII', '株'], ['株式', '株甲']],
  ['𠮷野家と髙橋と高橋', ['𠮷', '𠮷野', '髙橋', '高橋', '𠮷野家'], ['吉野']],
  ['한국 침해사고 대응', ['한국', '침해', '해사', '대응', '한'], ['국침', '응대']],
  ['опасный файл ΣΊΣΥΦΟΣ', ['ОПАСНЫЙ', 'файл', 'σίσυφος', 'σίσυφοσ'], ['опас', 'ΣΊΣΥΦ']],
  ['C:\\Temp\\evil.exe "quoted" it\'s 100% (a|b) & !c', ['evil.exe', 'temp', '"quoted"', 'quoted', "it's", '100', 'a|b', '!c', 'EVIL'],
    ['evi', 'exe.evil quoted2', 'tempo']],
]

// What a query language would take for its own; here it is text.
const hostile = ['"', "'", '*', '(', ')', ':', '-', '|', '&', '!', '\\', '%', '_', 'AND', 'OR', 'NOT', 'NEAR(a b)', 'a:b', '^a', '{a b}', '""', '"a', "a' OR 1=1 --",
  'words:鯨', 'all0|鯨', 'own:vendor0|emotet', 'mem:vendor0', '=evil.example', '!', '!!', 'all0|!', '\u200b', '\ufeff', '<->', ':*', 'a:*', "':*"]

suites('search', (council) => {
  const made = new Map()

  test('items with each text', async () => {
    for (const [text] of words) {
      const inBody = await post(council(), 'vendor.h', { title: '題', body: `前。\n${text}\n後。` })
      const inTitle = await post(council(), 'kenkyu.h', { title: text, body: '別の' })
      made.set(text, [inTitle.id, inBody.id])
      await post(council(), 'vendor.h', { title: text, scope: only('kenkyu') })
    }
  })

  for (const [text, found, notFound] of words) {
    for (const q of found)
      test(`q=${q} finds ${text}`, async () => {
        const got = await find(council(), 'daigaku.h', { q })
        for (const id of made.get(text)) assert.ok(got.includes(id))
      })
    for (const q of notFound)
      test(`q=${q} does not find ${text}`, async () => {
        const got = await find(council(), 'daigaku.h', { q })
        for (const id of made.get(text)) assert.ok(!got.includes(id))
      })
  }

  for (const q of hostile)
    test(`L-29 q=${JSON.stringify(q)} is text: 200, and nothing hidden`, async () => {
      const { items } = await council().want(200, 'daigaku.h', 'GET', `/items?q=${encodeURIComponent(q)}`)
      const readable = new Set(ids(await everyPage(council(), 'daigaku.h')))
      for (const item of items) assert.ok(readable.has(item.id))
      assert.ok(!['all0|鯨', 'own:vendor0|emotet', 'mem:vendor0', '!', '!!', 'all0|!', '*', '"', '&'].includes(q) || items.length === 0, `finds ${items.length}`)
    })

  test('q is looked for in title, body, indicators and references, terms anywhere among them', async () => {
    const { id } = await post(council(), 'vendor.h', { title: '甲', body: 'alpha 乙', indicators: [{ type: 'domain-name', value: 'c2.zeta.example' }],
      references: [{ type: 'cve', value: 'CVE-2031-0001' }, { type: 'url', value: 'https://vendor.example/advisory' }] })
    for (const q of ['甲 alpha', '乙 zeta', 'c2.zeta.example', 'CVE-2031-0001', 'cve-2031-0001 甲', 'advisory', 'zet* adv*', '甲　乙', '甲\t乙'])
      assert.deepEqual(await find(council(), 'daigaku.h', { q }), [id], q)
    for (const q of ['甲 beta', 'zeta2', 'CVE-2031-0002'])
      assert.deepEqual(await find(council(), 'daigaku.h', { q }), [], q)
  })

  test('q with nothing in it finds nothing', async () => {
    for (const q of ['', ' ', '　', '。', '!?']) assert.deepEqual(await find(council(), 'daigaku.h', { q }), [], JSON.stringify(q))
  })

  const spellings = {
    'evil-site.example': ['evil-site.example', 'EVIL-SITE.EXAMPLE', 'evil-site[.]example', 'evil-site(.)example', 'evil-site[dot]example', 'ｅｖｉｌ－ｓｉｔｅ．ｅｘａｍｐｌｅ',
      'evil-site.example.', ' evil-site.example '],
    '日本語.example': ['日本語.example', 'xn--wgv71a119e.example', 'XN--WGV71A119E[.]EXAMPLE', '日本語。example'],
    'https://evil.example/Path?q=1': ['https://evil.example/Path?q=1', 'hxxps://evil[.]example/Path?q=1', 'HXXPS://EVIL[.]example/Path?q=1'],
    '198.51.100.7': ['198.51.100.7', '198[.]51[.]100[.]7', '１９８．５１．１００．７'],
    '2001:db8::7': ['2001:db8::7', '2001:DB8:0:0:0:0:0:7', '2001:0db8::0007'],
    '203.0.113.0/24': ['203.0.113.0/24', '203[.]0[.]113[.]0/24'],
    'bad@evil.example': ['bad@evil.example', 'bad[@]evil[.]example', 'bad[at]evil[dot]example', 'BAD@EVIL.EXAMPLE'],
    '44d88612fea8a8f36de82e1278abb02f': ['44d88612fea8a8f36de82e1278abb02f', '44D88612FEA8A8F36DE82E1278ABB02F'],
    '請求書.exe': ['請求書.exe'],
  }
  const types = ['domain-name', 'domain-name', 'url', 'ipv4-addr', 'ipv6-addr', 'ipv4-addr', 'email-addr', 'md5', 'file-name']
  test('indicator: an exact value in any common spelling', async () => {
    for (const [i, [value, asked]] of Object.entries(spellings).entries()) {
      const { id } = await post(council(), 'vendor.h', { indicators: [{ type: types[i], value }] })
      await post(council(), 'vendor.h', { scope: only('kenkyu'), indicators: [{ type: types[i], value }] })
      for (const indicator of asked) assert.deepEqual(await find(council(), 'daigaku.h', { indicator }), [id], indicator)
      assert.deepEqual(await find(council(), 'shop.p', { indicator: value }), [])
    }
    for (const indicator of ['site.example', 'evil', 'https://evil.example/path?q=1', '198.51.100.70', '198.51.100', '203.0.113.1', '44d88612', 'x', '', '*'])
      assert.deepEqual(await find(council(), 'daigaku.h', { indicator }), [], indicator)
  })

  test('q, indicator and kind together', async () => {
    const indicators = [{ type: 'domain-name', value: 'both.example' }]
    const a = await post(council(), 'vendor.h', { title: '照合甲', indicators })
    const b = await post(council(), 'vendor.h', { title: '照合乙', indicators, kind: 'countermeasure' })
    assert.deepEqual(await find(council(), 'daigaku.h', { indicator: 'both.example' }), [b.id, a.id])
    assert.deepEqual(await find(council(), 'daigaku.h', { indicator: 'both.example', q: '照合甲' }), [a.id])
    assert.deepEqual(await find(council(), 'daigaku.h', { indicator: 'both.example', q: '照合', kind: 'countermeasure' }), [b.id])
    assert.deepEqual(await find(council(), 'daigaku.h', { q: '照合', since: a.published_at }), [b.id])
    assert.deepEqual(await find(council(), 'daigaku.h', { indicator: 'none.example', q: '照合' }), [])
  })

  test('newest first, each once, whatever the page; a cursor is of its question', async () => {
    const want = []
    for (let i = 0; i < 9; i++) {
      want.unshift((await post(council(), 'vendor.h', { title: `頁めくり ${i}`, body: '頁めくり '.repeat(50),
        scope: scope([{ all: true }, { member: 'daigaku' }, { category: 'academia' }, { coordinator: true }]) })).id)
      await post(council(), 'vendor.h', { title: `頁めくり ${i}`, scope: only('kenkyu') })
    }
    for (const limit of [1, 2, 3, 4, 9, 10]) assert.deepEqual(await find(council(), 'daigaku.h', { q: '頁めくり' }, limit), want, String(limit))
    const { next } = await council().want(200, 'daigaku.h', 'GET', `/items?q=${encodeURI('頁めくり')}&limit=2`)
    for (const q of ['頁めくり 0', '頁'])
      assert.equal((await council().api('daigaku.h', 'GET', `/items?q=${encodeURI(q)}&cursor=${next}`)).status, 400)
  })

  test('an item of many indicators is found by each, and by words that stand far apart', async () => {
    const indicators = Array.from({ length: 3000 }, (_, i) => ({ type: 'domain-name', value: `host${i}.wide-${i % 7}.example` }))
    const { id } = await post(council(), 'vendor.h', { title: '大きい件', body: '初め 終わり', indicators })
    for (const indicator of ['host0.wide-0.example', 'host1499.wide-1[.]example', 'HOST2999.wide-3.example'])
      assert.deepEqual(await find(council(), 'daigaku.h', { indicator }), [id], indicator)
    for (const q of ['大きい件 host2999', 'host0 host2999', 'host1499.wide-1.example 終わり', 'host299*'])
      assert.deepEqual(await find(council(), 'daigaku.h', { q }), [id], q)
    for (const q of ['大きい件 host3000', 'host0 host3000'])
      assert.deepEqual(await find(council(), 'daigaku.h', { q }), [], q)
    assert.deepEqual(await find(council(), 'daigaku.h', { indicator: 'host0.wide-1.example' }), [])
    await council().want(201, 'vendor.h', 'POST', `/items/${id}/revisions`, { indicators: indicators.slice(0, 10) })
    assert.deepEqual(await find(council(), 'daigaku.h', { indicator: 'host2999.wide-3.example' }), [])
    assert.deepEqual(await find(council(), 'daigaku.h', { indicator: 'host9.wide-2.example' }), [id])
  })

  test('L-32 what was revised away is not found, what was revised in is', async () => {
    const { id } = await post(council(), 'vendor.h', { title: '旧題', body: '旧文言', indicators: [{ type: 'domain-name', value: 'old.example' }] })
    await council().want(201, 'vendor.h', 'POST', `/items/${id}/revisions`,
      { title: '新題', body: '新文言', indicators: [{ type: 'domain-name', value: 'new.example' }] })
    for (const query of [{ q: '旧題' }, { q: '旧文言' }, { indicator: 'old.example' }]) assert.deepEqual(await find(council(), 'daigaku.h', query), [])
    for (const query of [{ q: '新題' }, { q: '新文言' }, { indicator: 'new.example' }]) assert.deepEqual(await find(council(), 'daigaku.h', query), [id])
  })

  test('POST-13 a retracted item is found by its provider and the coordinator alone', async () => {
    const { id } = await post(council(), 'vendor.h', { title: '撤回される件', indicators: [{ type: 'domain-name', value: 'withdrawn.example' }] })
    await council().want(201, 'vendor.h', 'POST', `/items/${id}/retraction`, { reason: '誤り' })
    for (const query of [{ q: '撤回される件' }, { indicator: 'withdrawn.example' }]) {
      for (const who of ['daigaku.h', 'kenkyu.h', 'gsoc.h']) assert.deepEqual(await find(council(), who, query), [])
      for (const who of ['vendor.n', 'coordinator.h']) assert.deepEqual(await find(council(), who, query), [id])
    }
  })

  test('a narrowed scope is gone from the search at once, a widened one there', async () => {
    const { id } = await post(council(), 'vendor.h', { title: '伸縮する件' })
    const reads = async (who) => (await find(council(), who, { q: '伸縮' })).includes(id)
    assert.ok(await reads('daigaku.h'))
    await council().want(200, 'vendor.h', 'PUT', `/items/${id}/scope`, scope([{ standing: 'class1' }]))
    assert.ok(!(await reads('daigaku.h')) && (await reads('kenkyu.h')))
    await council().want(200, 'vendor.h', 'PUT', `/items/${id}/scope`, all)
    assert.ok(await reads('daigaku.h'))
  })

  test('held, embargoed: found by those whom line 0 lets read', async () => {
    await post(council(), 'vendor.n', { title: '承認待ちの件' })
    await post(council(), 'vendor.h', { title: '解禁待ちの件', embargo_until: '2999-01-01T00:00:00Z' })
    for (const [q, office] of [['承認待ちの件', 0], ['解禁待ちの件', 1]]) {
      assert.equal((await find(council(), 'vendor.h', { q })).length, 1)
      assert.equal((await find(council(), 'coordinator.h', { q })).length, office)
      assert.equal((await find(council(), 'kenkyu.h', { q })).length, 0)
    }
  })
})

// ---- cost ----

const visited = async (council, person, query = '') => {
  const answer = await council.api(person, 'GET', `/items?limit=20${query && `&${query}`}`)
  assert.equal(answer.status, 200)
  return { rows: Number(answer.headers.get('noroshi-visited')), shown: answer.json.items.length }
}

suites('search: what it looks at', (council) => {
  const q = encodeURI('q=攻撃')
  const many = async (n, who, more) => {
    for (let i = 0; i < n; i += 50) await Promise.all(Array.from({ length: 50 }, () =>
      council().want(201, who, 'POST', '/items', newItem({ title: '攻撃', body: 'emotet', indicators: [{ type: 'domain-name', value: 'seen.example' }], ...more }))))
  }
  const readers = ['daigaku.h', 'kenkyu.h', 'byoin.h', 'city.n', 'ginko.h', 'shop.p']
  const asks = ['', q, 'q=emotet', 'q=emo*', 'indicator=seen.example']

  test('SPEED-8 hidden items change nothing in the number of rows looked at', async () => {
    await many(50, 'vendor.h')
    const before = {}
    for (const who of readers) for (const ask of asks) before[who + ask] = await visited(council(), who, ask)
    await many(200, 'gsoc.h', { scope: only('gsoc') })
    await many(200, 'vendor.h', { scope: only('kitaden'), secret: true })
    for (const who of readers) for (const ask of asks) assert.deepEqual(await visited(council(), who, ask), before[who + ask], `${who} ${ask}`)
  })

  test('ACC-3 secrets to all change nothing for one that refuses them, nor for one without a handler', async () => {
    const before = {}
    for (const who of ['ginko.h', 'city.n', 'byoin.h']) for (const ask of asks) before[who + ask] = await visited(council(), who, ask)
    await many(100, 'vendor.h', { secret: true })
    for (const who of ['ginko.h', 'city.n']) for (const ask of asks) assert.deepEqual(await visited(council(), who, ask), before[who + ask], `${who} ${ask}`)
    assert.notDeepEqual(await visited(council(), 'byoin.h', asks[0]), before[`byoin.h${asks[0]}`])
  })

  test('at most three rows are looked at for each that is shown', async () => {
    await many(50, 'kenkyu.h', { scope: only('byoin'), title: '希少' })
    for (const ask of ['', q, encodeURI('q=希少'), 'indicator=seen.example']) {
      const { rows, shown } = await visited(council(), 'byoin.h', ask)
      assert.equal(shown, 20)
      assert.ok(rows <= 3 * 32, `${ask}: ${rows} rows`) // a look-up takes up to 32 rows at once, of each of its words
    }
  })

  test('ACC-5 WHO-7 those who read notices only do not walk past all the rest', async () => {
    for (const who of ['gas.h', 'ministry.h', 'kyosai.h']) assert.ok((await visited(council(), who)).rows >= 0)
    const walk = async () => Promise.all(['gas.h', 'ministry.h'].map((who) => visited(council(), who)))
    const before = await walk()
    await many(100, 'vendor.h')
    assert.deepEqual(await walk(), before)
  })
}, { args: ['--count-visited'] })
