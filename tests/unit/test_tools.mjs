// The build tools must refuse what they say they refuse: mkmsg (catalogues) and check (source tree).
// Run by meson with MKMSG and CHECK naming the two programs.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, writeFileSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const { MKMSG, CHECK } = process.env;

function inFolder(run) {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-tools-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Runs mkmsg on two catalogues; gives status, stderr and what was written.
function mkmsg(en, ja) {
  return inFolder((folder) => {
    const [enPo, jaPo, h, c] = ['en.po', 'ja.po', 'm.h', 'm.c'].map((n) => join(folder, n));
    writeFileSync(enPo, en);
    writeFileSync(jaPo, ja);
    const r = spawnSync(MKMSG, [enPo, jaPo, h, c], { encoding: 'utf8' });
    const read = (p) => (existsSync(p) ? readFileSync(p, 'utf8') : '');
    return { status: r.status, stderr: r.stderr.replaceAll(folder + '/', ''), h: read(h), c: read(c) };
  });
}

const msg = (id, text) => `msgid "${id}"\nmsgstr "${text}"\n\n`;

test('mkmsg: a plain pair passes and names the message', () => {
  const r = mkmsg(msg('scope_missing', 'No scope'), msg('scope_missing', '範囲がありません'));
  assert.equal(r.status, 0, r.stderr);
  assert.match(r.h, /MSG_NONE,\n {4}MSG_SCOPE_MISSING,\n {4}MSG_COUNT/);
  assert.match(r.c, /\[MSG_SCOPE_MISSING\] = \{"範囲がありません", 24\}/);
});

test('mkmsg: header, comments, continuation lines and escapes pass', () => {
  const header = '# head\nmsgid ""\nmsgstr "Language: en\\n"\n\n#: a.c:1\n';
  const long = 'msgid "a"\nmsgstr ""\n"one\\n"\n"\\"two\\" \\\\ \\t?"\n';
  const r = mkmsg(header + long, long);
  assert.equal(r.status, 0, r.stderr);
  assert.match(r.c, /\{"one\\n\\"two\\" \\\\ \\t\\\?", 14\}/);
});

test('mkmsg: another order of messages and of placeholders passes', () => {
  const r = mkmsg(msg('a', '{0} of {1}') + msg('b', 'B'), msg('b', 'い') + msg('a', '{1} のうち {0}'));
  assert.equal(r.status, 0, r.stderr);
});

const both = (text) => [text, text];
const refusedCatalogues = [
  ['a message missing in Japanese', [msg('a', 'A') + msg('b', 'B'), msg('a', 'あ')], 'en.po:4: message missing'],
  ['a message missing in English', [msg('a', 'A'), msg('a', 'あ') + msg('b', 'い')], 'ja.po:4: message missing'],
  ['an empty message', [msg('a', 'A'), msg('a', '')], 'ja.po:1: message is empty'],
  ['a message of spaces', [msg('a', ' '), msg('a', 'あ')], 'en.po:1: message is empty'],
  ['a message given twice', both(msg('a', 'A') + msg('a', 'B')), 'en.po:4: message given twice'],
  ['other placeholders', [msg('a', 'A {0}'), msg('a', 'あ')], 'ja.po:1: other placeholders'],
  ['the same number of other placeholders', [msg('a', '{0}'), msg('a', '{1}')], 'ja.po:1: other placeholders'],
  ['a brace that is no placeholder', both(msg('a', 'A {x}')), 'en.po:1: brace'],
  ['a placeholder of two digits', both(msg('a', 'A {10}')), 'en.po:1: brace'],
  ['a name with capitals', both(msg('Scope', 'A')), 'en.po:1: msgid is no symbolic name'],
  ['a text for a name', both(msg('No scope', 'A')), 'en.po:1: msgid is no symbolic name'],
  ['an unknown escape', both(msg('a', 'A \\x41')), 'en.po:2: not a quoted string'],
  ['a quote that is not closed', both('msgid "a"\nmsgstr "A\n'), 'en.po:2: not a quoted string'],
  ['a quote within a string', both('msgid "a"\nmsgstr "A"B"\n'), 'en.po:2: not a quoted string'],
  ['msgid without msgstr', both('msgid "a"\n'), 'en.po:1: msgid without msgstr'],
  ['msgstr without msgid', both('msgstr "A"\n'), 'en.po:1: expected msgid'],
  ['plural forms', both('msgid "a"\nmsgid_plural "b"\nmsgstr "A"\n'), 'en.po:2: expected msgid'],
  ['bytes that are not UTF-8', [Buffer.concat([Buffer.from(msg('a', 'A')), Buffer.from([35, 0xff, 10])]),
    msg('a', 'あ')], 'en.po:1: not UTF-8'],
];
for (const [name, [en, ja], where] of refusedCatalogues)
  test(`mkmsg refuses ${name}`, () => {
    const r = mkmsg(en, ja);
    assert.equal(r.status, 1);
    assert.ok(r.stderr.includes(where), r.stderr);
    assert.equal(r.h, '');
  });

// Runs check over a tree given as {path: text}; gives status and the findings.
function check(files) {
  return inFolder((folder) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const r = spawnSync(CHECK, [folder], { encoding: 'utf8' });
    return { status: r.status, out: r.stdout };
  });
}

const lines = (n, text = '\n') => text.repeat(n);
const fn = (n) => `int f(void)\n{\n${lines(n - 2, '    g();\n')}}\n`;

