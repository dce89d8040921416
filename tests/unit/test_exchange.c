/* Import of formats, on small texts made here: what is taken, what is refused and where, and what
 * is named as not represented. */
#include "exchange/pattern.h"
#include "exchange/scan.h"
#include "exchange_record.h"

static struct arena *arena;

static struct record *take(const char *text)
{
    arena_free(&arena);
    arena = arena_new("test", (size_t)256 << 20);
    struct record *r = ARENA_NEW(arena, struct record);
    record_read(r, arena, sv_of(text), "/some/where/weekly.list.json");
    return r;
}

/* TEXT is refused, first at POINTER, and the sink hears nothing. */
static void refuses(const char *text, const char *pointer)
{
    struct record *r = take(text);
    CHECK_EQ_INT(r->result, -1);
    CHECK_EQ_INT(r->calls, 0);
    CHECK_EQ_INT(r->e.code, E_MALFORMED);
    CHECK(r->e.n > 0);
    if (r->e.n == 0)
        return;
    CHECK_EQ_STR(r->e.v[0].pointer, pointer);
    CHECK(r->e.v[0].detail.n > 0);
    CHECK(r->e.v[0].rule == NULL);
}

static struct record *accepts(const char *text, size_t items)
{
    struct record *r = take(text);
    CHECK_EQ_INT(r->result, 0);
    CHECK_EQ_INT(r->n_items, items);
    for (size_t i = 0; i < r->e.n; i++)
        printf("    %.*s: %.*s\n", SV_FMT(r->e.v[i].pointer), SV_FMT(r->e.v[i].detail));
    static struct record none;
    return r->n_items == items ? r : &none;
}

static bool has_indicator(const struct record_item *it, enum indicator_type type, const char *value)
{
    for (size_t i = 0; i < it->n_indicators; i++)
        if (it->indicators[i].type == type && sv_is(it->indicators[i].value, value))
            return true;
    return false;
}

static bool has_reference(const struct record_item *it, const char *type, const char *value)
{
    for (size_t i = 0; i < it->n_references; i++)
        if (sv_is(sv_of(it->references[i].type), type) && sv_is(it->references[i].value, value))
            return true;
    return false;
}

static bool has_gap(const struct record *r, const char *pointer)
{
    for (size_t i = 0; i < r->n_gaps; i++)
        if (sv_is(r->gaps[i].pointer, pointer))
            return true;
    return false;
}

/* ---- scan ---- */

static int scan_ok(const char *text)
{
    size_t at;
    return scan_check(sv_of(text), &at);
}

