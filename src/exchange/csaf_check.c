/* CSAF check: required members, and mandatory tests of CSAF 2.0, section 6.1, that need no list
 * kept elsewhere: 1, 2, 4, 5, 7, 8, 9, 14, 16, 18, 22, 26.  See csaf_in.h. */
#include "exchange/csaf_in.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Names that the document defines or uses, with the places where they stand. */
struct names {
    struct arena *a;
    struct sv *v;
    size_t n, cap;
};

struct check {
    struct take *t;
    struct names products, groups; /* defined; sorted before they are looked at */
    bool bad;
};

static void bad(struct check *c, const char *pointer, enum msg m, struct sv arg)
{
    c->bad = true;
    if (take_more_errors(c->t))
        take_refuse(c->t, sv_of(pointer), m, ARGS(arg));
}

static int name_cmp(const void *x, const void *y)
{
    return sv_cmp(*(const struct sv *)x, *(const struct sv *)y);
}

static void name_add(struct names *names, struct sv name)
{
    if (!name.p)
        return;
    if (names->n == names->cap) {
        size_t cap = names->cap ? names->cap * 2 : 32;
        struct sv *v = ARENA_ARRAY(names->a, struct sv, cap);
        if (names->n)
            memcpy(v, names->v, names->n * sizeof(*v));
        names->v = v;
        names->cap = cap;
    }
    names->v[names->n++] = name;
}

static bool name_known(const struct names *names, struct sv name)
{
    return names->n && bsearch(&name, names->v, names->n, sizeof(name), name_cmp);
}

/* Sorts, and tells of a name that stands twice. */
static void names_close(struct check *c, struct names *names, const char *pointer)
{
    if (names->n)
        qsort(names->v, names->n, sizeof(*names->v), name_cmp);
    for (size_t i = 1; i < names->n; i++)
        if (sv_eq(names->v[i], names->v[i - 1]))
            bad(c, pointer, MSG_CSAF_TWICE, names->v[i]);
}

/* ---- Required members ---- */

static void check_required(struct check *c, const json *root)
{
    static const struct {
        const char *pointer, *keys[4];
        enum json_kind kind;
    } wanted[] = {
        {"/document/category", {"document", "category"}, JSON_IS_STRING},
        {"/document/title", {"document", "title"}, JSON_IS_STRING},
        {"/document/publisher/category", {"document", "publisher", "category"}, JSON_IS_STRING},
        {"/document/publisher/name", {"document", "publisher", "name"}, JSON_IS_STRING},
        {"/document/publisher/namespace", {"document", "publisher", "namespace"}, JSON_IS_STRING},
        {"/document/tracking/id", {"document", "tracking", "id"}, JSON_IS_STRING},
        {"/document/tracking/status", {"document", "tracking", "status"}, JSON_IS_STRING},
        {"/document/tracking/version", {"document", "tracking", "version"}, JSON_IS_STRING},
        {"/document/tracking/revision_history",
         {"document", "tracking", "revision_history"},
         JSON_IS_ARRAY},
    };
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        const json *v = root;
        for (size_t k = 0; k < 4 && wanted[i].keys[k]; k++)
            v = json_get(v, wanted[i].keys[k]);
        if (json_kind(v) != wanted[i].kind ||
            (v && json_kind(v) == JSON_IS_STRING && json_sv(v).n == 0))
            bad(c, wanted[i].pointer, MSG_CSAF_REQUIRED, SV(""));
    }
    const json *tracking = json_get(json_get(root, "document"), "tracking");
    int64_t ms;
    if (time_parse(json_get_sv(tracking, "current_release_date"), &ms))
        bad(c, "/document/tracking/current_release_date", MSG_CSAF_REQUIRED, SV(""));
    if (time_parse(json_get_sv(tracking, "initial_release_date"), &ms))
        bad(c, "/document/tracking/initial_release_date", MSG_CSAF_REQUIRED, SV(""));
}

/* 6.1.26: a category that only looks like one of the profiles. */
static void check_category(struct check *c, struct sv category)
{
    static const char *const profiles[] = {"csaf_base",
                                           "csaf_security_incident_response",
                                           "csaf_informational_advisory",
                                           "csaf_security_advisory",
                                           "csaf_vex",
                                           "csaf_deprecated_security_advisory",
                                           "csaf_withdrawn",
                                           "csaf_superseded"};
    char plain[64];
    size_t n = 0;
    for (size_t i = 0; i < category.n && n < sizeof(plain) - 1; i++)
        if (!memchr("-_ \t\n", category.p[i], 5))
            plain[n++] = category.p[i];
    struct sv p = {plain, n};
    bool prefix = n >= 4 && strncasecmp(plain, "csaf", 4) == 0;
    if (prefix)
        p = (struct sv){plain + 4, n - 4};
    bool looks = sv_starts(category, SV("csaf_"));
    for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
        if (sv_is(category, profiles[i]))
            return;
        char name[64];
        size_t m = 0;
        for (const char *s = profiles[i] + 5; *s; s++)
            if (*s != '_')
                name[m++] = *s;
        bool same = p.n == m && strncasecmp(p.p, name, m) == 0;
        looks = looks || (same && (i > 0 || prefix));
    }
    if (looks)
        bad(c, "/document/category", MSG_CSAF_CATEGORY, category);
}

