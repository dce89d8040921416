// mktpl must refuse every placement that escaping cannot make safe, and what is missing or does not fit.
// Run by meson with MKTPL naming the program.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, writeFileSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PO = [
  'msgid ""\nmsgstr "Language: en\\n"\n',
  'msgid "hello"\nmsgstr "Hello"\n',
  'msgid "of_two"\nmsgstr "{1} of {0}"\n',
  'msgid "two_lines"\nmsgstr ""\n"from {0} "\n"to {1}"\n',
].join('\n');

// Runs mktpl on FILES ({name: text}); gives status, stderr and what was written.
function mktpl(files) {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-mktpl-'));
  try {
    const [h, c, d, po, dir] = ['t.h', 't.c', 't.d', 'en.po', 'in'].map((n) => join(folder, n));
    mkdirSync(dir);
    writeFileSync(po, PO);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    const r = spawnSync(process.env.MKTPL, [h, c, d, po, dir], { encoding: 'utf8' });
    const read = (p) => (existsSync(p) ? readFileSync(p, 'utf8') : '');
    return { status: r.status, stderr: r.stderr.replaceAll(dir + '/', ''), h: read(h), c: read(c), d: read(d) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// A template with a field of every kind; all of them are used in the last line, before BODY.
const HEAD = `{{struct row}}
  text name
  list text tags
{{fields}}
  text t
  url u
  int n
  flag f
  msg m
  time at
  day on
  markup mk
  list row rows
  row one
{{body}}
`;
const USE = `{{if t}}{{if u}}{{if n}}{{if f}}{{if m}}{{if at}}{{if on}}{{if mk}}{{if rows}}{{if one.name}}{{if one.tags}}
{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}\n`;
const page = (body) => mktpl({ 'p.html': HEAD + USE + body });

const passes = [
  ['text in content', '<p>{{t}}</p>', /html_text\(h, v->t\)/],
  ['text in a quoted attribute', '<p class="{{t}}"></p>', /html_text\(h, v->t\)/],
  ['text in single quotes', "<p class='{{t}}'></p>", /html_text\(h, v->t\)/],
  ['a url that is the address', '<a href="{{u}}">1</a>', /html_url\(h, v->u\)/],
  ['a url and a part', '<a href="{{u}}#{{t}}">1</a>', /html_url\(h, v->u\);[^]*html_part\(h, v->t\)/],
  ['text behind a path of this server', '<a href="/items/{{t}}?q={{t}}">1</a>', /html_part\(h, v->t\)/],
  ['text behind the first slash, encoded', '<a href="/{{t}}">1</a>', /html_part\(h, v->t\)/],
  ['text behind an https address', '<a href="https://www.example/{{t}}">1</a>', /html_part\(h, v->t\)/],
  ['a number in an address', '<a href="?page={{n}}">1</a>', /html_int\(h, v->n\)/],
  ['a time in content is an element', '<p>{{at}} {{on}}</p>', /html_time\(h, v->at\)[^]*html_day\(h, v->on\)/],
  ['a time in an attribute is plain', '<p data-at="{{at}}"></p>', /html_iso\(h, v->at\)/],
  ['markup in content', '<div>{{mk}}</div>', /html_markup\(h, v->mk\)/],
  ['a message', '<p>{{t:hello}}</p>', /html_message\(h, MSG_HELLO, .*, 0\)/],
  ['a message with arguments', '<p>{{t:of_two t n}}</p>', /MSG_OF_TWO, \(const struct sv\[\]\)\{v->t, html_of_int\(h, v->n\), /],
  ['a message of several lines', '<p>{{t:two_lines at on}}</p>', /html_of_time\(h, v->at\), html_of_day\(h, v->on\)/],
  ['a message that a field names', '<p>{{m}}</p>', /html_msg\(h, v->m\)/],
  ['an attribute that comes or not', '<input type="checkbox" {{if f}}checked{{end}}>', /if \(\(?v->f\)?\)/],
  ['a loop, and a loop in it', '<ul>{{for r in rows}}<li>{{r.name}}{{for tag in r.tags}}<b>{{tag}}</b>{{end}}</li>{{end}}</ul>',
    /i2 < l_r->ntags/],
  ['a record', '<p>{{if one}}{{one.name}}{{end}}</p>', /v->one != NULL[^]*html_text\(h, v->one->name\)/],
  ['else', '<p>{{if !f}}{{t}}{{else}}{{n}}{{end}}</p>', /if \(!\(v->f\)\)[^]*\} else \{/],
  ['a script that is a file', '<script src="/static/a.js" defer></script>', /script src/],
  ['numbers, signs, entities', '<p>1 &middot; 2 &#8594; (3)</p>', /&middot;/],
  ['keys and code', '<kbd>g</kbd><code>POST</code>', /<kbd>g/],
  ['a comment of the template', '{{# not sent }}<p></p>', /^((?!not sent)[^])*$/],
];
for (const [name, body, want] of passes)
  test(`mktpl passes ${name}`, () => {
    const r = page(body);
    assert.equal(r.status, 0, r.stderr);
    assert.match(r.c, want);
  });

const refusals = [
  ['text in a script', '<script>var a = "{{t}}"</script>', 'a script that is not a file'],
  ['any inline script', '<script></script>', 'a script that is not a file'],
  ['a script with a file and text', '<script src="/a.js">1</script>', 'a script that is not a file'],
  ['a style element', '<style>p{}</style>', 'an element that templates do not use'],
  ['a style attribute', '<p style="color:red"></p>', 'an attribute that templates do not use'],
  ['text in a style attribute', '<p style="{{t}}"></p>', 'an attribute that templates do not use'],
  ['text in a comment', '<!-- {{t}} -->', 'a comment in HTML'],
  ['any comment', '<!-- 1 -->', 'a comment in HTML'],
  ['text in an unquoted attribute', '<p class={{t}}></p>', 'an attribute without quotes'],
  ['an unquoted attribute', '<p class=a></p>', 'an attribute without quotes'],
  ['text as an attribute', '<p {{t}}></p>', 'a field within a tag'],
  ['text in the name of an attribute', '<p data-{{t}}="1"></p>', 'a field within a tag'],
  ['text as the name of an element', '<{{t}}>', 'a "<" that begins no tag'],
  ['text within the name of an element', '<h{{t}}></h1>', 'an element that templates do not use'],
  ['onclick', '<p onclick="1"></p>', 'an attribute that runs'],
  ['onclick with text', '<p onclick="{{t}}"></p>', 'an attribute that runs'],
  ['any on*', '<p onpointerrawupdate="1"></p>', 'an attribute that runs'],
  ['capitals, which would hide it', '<p ONCLICK="1"></p>', 'not written in plain lower case'],
  ['a slash, which would hide it', '<p/onclick="1"></p>', 'not written in plain lower case'],
  ['text as an address', '<a href="{{t}}">1</a>', 'a field that begins an address and is no url'],
  ['text as a source', '<script src="{{t}}"></script>', 'a field that begins an address'],
  ['text as an action', '<form action="{{t}}"></form>', 'a field that begins an address'],
  ['text as a formaction', '<button formaction="{{t}}"></button>', 'a field that begins an address'],
  ['text in single quotes as an address', "<a href='{{t}}'>1</a>", 'a field that begins an address'],
  ['a number as an address', '<a href="{{n}}">1</a>', 'a field that begins an address'],
  ['a message as an address', '<a href="{{t:hello}}">1</a>', 'a message in an address'],
  ['a message as a part of an address', '<a href="/a?b={{t:hello}}">1</a>', 'a message in an address'],
  ['text behind a scheme', '<a href="javascript:{{t}}">1</a>', 'neither of this server nor https'],
  ['javascript:', '<a href="javascript:1">1</a>', 'neither of this server nor https'],
  ['data:', '<script src="data:1"></script>', 'neither of this server nor https'],
  ['http:', '<a href="http://www.example/">1</a>', 'neither of this server nor https'],
  ['mailto:', '<a href="mailto:1">1</a>', 'neither of this server nor https'],
  ['an address of another server', '<a href="//www.example/">1</a>', 'neither of this server nor https'],
  ['text that could make it one', '<a href="/\\{{t}}">1</a>', 'neither of this server nor https'],
  ['a relative path without its slash', '<a href="items">1</a>', 'neither of this server nor https'],
  ['a scheme that goes on in a url', '<a href="java{{u}}">1</a>', 'a url field that does not begin its address'],
  ['a url behind a path', '<a href="/x{{u}}">1</a>', 'a url field that does not begin its address'],
  ['text behind half a scheme', '<a href="https:{{t}}">1</a>', 'a field that begins an address'],
  ['a time in an address', '<a href="/{{at}}">1</a>', 'neither text nor int'],
  ['srcdoc', '<p srcdoc="{{t}}"></p>', 'an attribute that templates do not use'],
  ['srcset', '<p srcset="{{u}}"></p>', 'an attribute that templates do not use'],
  ['ping', '<a ping="/a" href="/a">1</a>', 'an attribute that templates do not use'],
  ['xlink:href', '<svg><a xlink:href="{{t}}"></a></svg>', 'an attribute that templates do not use'],
  ['meta refresh', '<meta http-equiv="refresh" content="{{t}}">', 'an attribute that templates do not use'],
  ['iframe', '<iframe src="/a"></iframe>', 'an element that templates do not use'],
  ['object', '<object></object>', 'an element that templates do not use'],
  ['embed', '<embed>', 'an element that templates do not use'],
  ['base', '<base href="/">', 'an element that templates do not use'],
  ['animate, which sets attributes', '<svg><animate></animate></svg>', 'an element that templates do not use'],
  ['foreignObject', '<svg><foreignObject></foreignObject></svg>', 'an element that is not written in plain lower case'],
  ['markup in an attribute', '<p title="{{mk}}"></p>', 'markup outside content'],
  ['markup in a title', '<title>{{mk}}</title>', 'markup outside content'],
  ['markup in a textarea', '<textarea>{{mk}}</textarea>', 'markup outside content'],
  ['a flag written out', '<p>{{f}}</p>', 'a field that cannot be written out'],
  ['a record written out', '<p>{{one}}</p>', 'a field that cannot be written out'],
  ['a list written out', '<p>{{rows}}</p>', 'a list that is written out'],
  ['an element that is not closed', '<div><p></p>', 'ends within a tag or an open element'],
  ['a tag that is not closed', '<p class="a"', 'ends within a tag or an open element'],
  ['a quote that is not closed', '<p class="a></p>', 'a "<" in an attribute'],
  ['elements that overlap', '<b><i></b></i>', 'not the innermost open one'],
  ['a tag that closes itself', '<div/>', 'closes itself'],
  ['a bare "<"', '<p>1 < 2</p>', 'a "<" that begins no tag'],
  ['a branch that opens an element', '{{if f}}<div>{{end}}', 'leaves HTML elsewhere'],
  ['a branch that closes one', '<div>{{if f}}</div>{{end}}', 'leaves HTML elsewhere'],
  ['a branch that opens a quote', '<p {{if f}}class="{{end}}a"></p>', 'leaves HTML elsewhere'],
  ['branches that end differently', '<div>{{if f}}<p>{{else}}<b>{{end}}', 'leaves HTML elsewhere'],
  ['a branch that makes an address safe', '<a href="{{if f}}/a{{end}}{{t}}">1</a>', 'leaves HTML elsewhere'],
  ['a loop that opens an element', '{{for r in rows}}<p>{{end}}', 'leaves HTML elsewhere'],
  ['a field that is missing', '<p>{{nothing}}</p>', 'no such field: nothing'],
  ['a field that a record has not', '<p>{{one.nothing}}</p>', 'no such field: one.nothing'],
  ['a row outside its loop', '{{for r in rows}}{{r.name}}{{end}}{{r.name}}', 'no such field: r.name'],
  ['a message that is missing', '<p>{{t:goodbye}}</p>', 'no such message: goodbye'],
  ['a message with too few arguments', '<p>{{t:of_two t}}</p>', 'another number of arguments'],
  ['a message with too many arguments', '<p>{{t:hello t}}</p>', 'another number of arguments'],
  ['a message with markup', '<p>{{t:of_two mk t}}</p>', 'an argument of a message that is no text'],
  ['a loop over text', '{{for x in t}}{{end}}', 'a loop over what is no list'],
  ['a loop without a list', '{{for x}}{{end}}', 'not {{for NAME in LIST}}'],
  ['a loop whose row has a taken name', '{{for t in rows}}{{end}}', 'a name that is taken: t'],
  ['an if without end', '{{if f}}1', 'a statement without its end'],
  ['an end too many', '{{end}}', 'an end without its beginning'],
  ['an else in a loop', '{{for r in rows}}{{else}}{{end}}', 'an else without its if'],
  ['an else twice', '{{if f}}{{else}}{{else}}{{end}}', 'an else without its if'],
  ['an include of no template', '{{include one}}', 'an include of what is no template'],
  ['an include of nothing', '{{include nothing}}', 'no such field'],
  ['a statement over two lines', '{{if\nf}}{{end}}', 'does not end in its line'],
  ['a statement that is not closed', '<p>{{t</p>', 'does not end in its line'],
  ['two names', '<p>{{t n}}</p>', 'a statement that means nothing'],
  ['words', '<p>Hello</p>', 'words that belong in po/'],
  ['Japanese words', '<p>項目</p>', 'words that belong in po/'],
  ['words in a label', '<p aria-label="Hello"></p>', 'words that belong in po/'],
  ['words in a placeholder', '<input placeholder="Hello">', 'words that belong in po/'],
];
for (const [name, body, why] of refusals)
  test(`mktpl refuses ${name}`, () => {
    const r = page(body);
    assert.equal(r.status, 1, r.c);
    assert.match(r.stderr, /^p\.html:\d+: /);
    assert.ok(r.stderr.includes(why), r.stderr);
    assert.equal(r.c + r.h, '');
  });

test('mktpl: a template takes in another, by its record or bare', () => {
  const r = mktpl({ 'a.html': '{{fields}}\nb inner\n{{body}}\n{{include inner}}{{include c}}\n',
    'b.html': '{{fields}}\ntext x\n{{body}}\n<p>{{x}}</p>\n', 'c.html': '{{body}}\n<hr>\n' });
  assert.equal(r.status, 0, r.stderr);
  assert.match(r.c, /tpl_b\(h, v->inner\);\n {4}tpl_c\(h\);/);
  assert.match(r.h, /const struct tpl_b \*inner;/);
  assert.match(r.d, /a\.html .*b\.html .*c\.html/);
});

const declarations = [
  ['a field of no kind', { 'a.html': '{{fields}}\nnothing x\n{{body}}\n{{if x}}{{end}}' }, 'a kind that is not declared'],
  ['a field twice', { 'a.html': '{{fields}}\ntext x\nint x\n{{body}}\n{{x}}' }, 'a.html:3: a field twice'],
  ['a field with capitals', { 'a.html': '{{fields}}\ntext Name\n{{body}}\n' }, 'not KIND NAME'],
  ['a field that nobody uses', { 'a.html': '{{fields}}\ntext x\n{{body}}\n' }, 'a field that no template uses: x'],
  ['a field of nothing', { 'a.html': 'text x\n{{body}}\n' }, 'a.html:1: a field of nothing'],
  ['a template without body', { 'a.html': '<p></p>' }, 'no {{body}}'],
  ['a record twice', { 'a.html': '{{struct r}}\n{{body}}\n', 'b.html': '{{struct r}}\n{{body}}\n' }, 'a name that is taken: r'],
  ['a record named as a template', { 'a.html': '{{struct a}}\n{{body}}\n' }, 'a name that is taken: a'],
  ['a template named with capitals', { 'A.html': '{{body}}\n' }, 'a name that is not of a-z'],
];
for (const [name, files, why] of declarations)
  test(`mktpl refuses ${name}`, () => {
    const r = mktpl(files);
    assert.equal(r.status, 1);
    assert.ok(r.stderr.includes(why), r.stderr);
  });
