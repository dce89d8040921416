/* Unit tests of base/text: UTF-8, folding, tokens, and that the index never misses a hit. */
#include "test.h"

#include <stdlib.h>
#include <time.h>
#include <unicase.h>
#include <uninorm.h>

#include "base/text.h"

static struct arena *arena;

static struct arena *fresh(void)
{
    if (!arena)
        arena = arena_new("test", (size_t)64 << 20);
    arena_reset(arena);
    return arena;
}

TEST(utf8_is_told_from_what_is_not)
{
    CHECK(utf8_ok(SV("")) && utf8_ok(SV_NONE) && utf8_ok(SV("aあ\xF0\x9F\x98\x80")));
    static const char *const bad[] = {"\x80",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xE0\x80\x80",
                                      "\xED\xA0\x80",
                                      "\xF4\x90\x80\x80",
                                      "\xF8\x88\x80\x80\x80",
                                      "\xE3\x81",
                                      "a\xFF"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!utf8_ok(sv_of(bad[i])));
    CHECK(!utf8_ok(SV("a\0b")));
}

TEST(utf8_is_counted_and_cut_in_points)
{
    CHECK_EQ_INT(utf8_len(SV("aあ\xF0\x9F\x98\x80")), 3);
    CHECK_EQ_INT(utf8_len(SV_NONE), 0);
    CHECK_EQ_SV(utf8_cut(SV("aあい"), 2), SV("aあ"));
    CHECK_EQ_SV(utf8_cut(SV("aあ"), 0), SV(""));
    CHECK_EQ_SV(utf8_cut(SV("aあ"), 9), SV("aあ"));
}

TEST(white_space_of_any_script_is_trimmed)
{
    CHECK_EQ_SV(text_trim(SV(" \t\u3000a\u3000b\u00A0\n")), SV("a\u3000b"));
    CHECK_EQ_SV(text_trim(SV("\u3000 \u2003")), SV(""));
    CHECK_EQ_SV(text_trim(SV("攻撃")), SV("攻撃"));
    CHECK_EQ_INT(text_trim(SV_NONE).n, 0);
}

TEST(fold_makes_spellings_alike)
{
    static const struct {
        const char *from, *to;
    } v[] = {{"", ""},
             {"Hello, World 1", "hello, world 1"},
             {"ＡＢＣ１２３！", "abc123!"},
             {"ｶﾞｷﾞｸﾞ", "ガギグ"},
             {"か\xE3\x82\x99", "が"},
             {"Straße", "strasse"},
             {"ÀÉ", "àé"},
             {"e\xCC\x81X", "éx"},
             {"Ⅳ㈱①", "iv(株)1"},
             {"ﬁ", "fi"},
             {"\xE2\x84\xAA", "k"},
             {"東京TOKYO　大阪", "東京tokyo 大阪"}};
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
        CHECK_EQ_STR(text_fold(fresh(), sv_of(v[i].from)), v[i].to);
}

/* The definition, without any short cut. */
static struct sv fold_plainly(struct arena *a, struct sv s)
{
    size_t n, m;
    uint8_t *x = u8_normalize(UNINORM_NFKC, (const uint8_t *)s.p, s.n, NULL, &n);
    uint8_t *y = u8_casefold(x, n, NULL, UNINORM_NFKC, NULL, &m);
    struct sv out = sv_copy(a, (struct sv){(const char *)y, m});
    free(x);
    free(y);
    return out.p ? out : SV("");
}

static const char *const pieces[] = {"a",
                                     "B",
                                     "z9",
                                     " ",
                                     "*",
                                     ".",
                                     "-",
                                     "か",
                                     "\xE3\x82\x99",
                                     "\xE3\x82\x9A",
                                     "ガ",
                                     "ー",
                                     "・",
                                     "々",
                                     "東",
                                     "京",
                                     "ｶ",
                                     "ﾞ",
                                     "Ａ",
                                     "é",
                                     "e",
                                     "\xCC\x81",
                                     "\xCC\xA7",
                                     "ß",
                                     "한",
                                     "\xE1\x84\x92",
                                     "\xE1\x85\xA1",
                                     "\xE1\x86\xAB",
                                     "я",
                                     "Й",
                                     "\xF0\xA0\xAE\xB7",
                                     "\xF3\xA0\x84\x80",
                                     "㌔",
                                     "№",
                                     "İ",
                                     "\xEF\xB7\xBA",
                                     "、",
                                     "\xE3\x80\x80",
                                     "辻",
                                     "_",
                                     "\"",
                                     "|"};

