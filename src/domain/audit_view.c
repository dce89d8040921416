/* The record as the API shows it. */
#include "domain/audit_view.h"

#include "domain/item_private.h"

int audit_view_head(struct ctx *c, struct sv *json_out)
{
    return audit_head_json(c->db, c->a, json_out, &c->errs);
}

int audit_view_consistency(struct ctx *c, int64_t from, int64_t to, struct sv *json_out)
{
    return audit_consistency_json(c->db, c->a, from, to, json_out, &c->errs);
}

/* Is the item of PART one that this member provided? */
static int provides(struct ctx *c, struct sv packed, int part)
{
    struct audit_part *parts;
    size_t n = packed.p ? audit_unpack(c->a, packed, &parts) : 0;
    struct item it;

    if (part < 0 || (size_t)part >= n)
        return 0;
    int found = item_load(c, parts[part].item, &it);
    return found == 1 ? it.facts.provider == c->member || it.facts.poster == c->member : found;
}

/* The coordinator; who acted, and the approvers of their member; the provider of the part shown. */
static int party(struct ctx *c, int64_t n, int part)
{
    const struct person *p = &c->roster->persons[c->person];
    struct kept_row row;
    int found = db_entry_by_n(c->db, c->a, n, &row);

    if (found < 0)
        return store_failed(c);
    if (!found)
        return 0;
    if (ctx_is_coordinator(c) || sv_eq(row.person, p->id))
        return 1;
    if (c->member < 0)
        return 0;
    if (p->approver && sv_eq(row.member, c->roster->members[c->member].id))
        return 1;
    return provides(c, row.parts, part);
}

int audit_view_proof(struct ctx *c, int64_t n, int part, struct sv *json_out)
{
    int yes = party(c, n, part);

    if (yes < 0)
        return -1;
    if (!yes)
        return not_found(c);
    record_act(c, "audit.proof");
    return audit_proof_json(c->db, c->a, n, part, json_out, &c->errs);
}
