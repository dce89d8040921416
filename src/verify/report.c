/* Disclosure reports: what a line says must follow from the entry that it names.  See verify.h. */
#include "verify/verify.h"

#include "verify/proof.h"
#include "verify/read.h"

/* Facts that a line and its entry both tell. */
static const char *const shared[] = {"person", "member", "at", "way", NULL};

static int line_refuse(struct errs *e, size_t i, enum msg m)
{
    return fail(e, E_REFUSED, "AUD-2", m, ARGS(sv_fmt(e->a, "did[%zu]", i)));
}

/* The part is "item act rule"; the report says the item once, and act and rule on the line. */
static bool part_matches(struct sv item, const json *line, struct sv part)
{
    struct sv word;

    return sv_word(&part, &word) && sv_eq(word, item) && sv_word(&part, &word) &&
           sv_eq(word, json_get_sv(line, "act")) && sv_word(&part, &word) &&
           sv_eq(word, json_get_sv(line, "rule"));
}

static bool entry_matches(const json *entry, const json *line)
{
    for (const char *const *name = shared; *name; name++)
        if (!sv_eq(json_get_sv(entry, *name), json_get_sv(line, *name)))
            return false;
    return true;
}

static int line_check(const struct head *head, struct sv item, const json *line, size_t i,
                      struct errs *e)
{
    struct proven proven;
    const json *entry = json_get(line, "entry"), *proof = json_get(line, "proof");
    json *said;

    if (json_kind(entry) == JSON_IS_NULL && !proof)
        return 0;
    if (json_kind(entry) != JSON_IS_INT || json_int(entry, -1) < 0)
        return line_refuse(e, i, MSG_VERIFY_FORM);
    if (json_int(entry, -1) >= head->size)
        return line_refuse(e, i, MSG_VERIFY_BEYOND);
    if (!proof)
        return line_refuse(e, i, MSG_VERIFY_FORM);
    if (proof_check(head, proof, &proven, e) || read_object(proven.entry, SV("entry"), &said, e))
        return -1;
    if (proven.index != json_int(entry, -1) || !part_matches(item, line, proven.line) ||
        !entry_matches(said, line))
        return line_refuse(e, i, MSG_VERIFY_LINE);
    return 0;
}

int verify_report(struct sv key_text, struct sv report, struct errs *e)
{
    static const char *const names[] = {"item", "as_of", "could", "did", "head", NULL};
    struct key key;
    struct head head;
    json *j;

    if (read_key(key_text, &key, e) || read_object(report, SV("report"), &j, e) ||
        read_members(j, SV("report"), names, e) || read_head(json_get(j, "head"), &key, &head, e))
        return -1;
    struct sv item = json_get_sv(j, "item");
    const json *did = json_get(j, "did");
    if (!item.p || json_kind(did) != JSON_IS_ARRAY)
        return read_refuse(e, MSG_VERIFY_FORM, SV("report"));
    for (size_t i = 0; i < json_len(did); i++)
        if (line_check(&head, item, json_at(did, i), i, e))
            return -1;
    return 0;
}