static struct sv random_text(struct arena *a, int max)
{
    struct str s;
    str_init(&s, a, 10000);
    for (int n = rand() % (max + 1); n > 0; n--)
        str_adds(&s, pieces[(size_t)rand() % (sizeof(pieces) / sizeof(pieces[0]))]);
    return str_sv(&s);
}

TEST(fold_has_no_short_cut_that_shows)
{
    srand(1);
    for (int i = 0; i < 20000; i++) {
        struct arena *a = fresh();
        struct sv s = random_text(a, 8);
        CHECK_EQ_SV(text_fold(a, s), fold_plainly(a, s));
    }
}

TEST(fold_is_stable_on_single_points)
{
    for (unsigned c = 0x80; c < 0x20000; c++) {
        char b[8];
        size_t n = 0;
        struct arena *a = fresh();
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        if (c >= 0x10000)
            b[n++] = (char)(0xF0 | c >> 18);
        if (c >= 0x800)
            b[n++] = (char)(c >= 0x10000 ? 0x80 | (c >> 12 & 63) : 0xE0 | c >> 12);
        b[n++] = (char)(c >= 0x800 ? 0x80 | (c >> 6 & 63) : 0xC0 | c >> 6);
        b[n++] = (char)(0x80 | (c & 63));
        struct sv s = {b, n};
        CHECK_EQ_SV(text_fold(a, s), fold_plainly(a, s));
    }
}

TEST(fold_marks_what_is_not_utf8)
{
    CHECK_EQ_STR(text_fold(fresh(), SV("a\xFF")), "a\xEF\xBF\xBD");
}

static void collect(void *ctx, struct sv token)
{
    str_addf(ctx, "%.*s|", SV_FMT(token));
}

static struct sv tokens(const char *text)
{
    struct str out;
    str_init(&out, fresh(), (size_t)1 << 20);
    text_tokens(arena, sv_of(text), collect, &out);
    return str_sv(&out);
}

TEST(tokens_are_words_and_pairs)
{
    CHECK_EQ_STR(tokens(""), "");
    CHECK_EQ_STR(tokens("  .,\"|*- "), "");
    CHECK_EQ_STR(tokens("The quick-brown FOX, the fox"), "the|quick|brown|fox|");
    CHECK_EQ_STR(tokens("東京都"), "東京|京都|都|");
    CHECK_EQ_STR(tokens("都"), "都|");
    CHECK_EQ_STR(tokens("サーバーへの攻撃"), "サー|ーバ|バー|ーへ|への|の攻|攻撃|撃|");
    CHECK_EQ_STR(tokens("CVE-2026-1234を悪用"), "cve|2026|1234|を悪|悪用|用|");
    CHECK_EQ_STR(tokens("時々"), "時々|々|");
    CHECK_EQ_STR(tokens("한국어"), "한국|국어|어|");
    CHECK_EQ_STR(tokens("ﾏﾙｳｪｱ"), "マル|ルウ|ウェ|ェア|ア|");
    CHECK_EQ_STR(tokens("e\xCC\x81t\xC3\xA9 été"), "été|");
    CHECK_EQ_STR(tokens("東京abc大阪"), "東京|京|abc|大阪|阪|");
    CHECK_EQ_STR(tokens("evil.example.com/a_b"), "evil|example|com|a|b|");
}

TEST(tokens_come_once_and_are_cut_at_64_points)
{
    struct str s;
    CHECK_EQ_STR(tokens("ああああ"), "ああ|あ|");
    str_init(&s, arena, 1000);
    for (int i = 0; i < 100; i++)
        str_adds(&s, "é");
    char *text = sv_cstr(arena, str_sv(&s));
    struct str out;
    str_init(&out, arena, 10000);
    text_tokens(arena, sv_of(text), collect, &out);
    CHECK_EQ_INT(utf8_len(str_sv(&out)), 65);
}

static struct sv query(const char *term)
{
    struct str out;
    struct sv *t;
    bool *prefix;
    str_init(&out, fresh(), 10000);
    size_t n = text_query_tokens(arena, sv_of(term), &t, &prefix);
    for (size_t i = 0; i < n; i++)
        str_addf(&out, "%.*s%s|", SV_FMT(t[i]), prefix[i] ? "*" : "");
    return str_sv(&out);
}

