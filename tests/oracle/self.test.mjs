// The oracle's reading against examples written by hand, line by line of the precise reading: for
// each line what it lets and what it refuses. Then the worlds, the neighbours and the comparison.
// Run: node --test tests/oracle

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ALL, COORDINATOR, addition, consent, item, person, scope, secret, world } from './few.mjs';
import { cut, neighbours, patched } from './neighbours.mjs';
import { mayRead } from './oracle.mjs';
import { randomWorld, smallWorld } from './world.mjs';

function reads(who, facts, line, rule, set, more) {
    const got = mayRead(world(item(facts), set, more), who, 'i');
    assert.deepEqual([got.may, got.line, got.rule], [true, line, rule]);
    return got;
}

function refused(who, facts, line, set, more) {
    const got = mayRead(world(item(facts), set, more), who, 'i');
    assert.deepEqual([got.may, got.line], [false, line]);
}

const handler = (from, until) => ({ persons: [person('c.h', { handler: { from, until } })] });
const warning = { kind: 'early_warning', provider: 'co' };

// ---- line 0 ------------------------------------------------------------------------------------

const held = { state: 'awaiting_approval' };
test('line 0 yes, WHO-3: a held item is read by any person of its own member',
    () => reads('a.n', held, 0, 'ACC-8'));
test('line 0 no, WHO-3: not by the coordinator before approval', () => refused('co.h', held, 0));
test('line 0 no, WHO-3: not by a member in scope', () => refused('b.h', held, 0));
test('line 0 no, ACC-2: a held secret not by one who is no handler',
    () => refused('a.n', { ...held, secret: true }, 0));
test('line 0 yes, POST-11: what awaits release is read by the coordinator', () => {
    assert.equal(reads('co.h', { state: 'awaiting_release' }, 0, 'ACC-6').outside_scope, true);
});
test('line 0 no, POST-11: what awaits release is not read by those in scope',
    () => refused('b.h', { state: 'awaiting_release' }, 0));
test('line 0 yes, POST-11: what the coordinator did not release, it sees still',
    () => assert.equal(reads('co.h', { state: 'refused', released_by_office: true }, 0, 'ACC-6').outside_scope, true));
test('line 0 no, WHO-3: what its member did not approve, the coordinator never sees', () => refused('co.h', { state: 'refused' }, 0));
test('line 0 no, WHO-3: a consent opens nothing of a held item',
    () => refused('b.h', { ...held, grants: [consent({ member: 'b' })] }, 0));
test('line 0, POST-9: the GSOC reads what it holds for a linked member, this one not', () => {
    const facts = { ...held, provider: 'l1', posted_by_member: 'gsoc' };
    reads('gsoc.h', facts, 0, 'ACC-8');
    refused('l1.h', facts, 0);
});
test('line 0 no, WHO-12: not by its own member once it has left',
    () => refused('a.h', held, 0, { a: { status: 'withdrawn' } }));

// ---- lines 1 and 2 -----------------------------------------------------------------------------

for (const status of ['withdrawn', 'expelled', 'lapsed']) {
    test(`line 1 no, WHO-12: ${status}, not even its own item`,
        () => refused('a.h', {}, 1, { a: { status } }));
}
test('line 1 yes, WHO-12: a restricted member is still served its own',
    () => reads('a.h', {}, 4, 'ACC-8', { a: { status: 'restricted' } }));
test('line 1 no, LEAVE-3: a restricted intermediary cuts those served through it',
    () => refused('town.1', { grants: [addition()] }, 1, { isac: { status: 'restricted' } }));
test('line 2 no, WHO-7: a linked member reads no items, not by name either',
    () => refused('l1.h', { scope: scope([{ member: 'l1' }]) }, 2));
test('line 2 no, WHO-7: nor what its GSOC posted for it',
    () => refused('l1.h', { provider: 'l1', posted_by_member: 'gsoc' }, 2));
test('line 2 yes, WHO-7: a linked member reads notices',
    () => reads('l1.h', { kind: 'notice', provider: 'co' }, 11, 'ACC-1'));

// ---- line 3 ------------------------------------------------------------------------------------

