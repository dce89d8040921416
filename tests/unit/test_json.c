/* Unit tests of base/json: strict reading, the scanner over raw text, the writer. */
#include "test.h"

#include "base/json.h"
#include "base/time.h"

static struct arena *arena;

static struct arena *fresh(void)
{
    if (!arena)
        arena = arena_new("test", (size_t)16 << 20);
    arena_reset(arena);
    return arena;
}

/* The detail of parsing TEXT: "" where it is taken. */
static struct sv parse_detail(struct sv text)
{
    struct errs e;
    json *j;
    errs_init(&e, fresh(), LANG_EN);
    int r = json_parse(arena, text, &j, &e);
    CHECK_EQ_INT(r, e.code == E_NONE ? 0 : -1);
    if (r)
        CHECK_EQ_INT(e.code, E_MALFORMED);
    return e.code == E_NONE ? SV("") : e.detail;
}

static json *parse(const char *text)
{
    struct errs e;
    json *j = NULL;
    errs_init(&e, fresh(), LANG_EN);
    CHECK_EQ_INT(json_parse(arena, sv_of(text), &j, &e), 0);
    return j;
}

TEST(json_takes_what_is_json)
{
    static const char *const good[] = {"{}",
                                       "[]",
                                       "null",
                                       "true",
                                       "-0",
                                       "1.5e3",
                                       "\"\"",
                                       " { \"a\" : [ 1 , { } ] } \n",
                                       "\"\\u3042\\ud83d\\ude00\\n\\/\"",
                                       "9223372036854775807",
                                       "-9223372036854775808",
                                       "{\"a\":1,\"A\":2}",
                                       "\"[[[[\"",
                                       "\"日本語\""};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        CHECK_EQ_SV(parse_detail(sv_of(good[i])), SV(""));
}