const passes = [
  ['layers that include downwards', {
    'src/domain/item.c': '#include "rules/policy.h"\n#include "store/store.h"\n#include "domain/item.h"\n',
    'src/cli/main.c': '#include "web/serve.h"\n#include "verify/verify.h"\n#include <stdio.h>\n',
    'src/base/msg.c': '#include "messages.h"\n#include "base/str.h"\n',
  }],
  ['banned words in comments, strings and longer names', {
    'src/base/a.c': '/* strcpy,\n malloc */\n// gets\nconst char *s = "strcpy(\\"gets(";\nint my_malloc, localtime_r;\n',
  }],
  ['malloc in the arena', { 'src/base/arena.c': 'void *f(void)\n{\n    return malloc(1);\n}\n' }],
  ['600 lines and a function of 60', { 'src/base/a.c': fn(60) + lines(538), 'src/base/b.c': fn(60) + fn(60) }],
  ['SQL that counts a column or names tz_offset', {
    'src/sql/a.sql': '-- OFFSET, count(*), bm25\nselect count(id), tz_offset from t where x = \'offset\';\n',
  }],
  ['tests and tools that stand on base', { 'tools/x.c': '#include "base/str.h"\n', 'tests/unit/t.c': '#include "store/store.h"\n' }],
];
for (const [name, files] of passes)
  test(`check passes ${name}`, () => {
    const r = check(files);
    assert.equal(r.out, '');
    assert.equal(r.status, 0);
  });

const inc = (from, to) => ({ [`src/${from}/x.c`]: `\n#include "${to}/y.h"\n` });
const refusedTrees = [
  ...[
    ['base', 'rules'], ['base', 'store'], ['rules', 'store'], ['rules', 'domain'], ['store', 'rules'],
    ['store', 'audit'], ['audit', 'domain'], ['audit', 'rules'], ['verify', 'audit'], ['verify', 'store'],
    ['verify', 'rules'], ['domain', 'exchange'], ['domain', 'web'], ['exchange', 'store'],
    ['exchange', 'audit'], ['exchange', 'web'], ['web', 'store'], ['web', 'audit'], ['web', 'cli'], ['web', 'api'],
    ['api', 'store'], ['api', 'cli'], ['cli', 'store'], ['match', 'domain'], ['keeper', 'store'],
  ].map(([from, to]) => [`${from} including ${to}`, inc(from, to), `src/${from}/x.c:2: this layer may not include ${to}/y.h (include)`]),
  ['the main file including the store', { 'src/main.c': '#include "store/store.h"\n' }, 'src/main.c:1: this layer'],
  ['a folder that is no layer', { 'src/misc/x.c': '' }, 'src/misc/x.c:1: folder that is no layer (include)'],
  ['a way around by ..', { 'src/web/x.c': '#include "../store/store.h"\n' }, 'path is not relative to src: ../store/store.h (include)'],
  ['a way around inside a path', { 'src/web/x.c': '#include "web/../store/store.h"\n' }, '(include)'],
  ['spaces in the directive', { 'src/web/x.c': ' #  include  "store/store.h"\n' }, '(include)'],
  ['a tool on a layer', { 'tools/x.c': '#include "rules/scope.h"\n' }, 'tools/x.c:1: a tool may not include'],
  ['601 lines', { 'src/base/x.c': lines(601) }, 'src/base/x.c:601: file of more than 600 lines (file-length)'],
  ['a function of 61 lines', { 'src/base/x.c': fn(61) }, 'src/base/x.c:2: function of more than 60 lines (function-length)'],
  ['a long function in the other brace style',
    { 'src/base/x.c': `int f(void) {\n${lines(60, 'g();\n')}}\n` }, '(function-length)'],
  ...['strcpy', 'strncpy', 'strcat', 'sprintf', 'vsprintf', 'atoi', 'strtok', 'gets', 'localtime', 'gmtime', 'sscanf']
    .map((f) => [f, { 'tests/unit/x.c': `"gets"\n/* x */ ${f} (a);\n` }, `tests/unit/x.c:2: banned function ${f} (banned)`]),
  ...['malloc', 'calloc', 'realloc', 'strdup', 'strndup', 'asprintf']
    .map((f) => [f, { 'src/base/x.c': `p = ${f}(a);\n` }, `src/base/x.c:1: memory outside of the arena: ${f} (malloc)`]),
  ['malloc in a file that is only called arena', { 'src/web/arena.c': 'malloc(1);' }, '(malloc)'],
  ['OFFSET', { 'src/sql/a.sql': 'select 1\n  limit 1 Offset 5;' }, 'src/sql/a.sql:2: not to be used: Offset (sql)'],
  ['count(*)', { 'src/sql/a.sql': 'select count(*) from t;' }, 'src/sql/a.sql:1: not to be used: count(*) (sql)'],
  ['COUNT in other spacing', { 'src/sql/a.pg.sql': 'select COUNT (\n * ) from t;' }, 'src/sql/a.pg.sql:1:'],
  ['bm25', { 'src/sql/a.sql': "select '--' from t order by bm25(t);" }, '(sql)'],
];
for (const [name, files, where] of refusedTrees)
  test(`check refuses ${name}`, () => {
    const r = check(files);
    assert.equal(r.status, 1);
    assert.ok(r.out.includes(where), r.out);
  });

test('check says usage where the root does not exist', () => {
  const r = spawnSync(CHECK, ['/nowhere/at/all'], { encoding: 'utf8' });
  assert.equal(r.status, 2);
});