test('line 3 yes, ACC-2: a registered handler reads a secret',
    () => reads('b.h', secret, 11, 'ACC-1'));
test('line 3 no, ACC-2: no registration', () => refused('b.n', secret, 3));
test('line 3 no, ACC-2: not the own item, not the coordinator without registration', () => {
    refused('a.n', secret, 3);
    refused('co.n', secret, 3);
});
test('line 3 yes, WHO-2: first and last day are within', () => {
    reads('c.h', secret, 11, 'ACC-1', { c: handler('2026-11-24', '2026-11-24') });
});
test('line 3 no, WHO-2: ended yesterday',
    () => refused('c.h', secret, 3, { c: handler('2019-01-01', '2026-11-23') }));
test('line 3 no, WHO-2: begins tomorrow',
    () => refused('c.h', secret, 3, { c: handler('2026-11-25', null) }));
test('line 3 yes, WHO-2: no registration is needed for what is not secret',
    () => reads('b.n', {}, 11, 'ACC-1'));
const emergency = addition({ emergency: true, persons: ['town.1'] });
test('line 3 yes, ACC-10: a non-member named in an open emergency addition',
    () => reads('town.1', { ...secret, grants: [emergency] }, 12, 'ACC-10'));
test('line 3 no, ACC-10: the emergency addition is over',
    () => refused('town.1',
        { ...secret, grants: [{ ...emergency, until: '2026-11-24T03:00:00.000Z' }] }, 3));

// ---- lines 4 to 6 ------------------------------------------------------------------------------

test('line 4 yes, ACC-8: own item outside its own scope',
    () => reads('a.n', { scope: COORDINATOR }, 4, 'ACC-8'));
test('line 4 yes, ACC-8: the GSOC that posted it on behalf',
    () => reads('gsoc.h', { provider: 'l1', posted_by_member: 'gsoc', scope: COORDINATOR }, 4,
        'ACC-8'));
test('line 4 no, ACC-8: the GSOC has no part in what another provided',
    () => refused('gsoc.h', { provider: 'c', scope: COORDINATOR }, null));
test('line 4 yes, ACC-3: a member that refuses secrets reads its own',
    () => reads('a.h', secret, 4, 'ACC-8', { a: { refuse_secrets: true } }));
test('line 5 yes, ACC-6: the coordinator, outside the scope, marked', () => {
    assert.equal(reads('co.h', {}, 5, 'ACC-6').outside_scope, true);
});
for (const term of [{ coordinator: true }, { member: 'co' }, { person: 'co.n' }]) {
    test(`line 5 yes, ACC-6: within the scope by ${JSON.stringify(term)}, not marked`, () => {
        assert.equal(reads('co.h', { scope: scope([term]) }, 5, 'ACC-6').outside_scope, undefined);
    });
}
test('line 5 no, ACC-7: the affairs office and the committee read nothing by office', () => {
    refused('aff.h', {}, null);
    refused('seat.h', {}, null);
});
const minimal = { kind: 'minimal', person: 'aff.h', until: '2026-11-24T03:00:00.001Z' };
test('line 6 yes, ACC-9: an open minimal access',
    () => reads('aff.h', { grants: [minimal] }, 6, 'ACC-9'));
test('line 6 no, ACC-9: another person of the office',
    () => refused('aff.n', { grants: [minimal] }, null));
test('line 6 no, ACC-9: it has ended',
    () => refused('aff.h', { grants: [{ ...minimal, until: '2026-11-24T02:59:59Z' }] }, null));
test('line 6 no, ACC-2: a secret still needs the registration',
    () => refused('aff.n', { ...secret, grants: [{ ...minimal, person: 'aff.n' }] }, 3));

// ---- lines 7 to 9 ------------------------------------------------------------------------------

const restricted = { b: { status: 'restricted' } };
test('line 7 no, ACC-5: a restricted member', () => refused('b.h', {}, 7, restricted));
test('line 7 yes, ACC-5: notices',
    () => reads('b.h', { kind: 'notice', provider: 'co' }, 11, 'ACC-1', restricted));