TEST(json_refuses_what_is_not)
{
    static const struct {
        const char *text, *detail;
    } bad[] = {
        {"", "Not valid JSON at 1:1: the text ends too early"},
        {"{\"a\":", "Not valid JSON at 1:6: the text ends too early"},
        {"{\"a\":1}x", "Not valid JSON at 1:8: something follows the end of the value"},
        {"[1]\n[2]", "Not valid JSON at 2:1: something follows the end of the value"},
        {"[1,]", "Not valid JSON at 1:4: unexpected character or word"},
        {"{\n\"あ\":}", "Not valid JSON at 2:5: unexpected character or word"},
        {"{\"a\":1,\"a\":2}", "Not valid JSON at 1:10: the same name is given twice in one object"},
        {"\"\\u0000\"", "Not valid JSON at 1:8: NUL characters are not allowed"},
        {"9223372036854775808", "Not valid JSON at 1:19: the number is out of range"},
        {"1e400", "Not valid JSON at 1:5: the number is out of range"},
        {"\"\xFF\"", "Not valid JSON at 1:2: invalid UTF-8"},
        {"\"\xC0\x80\"", "Not valid JSON at 1:2: invalid UTF-8"},
        {"\"\xED\xA0\x80\"", "Not valid JSON at 1:2: invalid UTF-8"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_EQ_STR(parse_detail(sv_of(bad[i].text)), bad[i].detail);
}

TEST(json_refuses_more_that_is_not)
{
    static const char *const bad[] = {"{a:1}",
                                      "{'a':1}",
                                      "[1 2]",
                                      "[01]",
                                      "[+1]",
                                      "[.5]",
                                      "[1.]",
                                      "NaN",
                                      "[Infinity]",
                                      "nul",
                                      "\"\\x\"",
                                      "\"a\nb\"",
                                      "\"\\ud800\"",
                                      "\"\\ud800\\u0041\"",
                                      "{\"a\"}",
                                      "{1:2}",
                                      "[}",
                                      "// c\n1",
                                      "\xEF\xBB\xBF{}",
                                      "tru",
                                      "-",
                                      "{\"\\u0000\":1}",
                                      "[1],",
                                      "\"abc"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(parse_detail(sv_of(bad[i])).n > 0);
    CHECK(parse_detail(SV("\"a\0b\"")).n > 0);
    CHECK(parse_detail(SV("1\0")).n > 0);
    CHECK(parse_detail(SV("{}\0{}")).n > 0);
    CHECK(parse_detail(SV_NONE).n > 0);
}

static struct sv nested(struct arena *a, int depth)
{
    struct str s;
    str_init(&s, a, 100000);
    for (int i = 0; i < depth; i++)
        str_adds(&s, i % 2 ? "{\"a\":" : "[");
    str_adds(&s, "\"]]}\\\"\"");
    for (int i = depth - 1; i >= 0; i--)
        str_adds(&s, i % 2 ? "}" : "]");
    return str_sv(&s);
}

TEST(json_is_at_most_64_deep)
{
    struct arena *a = arena_new("nested", (size_t)1 << 20);
    CHECK_EQ_SV(parse_detail(nested(a, 64)), SV(""));
    CHECK_EQ_SV(parse_detail(nested(a, 65)),
                SV("Not valid JSON at 1:193: nested more than 64 levels deep"));
    CHECK(parse_detail(nested(a, 5000)).n > 0);
    arena_free(&a);
}

TEST(json_members_answer_none_for_other_types)
{
    json *j = parse("{\"s\":\"x\",\"i\":-5,\"r\":1.5,\"b\":true,\"n\":null,\"a\":[1,2],\"o\":{}}");
    static const enum json_kind kinds[] = {JSON_IS_STRING, JSON_IS_INT,  JSON_IS_REAL,
                                           JSON_IS_BOOL,   JSON_IS_NULL, JSON_IS_ARRAY,
                                           JSON_IS_OBJECT};
    struct sv key;
    json *value;
    size_t n = 0;
    for (void *i = NULL; json_next(j, &i, &key, &value); n++)
        CHECK_EQ_INT(json_kind(value), kinds[n]);
    CHECK_EQ_INT(n, 7);
    CHECK_EQ_INT(json_kind(json_get(j, "missing")), JSON_IS_ABSENT);
    CHECK_EQ_STR(json_get_sv(j, "s"), "x");
    CHECK_EQ_SV(json_get_sv(j, "i"), SV_NONE);
    CHECK_EQ_SV(json_get_sv(NULL, "i"), SV_NONE);
    CHECK_EQ_INT(json_int(json_get(j, "i"), 7), -5);
    CHECK_EQ_INT(json_int(json_get(j, "r"), 7), 7);
    CHECK_EQ_INT(json_int(json_get(j, "s"), 7), 7);
    CHECK(json_double(json_get(j, "r"), 0) > 1.4 && json_double(json_get(j, "i"), 0) < -4.9);
    CHECK(json_bool(json_get(j, "b"), false) && json_bool(json_get(j, "n"), true));
    CHECK_EQ_INT(json_len(json_get(j, "a")), 2);
    CHECK_EQ_INT(json_len(j), 7);
    CHECK_EQ_INT(json_len(json_get(j, "s")), 0);
    CHECK_EQ_INT(json_int(json_at(json_get(j, "a"), 1), 0), 2);
    CHECK(json_at(json_get(j, "a"), 2) == NULL && json_at(j, 0) == NULL);
    void *iter = NULL;
    CHECK(!json_next(NULL, &iter, &key, &value));
    iter = NULL;
    CHECK(!json_next(json_get(j, "a"), &iter, &key, &value));
}

TEST(json_text_keeps_the_order_of_keys)
{
    CHECK_EQ_STR(json_text(arena, parse("{ \"z\": 1, \"a\": [true, null, \"\\u3042\\n\"] }")),
                 "{\"z\":1,\"a\":[true,null,\"あ\\n\"]}");
    CHECK_EQ_STR(json_text(arena, parse("\"x\"")), "\"x\"");
}

static int collect(void *ctx, struct sv element)
{
    str_addf(ctx, "<%.*s>", SV_FMT(element));
    return sv_is(element, "\"stop\"") ? 7 : 0;
}

/* What the scanner finds in TEXT, then its result and where it stood. */
static struct sv scan(struct sv text, size_t start)
{
    struct str out;
    size_t at = 999;
    str_init(&out, fresh(), 10000);
    int r = json_scan_array(text, start, collect, &out, &at);
    str_addf(&out, " %d@%zu", r, at);
    return str_sv(&out);
}

TEST(scan_array_cuts_exact_bytes)
{
    CHECK_EQ_STR(scan(SV("[]"), 0), " 0@2");
    CHECK_EQ_STR(scan(SV(" [ ] "), 0), " 0@4");
    CHECK_EQ_STR(scan(SV("{\"o\":[1, {\"a\": \"]}\\\"\"} ,[[],2] ,null,\"x\"]}"), 5),
                 "<1><{\"a\": \"]}\\\"\"}><[[],2]><null><\"x\"> 0@41");
    CHECK_EQ_STR(scan(SV("[1,\"stop\",2]"), 0), "<1><\"stop\"> 7@3");
}

TEST(scan_array_refuses_what_is_cut_short_or_none)
{
    static const struct {
        const char *text, *result;
    } bad[] = {{"", " -1@0"},          {"{}", " -1@0"},          {"[", " -1@1"},
               {"[1", "<1> -1@2"},     {"[1,", "<1> -1@3"},      {"[1,]", "<1> -1@3"},
               {"[,1]", " -1@1"},      {"[1 2]", "<1> -1@3"},    {"[\"a", " -1@3"},
               {"[\"a\\\"]", " -1@6"}, {"[{\"a\":[1}", " -1@9"}, {"[1}", "<1> -1@2"},
               {"[1:2]", "<1> -1@2"}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_EQ_STR(scan(sv_of(bad[i].text), 0), bad[i].result);
    CHECK_EQ_STR(scan(SV("[1]"), 50), " -1@50");
}

TEST(scan_member_finds_the_value)
{
    struct sv v = SV("kept");
    CHECK_EQ_INT(json_scan_member(SV(" {\"a\":{\"b\":1}, \"b\" : [2, 3] }"), SV("b"), &v), 1);
    CHECK_EQ_SV(v, SV("[2, 3]"));
    CHECK_EQ_INT(json_scan_member(SV("{\"a\":-1.5e3}"), SV("a"), &v), 1);
    CHECK_EQ_SV(v, SV("-1.5e3"));
    CHECK_EQ_INT(json_scan_member(SV("{\"b\":\"x\\\"y\",\"a\":null"), SV("a"), &v), 1);
    CHECK_EQ_SV(v, SV("null"));
    CHECK_EQ_INT(json_scan_member(SV("{}"), SV("a"), &v), 0);
    CHECK_EQ_INT(json_scan_member(SV("{\"x\":{\"a\":1},\"y\":\"a\"}"), SV("a"), &v), 0);
}

TEST(scan_member_refuses_what_is_no_object)
{
    static const char *const bad[] = {"",           "[]",      "\"a\"",     "{",
                                      "{\"a\"",     "{\"a\":", "{\"b\":1",  "{\"b\":1,",
                                      "{\"b\":1,}", "{b:1}",   "{\"b\" 1}", "{\"b\":1]",
                                      "{,\"a\":1}", "{\"b",    "{\"b\":\"x"};
    struct sv v;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_EQ_INT(json_scan_member(sv_of(bad[i]), SV("a"), &v), -1);
}

TEST(line_column_counts_characters)
{
    struct sv t = SV("a\nあb");
    CHECK_EQ_STR(json_line_column(fresh(), t, 0), "1:1");
    CHECK_EQ_STR(json_line_column(fresh(), t, 1), "1:2");
    CHECK_EQ_STR(json_line_column(fresh(), t, 2), "2:1");
    CHECK_EQ_STR(json_line_column(fresh(), t, 5), "2:2");
    CHECK_EQ_STR(json_line_column(fresh(), t, 500), "2:3");
}

TEST(writer_places_commas)
{
    struct str out;
    struct jw w;
    str_init(&out, fresh(), 10000);
    jw_init(&w, &out);
    jw_obj(&w);
    jw_ksv(&w, "a", SV_NONE);
    jw_kstr(&w, "b", "x");
    jw_key(&w, "c");
    jw_arr(&w);
    jw_int(&w, INT64_MIN);
    jw_arr(&w);
    jw_end_arr(&w);
    jw_obj(&w);
    jw_end_obj(&w);
    jw_bool(&w, true);
    jw_str(&w, NULL);
    jw_raw(&w, SV("{\"r\":1}"));
    jw_end_arr(&w);
    jw_kint(&w, "d", 5);
    jw_kbool(&w, "e", false);
    jw_knull(&w, "f");
    jw_ktime(&w, "g", 0);
    jw_ktime(&w, "h", TIME_NONE);
    jw_kraw(&w, "i", SV("[1,2]"));
    jw_keysv(&w, SV("\"k"));
    jw_time(&w, 1);
    jw_end_obj(&w);
    CHECK_EQ_STR(str_sv(&out),
                 "{\"a\":null,\"b\":\"x\",\"c\":[-9223372036854775808,[],{},true,null,{\"r\":1}],"
                 "\"d\":5,\"e\":false,\"f\":null,\"g\":\"1970-01-01T00:00:00.000Z\",\"h\":null,"
                 "\"i\":[1,2],\"\\\"k\":\"1970-01-01T00:00:00.001Z\"}");
}

static struct sv written(struct sv s)
{
    struct str out;
    struct jw w;
    str_init(&out, fresh(), 10000);
    jw_init(&w, &out);
    jw_sv(&w, s);
    return str_sv(&out);
}

TEST(writer_escapes_and_mends)
{
    CHECK_EQ_STR(written(SV("")), "\"\"");
    CHECK_EQ_STR(written(SV("a\"b\\c\n\r\t\b\f\x01\x1F\x7F/")),
                 "\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0001\\u001f\x7F/\"");
    CHECK_EQ_STR(written(SV("日本\xF0\x9F\x98\x80")), "\"日本\xF0\x9F\x98\x80\"");
    CHECK_EQ_STR(written(SV("a\0b")), "\"a\\u0000b\"");
    CHECK_EQ_STR(written(SV("\xFFz\xE3\x81")), "\"\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK_EQ_STR(written(SV("\xC0\x80")), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(writer_says_when_it_did_not_fit)
{
    struct str out;
    struct jw w;
    str_init(&out, fresh(), 10);
    jw_init(&w, &out);
    jw_obj(&w);
    jw_kstr(&w, "key", "value");
    jw_end_obj(&w);
    CHECK(out.overflow);
    CHECK_EQ_INT(out.n, 10);
}

TEST_MAIN