TEST(scan_takes_what_is_json)
{
    static const char *const good[] = {
        "{}",      "[]", " [1, -2.5e+3, 0, 1E5, true, false, null, \"a\\u00e9\\n\"] ",
        "\"x\"",   "0",  "{\"a\":{\"b\":[[],{}]},\"日本\":\"語\"}",
        "[0.5,10]"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        CHECK_EQ_INT(scan_ok(good[i]), 0);
}

TEST(scan_refuses_what_is_not_json)
{
    static const char *const wrong[] = {"",
                                        " ",
                                        "{",
                                        "}",
                                        "[1,]",
                                        "[,1]",
                                        "{\"a\":1,}",
                                        "{a:1}",
                                        "{\"a\" 1}",
                                        "[01]",
                                        "[1.]",
                                        "[.5]",
                                        "[+1]",
                                        "[1e]",
                                        "[- 1]",
                                        "[tru]",
                                        "[nul]",
                                        "\"a",
                                        "\"\\x\"",
                                        "\"\\u12g4\"",
                                        "\"a\nb\"",
                                        "[1] 2",
                                        "[1]]",
                                        "\"\xff\"",
                                        "\"\xc0\x80\"",
                                        "\"\xed\xa0\x80\"",
                                        "\"\xf5\x80\x80\x80\"",
                                        "\"\xe3\x81\"",
                                        "[1 2]",
                                        "{\"a\":}"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        CHECK_EQ_INT(scan_ok(wrong[i]), -1);
        if (scan_ok(wrong[i]) == 0)
            printf("    taken: %s\n", wrong[i]);
    }
}

TEST(scan_holds_64_levels_and_no_more)
{
    char deep[200];
    for (size_t n = 64; n <= 65; n++) {
        memset(deep, '[', n);
        memset(deep + n, ']', n);
        deep[2 * n] = '\0';
        CHECK_EQ_INT(scan_ok(deep), n == 64 ? 0 : -1);
    }
}

TEST(scan_walks_members_and_elements)
{
    struct scan s;
    struct sv k = SV_NONE, v = SV_NONE;
    struct sv text = SV("{\"a\\\"b\" : [1,\"]\",{\"x\":2}] , \"c\":3}");
    CHECK(scan_object(&s, text) && scan_next(&s, &k, &v));
    CHECK_EQ_STR(k, "a\\\"b");
    CHECK_EQ_STR(v, "[1,\"]\",{\"x\":2}]");
    CHECK_EQ_INT(scan_count(v), 3);
    CHECK_EQ_STR(scan_member(text, "c"), "3");
    CHECK(!scan_member(text, "x").p);
    CHECK(!scan_array(&s, text));
    CHECK_EQ_INT(scan_weight(SV("[1,[2,3],\",,,\"]"), 100), 6);
}

/* ---- patterns ---- */

static int pattern_ok(const char *text, struct pattern *p)
{
    size_t at;
    arena_free(&arena);
    arena = arena_new("test", (size_t)64 << 20);
    return pattern_parse(arena, sv_of(text), p, &at);
}

TEST(pattern_simple_gives_each_comparison)
{
    struct pattern p;
    CHECK_EQ_INT(pattern_ok("[file:hashes.'SHA-256' = 'a\\'b' OR url:value IN ('x','y')] OR "
                            "[domain-name:value='z']",
                            &p),
                 0);
    CHECK(p.simple);
    CHECK_EQ_INT(p.n, 4);
    CHECK_EQ_STR(p.tests[0].path, "file:hashes.SHA-256");
    CHECK_EQ_STR(p.tests[0].value, "a'b");
    CHECK_EQ_STR(p.tests[2].value, "y");
}

TEST(pattern_types_of_references_say_nothing_beside_their_values)
{
    struct pattern p;
    CHECK_EQ_INT(pattern_ok("[network-traffic:dst_ref.type = 'ipv4-addr' AND "
                            "network-traffic:dst_ref.value = '192.0.2.1']",
                            &p),
                 0);
    CHECK(p.simple);
    CHECK_EQ_INT(p.n, 1);
    CHECK_EQ_STR(p.tests[0].path, "network-traffic:dst_ref.value");
    CHECK_EQ_INT(pattern_ok("[a:x_ref.value = '1' AND a:x_ref.type = 'b' AND a:c = '2']", &p), 0);
    CHECK(!p.simple);
    CHECK_EQ_INT(pattern_ok("[a:x_ref.type != 'b' AND a:x_ref.value = '1']", &p), 0);
    CHECK(!p.simple);
}

TEST(pattern_that_is_more_than_equalities_is_not_simple)
{
    static const char *const more[] = {
        "[a:b='1' AND a:c='2']",
        "[a:b!='1']",
        "[a:b NOT = '1']",
        "[a:b LIKE '1%']",
        "[a:b=1]",
        "[a:b='1'] AND [a:b='2']",
        "[a:b='1'] FOLLOWEDBY [a:b='2']",
        "[a:b='1'] REPEATS 2 TIMES",
        "[a:b='1'] WITHIN 5.5 SECONDS",
        "[EXISTS a:b]",
        "[a:b IN ()]",
        "[a:b > t'2026-01-01T00:00:00Z']",
        "[a:b ISSUBSET '10.0.0.0/8'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'"};
    struct pattern p;
    for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
        CHECK_EQ_INT(pattern_ok(more[i], &p), 0);
        CHECK(!p.simple);
    }
}

