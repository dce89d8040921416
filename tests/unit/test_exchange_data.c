/* The public test data, as far as it is there: every file is taken or refused as its place says,
 * survives being cut and bent, and comes back the same from our own export.
 *
 * The data lies in $NOROSHI_SHARED/data, or in ../shared/data beside the repository (the build
 * gives the repository's root as SOURCE_ROOT); where it is missing the tests say so and pass. */
#include <dirent.h>

#include "base/json.h"
#include "exchange/misp_out.h"
#include "exchange/pattern.h"
#include "exchange/stix_out.h"
#include "exchange_record.h"

static const char *data_root(void)
{
    static char path[512];
    const char *shared = getenv("NOROSHI_SHARED");
    if (shared)
        snprintf(path, sizeof(path), "%s/data", shared);
    else
        snprintf(path, sizeof(path), "%s/../shared/data", SOURCE_ROOT);
    DIR *d = opendir(path);
    if (!d) {
        printf("skipped: no test data (set NOROSHI_SHARED)\n");
        return NULL;
    }
    closedir(d);
    return path;
}

static struct sv read_file(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return SV_NONE;
    fseek(f, 0, SEEK_END);
    size_t n = (size_t)ftell(f);
    rewind(f);
    char *p = arena_alloc(a, n + 1);
    size_t got = fread(p, 1, n, f);
    fclose(f);
    return (struct sv){p, got};
}

typedef void (*file_fn)(struct arena *a, const char *path, struct sv text);

/* Calls FN for each *.json in DIR of the data. */
static void each_file(const char *dir, file_fn fn)
{
    char path[1400];
    const char *root = data_root();
    if (!root)
        return;
    snprintf(path, sizeof(path), "%s/%s", root, dir);
    DIR *d = opendir(path);
    CHECK(d != NULL);
    for (struct dirent *e; d && (e = readdir(d));) {
        if (!sv_ends(sv_of(e->d_name), SV(".json")))
            continue;
        snprintf(path, sizeof(path), "%s/%s/%s", root, dir, e->d_name);
        struct arena *a = arena_new("test-file", (size_t)1 << 30);
        fn(a, path, read_file(a, path));
        arena_free(&a);
    }
    if (d)
        closedir(d);
}

static void tell(const struct record *r, const char *path)
{
    printf("  %s\n", path);
    for (size_t i = 0; i < r->e.n && i < 5; i++)
        printf("    %.*s: %.*s\n", SV_FMT(r->e.v[i].pointer), SV_FMT(r->e.v[i].detail));
}

static void must_take(struct arena *a, const char *path, struct sv text)
{
    struct record r;
    record_read(&r, a, text, path);
    CHECK_EQ_INT(r.result, 0);
    CHECK(r.n_items > 0);
    CHECK_EQ_INT(r.e.code, E_NONE);
    if (r.result)
        tell(&r, path);
}

static void must_refuse(struct arena *a, const char *path, struct sv text)
{
    struct record r;
    record_read(&r, a, text, path);
    CHECK_EQ_INT(r.result, -1);
    CHECK_EQ_INT(r.calls, 0);
    CHECK_EQ_INT(r.e.code, E_MALFORMED);
    CHECK(r.e.n > 0 && r.e.v[0].detail.n > 0 && r.e.v[0].rule == NULL);
    if (!r.result)
        tell(&r, path);
}

static const char *const stix_dirs[] = {"stix21/valid", "stix21/reports", "stix21/examples",
                                        "stix21/misc",  "stix21/attack",  "stix20/unit42"};
static const char *const misp_dirs[] = {"misp/events", "misp/stix-pairs"};

TEST(stix_files_are_taken)
{
    for (size_t i = 0; i < sizeof(stix_dirs) / sizeof(stix_dirs[0]); i++)
        each_file(stix_dirs[i], must_take);
}

TEST(misp_files_are_taken)
{
    for (size_t i = 0; i < sizeof(misp_dirs) / sizeof(misp_dirs[0]); i++)
        each_file(misp_dirs[i], must_take);
}

static void feed_file(struct arena *a, const char *path, struct sv text)
{
    if (sv_ends(sv_of(path), SV("manifest.json")))
        must_refuse(a, path, text);
    else
        must_take(a, path, text);
}

TEST(misp_feed_events_are_taken_and_the_manifest_is_not)
{
    each_file("misp/feed", feed_file);
}

TEST(csaf_files_are_taken)
{
    each_file("csaf", must_take);
    each_file("csaf/valid", must_take);
}

