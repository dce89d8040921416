#!/usr/bin/env node
// Asks another program the oracle's questions and compares all answers (SEE-1).
//
//   compare.mjs [PROGRAM] [--worlds N] [--seed S] [--short] [--pointers] [--persons]
//
// PROGRAM (or NOROSHI_DECIDE) reads JSON lines and writes one JSON line for each:
//   {"world":{…}}                                   {"ok":true} or {"error":"…"}
//   {"read":{"person","item"}}                      {"may","line","rule","outside_scope"}
//   {"within":{"d","a","d_subjects","a_subjects"}}  {"within"}
//   {"post":{"person","post"}}                      {"status","rule"?,"errors":[…],"state"?}, of
//                                                   which errors are {"pointer","rule"}
//   {"use":{"person","item"}}                       {"permitted_use":[{"use","rule"}]}
// Exit 1 on any difference, or when something decided in fewer than 100 cases. `--pointers`
// compares the pointers of errors as well; without it only a POST-4 at /secret is told from a
// POST-4 elsewhere. `--persons` adds restrictions whose subject is a person. It decides nothing
// itself.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mayRead, permittedUse, postRefusals, withinScope } from './oracle.mjs';
import { cut, find, neighbours, patched } from './neighbours.mjs';
import { randomPost, scopePair } from './questions.mjs';
import { randomWorld, rng, smallWorld } from './world.mjs';

const LEAST = 100;
const SHOWN = 20;
const WAITING = 50000;

// Each must decide in at least LEAST cases. Lines 1, 2, 3, 7 to 10 can only refuse; 4, 5, 6, 11, 12
// only let.
const COVERED = Object.entries({
    line: ['0 yes', '0 no', '1 no', '2 no', '3 no', '4 yes', '5 yes', '6 yes', '7 no', '8 no',
        '9 no', '10 no', '11 yes', '12 yes', 'null no'],
    read: ['ACC-1', 'ACC-4', 'ACC-6', 'ACC-8', 'ACC-9', 'ACC-10', 'CON-1', 'EW-1', 'POST-9'],
    coordinator: ['outside', 'inside'],
    within: ['yes', 'no'],
    post: ['201 published', '201 awaiting_approval', '201 awaiting_release', '403 POST-9',
        '403 EW-1', '403 SC-3', '422 ACC-2', '422 ACC-6', '422 POST-1', '422 POST-2', '422 POST-4',
        '422 POST-5', '422 POST-6', '422 POST-7', '422 POST-16'],
    use: ['own_information', 'own_security', 'council_activities', 'third_parties', 'constituents',
        'awareness'],
}).flatMap(([what, list]) => list.map((k) => `${what} ${k}`));

function options(argv) {
    const o = { program: process.env.NOROSHI_DECIDE, worlds: null, seed: 1 };
    for (let i = 0; i < argv.length; i++) {
        const name = argv[i].replace(/^--/, '');
        if (name === argv[i]) o.program = name;
        else if (name === 'worlds' || name === 'seed') o[name] = Number(argv[++i]);
        else if (['short', 'pointers', 'persons'].includes(name)) o[name] = true;
        else throw new Error(`unknown option ${argv[i]}`);
    }
    if (!o.program) throw new Error('name the program to compare with, or set NOROSHI_DECIDE');
    return { ...o, worlds: o.worlds ?? (o.short ? 150 : 600), cases: o.short ? 5 : LEAST };
}

// ---- what is expected, and when an answer is the same ------------------------------------------

const expected = {
    world: () => ({ ok: true }),
    read: (w, q) => mayRead(w, q.person, q.item),
    within: (w, { d, a, d_subjects: dSubjects, a_subjects: aSubjects }) => (
        { within: withinScope(w, d, a, { dSubjects, aSubjects }) }),
    post: (w, q) => postRefusals(w, q.person, q.post),
    use: (w, q) => ({ permitted_use: permittedUse(w, q.person, q.item) }),
};

const setOf = (list, key) => [...new Set((list ?? []).map(key))].sort().join(' ');
const useKey = (u) => `${u.use}:${u.rule}`;

// In an unclear answer (R27 of the oracle) the rules on the scope as a whole are left out on both
// sides.
function errorsOf(errors, unclear, pointers) {
    const atSecret = (e) => e.rule === 'POST-4' && e.pointer === '/secret';
    const whole = (e) => e.rule === 'POST-7' || e.rule === 'POST-16'
        || (e.rule === 'POST-4' && !atSecret(e));
    return setOf((errors ?? []).filter((e) => !unclear || !whole(e)),
        (e) => (pointers || atSecret(e) ? `${e.rule} ${e.pointer}` : e.rule));
}