TEST(pattern_refuses_what_is_no_pattern)
{
    static const char *const wrong[] = {
        "",
        "[]",
        "[a:b]",
        "[a:b=]",
        "[a:b='1'",
        "a:b='1'",
        "[a:b='1']]",
        "[a='1']",
        "[a:b='\\n']",
        "[a:b='1'] REPEATS 0 TIMES",
        "[a:b='1'] REPEATS 1.5 TIMES",
        "[a:b='1'] WITHIN 0 SECONDS",
        "[a:b='1'] WITHIN -1 SECONDS",
        "[a:b='1' and a:c='2']",
        "[a:AND='1']",
        "[a:b LIKE 1]",
        "[a:b > true]",
        "[a:b[x]='1']",
        "[a:b='1'] [a:b='2']",
        "[a:b='1'] OR",
        "[a:b=h'abc']",
        "[a:b='1'] START t'2026-01-02T00:00:00Z' STOP t'2026-01-01T00:00:00Z'",
        "[a:b=01]",
        "[a:b = '1'] REPEATS 2 TIMES REPEATS 3 TIMES",
        "/* open",
        "[a:b='1'] // ok\n]"};
    struct pattern p;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        CHECK_EQ_INT(pattern_ok(wrong[i], &p), -1);
        if (pattern_ok(wrong[i], &p) == 0)
            printf("    taken: %s\n", wrong[i]);
    }
}

TEST(pattern_nesting_ends_somewhere)
{
    char deep[4000];
    struct pattern p;
    memset(deep, '(', 2000);
    deep[2000] = '\0';
    CHECK_EQ_INT(pattern_ok(deep, &p), -1);
}

TEST(pattern_quote_is_read_back)
{
    struct pattern p;
    struct arena *a = arena_new("quote", 1 << 20);
    struct sv q = pattern_quote(a, SV("C:\\a'b"));
    CHECK_EQ_STR(q, "'C:\\\\a\\'b'");
    CHECK_EQ_INT(pattern_ok(sv_cstr(a, sv_fmt(a, "[file:name = %.*s]", SV_FMT(q))), &p), 0);
    CHECK_EQ_STR(p.tests[0].value, "C:\\a'b");
    arena_free(&a);
}

/* Texts read best as they are. */
/* clang-format off */

/* ---- What is refused, and where ---- */

TEST(no_json_is_refused_with_line_and_column)
{
    refuses("{\n  \"a\": 1,\n  oops}", "3:3");
    refuses("sha1,name\n1,2\n", "1:1");
    refuses("", "1:1");
    refuses("{\"type\":\"bundle\"", "1:17");
}

TEST(unknown_formats_are_refused_whole)
{
    refuses("{}", "");
    refuses("\"text\"", "");
    refuses("17", "");
    refuses("{\"type\":\"thing\",\"value\":\"x\"}", "");
    refuses("[]", "");
    refuses("[1]", "/0");
    refuses("[{\"info\":\"index row without attributes\"}]", "/0");
    refuses("{\"response\":[]}", "/response");
    refuses("{\"response\":{}}", "/response");
    refuses("{\"Event\":{\"Attribute\":[]}}", "/Event/info");
}

TEST(stix_objects_are_refused_where_they_are_wrong)
{
    refuses(BUNDLE("{" SDO("identity", 1) "\"name\":\"a\"},{" SDO("identity", 2) "\"name\":7}"),
        "/objects/1/name");
    refuses(BUNDLE("{" SDO("campaign", 1) "\"x_y\":1}"), "/objects/0/name");
    refuses(BUNDLE("{" SDO("campaign", 1) "\"name\":\"a\",\"xy\":1}"), "/objects/0/xy");
    refuses(BUNDLE("{" SDO("campaign", 1) "\"name\":\"a\",\"aliases\":[]}"), "/objects/0/aliases");
    refuses(BUNDLE("{" SDO("campaign", 1) "\"name\":\"a\",\"revoked\":\"no\"}"),
            "/objects/0/revoked");
    refuses(BUNDLE("{" SDO("campaign", 1) "\"name\":\"a\",\"name\":\"b\"}"), "/objects/0");
    refuses(BUNDLE("{" SDO("campaign", 1) "\"name\":null}"), "/objects/0/name");
    refuses(BUNDLE("7"), "/objects/0");
    refuses(BUNDLE(""), "/objects");
    refuses(BUNDLE(INDICATOR(1, "[a:b = ]")), "/objects/0/pattern");
    refuses(BUNDLE("{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":" ID(
                "campaign", 1) "," STAMP "\"name\":\"a\"}"),
            "/objects/0/id");
    refuses("{\"type\":\"bundle\",\"objects\":[]}", "/id");
    refuses("{\"type\":\"bundle\",\"id\":" ID("bundle", 0) ",\"spec_version\":\"3.0\"}",
            "/spec_version");
}

