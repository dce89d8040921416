// mksql must refuse what grows with a table, differs between the databases or is misdeclared, and
// name the place.  Run by meson with MKSQL naming the program.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, writeFileSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { MKSQL } = process.env;
const EXEMPT = '# tables\nsession  no entry\n';

// Writes FILES ({name: text}) into a folder, runs mksql with ARGS(folder), gives what it wrote.
function mksql(files, args) {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-mksql-'));
  try {
    mkdirSync(join(folder, 'sql'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'sql', name), text);
    writeFileSync(join(folder, 'exempt'), files.exempt ?? EXEMPT);
    const r = spawnSync(MKSQL, args(folder), { encoding: 'utf8' });
    const read = (n) => (existsSync(join(folder, n)) ? readFileSync(join(folder, n), 'utf8') : '');
    return { status: r.status, stderr: r.stderr.replaceAll(folder + '/', ''), h: read('q.h'), c: read('q.c'), d: read('q.d') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const queries = (files) =>
  mksql(files, (f) => ['q.h', 'q.c', 'q.d', 'exempt', 'sql'].map((n) => join(f, n)));
const schema = (files) => mksql(files, (f) => ['--schema', ...['q.c', 'q.d', 'sql'].map((n) => join(f, n))]);

const row = '-- row item_row(id text, n int?)\n\n';

test('mksql: a shared row, a comment and a look-up pass', () => {
  const r = queries({ 'a.sql': `-- About.\n\n${row}-- One item.\n-- query item_get(id text) one item_row\nSELECT id, n\nFROM item WHERE id = $1;\n` });
  assert.equal(r.status, 0, r.stderr);
  assert.match(r.h, /struct item_row \{\n {4}struct sv id;\n {4}int64_t n; \/\* or DB_NULL \*\/\n\};/);
  assert.match(r.h, /\/\* One item\. \*\/\nint db_item_get\(struct db \*db, struct arena \*a, struct sv id, struct item_row \*out\);/);
  assert.match(r.c, /\.params = "t", \.cols = "tI".*QUERY_READS/);
  assert.doesNotMatch(r.h, /About/);
});

test('mksql: its dependencies are the directory and every file', () => {
  const r = queries({ 'a.sql': row, 'b.sql': '', 'notes.txt': '' });
  assert.equal(r.status, 0, r.stderr);
  assert.match(r.d, /q\.h .*q\.c: .*exempt .*sql .*sql\/a\.sql .*sql\/b\.sql\n$/);
});

test('mksql: a query file for PostgreSQL replaces one text', () => {
  const r = queries({
    'a.sql': `${row}-- query x(id text) one item_row\nSELECT id, n FROM item WHERE id = $1;\n`,
    'a.pg.sql': '-- query x(id text)  one   item_row\nSELECT id, n FROM item WHERE id = $1 FOR SHARE;\n',
  });
  assert.equal(r.status, 0, r.stderr);
  assert.match(r.c, /\.sql = \{sql_x, pg_x\}/);
});

const effects = [
  ['SELECT a FROM t', 'one (a text)', 'READS'],
  ['SELECT a FROM t FOR UPDATE', 'one (a text)', 'READS'],
  ["SELECT 'insert into t' AS a -- delete from t", 'one (a text)', 'READS'],
  ['INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2', 'exec', 'WRITES'],
  ['UPDATE t SET a = 1', 'exec', 'WRITES'],
  ['DELETE FROM t', 'exec', 'WRITES'],
  ['WITH x AS (SELECT a FROM u) INSERT INTO t (a) SELECT a FROM x', 'exec', 'WRITES'],
  ['INSERT INTO session (a) VALUES (1)', 'exec', 'WRITES_EXEMPT'],
  ['UPDATE session SET a = 1', 'exec', 'WRITES_EXEMPT'],
  ['WITH x AS (DELETE FROM session RETURNING a) INSERT INTO t (a) SELECT a FROM x', 'exec', 'WRITES'],
  ['INSERT INTO "session" (a) VALUES (1)', 'exec', 'WRITES'],
];
for (const [sql, mode, effect] of effects)
  test(`mksql: "${sql}" ${effect}`, () => {
    const r = queries({ 'a.sql': `-- query x() ${mode}\n${sql};\n` });
    assert.equal(r.status, 0, r.stderr);
    assert.match(r.c, new RegExp(`QUERY_${effect}, `));
  });

const q = (head, sql) => ({ 'a.sql': `-- query ${head}\n${sql};\n` });
const get = 'SELECT id FROM item WHERE id = $1';
const refusedQueries = [
  ['a query declared twice', { 'a.sql': `-- query x() one (id text)\nSELECT id FROM t;\n-- query x() one (id text)\nSELECT id FROM t;\n` }, 'sql/a.sql:3: query "x" is declared twice'],
  ['a query declared in two files', { ...q('x() one (id text)', 'SELECT id FROM t'), 'b.sql': '-- query x() one (id text)\nSELECT id FROM t;\n' }, 'sql/b.sql:1: query "x" is declared twice'],
  ['a row declared twice', { 'a.sql': row + row }, 'sql/a.sql:3: row "item_row" is declared twice'],
  ['an unknown type', q('x(id uuid) one (id text)', get), 'sql/a.sql:1: unknown type "uuid"'],
  ['a column twice', q('x(id text, id text) one (id text)', get), 'sql/a.sql:1: "id" twice'],
  ['a name in capitals', q('GetX() one (id text)', 'SELECT id FROM t'), 'sql/a.sql:1: a name in lower case expected'],
  ['a parameter that the wrapper uses', q('x(out text) one (id text)', get), 'sql/a.sql:1: a parameter cannot be called "out"'],
  ['no mode', q('x(id text)', get), 'sql/a.sql:1: query "x" has no mode'],
  ['an unknown mode', q('x(id text) some (id text)', get), 'sql/a.sql:1: unknown mode "some"'],
  ['many without a maximum', q('x(id text) many (id text)', get), 'many(1)'],
  ['many of none', q('x(id text) many(0) (id text)', get), 'many(1) to many(100000)'],
  ['many of too many', q('x(id text) many(100001) (id text)', get), 'many(1) to many(100000)'],
  ['no row', q('x(id text) one', get), 'sql/a.sql:1: query "x" has no row'],
  ['an unknown row', q('x(id text) one item_row', get), 'sql/a.sql:1: no row "item_row"'],
  ['an unknown row as parameter', q('x(item_row) exec', 'DELETE FROM t WHERE a = $1'), 'no row "item_row"'],
  ['a row on exec', q('x() exec (id text)', 'DELETE FROM t'), 'sql/a.sql:1: unexpected "(id text)"'],
  ['an empty row', { 'a.sql': '-- row x()\n' }, 'sql/a.sql:1: row "x" has no columns'],
  ['a parameter too many', q('x(id text, n int) one (id text)', get), 'query "x": $2 is not used'],
  ['a parameter too few', q('x() one (id text)', get), 'query "x": $1, but 0 parameters'],
  ['a gap in the parameters', q('x(k text, l text, m text) one (id text)', 'SELECT id FROM t WHERE k = $1 AND m = $3'), '$2 is not used'],
  ['parameter zero', q('x(id text) one (id text)', 'SELECT id FROM t WHERE id = $0'), '$0, but 1 parameters'],
  ['a question mark', q('x() one (id text)', 'SELECT id FROM t WHERE id = ?'), 'parameters are written $1'],
  ['OFFSET', q('x() many(9) (id text)', 'SELECT id FROM t LIMIT 9 OFFSET 9'), 'OFFSET reads what it skips'],
  ['count(*)', q('x() one (n int)', 'SELECT count( * ) FROM t'), 'count(*) reads every row'],
  ['select *', q('x() one (id text)', 'SELECT * FROM t'), 'columns are named, not *'],
  ['select t.*', q('x() one (id text)', 'SELECT t.* FROM t'), 'columns are named, not *'],
  ['select a, *', q('x() one (id text)', 'SELECT a, * FROM t'), 'columns are named, not *'],
  ['returning *', q('x() one (id text)', 'DELETE FROM t RETURNING *'), 'columns are named, not *'],
  ['bm25', q('x() many(9) (id text)', 'SELECT id FROM f ORDER BY bm25(f)'), 'bm25 reads every hit'],
  ['two statements in one', q('x() exec', 'DELETE FROM t; DELETE FROM u'), 'more than one statement'],
  ['exec that reads', q('x() exec', 'SELECT id FROM t'), 'writes nothing: its mode is not exec'],
  ['each that writes', q('x() each (id text)', 'DELETE FROM t RETURNING id'), 'writes: its mode is not each'],
  ['a statement without an end', { 'a.sql': '-- query x() one (id text)\nSELECT id FROM t\n' }, 'query "x" has no end (;)'],
  ['a declaration within a statement', { 'a.sql': '-- query x() one (id text)\nSELECT id FROM t\n-- query y() one (id text)\nSELECT id FROM t;\n' }, 'sql/a.sql:3: query "x" has no end (;)'],
  ['a query without a statement', { 'a.sql': '-- query x() one (id text)\n' }, 'query "x" has no end (;)'],
  ['a statement without a declaration', { 'a.sql': 'SELECT 1;\n' }, 'sql/a.sql:1: a statement without a declaration'],
  ['an override of nothing', { 'a.pg.sql': '-- query x() one (id text)\nSELECT id FROM t;\n' }, 'sql/a.pg.sql:1: no query "x" to override'],
  ['an override of another form', { ...q('x() one (id text)', 'SELECT id FROM t'), 'a.pg.sql': '-- query x() one (id text?)\nSELECT id FROM t;\n' }, 'sql/a.pg.sql:1: not the declaration of sql/a.sql:1'],
  ['a costly override', { ...q('x() one (n int)', 'SELECT n FROM t'), 'a.pg.sql': '-- query x() one (n int)\nSELECT count(*) FROM t;\n' }, 'count(*) reads every row'],
  ['an exempt table without a reason', { exempt: 'session\n' }, 'exempt:1: a table and why it is exempt'],
];
for (const [what, files, says] of refusedQueries)
  test(`mksql refuses ${what}`, () => {
    const r = queries(files);
    assert.equal(r.status, 1);
    assert.ok(r.stderr.includes(says), r.stderr);
    assert.equal(r.c, '');
  });

test('mksql: schema steps are joined for each database, in order', () => {
  const r = schema({ '001-a.sql': 'A;\n', '001-a.pg.sql': 'P;\n', '002-b.sqlite.sql': 'S "x";\n' });
  assert.equal(r.status, 0, r.stderr);
  assert.match(r.c, /\.n = 1, \.name = "a"[^}]*"A;\\n"\n {4}"",\n {4}"A;\\n"\n {4}"P;\\n"/);
  assert.match(r.c, /\.n = 2, \.name = "b"[^}]*"S \\"x\\";\\n"/);
  assert.match(r.c, /schema_step_count = 2;/);
});

const refusedSteps = [
  ['a gap', { '001-a.sql': '', '003-c.sql': '' }, 'step 002 is missing'],
  ['two names of one step', { '001-a.sql': '', '001-b.sql': '' }, 'step 001 is called "a" already'],
  ['two names of one step in two dialects', { '001-a.sql': '', '001-b.pg.sql': '' }, 'step 001 is called "a" already'],
  ['a name without a number', { 'a.sql': '' }, 'a schema step is called NNN-name.sql'],
  ['step 000', { '000-a.sql': '' }, 'a schema step is called NNN-name.sql'],
  ['INTEGER for both', { '001-a.sql': 'CREATE TABLE t (a INTEGER);' }, '"integer": both databases take BIGINT, TEXT and BLOB only'],
  ['BOOLEAN for both', { '001-a.sql': 'CREATE TABLE t (a BOOLEAN);' }, '"boolean": both databases'],
];
for (const [what, files, says] of refusedSteps)
  test(`mksql refuses ${what} in a schema`, () => {
    const r = schema(files);
    assert.equal(r.status, 1);
    assert.ok(r.stderr.includes(says), r.stderr);
  });
