/* Confidence: see confidence.h. */
#include "domain/confidence.h"

#include "domain/feedback_private.h"
#include "domain/publish.h"
#include "domain/sharing.h"

static int store(struct ctx *c, struct item *it, struct sv confidence, struct sv basis)
{
    struct confidence_last_row last;
    int found = db_confidence_last(c->db, c->a, it->row.id, &last);

    if (found < 0)
        return store_failed(c);
    it->row.confidence = confidence;
    if (db_confidence_insert(c->db, it->row.id, after(c, found ? last.at : DB_NULL),
                             c->roster->persons[c->person].id, confidence, basis) != 1)
        return store_failed(c);
    return item_save(c, it);
}

int confidence_set(struct ctx *c, struct sv item, const json *body, struct sv match, struct item_view *out)
{
    struct sv basis = sv_trim(json_get_sv(body, "basis"));
    struct item it;

    if (item_find(c, item, &it))
        return -1;
    if (!is_class1_group(c))
        return fail(&c->errs, E_FORBIDDEN, "FB-4", MSG_CONFIDENCE_NOT_YOURS, NO_ARGS);
    if (!basis.n)
        return errs_add(&c->errs, E_MALFORMED, SV("/basis"), NULL, MSG_FORM_MISSING, NO_ARGS);
    if (item_must_be_out(c, &it) || item_check_match(c, &it, match) ||
        store(c, &it, json_get_sv(body, "confidence"), basis))
        return -1;
    record_act(c, "item.confidence");
    record_fact(c, "item", it.row.id);
    record_fact(c, "confidence", it.row.confidence);
    return item_tell(c, &it, "confidence") || item_answer(c, &it, out) ? -1 : 0;
}

int confidence_list(struct ctx *c, struct sv item, struct confidence_view **out, size_t *n_out)
{
    struct confidence_list_row *rows;
    struct item it;

    if (item_find_text(c, item, &it))
        return -1;
    if (db_confidence_list(c->db, c->a, it.row.id, &rows, n_out))
        return store_failed(c);
    bool whole = feedback_sees_all(c, &it);
    *out = ARENA_ARRAY(c->a, struct confidence_view, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i] = (struct confidence_view){rows[i].at, rows[i].confidence, whole ? rows[i].person : SV_NONE,
                                             whole ? rows[i].basis : SV_NONE};
    record_act(c, "confidence.list");
    record_fact(c, "item", it.row.id);
    return 0;
}