test('line 7 yes, ACC-5: left by the decision, as item or as kind', () => {
    for (const left of [['i'], ['analysis']]) {
        reads('b.h', {}, 11, 'ACC-1', restricted, { restrictions: { b: { left } } });
    }
});
test('line 7 no, LEAVE-3: a restricted person, not its colleague', () => {
    const more = { restrictions: { 'b.h': { left: [] } } };
    refused('b.h', {}, 7, {}, more);
    reads('b.n', {}, 11, 'ACC-1', {}, more);
});
const refuses = { b: { refuse_secrets: true }, isac: { refuse_secrets: true } };
test('line 8 no, ACC-3: a member that refuses secrets, in scope by name',
    () => refused('b.h', { ...secret, scope: scope([{ member: 'b' }]) }, 8, refuses));
test('line 8 yes, ACC-3: what is not secret it reads',
    () => reads('b.h', {}, 11, 'ACC-1', refuses));
test('line 8 no, ACC-3: nor a non-member through it',
    () => refused('town.1', { ...secret, grants: [emergency] }, 8, refuses));
test('line 9 no, EW-1: not registered for the service',
    () => refused('b.h', warning, 9, { b: { early_warning: false } }));
test('line 9 yes, EW-1: other kinds are not its matter',
    () => reads('b.h', {}, 11, 'ACC-1', { b: { early_warning: false } }));
test('line 9, EW-1: a GSOC by its own registration', () => {
    const facts = { ...warning, scope: scope([{ member: 'l1' }]) };
    reads('gsoc.h', facts, 11, 'POST-9');
    refused('gsoc.h', facts, 9, { gsoc: { early_warning: false } });
});

// ---- line 10 -----------------------------------------------------------------------------------

for (const term of [{ member: 'b' }, { category: 'academia' }]) {
    test(`line 10 no, ACC-1: excluded by ${JSON.stringify(term)}, though named`, () => {
        refused('b.h', { scope: scope([{ member: 'b' }, { person: 'b.h' }], [term]),
            grants: [consent({ member: 'b' })] }, 10);
    });
}
test('line 10 yes, ACC-1: another category is excluded',
    () => reads('b.h', { scope: scope([{ all: true }], [{ category: 'other' }]) }, 11, 'ACC-1'));
test('line 10 no, ACC-1: a sector',
    () => refused('late.h', { scope: scope([{ all: true }], [{ sector: 'electricity' }]) }, 10));
const authorities = { scope: scope([{ all: true }], [{ authorities: true }]) };
test('line 10 no, POST-2: who investigates, whoever provides',
    () => refused('police.h', { ...authorities, provider: 'c' }, 10));
test('line 10 no, POST-2: who supervises the sector of a provider or original one', () => {
    refused('desk.h', authorities, 10);
    refused('desk.h', { ...authorities, provider: 'c', origins: ['b', 'late'] }, 10);
});
test('line 10 yes, POST-2: who supervises another sector',
    () => reads('desk.h', { ...authorities, provider: 'c' }, 11, 'ACC-1'));
test('line 10 no, POST-9: the GSOC itself excluded, its linked member named',
    () => refused('gsoc.h', { scope: scope([{ member: 'l1' }], [{ member: 'gsoc' }]) }, 10));
test('line 10 no, ACC-10: a non-member whose intermediary or category is excluded', () => {
    for (const t of [{ member: 'isac' }, { category: 'local_government' }]) {
        refused('town.1', { grants: [addition()], scope: scope([{ all: true }], [t]) }, 10);
    }
});

// ---- line 11 -----------------------------------------------------------------------------------