// Whether an item waits for release depends on what its poster may know of its ancestors' providers:
// domain/draft.c decides that, the pure rules do not (tests/http/derive.test.mjs).
const unreleased = (state) => (state === 'awaiting_release' ? 'published' : state ?? null);

const agrees = {
    world: (want, got) => got.ok === true,
    read: (want, got) => want.may === got.may && want.line === got.line
        && (!want.may
            || (want.rule === got.rule && (want.outside_scope ?? false) === got.outside_scope)),
    within: (want, got) => want.within === got.within,
    post: (want, got, o) => want.status === got.status
        && (want.rule ?? null) === (got.status === 403 ? got.rule : null)
        && unreleased(want.state) === (got.status === 201 ? unreleased(got.state) : null)
        && errorsOf(want.errors, want.unclear, o.pointers)
            === errorsOf(got.errors, want.unclear, o.pointers),
    use: (want, got) => setOf(want.permitted_use, useKey) === setOf(got.permitted_use, useKey),
};

// ---- what was decided how often ----------------------------------------------------------------

const yesNo = (b) => (b ? 'yes' : 'no');
const outcome = (want) => `line ${want.line} ${yesNo(want.may)}`;

const labels = {
    world: () => [],
    read: (want) => {
        if (!want.may) return [outcome(want)];
        const place = want.outside_scope ? 'outside' : 'inside';
        return [outcome(want), `read ${want.rule}`,
            ...(want.rule === 'ACC-6' ? [`coordinator ${place}`] : [])];
    },
    within: (want) => [`within ${yesNo(want.within)}`],
    post: (want) => [want.state, want.rule, ...new Set(want.errors.map((e) => e.rule))]
        .filter(Boolean).map((k) => `post ${want.status} ${k}`),
    use: (want) => want.permitted_use.map((u) => `use ${u.use}`),
};

// ---- the case in few words ---------------------------------------------------------------------

// Facts without what is neutral or beside the point.
function compact(facts) {
    const aside = ['persons', 'constituents', 'name', 'email', 'lang'];
    const neutral = (v) => v === null || v === false || (Array.isArray(v) && v.length === 0);
    return JSON.stringify(facts, (k, v) => (aside.includes(k) || neutral(v) ? undefined : v));
}

function describe({ world, note, what, q, want }, got) {
    const lines = [`${what} [${note}] ${JSON.stringify(what === 'world' ? {} : q)}`];
    const reader = q.person && find(world, q.person);
    for (const part of ['member', 'constituent', 'person']) {
        if (reader?.[part]) lines.push(`  ${part} ${compact(reader[part])}`);
    }
    const items = [q.item, ...(q.post?.derived_from ?? [])];
    for (const i of world.items.filter((x) => items.includes(x.id))) {
        lines.push(`  item ${JSON.stringify(i)}`);
    }
    const left = reader && world.restrictions[reader.member.id];
    if (left) lines.push(`  left ${compact(left)}`);
    return [...lines, `  oracle  ${JSON.stringify(want)}`, `  program ${got}`].join('\n');
}

// ---- asking ------------------------------------------------------------------------------------

