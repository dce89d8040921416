/* The record as the API shows it. */
#include "domain/audit_view.h"

#include "domain/item_private.h"

#define PAGE 200

int audit_view_head(struct ctx *c, struct sv *json_out)
{
    return audit_head_json(c->db, c->a, json_out, &c->errs);
}

int audit_view_consistency(struct ctx *c, int64_t from, int64_t to, struct sv *json_out)
{
    return audit_consistency_json(c->db, c->a, from, to, json_out, &c->errs);
}

/* Index of ITEM among the parts, or -1. */
static int part_of(struct ctx *c, struct sv packed, struct sv item)
{
    struct audit_part *parts;
    size_t n = packed.p && item.p ? audit_unpack(c->a, packed, &parts) : 0;

    for (size_t i = 0; i < n; i++)
        if (sv_eq(parts[i].item, item))
            return (int)i;
    return -1;
}

/* Is ITEM the caller's member's, and readable by the caller (a secret is not by all of its member)? */
static int provides(struct ctx *c, struct sv id)
{
    struct item it;
    int yes = item_load(c, id, &it);

    if (yes == 1)
        yes = item_decide(c, &it);
    return yes == 1 ? it.facts.provider == c->member || it.facts.poster == c->member : yes;
}

/* The first shown item that the caller provides, of a page: its part, or -1; -2: the database failed. */
static int own_part(struct ctx *c, struct sv packed)
{
    struct audit_part *parts;
    size_t n = packed.p && c->member >= 0 ? audit_unpack(c->a, packed, &parts) : 0;

    for (size_t i = 0; i < n && i < PAGE; i++) {
        int yes = provides(c, parts[i].item);
        if (yes)
            return yes < 0 ? -2 : (int)i;
    }
    return -1;
}

/* The coordinator; who acted, and the approvers of their member; the provider of the item shown. */
static int party(struct ctx *c, const struct kept_row *row, int part, struct sv item)
{
    const struct person *p = &c->roster->persons[c->person];

    if (ctx_is_coordinator(c) || sv_eq(row->person, p->id))
        return 1;
    if (c->member < 0)
        return 0;
    if (p->approver && sv_eq(row->member, c->roster->members[c->member].id))
        return 1;
    return part < 0 ? 0 : provides(c, item);
}

int audit_view_proof(struct ctx *c, int64_t n, struct sv item, struct sv *json_out)
{
    struct kept_row row;
    int found = db_entry_by_n(c->db, c->a, n, &row);

    if (found < 0)
        return store_failed(c);
    if (!found) /* beyond the head: the next one may have it */
        return audit_proof_json(c->db, c->a, n, -1, json_out, &c->errs);
    int part = part_of(c, row.parts, item);
    int yes = party(c, &row, part, item);
    if (!yes && !item.p) { /* a disclosure report names the entry alone */
        part = own_part(c, row.parts);
        yes = part == -2 ? -1 : part >= 0;
    }
    if (yes < 0)
        return -1;
    if (!yes || (item.p && part < 0))
        return not_found(c);
    record_act(c, "audit.proof");
    return audit_proof_json(c->db, c->a, n, part, json_out, &c->errs);
}
