// The oracle's derivation, posts and permitted use against examples written by hand: for each rule
// what it lets and what it refuses. Run: node --test tests/oracle

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL, COORDINATOR, addition, consent, item, person, scope, secret, world } from './few.mjs';
import { permittedUse, postRefusals, withinScope } from './oracle.mjs';

const minimal = { kind: 'minimal', person: 'aff.h', until: null };

// ---- derivation --------------------------------------------------------------------------------

const w0 = world([]);
const asScope = (s) => (Array.isArray(s) ? scope(s) : s);
const within = (d, a, more) => withinScope(w0, asScope(d), asScope(a), more);
const infrastructure = [{ category: 'critical_infrastructure' }];
const stays = [
    [[{ group: 'g' }], [{ group: 'g' }]],
    [[{ category: 'academia' }], [{ all: true }]],
    [[{ member: 'l1' }], [{ all: true }]],
    [[{ member: 'b' }], 'unspecified'],
    [[{ all: true }], 'unspecified'],
    ['unspecified', 'unspecified'],
    [[{ standing: 'class1' }], [{ standing: 'taskforce' }]],
    [[{ person: 'seat.h' }], [{ member: 'seat' }]],
    [[{ sector: 'gas' }], infrastructure],
    [[{ coordinator: true }], [{ member: 'b' }]],
    [[{ person: 'co.h' }], [{ group: 'g' }]],
];
const leaves = [
    ['unspecified', [{ all: true }]],
    [[{ member: 'seat' }], [{ all: true }]],
    [[{ person: 'aff.h' }], 'unspecified'],
    [[{ standing: 'taskforce' }], [{ standing: 'class1' }]],
    [[{ member: 'b' }], [{ group: 'g' }]],
    [[{ member: 'b' }], [{ category: 'academia' }]],
    [[{ member: 'a' }], [{ standing: 'class1' }]],
    [[{ member: 'b' }], [{ person: 'b.h' }]],
    [infrastructure, [{ sector: 'gas' }]],
    [[{ member: 'b' }], [{ coordinator: true }]],
];
for (const [list, want] of [[stays, true], [leaves, false]]) {
    for (const [d, a] of list) {
        const title = `${JSON.stringify(d)} ${want ? 'within' : 'beyond'} ${JSON.stringify(a)}`;
        test(`POST-4: ${title}`, () => assert.equal(within(d, a), want));
    }
}
test('POST-4: exclusions are met strictly, a sector also by the whole category', () => {
    const ex = (x) => scope([{ all: true }], x);
    assert.ok(!within([{ member: 'b' }], ex([{ member: 'c' }])));
    assert.ok(within(scope([{ member: 'b' }], [{ member: 'c' }]), ex([{ member: 'c' }])));
    assert.ok(within(ex([{ category: 'critical_infrastructure' }]), ex([{ sector: 'gas' }])));
    assert.ok(!within(ex([{ sector: 'gas' }]), ex([{ category: 'critical_infrastructure' }])));
});
test('POST-4: authorities carry their subjects', () => {
    const x = scope([{ all: true }], [{ authorities: true }]);
    assert.ok(within(x, x, { dSubjects: ['c', 'a'], aSubjects: ['a'] }));
    assert.ok(!within(x, x, { dSubjects: ['c'], aSubjects: ['a'] }));
});
test('POST-4: members_as_of is kept or made earlier; a named member must have joined by it', () => {
    const at = (include, t) => scope(include, [], t ? { members_as_of: t } : {});
    const a = at([{ all: true }], '2020-01-01T00:00:00Z');
    assert.ok(within(at([{ all: true }], '2019-06-01T00:00:00Z'), a));
    assert.ok(!within([{ sector: 'gas' }], a));
    assert.ok(!within(at([{ all: true }], '2021-01-01T00:00:00Z'), a));
    assert.ok(within([{ member: 'b' }], a));
    assert.ok(!within([{ member: 'late' }], a));
    assert.ok(!within([{ person: 'late.h' }], a));
    assert.ok(within([{ member: 'late' }],
        at([{ all: true }, { member: 'late' }], '2020-01-01T00:00:00Z')));
});