class Comparison {
    constructor(o) {
        Object.assign(this, { o, counts: new Map(), cases: new Map(), draw: rng(o.seed) });
        Object.assign(this, { questions: 0, differences: 0, failed: null });
        Object.assign(this, { queue: [], head: 0, text: '', rest: '' });
        this.child = spawn(o.program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
        this.child.stdout.setEncoding('utf8').on('data', (chunk) => this.take(chunk));
        this.child.stdin.on('error', (e) => { this.failed = e; });
        this.ended = new Promise((done) => {
            this.child.on('error', (e) => { this.failed = e; done(); }).on('close', done);
        });
    }

    async ask(world, what, q, note) {
        const want = expected[what](world, q);
        this.queue.push({ world, note, what, q, want });
        for (const k of labels[what](want)) this.counts.set(k, (this.counts.get(k) ?? 0) + 1);
        if (what !== 'world') this.questions++;
        this.text += `${JSON.stringify({ [what]: q })}\n`;
        if (this.text.length > 65536) await this.send();
        return want;
    }

    async send() {
        const { stdin } = this.child;
        const { text } = this;
        this.text = '';
        if (this.failed) throw this.failed;
        if (!stdin.write(text)) await Promise.race([once(stdin, 'drain'), this.ended]);
        while (this.queue.length - this.head > WAITING && !this.failed) {
            await Promise.race([once(this.child.stdout, 'data'), this.ended]);
            if (this.child.exitCode !== null) this.failed ??= new Error('the program ended early');
        }
    }

    take(chunk) {
        const lines = (this.rest + chunk).split('\n');
        this.rest = lines.pop();
        for (const line of lines) this.judge(line);
        if (this.head > WAITING) {
            this.queue.splice(0, this.head);
            this.head = 0;
        }
    }

    judge(line) {
        const asked = this.queue[this.head];
        this.queue[this.head++] = null;
        if (!asked) {
            this.failed ??= new Error('more answers than questions');
            return;
        }
        let got = {};
        try {
            got = JSON.parse(line);
        } catch { /* not JSON: a difference like any other */ }
        if (agrees[asked.what](asked.want, got ?? {}, this.o)) return;
        if (this.differences++ < SHOWN) console.log(`${describe(asked, line)}\n`);
    }

    async finish() {
        await this.send();
        this.child.stdin.end();
        await this.ended;
        if (this.failed) throw this.failed;
        const open = this.queue.length - this.head;
        if (open > 0) throw new Error(`${open} questions were left without an answer`);
    }

    // Keeps some cases of each outcome, each as likely as the other, to try their neighbours.
    keep(world, person, item, want) {
        const key = outcome(want);
        if (!this.cases.has(key)) this.cases.set(key, { seen: 0, list: [] });
        const kept = this.cases.get(key);
        const at = kept.seen++ < this.o.cases ? kept.list.length : this.draw.below(kept.seen);
        if (at < this.o.cases) kept.list[at] = { world, person, item };
    }
}

const everybody = (world) => world.roster.members.flatMap((m) => [m, ...(m.constituents ?? [])])
    .flatMap((x) => x.persons.map((p) => p.id));

async function askReads(c, world, note) {
    await c.ask(world, 'world', world, note);
    const persons = everybody(world);
    for (const { id: item } of world.items) {
        for (const person of persons) {
            const want = await c.ask(world, 'read', { person, item }, note);
            c.keep(world, person, item, want);
            if (want.may || c.draw.chance(0.01)) await c.ask(world, 'use', { person, item }, note);
        }
    }
}

async function askSmall(c) {
    const { items, ...whole } = smallWorld();
    for (let at = 0; at < items.length; at += 100) {
        await askReads(c, { ...whole, items: items.slice(at, at + 100) }, 'small world');
    }
}

async function askRandom(c, seed) {
    const world = randomWorld(seed, { persons: c.o.persons });
    const note = `seed ${seed}`;
    await askReads(c, world, note);
    const r = rng(seed + 1);
    for (let n = 0; n < 150; n++) await c.ask(world, 'post', randomPost(r, world), note);
    for (let n = 0; n < 60; n++) await c.ask(world, 'within', scopePair(r, world.roster), note);
}

// Every single-fact neighbour of the kept cases, asked for all persons of the reader's member.
async function askNeighbours(c) {
    let tried = 0;
    let turned = 0;
    for (const { world, person, item } of [...c.cases.values()].flatMap((k) => k.list)) {
        const small = cut(world, person, item);
        const before = outcome(mayRead(small, person, item));
        for (const { fact, apply } of neighbours(small, person, item)) {
            const near = patched(small, apply);
            const { member, constituent } = find(near, person);
            await c.ask(near, 'world', near, fact);
            for (const p of (constituent ?? member).persons) {
                await c.ask(near, 'read', { person: p.id, item }, fact);
                await c.ask(near, 'use', { person: p.id, item }, fact);
            }
            tried++;
            if (outcome(mayRead(near, person, item)) !== before) turned++;
        }
    }
    console.log(`neighbours: ${tried} tried, ${turned} of them decided by another line`);
}

async function main() {
    const o = options(process.argv.slice(2));
    const c = new Comparison(o);
    const started = Date.now();
    await askSmall(c);
    for (let n = 0; n < o.worlds; n++) await askRandom(c, o.seed * 100000 + n);
    await askNeighbours(c);
    await c.finish();
    for (const [k, n] of [...c.counts].sort()) console.log(`${String(n).padStart(9)}  ${k}`);
    const missing = COVERED.filter((k) => (c.counts.get(k) ?? 0) < LEAST);
    for (const k of missing) console.log(`decided in fewer than ${LEAST} cases: ${k}`);
    const seconds = (Date.now() - started) / 1000;
    console.log(`${(c.questions / seconds).toFixed(0)} questions/s`);
    console.log(`${c.questions} questions, ${c.differences} differences`);
    return c.differences || missing.length ? 1 : 0;
}

try {
    process.exitCode = await main();
} catch (e) {
    console.error(`compare: ${e.message}`);
    process.exitCode = 1;
}
