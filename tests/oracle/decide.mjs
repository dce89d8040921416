#!/usr/bin/env node
// The oracle behind the protocol of compare.mjs: JSON lines in, one JSON line out for each. Serves
// to test compare.mjs itself and as the protocol's example. NOROSHI_ORACLE_FAULT=secret|within|post
// answers wrongly on purpose.

import { createInterface } from 'node:readline';
import { mayRead, permittedUse, postRefusals, withinScope } from './oracle.mjs';

const fault = process.env.NOROSHI_ORACLE_FAULT;
let world = null;

const answers = {
    world: (w) => {
        world = w;
        if (fault === 'secret') for (const i of world.items) i.secret = false;
        return { ok: true };
    },
    read: ({ person, item }) => {
        const { may, line, rule, outside_scope: outside = false } = mayRead(world, person, item);
        return { may, line, rule, outside_scope: outside };
    },
    within: ({ d, a, d_subjects: dSubjects, a_subjects: aSubjects }) => ({
        within: fault === 'within' || withinScope(world, d, a, { dSubjects, aSubjects }) }),
    post: ({ person, post }) => postRefusals(world, person, fault === 'post'
        ? { ...post, tlp: null } : post),
    use: ({ person, item }) => ({ permitted_use: permittedUse(world, person, item) }),
};

let out = '';
for await (const line of createInterface({ input: process.stdin })) {
    const [[what, question]] = Object.entries(JSON.parse(line));
    out += `${JSON.stringify(answers[what](question))}\n`;
    if (out.length > 65536) {
        process.stdout.write(out);
        out = '';
    }
}
process.stdout.write(out);