// ---- posts -------------------------------------------------------------------------------------

const post = (who, more, items = [], set = {}) => postRefusals(world(items, set), who,
    { kind: 'analysis', secret: false, scope: ALL, ...more });
const stored = (who, more, items, set, state = 'published') => {
    const got = post(who, more, items, set);
    assert.deepEqual([got.status, got.state], [201, state], JSON.stringify(got.errors));
};
const forbidden = (who, more, rule, set) => {
    const got = post(who, more, [], set);
    assert.deepEqual([got.status, got.rule], [403, rule]);
};
const faults = (who, more, errors, items, set) => {
    const got = post(who, more, items, set);
    assert.deepEqual([got.status, got.errors.map((e) => `${e.pointer} ${e.rule}`).sort()],
        [422, [errors].flat().sort()]);
};

test('post 403, POST-9: a linked member, before all else',
    () => forbidden('l1.h', { kind: 'early_warning' }, 'POST-9'));
test('post, EW-1: the coordinator alone warns', () => {
    stored('co.h', { kind: 'early_warning' });
    forbidden('a.h', { kind: 'early_warning', secret: undefined }, 'EW-1');
});
test('post, SC-3: coordinator, affairs office and the chair give notice', () => {
    for (const p of ['co.h', 'aff.h', 'seat.h']) stored(p, { kind: 'notice' });
    forbidden('seat.n', { kind: 'notice' }, 'SC-3');
    forbidden('a.h', { kind: 'notice' }, 'SC-3');
});
test('post, POST-9: on behalf of its own linked member only', () => {
    stored('gsoc.h', { on_behalf_of: 'l1' });
    for (const p of ['gsoc.h', 'a.h', 'co.h']) forbidden(p, { on_behalf_of: 'b' }, 'POST-9');
    forbidden('a.h', { on_behalf_of: 'l1' }, 'POST-9');
});
test('post, POST-1: whether it is a secret is always said',
    () => faults('a.h', { secret: undefined }, '/secret POST-1'));