TEST(all_that_is_wrong_is_told_at_once)
{
    struct record *r = take(BUNDLE("{" SDO("campaign", 1) "\"aliases\":[]},{" SDO("tool", 2)
        "\"name\":1}"));
    CHECK_EQ_INT(r->result, -1);
    CHECK_EQ_INT(r->e.n, 3);
}

TEST(misp_parts_are_refused_where_they_are_wrong)
{
    refuses("{\"Event\":{\"info\":\"e\",\"Attribute\":[{\"type\":\"md5\"}]}}",
            "/Event/Attribute/0/value");
    refuses("{\"Event\":{\"info\":\"e\",\"Attribute\":[{\"type\":\"md5\",\"value\":\"x\"},"
            "{\"value\":\"x\"}]}}",
            "/Event/Attribute/1/type");
    refuses(
        "{\"response\":[{\"Event\":{\"info\":\"e\",\"Object\":[{\"name\":\"file\",\"Attribute\":"
        "[{\"type\":\"md5\",\"value\":1}]}]}}]}",
        "/response/0/Event/Object/0/Attribute/0/value");
    refuses("{\"Event\":{\"info\":\"e\",\"uuid\":\"1\"}}", "/Event/uuid");
    refuses("{\"Event\":{\"info\":\"e\",\"Attribute\":[{\"type\":\"md5\",\"value\":\"x\","
            "\"first_seen\":\"yesterday\"}]}}",
            "/Event/Attribute/0/first_seen");
    refuses("{\"Event\":{\"info\":\"e\",\"Attribute\":{}}}", "/Event/Attribute");
    refuses("{\"Event\":{\"info\":\"e\",\"\\u0041ttribute\":[{\"type\":\"md5\",\"value\":\"x\"}]}}",
            "/Event");
}

TEST(csaf_is_refused_where_it_is_wrong)
{
    refuses("{\"document\":{\"csaf_version\":\"1.2\"}}", "/document/csaf_version");
    refuses("{\"document\":{\"csaf_version\":\"2.0\",\"category\":\"csaf_base\"}}",
            "/document/title");
}

/* ---- STIX in ---- */

TEST(a_report_is_an_item_with_what_it_refers_to)
{
    struct record *r = accepts(BUNDLE(INDICATOR(1, "[domain-name:value = 'A.example']") ","
        INDICATOR(2, "[ipv4-addr:value = '192.0.2.1']") ","
        INDICATOR(3, "[url:value = 'http://c.example/']") "," REPORT(4, ID("indicator", 1)) ","
        REPORT(5, ID("indicator", 2) "," ID("indicator", 1) "," ID("malware", 9))), 2);
    CHECK_EQ_STR(r->items[0].item.title, "Report 4");
    CHECK_EQ_INT(r->items[0].n_indicators, 1);
    CHECK(has_indicator(&r->items[0], IND_DOMAIN, "a.example"));
    CHECK_EQ_INT(r->items[1].n_indicators, 2);
    CHECK(has_indicator(&r->items[1], IND_IPV4, "192.0.2.1"));
    CHECK(has_gap(r, "/objects/2"));
    CHECK(has_gap(r, "/objects/4/object_refs/2"));
    CHECK_EQ_INT(r->items[0].item.secret, -1);
    CHECK(!r->items[0].item.kind.p);
}