/* ---- Revision history ---- */

struct revision {
    int64_t at;
    struct sv number;
};

/* Versions are integers or semantic ones: compared number by number, what follows + left out; one
 * with a pre-release part comes before the one without. */
static int version_cmp(struct sv a, struct sv b)
{
    struct sv x, y;
    sv_cut(&a, '+', &x);
    sv_cut(&b, '+', &y);
    struct sv core_x, core_y, p, q;
    bool pre_x = sv_cut(&x, '-', &core_x) && x.n, pre_y = sv_cut(&y, '-', &core_y) && y.n;
    while (sv_cut(&core_x, '.', &p) && sv_cut(&core_y, '.', &q)) {
        int64_t m, n;
        if (sv_int(p, &m) || sv_int(q, &n))
            return sv_cmp(p, q);
        if (m != n)
            return m < n ? -1 : 1;
    }
    return pre_x != pre_y ? (pre_x ? -1 : 1) : sv_cmp(x, y);
}

static int revision_cmp(const void *x, const void *y)
{
    const struct revision *a = x, *b = y;
    return a->at != b->at ? (a->at < b->at ? -1 : 1) : version_cmp(a->number, b->number);
}

static struct sv without_pre(struct sv version, bool draft)
{
    struct sv rest = version, core = version;
    sv_cut(&rest, '+', &core);
    if (draft) {
        rest = core;
        sv_cut(&rest, '-', &core);
    }
    return core;
}

static void check_numbers(struct check *c, const struct revision *v, size_t n, const json *tracking)
{
    const char *at = "/document/tracking/revision_history";
    struct sv version = json_get_sv(tracking, "version"), status = json_get_sv(tracking, "status");
    bool draft = sv_is(status, "draft");
    for (size_t i = 0; i < n; i++) {
        struct sv number = without_pre(v[i].number, false);
        bool zero = sv_is(number, "0") || sv_starts(number, SV("0."));
        if (!draft && zero)
            bad(c, at, MSG_CSAF_DRAFT_REVISION, v[i].number);
        if (i > 0 && version_cmp(v[i - 1].number, v[i].number) == 0)
            bad(c, at, MSG_CSAF_TWICE, v[i].number);
        else if (i > 0 && version_cmp(v[i - 1].number, v[i].number) > 0)
            bad(c, at, MSG_CSAF_UNSORTED, v[i].number);
    }
    if (n && !sv_eq(without_pre(v[n - 1].number, draft), without_pre(version, draft)))
        bad(c, "/document/tracking/version", MSG_CSAF_VERSION, v[n - 1].number);
}

static void check_history(struct check *c, const json *tracking)
{
    const json *history = json_get(tracking, "revision_history");
    size_t n = json_len(history);
    struct revision *v = ARENA_ARRAY(c->t->scratch, struct revision, n);
    for (size_t i = 0; i < n; i++) {
        const json *r = json_at(history, i);
        v[i].number = json_get_sv(r, "number");
        if (!v[i].number.p || time_parse(json_get_sv(r, "date"), &v[i].at)) {
            bad(c, "/document/tracking/revision_history", MSG_CSAF_REQUIRED, SV(""));
            return;
        }
    }
    if (n == 0)
        bad(c, "/document/tracking/revision_history", MSG_CSAF_REQUIRED, SV(""));
    if (n > 1)
        qsort(v, n, sizeof(*v), revision_cmp);
    check_numbers(c, v, n, tracking);
}

/* ---- Products and groups ---- */

static void define_branches(struct check *c, const json *branches)
{
    for (size_t i = 0; i < json_len(branches); i++) {
        const json *b = json_at(branches, i);
        name_add(&c->products, json_get_sv(json_get(b, "product"), "product_id"));
        define_branches(c, json_get(b, "branches"));
    }
}

/* relationships (2.0) and product_paths (2.1) make products of products. */
static void define_joined(struct check *c, const json *list)
{
    for (size_t i = 0; i < json_len(list); i++)
        name_add(&c->products,
                 json_get_sv(json_get(json_at(list, i), "full_product_name"), "product_id"));
}

static void define_products(struct check *c, const json *tree)
{
    const json *names = json_get(tree, "full_product_names");
    const json *groups = json_get(tree, "product_groups");
    define_branches(c, json_get(tree, "branches"));
    for (size_t i = 0; i < json_len(names); i++)
        name_add(&c->products, json_get_sv(json_at(names, i), "product_id"));
    define_joined(c, json_get(tree, "relationships"));
    define_joined(c, json_get(tree, "product_paths"));
    for (size_t i = 0; i < json_len(groups); i++)
        name_add(&c->groups, json_get_sv(json_at(groups, i), "group_id"));
    names_close(c, &c->products, "/product_tree");
    names_close(c, &c->groups, "/product_tree/product_groups");
}

