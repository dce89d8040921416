// Mutation testing of the pure rules: each small fault put into them must be noticed by the unit tests.
//
//     node tests/oracle/mutants.mjs                       all mutants
//     node tests/oracle/mutants.mjs --sample 60 --seed 7  some of them, for every test run
//     node tests/oracle/mutants.mjs --only policy.c       one file
//
// A mutant is the source with one token changed: a condition negated, an operator exchanged, a constant
// or a rule id replaced, a row of a table or a statement left out.  It is compiled into a copy in a
// temporary directory and the tests are run; a mutant that passes them survives and is told.  Those
// that change nothing that could be seen are listed in mutants.equivalent, each with its reason.
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'

const run = promisify(execFile)
const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const targets = ['policy.c', 'scope.c', 'within.c', 'post.c', 'use.c']
// The tests that stand on the little council: those of the rules.
const tests = readdirSync(join(root, 'tests', 'unit'))
  .filter(f => /^test_.*\.c$/.test(f) && /"(council|post_test)\.h"/.test(
    readFileSync(join(root, 'tests', 'unit', f), 'utf8')))
  .map(f => f.slice(5, -2))
const libs = ['jansson', 'crypto', 'sodium', 'unistring', 'idn2', 'qrencode', 'pthread'].map(l => `-l${l}`)
// A trap where an array is overrun: else such a mutant could pass by luck.
const flags = ['-std=gnu11', '-D_GNU_SOURCE', '-O0', '-w', '-c', '-fsanitize=undefined',
  '-fsanitize-undefined-trap-on-error']

const { values: opt } = parseArgs({ options: {
  sample: { type: 'string' }, seed: { type: 'string', default: '1' }, only: { type: 'string' },
  jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) } } })

// --- making mutants ---------------------------------------------------------------------------

// The text with comments, strings, characters and preprocessor lines blanked; positions stay.
function code(text) {
  const blank = s => s.replace(/[^\n]/g, ' ')
  return text.replace(/\/\*[^]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|^[ \t]*#(?:\\\n|[^\n])*/gm, blank)
}

function closing(text, open) {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++
    if (text[i] === ')' && --depth === 0) return i
  }
  throw new Error('unbalanced')
}