const byTerm = (term, more) => ({ scope: scope([term]), provider: 'c', ...more });
test('line 11, ACC-1: all and unspecified reach admitted members only', () => {
    for (const s of [ALL, 'unspecified']) {
        reads('b.n', { scope: s }, 11, 'ACC-1');
        refused('seat.h', { scope: s }, null);
        refused('aff.h', { scope: s }, null);
    }
});
test('line 11, EW-1: all reaches a steering member with an early warning, if registered', () => {
    reads('seat.h', warning, 11, 'EW-1');
    refused('seat.h', warning, 9, { seat: { early_warning: false } });
    refused('aff.h', warning, null);
});
test('line 11, ACC-4: class 1 and task force, by the standing of today', () => {
    reads('a.h', byTerm({ standing: 'class1' }), 11, 'ACC-4');
    refused('b.h', byTerm({ standing: 'class1' }), null);
    reads('b.h', byTerm({ standing: 'taskforce' }), 11, 'ACC-4');
    refused('c.h', byTerm({ standing: 'taskforce' }, { provider: 'a' }), null);
});
test('line 11 no, WHO-11: a member that became foreign-limited has no standing', () => {
    refused('a.h', byTerm({ standing: 'class1' }), null, { a: { foreign: 'body' } });
    reads('a.h', byTerm({ standing: 'class1' }), 11, 'ACC-4',
        { a: { foreign: 'body', foreign_approved: true } });
});
test('line 11, ACC-1: category, sector', () => {
    reads('a.h', byTerm({ category: 'critical_infrastructure' }), 11, 'ACC-1');
    reads('a.h', byTerm({ sector: 'electricity' }), 11, 'ACC-1');
    refused('b.h', byTerm({ sector: 'gas' }), null);
});
test('line 11, ACC-1: a group, but not its steering member', () => {
    reads('b.h', byTerm({ group: 'g' }), 11, 'ACC-1');
    refused('seat.h', byTerm({ group: 'g' }), null);
    refused('a.h', byTerm({ group: 'g' }), null);
});
test('line 11, POST-2: a member by name, whatever its kind; a person and not its colleague', () => {
    reads('seat.h', byTerm({ member: 'seat' }), 11, 'ACC-1');
    reads('b.h', byTerm({ person: 'b.h' }), 11, 'ACC-1');
    refused('b.n', byTerm({ person: 'b.h' }), null);
});
test('line 11 no, POST-2: the coordinator alone',
    () => refused('b.h', byTerm({ coordinator: true }), null));
test('line 11, POST-9: a GSOC through its linked member, by name, person, group, class', () => {
    for (const t of [{ member: 'l1' }, { person: 'l1.n' }, { group: 'g' }]) {
        reads('gsoc.n', byTerm(t), 11, 'POST-9');
    }
    reads('gsoc.n', byTerm({ category: 'academia' }), 11, 'POST-9',
        { l1: { category: 'academia' } });
});
test('line 11 no, POST-9: through a restricted one, not one gone or excluded', () => {
    refused('gsoc.h', byTerm({ person: 'l1.h' }), null, { l1: { status: 'withdrawn' } });
    refused('gsoc.h', { scope: scope([{ member: 'l1' }], [{ member: 'l1' }]) }, null);
    reads('gsoc.h', byTerm({ member: 'l1' }), 11, 'POST-9', { l1: { status: 'restricted' } });
});
test('line 11, ACC-1: the first reaching term names the rule', () => {
    const facts = { provider: 'c',
        scope: scope([{ member: 'b' }, { standing: 'class1' }, { all: true }]) };
    assert.deepEqual(reads('a.h', facts, 11, 'ACC-4').term, { standing: 'class1' });
});
test('line 11, ACC-1: members_as_of counts by the day in the Council\'s zone', () => {
    const asOf = (t) => ({ scope: scope([{ all: true }], [], { members_as_of: t }) });
    reads('late.h', asOf('2020-03-31T15:00:00.000Z'), 11, 'ACC-1');
    refused('late.h', asOf('2020-03-31T14:59:59.999Z'), null);
    reads('late.h',
        { scope: scope([{ member: 'late' }], [], { members_as_of: '2019-06-01T00:00:00Z' }) }, 11,
        'ACC-1');
});
test('line 11, POST-9: members_as_of looks at the linked member, not at the GSOC', () => {
    const facts = { scope: scope([{ group: 'g' }], [], { members_as_of: '2020-01-01T00:00:00Z' }) };
    reads('gsoc.h', facts, 11, 'POST-9', { gsoc: { joined: '2024-01-01' } });
    refused('gsoc.h', facts, null, { l1: { joined: '2024-01-01' } });
});

// ---- line 12, and other states -----------------------------------------------------------------