test('post, POST-1: an office says which parts', () => {
    faults('co.h', secret, '/secret_parts POST-1');
    stored('co.h', { ...secret, secret_parts: 'whole' });
    stored('a.h', secret);
});
test('post, ACC-2: a secret by a handler only', () => faults('a.n', secret, '/secret ACC-2'));
test('post, POST-2: no scope, an empty one, unknown terms and ids', () => {
    faults('a.h', { scope: undefined }, '/scope POST-2');
    faults('a.h', { scope: scope([]) }, '/scope/include POST-2');
    for (const t of [{ planet: 'mars' }, { standing: 'class3' }, { member: 'x' }, { group: 'x' },
        { sector: 'x' }, { all: true, member: 'b' }, { person: 'town.1' }]) {
        faults('a.h', { scope: scope([{ all: true }, t]) }, '/scope/include/1 POST-2');
    }
    faults('a.h', { scope: scope([{ all: true }], [{ person: 'b.h' }]) },
        '/scope/exclude/0 POST-2');
});
test('post, POST-2: a linked member named while its GSOC is excluded', () => {
    for (const t of [{ member: 'l1' }, { person: 'l1.h' }]) {
        faults('a.h', { scope: scope([{ all: true }, t], [{ member: 'gsoc' }]) },
            '/scope/include/1 POST-2');
        faults('a.h', { scope: scope([t, { all: true }], [{ category: 'national_government' }]) },
            '/scope/include/0 POST-2');
    }
    stored('a.h', { scope: scope([{ all: true }], [{ member: 'gsoc' }]) });
});
test('post, POST-6: a secret needs a scope', () => {
    faults('a.h', { ...secret, scope: 'unspecified' }, '/scope POST-6');
    stored('a.h', { scope: 'unspecified' });
});
test('post, POST-5: a secret does not name who has no handler; classes leave them out', () => {
    const bare = { c: { persons: [person('c.n', { handler: null })] } };
    faults('a.h', { ...secret, scope: scope([{ all: true }, { member: 'c' }]) },
        '/scope/include/1 POST-5', [], bare);
    faults('a.h', { ...secret, scope: scope([{ person: 'b.n' }, { all: true }]) },
        '/scope/include/0 POST-5');
    stored('a.h', secret, [], bare);
    stored('a.h', { ...secret, scope: scope([{ member: 'b' }, { all: true }]) }, [],
        { b: { refuse_secrets: true, status: 'withdrawn' } });
});
test('post, POST-7: a direct exchange needs a reason or the coordinator', () => {
    faults('a.h', { scope: scope([{ member: 'b' }, { group: 'g' }]) }, '/scope POST-7');
    stored('a.h', { scope: scope([{ member: 'b' }]), direct_reason: 'r' });
    stored('a.h', { scope: scope([{ member: 'b' }, { member: 'co' }]) });
    stored('a.h', { scope: scope([{ member: 'a' }, { person: 'a.n' }]) });
    stored('aff.h', { scope: scope([{ member: 'b' }]) });
    stored('gsoc.h', { scope: scope([{ member: 'b' }]), on_behalf_of: 'l1' });
});
test('post, ACC-6: the coordinator is not excluded', () => {
    for (const t of [{ coordinator: true }, { member: 'co' }]) {
        faults('a.h', { scope: scope([{ all: true }], [t]) }, '/scope/exclude/0 ACC-6');
    }
});
test('post, POST-16: a TLP agrees with scope and secrecy', () => {
    for (const tlp of ['RED', 'CLEAR']) faults('a.h', { tlp }, '/tlp POST-16');
    for (const tlp of ['AMBER', 'AMBER+STRICT', 'GREEN']) {
        stored('a.h', { tlp });
        faults('a.h', { tlp, scope: 'unspecified' }, '/tlp POST-16');
    }
    stored('a.h', { tlp: 'CLEAR', scope: 'unspecified' });
    stored('a.h', { tlp: 'RED', scope: scope([{ person: 'b.h' }, { member: 'co' }]) });
    faults('a.h', { tlp: 'RED', scope: scope([{ member: 'b' }, { coordinator: true }]) },
        '/tlp POST-16');
    faults('a.h', { ...secret, tlp: 'CLEAR', scope: undefined }, ['/scope POST-2', '/tlp POST-16']);
});
test('post, POST-2: all faults are listed', () => {
    faults('a.n', { ...secret, scope: 'unspecified', tlp: 'GREEN' },
        ['/secret ACC-2', '/scope POST-6', '/tlp POST-16']);
});

const source = (id, more) => item({ id, ...more });
const from = (...ids) => ({ derived_from: ids });
test('post, POST-4: beyond an ancestor of another, however far', () => {
    const items = [source('x', { provider: 'c', scope: scope([{ standing: 'taskforce' }]) }),
        source('y', { provider: 'b', derived_from: ['x'], origins: ['c'] })];
    faults('a.h', { ...from('x') }, '/scope POST-4', items);
    faults('a.h', { ...from('y') }, '/scope POST-4', items);
    stored('a.h', { ...from('y'), scope: scope([{ standing: 'class1' }]) }, items);
});
test('post, POST-4: from own items only is free',
    () => stored('a.h', from('x'), [source('x', { scope: COORDINATOR, secret: true })]));