TEST(a_bundle_without_a_report_is_one_item_named_after_the_file)
{
    struct record *r = accepts(BUNDLE(INDICATOR(1,
        "[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E']") ","
        "{" SDO("campaign", 2) "\"name\":\"Spring\",\"description\":\"Long ago.\"}"), 1);
    CHECK_EQ_STR(r->items[0].item.title, "weekly.list");
    CHECK_EQ_STR(r->items[0].item.body, "Spring: Long ago.");
    CHECK(has_indicator(&r->items[0], IND_MD5, "d41d8cd98f00b204e9800998ecf8427e"));
    CHECK_EQ_INT(r->items[0].n_objects, 2);
}

TEST(one_object_counts_as_a_bundle_of_one)
{
    struct record *r = accepts("{" SDO("campaign", 2) "\"name\":\"Spring\",\"x_more\":[1]}", 1);
    CHECK_EQ_STR(r->items[0].item.title, "Spring");
    CHECK_EQ_INT(r->items[0].n_objects, 1);
    CHECK(has_gap(r, ""));
}

TEST(reports_that_multiply_what_they_name_are_refused)
{
    struct arena *own = arena_new("own", (size_t)64 << 20);
    struct str s;
    str_init(&s, own, (size_t)32 << 20);
    str_adds(&s, "{\"type\":\"bundle\",\"id\":" ID("bundle", 0) ",\"objects\":[");
    for (int i = 0; i < 2000; i++)
        str_addf(&s, "{\"type\":\"url\",\"value\":\"u\",\"id\":"
                     "\"url--00000000-0000-4000-8000-%012d\"},", i);
    str_adds(&s, "{" SDO("note", 1) "\"content\":\"n\",\"object_refs\":[");
    for (int i = 0; i < 2000; i++)
        str_addf(&s, "%s\"url--00000000-0000-4000-8000-%012d\"", i ? "," : "", i);
    str_adds(&s, "]}");
    for (int i = 0; i < 1000; i++)
        str_addf(&s, ",{\"type\":\"report\",\"spec_version\":\"2.1\"," STAMP "\"name\":\"r\","
                     "\"id\":\"report--00000000-0000-4000-8000-%012d\","
                     "\"published\":\"2026-01-01T00:00:00Z\",\"object_refs\":["
                     ID("note", 1) "]}", i);
    str_adds(&s, "]}");
    refuses(sv_cstr(own, str_sv(&s)), "/objects");
    arena_free(&own);
}

TEST(only_the_newest_version_of_an_object_counts)
{
    struct record *r = accepts(
        BUNDLE("{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":" ID(
            "indicator",
            1) ","
               "\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"2026-02-01T00:00:00.000Z\","
               "\"pattern\":\"[url:value='http://new.example/']\",\"pattern_type\":\"stix\","
               "\"valid_from\":\"2026-01-01T00:00:00Z\"}," INDICATOR(
                   1, "[url:value='http://old.example/']")),
        1);
    CHECK_EQ_INT(r->items[0].n_indicators, 1);
    CHECK(has_indicator(&r->items[0], IND_URL, "http://new.example/"));
    CHECK(has_gap(r, "/objects/1"));
}

TEST(patterns_become_indicators_or_stay_patterns)
{
    struct record *r = accepts(BUNDLE(INDICATOR(1,
        "[domain-name:value = 'a.example' OR domain-name:value = 'b.example']") ","
        INDICATOR(2, "[file:name = 'x.exe' AND file:size = 3]") ","
        INDICATOR(3, "[network-traffic:dst_ref.value = '2001:DB8::1']") ","
        INDICATOR(4, "[ipv4-addr:value = 'not an address']") ","
        INDICATOR(5, "[process:command_line = 'x']")), 1);
    const struct record_item *it = &r->items[0];
    CHECK_EQ_INT(it->n_indicators, 6);
    CHECK(has_indicator(it, IND_DOMAIN, "b.example"));
    CHECK(has_indicator(it, IND_STIX_PATTERN, "[file:name = 'x.exe' AND file:size = 3]"));
    CHECK(has_indicator(it, IND_IPV6, "2001:db8::1"));
    CHECK(has_indicator(it, IND_OTHER, "not an address"));
    CHECK(has_gap(r, "/objects/3"));
    CHECK(has_indicator(it, IND_STIX_PATTERN, "[process:command_line = 'x']"));
}