TEST(invalid_and_other_files_are_refused)
{
    static const char *const dirs[] = {
        "stix21/invalid", "misp/fragments", "csaf/invalid", "misp/taxonomies",
        "misp/galaxies",  "misp/objects",   "misp"};
    for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
        each_file(dirs[i], must_refuse);
}

/* ---- Labelled lines ---- */

static void each_line(const char *name, void (*fn)(struct arena *a, const json *line))
{
    char path[600];
    const char *root = data_root();
    if (!root)
        return;
    snprintf(path, sizeof(path), "%s/%s", root, name);
    struct arena *a = arena_new("test-lines", (size_t)1 << 28);
    struct sv rest = read_file(a, path), line;
    struct errs e;
    CHECK(rest.n > 0);
    while (sv_cut(&rest, '\n', &line)) {
        json *j;
        errs_init(&e, a, LANG_EN);
        if (json_parse(a, line, &j, &e) == 0)
            fn(a, j);
    }
    arena_free(&a);
}

static void labelled_object(struct arena *a, const json *line)
{
    struct record r;
    bool valid = sv_is(json_get_sv(line, "expect"), "valid");
    struct sv text = json_text(a, json_get(line, "object"));
    record_read(&r, a, text, "labelled.json");
    CHECK_EQ_INT(r.result, valid ? 0 : -1);
    if (r.result != (valid ? 0 : -1))
        printf("    %.*s\n", SV_FMT(text));
}

TEST(labelled_stix_objects_are_taken_and_refused_as_labelled)
{
    each_line("stix21/labelled-objects.jsonl", labelled_object);
}

static void labelled_pattern(struct arena *a, const json *line)
{
    struct pattern p;
    size_t at;
    bool pass = sv_is(json_get_sv(line, "expect"), "pass");
    CHECK_EQ_INT(pattern_parse(a, json_get_sv(line, "pattern"), &p, &at), pass ? 0 : -1);
}

TEST(labelled_patterns_parse_as_labelled)
{
    each_line("patterns/patterns-v21.jsonl", labelled_pattern);
}

/* ---- Round trips ---- */

static const struct export_source source = {SV("0123456789abcdef0123456789abcdef"), SV("協議会"),
                                            LANG_EN};

static struct sv to_stix(struct arena *a, struct record *r)
{
    struct stix_bundle_out b;
    struct str out;
    str_init(&out, a, (size_t)64 << 20);
    stix_bundle_begin(&b, &source, record_write, &out);
    for (size_t i = 0; i < r->n_items; i++) {
        struct sv id = sv_fmt(a, "6f1a2b3c-0000-4000-8000-%012zu", i);
        struct export_item it = record_export(&r->items[i], id);
        CHECK_EQ_INT(stix_bundle_item(&b, &it), 0);
    }
    CHECK_EQ_INT(stix_bundle_end(&b), 0);
    return str_sv(&out);
}

static struct sv to_misp(struct arena *a, struct record_item *it)
{
    struct str out;
    str_init(&out, a, (size_t)64 << 20);
    struct export_item e = record_export(it, SV("6f1a2b3c-0000-4000-8000-000000000000"));
    CHECK_EQ_INT(misp_event(&source, &e, record_write, &out), 0);
    return str_sv(&out);
}

/* What both have in common: objects of other standards, and reports, do not travel. */
static struct sv without_objects(struct arena *a, struct record_item it)
{
    it.n_objects = 0;
    return record_text(a, &it);
}

static void round_trip(struct arena *a, const char *path, struct sv text)
{
    struct record first, second, third;
    CHECK_EQ_INT(record_read(&first, a, text, path), 0);
    CHECK_EQ_INT(record_read(&second, a, to_stix(a, &first), "export.json"), 0);
    if (second.result)
        tell(&second, path);
    CHECK_EQ_INT(record_read(&third, a, to_stix(a, &second), "export.json"), 0);
    CHECK_EQ_INT(second.n_items, first.n_items);
    CHECK_EQ_INT(third.n_items, second.n_items);
    if (second.n_items != first.n_items || third.n_items != first.n_items)
        return;
    for (size_t i = 0; i < first.n_items; i++) {
        CHECK_EQ_SV(without_objects(a, second.items[i]), without_objects(a, first.items[i]));
        CHECK_EQ_SV(record_text(a, &third.items[i]), record_text(a, &second.items[i]));
        CHECK_EQ_STR(second.items[i].item.kind, "analysis");
        CHECK_EQ_INT(second.items[i].item.secret, 0);
    }
}