TEST(query_terms_become_tokens)
{
    CHECK_EQ_STR(query("Fox"), "fox|");
    CHECK_EQ_STR(query("fo*"), "fo*|");
    CHECK_EQ_STR(query("ＦＯ＊"), "fo*|");
    CHECK_EQ_STR(query("東"), "東*|");
    CHECK_EQ_STR(query("東京"), "東京|");
    CHECK_EQ_STR(query("東京都*"), "東京|京都|");
    CHECK_EQ_STR(query("evil.com"), "evil|com|");
    CHECK_EQ_STR(query("a東b*"), "a|東*|b*|");
    CHECK_EQ_STR(query("*"), "");
    CHECK_EQ_STR(query("---"), "");
    CHECK_EQ_STR(query(""), "");
}

static bool holds(const char *text, const char *term)
{
    struct arena *a = fresh();
    return text_holds(a, text_fold(a, sv_of(text)), sv_of(term));
}

TEST(text_holds_what_q_means)
{
    CHECK(holds("東京都庁", "京都"));
    CHECK(holds("東京都庁", "都"));
    CHECK(holds("The Fox", "fOX"));
    CHECK(holds("the foxes", "fox*"));
    CHECK(holds("the fox", "fox*"));
    CHECK(holds("ﾏﾙｳｪｱ", "ウェア"));
    CHECK(holds("ｶﾞｰﾄﾞ", "ガード"));
    CHECK(holds("see evil.example.com", "EVIL.example.com"));
    CHECK(holds("漏えいabc漏洩", "abc漏洩"));
    CHECK(holds("anything", "*"));
}

TEST(text_does_not_hold_other_things)
{
    CHECK(!holds("the foxes", "fox"));
    CHECK(!holds("outfox", "fox*"));
    CHECK(!holds("東京", "京東"));
    CHECK(!holds("東 京", "東京"));
    CHECK(!holds("東京", "東京都"));
    CHECK(!holds("", "a"));
    CHECK(!holds("\xC3\xA9tat", "etat"));
    CHECK(!holds("e\xCC\x81tat", "e"));
    CHECK(!holds("abc", "ab"));
    CHECK(!holds("evil", "evil.com"));
}

struct found {
    const struct sv *want;
    const bool *prefix;
    size_t n;
    bool *seen;
};

static void look(void *ctx, struct sv token)
{
    struct found *f = ctx;
    for (size_t i = 0; i < f->n; i++)
        if (f->prefix[i] ? sv_starts(token, f->want[i]) : sv_eq(token, f->want[i]))
            f->seen[i] = true;
}

/* Would the index give a text with these tokens for TERM? */
static bool index_finds(struct arena *a, struct sv text, struct sv term)
{
    struct sv *want;
    bool *prefix;
    size_t n = text_query_tokens(a, term, &want, &prefix);
    struct found f = {want, prefix, n, ARENA_ARRAY(a, bool, n)};
    text_tokens(a, text, look, &f);
    for (size_t i = 0; i < n; i++)
        if (!f.seen[i])
            return false;
    return true;
}

TEST(index_never_misses_what_the_text_holds)
{
    int held = 0;
    srand(2);
    for (int i = 0; i < 60000; i++) {
        struct arena *a = fresh();
        struct sv text = random_text(a, 12), term = random_text(a, 3);
        if (!text_holds(a, text_fold(a, text), term))
            continue;
        held++;
        if (!index_finds(a, text, term)) {
            printf("text \"%.*s\" term \"%.*s\"\n", SV_FMT(text), SV_FMT(term));
            CHECK(false);
        }
    }
    CHECK(held > 5000);
}

static void count(void *ctx, struct sv token)
{
    CHECK(utf8_ok(token) && utf8_len(token) <= 64);
    ++*(size_t *)ctx;
}

/* Seconds that the tokens of N bytes made of PIECE take. */
static double seconds_for(const char *piece, size_t n)
{
    struct str s;
    struct timespec from, to;
    size_t tokens_n = 0;
    str_init(&s, fresh(), n);
    while (!s.overflow)
        str_addf(&s, "%s%zu", piece, s.n % 7919);
    struct sv text = utf8_cut(str_sv(&s), utf8_len(str_sv(&s)) - 1);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    text_tokens(arena, text, count, &tokens_n);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

TEST(tokens_of_a_mebibyte_take_no_quadratic_time)
{
    static const char *const hard[] = {"e\xCC\x81", "か\xE3\x82\x99", " a",
                                       "東京",      "ＡＢ",           "\xCC\x81"};
    for (size_t i = 0; i < sizeof(hard) / sizeof(hard[0]); i++)
        CHECK(seconds_for(hard[i], (size_t)1 << 20) < 5);
}

TEST_MAIN