TEST(observables_are_indicators_too_and_each_is_given_once)
{
    struct record *r = accepts(BUNDLE("{\"type\":\"ipv4-addr\",\"id\":" ID("ipv4-addr", 1)
        ",\"value\":\"192.0.2.1\"},{\"type\":\"file\",\"id\":" ID("file", 2)
        ",\"name\":\"a.exe\",\"hashes\":{\"SHA-1\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"}},"
        INDICATOR(3, "[ipv4-addr:value = '192.0.2.1']")), 1);
    CHECK_EQ_INT(r->items[0].n_indicators, 3);
    CHECK_EQ_INT(r->n_gaps, 0);
}

TEST(stix_2_0_is_taken_as_well)
{
    struct record *r = accepts("{\"type\":\"bundle\",\"spec_version\":\"2.0\",\"id\":" ID("bundle",
        0) ",\"objects\":[{\"type\":\"observed-data\",\"id\":" ID("observed-data", 1) ","
        STAMP
        "\"first_observed\":\"2026-01-01T00:00:00Z\","
        "\"last_observed\":\"2026-01-02T00:00:00Z\",\"number_observed\":2,"
        "\"objects\":{\"0\":{\"type\":\"domain-name\",\"value\":\"a.example\"}}}]}", 1);
    CHECK(has_indicator(&r->items[0], IND_DOMAIN, "a.example"));
    CHECK_EQ_INT(r->items[0].indicators[0].first_seen, 1767225600000);
}

TEST(the_strictest_of_several_tlp_marks_is_taken_and_told)
{
    struct record *r = accepts(BUNDLE("{" SDO("campaign", 1)
        "\"name\":\"a\","
        "\"object_marking_refs\":[\"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da\","
        "\"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003\"]}"), 1);
    CHECK_EQ_STR(r->items[0].item.tlp, "AMBER+STRICT");
    CHECK(has_gap(r, ""));
}

TEST(a_revoked_indicator_is_not_used)
{
    struct record *r = accepts(
        BUNDLE("{" SDO("indicator",
                       1) "\"revoked\":true,\"pattern\":\"[url:value='http://a.example']\","
                          "\"pattern_type\":\"stix\",\"valid_from\":\"2026-01-01T00:00:00Z\"}"),
        1);
    CHECK_EQ_INT(r->items[0].n_indicators, 0);
    CHECK(has_gap(r, "/objects/0"));
}

/* ---- MISP in ---- */

#define ATTRIBUTE(type, value, more) "{\"type\":\"" type "\",\"value\":\"" value "\"" more "}"