test('post, POST-4: a source not to be known is as one that does not exist', () => {
    const hidden = [source('x', { provider: 'c', scope: COORDINATOR })];
    faults('a.h', from('x'), '/derived_from/0 POST-4', hidden);
    faults('a.h', from('x'), '/derived_from/0 POST-4', []);
});
test('post, POST-4: a consent widens, for as long as it lasts', () => {
    const only = scope([{ member: 'a' }]);
    const items = (g) => [source('x', { provider: 'c', scope: only, grants: [g] })];
    const more = { ...from('x'), scope: scope([{ category: 'academia' }]) };
    stored('a.h', more, items(consent({ all: true })));
    faults('a.h', more, '/scope POST-4', items(consent({ member: 'b' })));
    faults('a.h', more, '/scope POST-4',
        items(consent({ all: true }, { until: '2027-01-01T00:00:00Z' })));
    stored('a.h', { ...more, expires_at: '2026-12-31T00:00:00Z' },
        items(consent({ all: true }, { until: '2027-01-01T00:00:00Z' })));
});
test('post, POST-4: a secret ancestor makes a secret, unless its provider opened it', () => {
    const items = (...grants) => [source('x', { provider: 'c', secret: true, grants })];
    faults('a.h', from('x'), '/secret POST-4', items());
    stored('a.h', { ...from('x'), ...secret }, items());
    faults('a.h', from('x'), '/secret POST-4', items(consent({ all: true })));
    stored('a.h', from('x'), items(consent({ all: true }, { open_secret: true })));
    faults('a.h', from('x'), '/secret POST-4',
        items(consent({ member: 'b' }, { open_secret: true })));
});
test('post, WHO-3: without standing authority it waits; an approver\'s does not', () => {
    const as = (more) => ({
        a: { persons: [person('a.h', { standing_authority: false, ...more })] } });
    stored('a.h', {}, [], as({}), 'awaiting_approval');
    stored('a.h', {}, [], as({ approver: true }));
});
test('post, POST-11: it awaits release when a provider may not be known to the poster', () => {
    const items = (more) => [source('x', { provider: 'c', ...more })];
    const hidden = { c: { publish_name: false } };
    stored('a.h', from('x'), items({ kind: 'incident_report' }), {}, 'awaiting_release');
    stored('a.h', from('x'), items({ attribution: 'coordinator_only' }), {}, 'awaiting_release');
    stored('a.h', from('x'), items({}), hidden, 'awaiting_release');
    stored('a.h', from('x'), items({}));
    stored('co.h', from('x'), items({ kind: 'incident_report' }), hidden);
});

// ---- permitted use -----------------------------------------------------------------------------

const uses = (who, facts, want, set) => assert.deepEqual(
    permittedUse(world(item(facts), set), who, 'i').map((u) => `${u.use} ${u.rule}`), want);
test('USE-1: own security; nothing of what is not readable', () => {
    uses('b.h', {}, ['own_security USE-1']);
    uses('b.h', { scope: COORDINATOR }, []);
});
test('USE-1: third parties for class 1 and the coordinator, of task-force items', () => {
    const facts = { provider: 'c', scope: scope([{ standing: 'taskforce' }]) };
    uses('a.h', facts, ['own_security USE-1', 'third_parties USE-1']);
    uses('b.h', facts, ['own_security USE-1']);
    uses('co.h', facts, ['council_activities USE-1', 'third_parties USE-1']);
    uses('a.h', { ...facts, tlp: 'AMBER+STRICT' }, ['own_security USE-1']);
    uses('a.h', { provider: 'c' }, ['own_security USE-1']);
});
test('ACC-11: constituents of a mutual-aid body, not of a secret', () => {
    uses('isac.h', {}, ['own_security USE-1', 'constituents ACC-11']);
    uses('isac.h', secret, ['own_security USE-1']);
    uses('isac.h', {}, ['own_security USE-1'], { isac: { mutual_aid: false } });
});
test('USE-1: awareness where no scope is set, not for the secretariat', () => {
    uses('b.h', { scope: 'unspecified' }, ['own_security USE-1', 'awareness USE-1']);
    uses('co.h', { scope: 'unspecified' }, ['council_activities USE-1']);
    uses('town.1', { scope: 'unspecified', grants: [addition()] }, ['own_security USE-1']);
});
test('USE-1: own information; the Council\'s activities for the affairs office', () => {
    uses('a.h', {}, ['own_information USE-1']);
    uses('aff.h', { grants: [minimal] }, ['council_activities USE-1']);
});