TEST(what_we_took_comes_back_the_same_from_our_stix)
{
    for (size_t i = 0; i < sizeof(stix_dirs) / sizeof(stix_dirs[0]); i++)
        each_file(stix_dirs[i], round_trip);
    for (size_t i = 0; i < sizeof(misp_dirs) / sizeof(misp_dirs[0]); i++)
        each_file(misp_dirs[i], round_trip);
    each_file("csaf", round_trip);
}

static void misp_trip(struct arena *a, const char *path, struct sv text)
{
    struct record first, second;
    CHECK_EQ_INT(record_read(&first, a, text, path), 0);
    for (size_t i = 0; i < first.n_items; i++) {
        CHECK_EQ_INT(record_read(&second, a, to_misp(a, &first.items[i]), "export.json"), 0);
        if (second.result)
            tell(&second, path);
        else
            CHECK_EQ_SV(without_objects(a, second.items[0]), without_objects(a, first.items[i]));
    }
}

TEST(what_we_took_comes_back_the_same_from_our_misp)
{
    for (size_t i = 0; i < sizeof(misp_dirs) / sizeof(misp_dirs[0]); i++)
        each_file(misp_dirs[i], misp_trip);
}

static void check_refs(const json *v, const json *objects)
{
    struct sv key;
    json *member;
    for (size_t i = 0; json_kind(v) == JSON_IS_ARRAY && i < json_len(v); i++)
        check_refs(json_at(v, i), objects);
    if (json_kind(v) != JSON_IS_OBJECT)
        return;
    for (void *i = NULL; json_next(v, &i, &key, &member);) {
        bool single = sv_ends(key, SV("_ref")), list = sv_ends(key, SV("_refs"));
        for (size_t k = 0; k < (single ? 1 : list ? json_len(member) : 0); k++) {
            struct sv id = json_sv(single ? member : json_at(member, k));
            bool found = false;
            for (size_t o = 0; o < json_len(objects) && !found; o++)
                found = sv_eq(json_get_sv(json_at(objects, o), "id"), id);
            CHECK(found);
            if (!found)
                printf("    %.*s names %.*s\n", SV_FMT(key), SV_FMT(id));
        }
        check_refs(member, objects);
    }
}

static void refs_resolve(struct arena *a, const char *path, struct sv text)
{
    struct record r;
    struct errs e;
    json *bundle;
    errs_init(&e, a, LANG_EN);
    CHECK_EQ_INT(record_read(&r, a, text, path), 0);
    CHECK_EQ_INT(json_parse(a, to_stix(a, &r), &bundle, &e), 0);
    check_refs(json_get(bundle, "objects"), json_get(bundle, "objects"));
}

TEST(L15_every_reference_in_an_export_resolves_inside)
{
    static const char *const dirs[] = {"stix21/reports", "stix21/examples", "stix21/misc",
                                       "stix21/valid", "misp/stix-pairs"};
    for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
        each_file(dirs[i], refs_resolve);
}

/* ---- Bent files ---- */

static unsigned random_state = 1;

static unsigned random_below(unsigned n)
{
    random_state = random_state * 1103515245u + 12345u;
    return (random_state >> 8) % n;
}

/* Where the text is no longer what it was, any answer will do but a crash or a half-taken file. */
static void read_bent(const char *path, struct sv text)
{
    struct arena *a = arena_new("test-bent", (size_t)1 << 30);
    struct record r;
    if (record_read(&r, a, text, path))
        CHECK(r.calls == 0 && r.e.n > 0);
    arena_free(&a);
}

static void bend(struct arena *a, const char *path, struct sv text)
{
    static const char bytes[] = "\"\\{}[],:0-'\x00\x80\xff\n";
    if (text.n > 100000)
        return;
    for (size_t i = 0; i < 40; i++)
        read_bent(path, (struct sv){text.p, random_below((unsigned)text.n + 1)});
    for (size_t i = 0; i < 60; i++) {
        struct sv copy = sv_copy(a, text);
        char *p = (char *)copy.p; /* our own copy */
        for (unsigned k = random_below(3) + 1; k > 0; k--)
            p[random_below((unsigned)copy.n)] = bytes[random_below(sizeof(bytes) - 1)];
        read_bent(path, copy);
    }
}

TEST(cut_and_bent_files_never_crash_the_reader)
{
    static const char *const dirs[] = {"stix21/valid",    "stix21/reports", "stix21/examples",
                                       "stix21/misc",     "misp/events",    "misp/feed",
                                       "misp/stix-pairs", "csaf",           "csaf/valid"};
    for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
        each_file(dirs[i], bend);
}

TEST_MAIN