TEST(misp_attributes_become_what_they_are)
{
    struct record *r = accepts(
        "{\"Event\":{\"info\":\"Spring\",\"date\":\"2026-01-02\","
        "\"Tag\":[{\"name\":\"tlp:green\"}],\"Attribute\":["
        ATTRIBUTE("filename|sha1", "a.exe|DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", "") ","
        ATTRIBUTE("domain|ip", "a.example|2001:db8::1", ",\"comment\":\"c\"") ","
        ATTRIBUTE("ip-dst|port", "192.0.2.1|443", "") ","
        ATTRIBUTE("link", "https://b.example/", "") ","
        ATTRIBUTE("vulnerability", "CVE-2026-12345", "") "," ATTRIBUTE("comment", "first", "") ","
        ATTRIBUTE("text", "second", "") "," ATTRIBUTE("mutex", "m", ",\"to_ids\":true") ","
        ATTRIBUTE("AS", "64496", ",\"to_ids\":false") ","
        ATTRIBUTE("md5", "d41d8cd98f00b204e9800998ecf8427e", ",\"deleted\":true") ","
        ATTRIBUTE("domain", "c.example", ",\"Tag\":[{\"name\":\"tlp:red\"}]") "]}}", 1);
    const struct record_item *it = &r->items[0];
    CHECK_EQ_STR(it->item.title, "Spring");
    CHECK_EQ_STR(it->item.body, "first\n\nsecond");
    CHECK_EQ_STR(it->item.tlp, "RED");
    CHECK_EQ_INT(it->item.created, 1767312000000);
    CHECK_EQ_INT(it->n_indicators, 7);
    CHECK(has_indicator(it, IND_FILE_NAME, "a.exe"));
    CHECK(has_indicator(it, IND_SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"));
    CHECK(has_indicator(it, IND_IPV6, "2001:db8::1"));
    CHECK(has_indicator(it, IND_IPV4, "192.0.2.1"));
    CHECK(has_indicator(it, IND_OTHER, "m"));
    CHECK(has_reference(it, "url", "https://b.example/"));
    CHECK(has_reference(it, "cve", "CVE-2026-12345"));
    CHECK(has_gap(r, "/Event/Attribute/2"));
    CHECK(has_gap(r, "/Event/Attribute/8"));
    CHECK(has_gap(r, "/Event/Attribute/9"));
}

TEST(misp_repeated_uuids_are_told_once_each)
{
#define SAME ",\"uuid\":\"00000000-0000-4000-8000-000000000001\""
    struct record *r = accepts("{\"Event\":{\"info\":\"e\",\"Attribute\":[" ATTRIBUTE("domain",
        "a.example", SAME) "," ATTRIBUTE("domain", "b.example", SAME) ","
        ATTRIBUTE("domain", "c.example", SAME) "]}}", 1);
    CHECK_EQ_INT(r->n_gaps, 1);
    CHECK(has_gap(r, "/Event/Attribute/1"));
    CHECK_EQ_INT(r->items[0].n_indicators, 3);
    CHECK_EQ_INT(r->items[0].n_objects, 1);
}

TEST(misp_comes_in_all_its_wrappings)
{
#define EVENT "{\"info\":\"e\",\"Attribute\":[" ATTRIBUTE("domain", "a.example", "") "]}"
    accepts(EVENT, 1);
    accepts("{\"Event\":" EVENT "}", 1);
    accepts("{\"response\":[{\"Event\":" EVENT "},{\"Event\":" EVENT "}]}", 2);
    accepts("{\"response\":{\"Event\":" EVENT "}}", 1);
    accepts("{\"response\":{\"Attribute\":[]}}", 1);
    accepts("[" EVENT "]", 1);
    accepts("[{\"Event\":" EVENT "}]", 1);
    accepts("\xEF\xBB\xBF{\"Event\":" EVENT "}", 1);
}

TEST(gaps_end_at_a_thousand_and_one_that_counts_the_rest)
{
    struct str s;
    arena_free(&arena);
    struct arena *own = arena_new("own", (size_t)16 << 20);
    str_init(&s, own, (size_t)8 << 20);
    str_adds(&s, "{\"Event\":{\"info\":\"e\",\"Attribute\":[");
    for (int i = 0; i < 1500; i++)
        str_addf(&s, "%s{\"type\":\"AS\",\"value\":\"%d\"}", i ? "," : "", i);
    str_adds(&s, "]}}");
    struct record *r = take(sv_cstr(own, str_sv(&s)));
    CHECK_EQ_INT(r->result, 0);
    CHECK_EQ_INT(r->n_gaps, 1001);
    CHECK(sv_find(r->gaps[1000].why, SV("500")) >= 0);
    arena_free(&own);
}

TEST(a_sink_that_says_no_ends_the_reading)
{
    struct sv text = SV("{\"Event\":{\"info\":\"e\",\"Attribute\":[" ATTRIBUTE(
        "domain", "a.example", "") "," ATTRIBUTE("domain", "b.example", "") "]}}");
    struct record r;
    for (size_t stop = 1; stop <= 6; stop++) {
        struct arena *a = arena_new("stop", 1 << 20);
        CHECK_EQ_INT(record_read_until(&r, a, text, "f", stop), -1);
        CHECK_EQ_INT(r.calls, stop);
        CHECK_EQ_INT(r.e.code, E_NONE);
        arena_free(&a);
    }
}

TEST_MAIN
