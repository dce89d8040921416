// The tests of pages.test.mjs once more, on PostgreSQL.

import { test } from 'node:test'

process.env.NOROSHI_PAGES_DB = 'pg'
if (process.env.NOROSHI_TEST_PG_DIR) await import('./pages.test.mjs')
else test('pages (pg)', { skip: 'no PostgreSQL: start one with script/pg and set NOROSHI_TEST_PG_DIR' }, () => {})
