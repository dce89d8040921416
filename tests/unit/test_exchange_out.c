/* Export of formats: our own files restore what went into them, resolve in themselves, and say no
 * more than they should. */
#include "base/json.h"
#include "exchange/list_out.h"
#include "exchange/misp_out.h"
#include "exchange/stix_out.h"
#include "exchange_record.h"

static const struct export_source source = {SV("0123456789abcdef0123456789abcdef"), SV("Council"),
                                            LANG_EN};

static struct intake_indicator samples[] = {
    {IND_DOMAIN, SV("a.example"), SV("c"), 1767225600000, 1767312000000, 1798848000000},
    {IND_IPV4, SV("192.0.2.0/24"), SV_NONE, TIME_NONE, TIME_NONE, TIME_NONE},
    {IND_IPV6, SV("2001:db8::1"), SV_NONE, TIME_NONE, TIME_NONE, TIME_NONE},
    {IND_URL, SV("http://a.example/it's"), SV_NONE, TIME_NONE, TIME_NONE, TIME_NONE},
    {IND_EMAIL, SV("a@a.example"), SV_NONE, TIME_NONE, TIME_NONE, TIME_NONE},
    {IND_MD5, SV("d41d8cd98f00b204e9800998ecf8427e"), SV_NONE, TIME_NONE, TIME_NONE, TIME_NONE},
    {IND_SHA1, SV("da39a3ee5e6b4b0d3255bfef95601890afd80709"), SV_NONE, TIME_NONE, TIME_NONE,
     TIME_NONE},
    {IND_SHA256, SV("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), SV_NONE,
     TIME_NONE, TIME_NONE, TIME_NONE},
    {IND_FILE_NAME, SV("C:\\x.exe"), SV("=1+1"), TIME_NONE, TIME_NONE, TIME_NONE},
    {IND_USER_AGENT, SV("-Evil, \"1\""), SV_NONE, TIME_NONE, TIME_NONE, TIME_NONE},
    {IND_STIX_PATTERN, SV("[file:size > 3]"), SV_NONE, TIME_NONE, TIME_NONE, TIME_NONE},
    {IND_OTHER, SV("日本"), SV_NONE, TIME_NONE, TIME_NONE, TIME_NONE},
};
static struct intake_reference references[] = {
    {"cve", SV("CVE-2026-0001")}, {"url", SV("https://a.example/")}, {"other", SV("JVN#1")}};

static struct record_item sample_item(void)
{
    return (struct record_item){.item = {.title = SV("題"),
                                         .body = SV("本文\n\n- x"),
                                         .lang = SV("ja"),
                                         .tlp = SV("AMBER"),
                                         .kind = SV("countermeasure"),
                                         .secret = 1,
                                         .created = TIME_NONE},
                                .indicators = samples,
                                .n_indicators = sizeof(samples) / sizeof(samples[0]),
                                .references = references,
                                .n_references = 3};
}

static struct sv bundle_of(struct arena *a, struct record_item *it, const char *id)
{
    struct stix_bundle_out b;
    struct str out;
    str_init(&out, a, (size_t)8 << 20);
    struct export_item e = record_export(it, sv_of(id));
    stix_bundle_begin(&b, &source, record_write, &out);
    CHECK_EQ_INT(stix_bundle_item(&b, &e), 0);
    CHECK_EQ_INT(stix_bundle_end(&b), 0);
    return str_sv(&out);
}

#define ITEM_A "11111111-0000-4000-8000-000000000000"
#define ITEM_B "22222222-0000-4000-8000-000000000000"

TEST(our_stix_restores_all_of_an_item)
{
    struct record_item it = sample_item();
    struct arena *a = arena_new("out", (size_t)64 << 20);
    struct record r;
    CHECK_EQ_INT(record_read(&r, a, bundle_of(a, &it, ITEM_A), "x.json"), 0);
    CHECK_EQ_INT(r.n_items, 1);
    CHECK_EQ_INT(r.n_gaps, 0);
    CHECK_EQ_SV(record_text(a, &r.items[0]), record_text(a, &it));
    CHECK_EQ_STR(r.items[0].item.kind, "countermeasure");
    CHECK_EQ_STR(r.items[0].item.lang, "ja");
    CHECK_EQ_INT(r.items[0].item.secret, 1);
    arena_free(&a);
}

TEST(our_misp_restores_what_misp_can_say)
{
    struct record_item it = sample_item();
    struct arena *a = arena_new("out", (size_t)64 << 20);
    struct record r;
    struct str out;
    str_init(&out, a, (size_t)8 << 20);
    struct export_item e = record_export(&it, SV(ITEM_A));
    CHECK_EQ_INT(misp_event(&source, &e, record_write, &out), 0);
    CHECK_EQ_INT(record_read(&r, a, str_sv(&out), "x.json"), 0);
    samples[0].valid_until = TIME_NONE;
    struct record_item back = r.items[0];
    back.n_objects = 0;
    CHECK_EQ_SV(record_text(a, &back), record_text(a, &it));
    samples[0].valid_until = 1798848000000;
    CHECK_EQ_STR(back.item.kind, "countermeasure");
    CHECK_EQ_INT(back.item.secret, 1);
    CHECK(sv_find(str_sv(&out), SV("\"distribution\":\"0\"")) >= 0);
    arena_free(&a);
}

static struct sv indicator_ids(struct arena *a, struct sv bundle)
{
    struct errs e;
    json *j;
    struct str out;
    errs_init(&e, a, LANG_EN);
    str_init(&out, a, 1 << 20);
    CHECK_EQ_INT(json_parse(a, bundle, &j, &e), 0);
    const json *objects = json_get(j, "objects");
    for (size_t i = 0; i < json_len(objects); i++)
        if (sv_is(json_get_sv(json_at(objects, i), "type"), "indicator"))
            str_add(&out, json_get_sv(json_at(objects, i), "id"));
    return str_sv(&out);
}

TEST(L18_ids_of_indicators_are_stable_in_an_item_and_tell_nothing_across_items)
{
    struct record_item it = sample_item();
    struct arena *a = arena_new("out", (size_t)64 << 20);
    struct sv one = indicator_ids(a, bundle_of(a, &it, ITEM_A));
    CHECK_EQ_SV(indicator_ids(a, bundle_of(a, &it, ITEM_A)), one);
    struct sv two = indicator_ids(a, bundle_of(a, &it, ITEM_B));
    CHECK_EQ_INT(one.n, two.n);
    for (size_t i = 0; i + 47 <= one.n; i += 47)
        CHECK(sv_find(two, (struct sv){one.p + i, 47}) < 0);
    arena_free(&a);
}

TEST(an_export_names_no_provider_who_is_not_shown)
{
    struct record_item it = sample_item();
    struct arena *a = arena_new("out", (size_t)64 << 20);
    struct sv text = bundle_of(a, &it, ITEM_A);
    CHECK(sv_find(text, SV("\"Council\"")) >= 0);
    CHECK(sv_find(text, SV("\"role\":\"provider\"")) < 0);
    arena_free(&a);
}

TEST(objects_that_came_go_out_as_bytes_and_lose_only_what_dangles)
{
    struct intake_object objects[] = {
        {SV("malware--00000000-0000-4000-8000-000000000001"), SV("malware"),
         SV("{ " SDO("malware", 1) "\"is_family\":true,\"x_odd\":1.50}")},
        {SV("campaign--00000000-0000-4000-8000-000000000002"), SV("campaign"),
         SV("{" SDO("campaign", 2) "\"name\":\"a\",\"created_by_ref\":" ID(
             "identity",
             9) ","
                "\"object_marking_refs\":[" ID(
                    "marking-definition",
                    8) ","
                       "\"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da\"]}")},
        {SV("relationship--00000000-0000-4000-8000-000000000003"), SV("relationship"),
         SV("{" SDO("relationship", 3) "\"relationship_type\":\"uses\",\"source_ref\":" ID(
             "campaign", 2) ",\"target_ref\":" ID("malware", 1) "}")},
        {SV("relationship--00000000-0000-4000-8000-000000000004"), SV("relationship"),
         SV("{" SDO("relationship", 4) "\"relationship_type\":\"uses\",\"source_ref\":" ID(
             "campaign", 2) ",\"target_ref\":" ID("tool", 7) "}")},
        {SV("note--00000000-0000-4000-8000-000000000005"), SV("note"),
         SV("{" SDO("note", 5) "\"content\":\"n\",\"object_refs\":[" ID("relationship", 4) "]}")},
        {SV("report--00000000-0000-4000-8000-000000000006"), SV("report"),
         SV(REPORT(6, ID("malware", 1)))}};
    struct record_item it = sample_item();
    it.objects = objects;
    it.n_objects = 6;
    struct arena *a = arena_new("out", (size_t)64 << 20);
    struct sv text = bundle_of(a, &it, ITEM_A);
    CHECK(sv_find(text, objects[0].raw) >= 0);
    CHECK(sv_find(text, objects[2].raw) >= 0);
    CHECK(sv_find(text, SV("campaign--00000000-0000-4000-8000-000000000002")) >= 0);
    CHECK(sv_find(text, SV("00000000-0000-4000-8000-000000000009")) < 0);
    CHECK(sv_find(text, SV("00000000-0000-4000-8000-000000000008")) < 0);
    CHECK(sv_find(text, SV("00000000-0000-4000-8000-000000000004")) < 0);
    CHECK(sv_find(text, SV("note--")) < 0);
    CHECK(sv_find(text, SV("report--00000000")) < 0);
    struct record r;
    CHECK_EQ_INT(record_read(&r, a, text, "x.json"), 0);
    CHECK_EQ_INT(r.items[0].n_objects, 3);
    arena_free(&a);
}

TEST(an_indicator_that_came_as_an_object_goes_out_once)
{
    struct intake_object object = {SV("indicator--00000000-0000-4000-8000-000000000001"),
                                   SV("indicator"),
                                   SV(INDICATOR(1, "[domain-name:value = 'A.example']"))};
    struct record_item it = sample_item();
    it.objects = &object;
    it.n_objects = 1;
    it.n_indicators = 1;
    struct arena *a = arena_new("out", (size_t)64 << 20);
    CHECK_EQ_INT(indicator_ids(a, bundle_of(a, &it, ITEM_A)).n, 47);
    arena_free(&a);
}

TEST(csv_is_quoted_and_starts_no_formula)
{
    struct record_item it = sample_item();
    struct arena *a = arena_new("out", (size_t)64 << 20);
    struct str out;
    str_init(&out, a, 1 << 20);
    struct export_item e = record_export(&it, SV(ITEM_A));
    CHECK_EQ_INT(list_csv_head(record_write, &out), 0);
    CHECK_EQ_INT(list_csv_item(&e, record_write, &out), 0);
    struct sv text = str_sv(&out);
    CHECK(sv_starts(text, SV("type,value,item,published_at,comment\r\ndomain-name,a.example," ITEM_A
                             ",2026-11-24T01:02:03.456Z,c\r\n")));
    CHECK(sv_find(text, SV("file-name,C:\\x.exe," ITEM_A ",2026-11-24T01:02:03.456Z,'=1+1\r\n")) >=
          0);
    CHECK(sv_find(text, SV("user-agent,\"'-Evil, \"\"1\"\"\",")) >= 0);
    arena_free(&a);
}

TEST(a_plain_list_is_values_alone)
{
    struct record_item it = sample_item();
    it.n_indicators = 2;
    struct arena *a = arena_new("out", (size_t)64 << 20);
    struct str out;
    str_init(&out, a, 1 << 20);
    struct export_item e = record_export(&it, SV(ITEM_A));
    CHECK_EQ_INT(list_plain_item(&e, record_write, &out), 0);
    CHECK_EQ_STR(str_sv(&out), "a.example\n192.0.2.0/24\n");
    arena_free(&a);
}

static int say_no(void *ctx, struct sv piece)
{
    size_t *left = ctx;
    (void)piece;
    return (*left)-- == 0 ? -7 : 0;
}

TEST(a_writer_that_says_no_ends_the_writing)
{
    struct record_item it = sample_item();
    struct export_item e = record_export(&it, SV(ITEM_A));
    for (size_t n = 0; n < 5; n++) {
        size_t left = n;
        CHECK_EQ_INT(misp_event(&source, &e, say_no, &left), -7);
        struct stix_bundle_out b = {.src = &source, .write = say_no, .ctx = &left};
        left = n;
        CHECK_EQ_INT(stix_bundle_item(&b, &e), -7);
        left = n;
        CHECK_EQ_INT(list_csv_item(&e, say_no, &left), -7);
    }
}

TEST_MAIN
