/* CSAF in: an advisory of CSAF 2.0 or 2.1 into one item.  See csaf_in.h.
 *
 * Notes make up the body; CVEs and web addresses are references; the document is kept whole. */
#include "exchange/csaf_in.h"

static void take_notes(struct take *t, const json *notes)
{
    for (size_t i = 0; i < json_len(notes); i++) {
        struct sv title = json_get_sv(json_at(notes, i), "title");
        struct sv text = json_get_sv(json_at(notes, i), "text");
        if (title.n && text.n)
            take_body(t, sv_fmt(t->scratch, "**%.*s**", SV_FMT(title)));
        take_body(t, text);
    }
}

static int take_links(struct take *t, const json *references)
{
    for (size_t i = 0; i < json_len(references); i++)
        if (take_link(t, json_get_sv(json_at(references, i), "url")))
            return -1;
    return 0;
}

static int take_vulnerability(struct take *t, const json *v, size_t index)
{
    struct sv cve = json_get_sv(v, "cve"), title = json_get_sv(v, "title");
    struct sv name = cve.p ? cve : json_get_sv(json_at(json_get(v, "ids"), 0), "text");
    if (title.n || json_len(json_get(v, "notes")))
        take_body(t, sv_fmt(t->scratch, "**%.*s%s%.*s**", SV_FMT(name),
                            name.n && title.n ? ": " : "", SV_FMT(title)));
    take_notes(t, json_get(v, "notes"));
    if (take_reference(t, cve.p ? "cve" : "other", name) ||
        take_links(t, json_get(v, "references")))
        return -1;
    bool more = json_get(v, "product_status") || json_get(v, "scores") || json_get(v, "metrics") ||
                json_get(v, "remediations") || json_get(v, "threats");
    return more ? take_gap(t, sv_fmt(t->scratch, "/vulnerabilities/%zu", index),
                           MSG_CSAF_GAP_DETAILS, NO_ARGS)
                : 0;
}

static int take_advisory(struct take *t, const json *root)
{
    const json *document = json_get(root, "document"), *all = json_get(root, "vulnerabilities");
    const json *tracking = json_get(document, "tracking");
    take_item_new(t, json_get_sv(document, "title"));
    if (time_parse(json_get_sv(tracking, "initial_release_date"), &t->item.created))
        t->item.created = TIME_NONE;
    take_lang(t, json_get_sv(document, "lang"));
    take_tlp(t,
             tlp_parse(json_get_sv(json_get(json_get(document, "distribution"), "tlp"), "label")));
    take_notes(t, json_get(document, "notes"));
    if (take_item_begin(t) || take_links(t, json_get(document, "references")) ||
        take_object(t, json_get_sv(tracking, "id"), SV("csaf-document"), t->text))
        return -1;
    for (size_t i = 0; i < json_len(all); i++)
        if (take_vulnerability(t, json_at(all, i), i))
            return -1;
    if (json_get(root, "product_tree") &&
        take_gap(t, SV("/product_tree"), MSG_CSAF_GAP_PRODUCTS, NO_ARGS))
        return -1;
    return take_item_end(t);
}

int csaf_read(struct take *t)
{
    json *root;
    if (take_parse(t, t->text, SV(""), &root) || csaf_check(t, root))
        return -1;
    return take_advisory(t, root);
}