const closed = (...grants) => ({ scope: COORDINATOR, grants });
test('line 12 yes, CON-1: a consent to a member, a person, a class', () => {
    for (const t of [{ member: 'b' }, { person: 'b.h' }, { standing: 'taskforce' }]) {
        reads('b.h', closed(consent(t)), 12, 'CON-1');
    }
});
test('line 12 no, CON-1: another was asked for, or it is over or not yet', () => {
    refused('b.h', closed(consent({ member: 'c' })), null);
    refused('b.n', closed(consent({ person: 'b.h' })), null);
    refused('b.h', closed(consent({ member: 'b' }, { until: '2026-11-24T03:00:00.000Z' })), null);
    refused('b.h', closed(consent({ member: 'b' }, { from: '2026-11-24T03:00:00.001Z' })), null);
});
test('line 12 no, CON-1: a consent does not open a secret to who is no handler',
    () => refused('b.n', { ...closed(consent({ member: 'b' })), ...secret }, 3));
test('line 12, ACC-10: an addition of what is not secret, to all of it or to those named', () => {
    reads('town.1', closed(addition()), 12, 'ACC-10');
    reads('town.1', closed(addition({ persons: ['town.1'] })), 12, 'ACC-10');
    refused('town.2', closed(addition({ persons: ['town.1'] })), null);
});
test('line 12 no, ACC-10: no addition, though its intermediary is in scope',
    () => refused('town.1', {}, null));
test('line 12 no, ACC-10: a secret reaches only the named, even if others are registered',
    () => refused('town.2', { ...secret, ...closed(emergency) }, null));
test('POST-13: retracted, provider and coordinator see all, others the stub', () => {
    const facts = { state: 'retracted' };
    assert.equal(reads('a.h', facts, 4, 'ACC-8').stub, undefined);
    assert.equal(reads('co.h', facts, 5, 'ACC-6').stub, undefined);
    assert.equal(reads('b.h', facts, 11, 'ACC-1').stub, true);
});
for (const state of ['embargoed', 'expired']) {
    test(`${state}: provider and coordinator only`, () => {
        reads('a.h', { state }, 4, 'ACC-8');
        reads('co.h', { state }, 5, 'ACC-6');
        refused('b.h', { state }, null);
    });
}
test('ACC-13: what does not exist is not readable',
    () => assert.equal(mayRead(world([]), 'a.h', 'i').may, false));

// ---- worlds, neighbours, comparison ------------------------------------------------------------

test('SEE-1: worlds are the same for the same seed',
    () => assert.deepEqual(randomWorld(7), randomWorld(7)));
test('SEE-1: cutting a world to a case does not change the case', () => {
    const w = smallWorld();
    for (let n = 0; n < w.items.length; n += 7) {
        for (const p of ['power.none', 'gsoc.1', 'hospital.1', 'affairs.1', 'hq.1', 'bureau.1']) {
            const { id } = w.items[n];
            assert.deepEqual(mayRead(cut(w, p, id), p, id), mayRead(w, p, id));
        }
    }
});
test('SEE-1: each neighbour differs from its case', () => {
    const w = smallWorld();
    for (const p of ['power.1', 'gsoc.1', 'hospital.1', 'hq.1']) {
        const { id } = w.items[0];
        const base = cut(w, p, id);
        const near = neighbours(base, p, id);
        assert.ok(near.length > 40);
        for (const n of near.filter((x) => /secret|state|kind|status|gone|exclude/.test(x.fact))) {
            assert.notDeepEqual(patched(base, n.apply), base, n.fact);
        }
    }
});

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const compare = [path('compare.mjs'), path('decide.mjs'), '--short', '--worlds', '3'];
const compared = (fault) => spawnSync(process.execPath, compare, { encoding: 'utf8',
    env: { ...process.env, ...(fault && { NOROSHI_ORACLE_FAULT: fault }) } }).stdout;
test('SEE-1: the comparison of the oracle with itself finds no difference', () => {
    assert.match(compared(), /\d{5,} questions, 0 differences\n$/);
});
for (const fault of ['secret', 'within', 'post']) {
    test(`SEE-1: the comparison sees a wrong answer about ${fault}`, () => {
        assert.match(compared(fault), /\d{5,} questions, [1-9]\d* differences\n$/);
    });
}