const exchanges = [
  [/==/g, ['!=']], [/!=/g, ['==']], [/&&/g, ['||']], [/\|\|/g, ['&&']],
  [/(?<![<\-])<=/g, ['<']], [/>=/g, ['>']], [/(?<= )<(?= )/g, ['<=', '>=']],
  [/(?<= )>(?= )/g, ['>=', '<=']], [/!(?![=(])(?=[a-zA-Z])/g, ['']],
  [/\btrue\b/g, ['false']], [/\bfalse\b/g, ['true']], [/\bYES\b/g, ['NO', 'NOT_APPLICABLE']],
  [/\bNO\b/g, ['YES', 'NOT_APPLICABLE']], [/\bNOT_APPLICABLE\b/g, ['YES', 'NO']],
  [/(?<![\w.])0(?![\w.])/g, ['1']], [/(?<![\w.-])[1-9]\d*(?![\w.])/g, ['0']], [/(?<=[ (])-1\b/g, ['0']],
  [/(?<= )\+(?= )/g, ['-']], [/\bDAY_NONE\b/g, ['0']], [/\bTIME_NONE\b/g, ['0']],
]

function mutantsOf(file, text) {
  const bare = code(text), out = []
  const add = (at, n, by, what) => out.push({ file, at, n, by, what })
  for (const [pattern, replacements] of exchanges)
    for (const m of bare.matchAll(pattern))
      for (const by of replacements) add(m.index, m[0].length, by, `${m[0]} → ${by || 'nothing'}`)
  for (const m of bare.matchAll(/\b(?:if|while) \(/g)) {
    const open = m.index + m[0].length - 1, end = closing(bare, open)
    add(open, end - open + 1, `(!${text.slice(open, end + 1)})`, 'condition negated')
  }
  for (const m of bare.matchAll(/\breturn ([^;]+);/g))
    for (const [by, same] of [['0', /^(0|false|NULL|NOT_APPLICABLE)$/], ['1', /^(1|true|YES)$/]])
      if (!same.test(m[1])) add(m.index, m[0].length, `return ${by};`, `return ${by}`)
  for (const m of bare.matchAll(/^ {4,}(?:[a-z][^;{}\n]*;|case [^\n]*:|continue;|break;)$/gm))
    if (!/^\s*(?:return|const|struct|size_t|int|bool|enum|static)\b/.test(m[0]))
      add(m.index, m[0].length, '', 'left out')
  for (const m of bare.matchAll(/^ {4}\{.*\},$/gm)) add(m.index, m[0].length, '', 'row left out')
  for (const m of text.matchAll(/"[A-Z]+-\d+"/g)) add(m.index, m[0].length, '"NONE-0"', 'rule id')
  return out.map(m => ({ ...m, line: text.slice(0, m.at).split('\n').length }))
}

// A repeatable choice of N.
function sample(list, n, seed) {
  let x = seed >>> 0
  const random = () => (x = (Math.imul(x, 1664525) + 1013904223) >>> 0) / 2 ** 32
  const rest = [...list]
  return Array.from({ length: Math.min(n, rest.length) },
    () => rest.splice(Math.floor(random() * rest.length), 1)[0])
}

// --- trying them ------------------------------------------------------------------------------

const dir = mkdtempSync(join(tmpdir(), 'mutants-'))
const copied = part => join(dir, part)
const include = ['-I', copied('src'), '-I', dir, '-I', copied('tests/unit')]
const compile = (source, object, more = []) =>
  run('gcc', [...flags, ...more, ...include, source, '-o', object])

// All is copied first: what changes in the tree meanwhile does not matter.
async function prepare() {
  for (const part of ['src/base', 'src/rules', 'po', 'tools', 'tests/unit'])
    cpSync(join(root, part), copied(part), { recursive: true })
  const base = copied('src/base'), rules = copied('src/rules'), mkmsg = join(dir, 'mkmsg')
  await run('gcc', ['-std=gnu11', '-D_GNU_SOURCE', '-w', ...include, copied('tools/mkmsg.c'),
    join(base, 'arena.c'), join(base, 'str.c'), '-o', mkmsg, '-lunistring'])
  await run(mkmsg, [copied('po/en.po'), copied('po/ja.po'), join(dir, 'messages.h'),
    join(dir, 'messages.c')])
  const sources = [join(dir, 'messages.c'),
    ...readdirSync(base).filter(f => f.endsWith('.c')).map(f => join(base, f)),
    ...readdirSync(rules).filter(f => f.endsWith('.c') && !f.startsWith('mask')).map(f => join(rules, f))]
  const objects = new Map()
  await pool(sources, async s => {
    const o = join(dir, `${basename(dirname(s))}_${basename(s)}.o`)
    await compile(s, o)
    objects.set(basename(dirname(s)) === 'rules' ? basename(s) : o, o)
  })
  await pool(tests, t => compile(copied(`tests/unit/test_${t}.c`), join(dir, `test_${t}.o`),
    [`-Dmain=main_${t}`]))
  writeFileSync(join(dir, 'all.c'), tests.map(t => `int main_${t}(void);\n`).join('') +
    `int main(void) { return ${tests.map(t => `main_${t}()`).join(' || ')}; }\n`)
  await compile(join(dir, 'all.c'), join(dir, 'all.o'))
  return objects
}

async function pool(list, fn, jobs = Number(opt.jobs)) {
  const queue = list.entries()
  await Promise.all(Array.from({ length: jobs }, async (_, worker) => {
    for (const [, x] of queue) await fn(x, worker)
  }))
}

const link = (objects, program) => run('gcc', [...objects.values(), join(dir, 'all.o'),
  ...tests.map(t => join(dir, `test_${t}.o`)), '-o', program, '-fuse-ld=gold', ...libs])
const passes = program => run(program, [], { timeout: 10000, killSignal: 'SIGKILL' }).then(() => true, () => false)

// 'killed', 'survived', or 'invalid' where it does not compile.
async function tried(mutant, texts, objects, worker) {
  const text = texts.get(mutant.file)
  const source = join(dir, `mutant_${worker}.c`), object = `${source}.o`, program = join(dir, `try_${worker}`)
  writeFileSync(source, text.slice(0, mutant.at) + mutant.by + text.slice(mutant.at + mutant.n))
  try {
    await compile(source, object)
    await link(new Map([...objects, [mutant.file, object]]), program)
  } catch {
    return 'invalid'
  }
  return await passes(program) ? 'survived' : 'killed'
}

// "file: line of the source: what": the key of a mutant in mutants.equivalent.
function described(mutant, texts) {
  const line = texts.get(mutant.file).split('\n')[mutant.line - 1].trim()
  return `${mutant.file}: ${line}: ${mutant.what}`
}

function equivalent() {
  const lines = readFileSync(join(here, 'mutants.equivalent'), 'utf8').split('\n')
  return new Set(lines.filter(l => l && !l.startsWith('#') && !l.startsWith(' ')))
}

async function main() {
  const files = opt.only ? [opt.only] : targets
  const objects = await prepare(), known = equivalent()
  const texts = new Map(files.map(f => [f, readFileSync(copied(`src/rules/${f}`), 'utf8')]))
  let mutants = files.flatMap(f => mutantsOf(f, texts.get(f)))
  if (opt.sample) mutants = sample(mutants, Number(opt.sample), Number(opt.seed))
  const whole = join(dir, 'whole')
  await link(objects, whole)
  if (!await passes(whole)) throw new Error('the tests fail without any mutant')
  const counts = { killed: 0, survived: 0, invalid: 0, equivalent: 0 }
  await pool(mutants, async (m, worker) => {
    let result = await tried(m, texts, objects, worker)
    if (result === 'survived' && known.has(described(m, texts))) result = 'equivalent'
    counts[result]++
    if (result === 'survived') console.log(`survived: line ${m.line}: ${described(m, texts)}`)
  })
  console.log(`${mutants.length} mutants: ${counts.killed} killed, ${counts.survived} survived, ` +
    `${counts.equivalent} equivalent, ${counts.invalid} do not compile`)
  return counts.survived ? 1 : 0
}

try {
  process.exitCode = await main()
} finally {
  rmSync(dir, { recursive: true })
}