static void use(struct check *c, const struct names *names, struct sv name, const char *pointer)
{
    if (name.p && !name_known(names, name))
        bad(c, pointer, MSG_CSAF_UNDEFINED, name);
}

static void use_list(struct check *c, const struct names *names, const json *list,
                     const char *pointer)
{
    for (size_t i = 0; i < json_len(list); i++)
        use(c, names, json_sv(json_at(list, i)), pointer);
}

static void use_tree(struct check *c, const json *tree)
{
    const json *relations = json_get(tree, "relationships"),
               *paths = json_get(tree, "product_paths");
    const json *groups = json_get(tree, "product_groups");
    for (size_t i = 0; i < json_len(groups); i++)
        use_list(c, &c->products, json_get(json_at(groups, i), "product_ids"),
                 "/product_tree/product_groups");
    for (size_t i = 0; i < json_len(relations); i++) {
        const json *r = json_at(relations, i);
        use(c, &c->products, json_get_sv(r, "product_reference"), "/product_tree/relationships");
        use(c, &c->products, json_get_sv(r, "relates_to_product_reference"),
            "/product_tree/relationships");
    }
    for (size_t i = 0; i < json_len(paths); i++)
        use(c, &c->products, json_get_sv(json_at(paths, i), "beginning_product_reference"),
            "/product_tree/product_paths");
}

/* ---- Vulnerabilities ---- */

static void check_score(struct check *c, const json *score, const char *key, const char *at)
{
    const json *cvss = json_get(score, key);
    struct sv vector = json_get_sv(cvss, "vectorString");
    if (!cvss)
        return;
    int right = sv_is(sv_of(key), "cvss_v2") ? csaf_score_v2(vector) : csaf_score_v3(vector);
    if (right < 0 || right != (int)lround(json_double(json_get(cvss, "baseScore"), -1) * 10))
        bad(c, at, MSG_CSAF_SCORE, vector.p ? vector : SV(""));
}

/* 6.1.7: one score of each version for a product. */
static void check_scores(struct check *c, const json *scores, const char *at)
{
    static const char *const keys[] = {"cvss_v2", "cvss_v3"};
    for (size_t k = 0; k < 2; k++) {
        struct names once = {.a = c->t->scratch};
        for (size_t i = 0; i < json_len(scores); i++) {
            const json *score = json_at(scores, i), *products = json_get(score, "products");
            check_score(c, score, keys[k], at);
            for (size_t p = 0; json_get(score, keys[k]) && p < json_len(products); p++)
                name_add(&once, sv_join(c->t->scratch, json_sv(json_at(products, p)),
                                        json_get_sv(json_get(score, keys[k]), "version")));
        }
        names_close(c, &once, at);
    }
}

static void check_vulnerability(struct check *c, const json *v, size_t index)
{
    static const char *const holders[] = {"scores", "metrics", "remediations", "threats", "flags"};
    const char *at = sv_cstr(c->t->scratch, sv_fmt(c->t->scratch, "/vulnerabilities/%zu", index));
    struct sv key, cve = json_get_sv(v, "cve");
    json *list;
    for (void *i = NULL; json_next(json_get(v, "product_status"), &i, &key, &list);)
        use_list(c, &c->products, list, at);
    for (size_t h = 0; h < sizeof(holders) / sizeof(holders[0]); h++) {
        const json *rows = json_get(v, holders[h]);
        for (size_t i = 0; i < json_len(rows); i++) {
            const json *row = json_at(rows, i);
            use_list(c, &c->products, json_get(row, h < 2 ? "products" : "product_ids"), at);
            use_list(c, &c->groups, json_get(row, "group_ids"), at);
        }
    }
    check_scores(c, json_get(v, "scores"), at);
    if (cve.p && !take_is_cve(cve))
        bad(c, at, MSG_CSAF_CVE, cve);
}

int csaf_check(struct take *t, const json *root)
{
    struct check c = {.t = t, .products = {.a = t->scratch}, .groups = {.a = t->scratch}};
    const json *document = json_get(root, "document"), *tree = json_get(root, "product_tree");
    const json *all = json_get(root, "vulnerabilities");
    struct sv version = json_get_sv(document, "csaf_version");
    if (!sv_is(version, "2.0") && !sv_is(version, "2.1"))
        bad(&c, "/document/csaf_version", MSG_CSAF_WRONG_VERSION, version);
    check_required(&c, root);
    if (c.bad)
        return -1;
    check_category(&c, json_get_sv(document, "category"));
    check_history(&c, json_get(document, "tracking"));
    define_products(&c, tree);
    use_tree(&c, tree);
    for (size_t i = 0; i < json_len(all); i++)
        check_vulnerability(&c, json_at(all, i), i);
    return c.bad ? -1 : 0;
}
