/* Unit tests of rules/mask (POST-11): the lists of spellings in tests/data, the order and the
 * cutting of hits, windows, and texts made at random.
 *
 * A line of a list is: kind of term, term, text; {U+200B} stands for that character.  MASK_DATA
 * names the directory of the lists. */
#include "test.h"

#include <stdlib.h>
#include <time.h>
#include <unistr.h>

#include "base/text.h"
#include "rules/mask.h"

#define LINES_MIN 300

static struct arena *arena;

static struct arena *fresh(void)
{
    if (!arena)
        arena = arena_new("test", (size_t)256 << 20);
    arena_reset(arena);
    return arena;
}

/* {U+XXXX} in S as characters. */
static struct sv expand(struct arena *a, struct sv s)
{
    struct str out;
    str_init(&out, a, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        uint8_t b[4];
        ptrdiff_t end = sv_find((struct sv){s.p + i, s.n - i}, SV("}"));
        if (!sv_starts((struct sv){s.p + i, s.n - i}, SV("{U+")) || end < 0) {
            str_addc(&out, s.p[i++]);
            continue;
        }
        ucs4_t c = (ucs4_t)strtoul(s.p + i + 3, NULL, 16);
        str_add(&out, (struct sv){(char *)b, (size_t)u8_uctomb(b, c, sizeof(b))});
        i += (size_t)end + 1;
    }
    return str_sv(&out);
}

/* One member with one identifier of KIND, or none and an extra term. */
static struct mask *compile(struct arena *a, struct sv kind, struct sv *term)
{
    struct roster r = {0};
    struct member m = {0};
    struct person p = {0};
    int index = 0;
    struct svs one = {term, 1};
    r.members = &m;
    r.nmembers = 1;
    r.persons = &p;
    m.persons = &index;
    m.npersons = 1;
    if (sv_is(kind, "name"))
        m.name[LANG_JA] = *term;
    else if (sv_is(kind, "alias"))
        m.aliases = one;
    else if (sv_is(kind, "domain"))
        m.domains = one;
    else if (sv_is(kind, "network"))
        m.networks = one;
    else if (sv_is(kind, "person"))
        p.name = *term;
    else if (sv_is(kind, "email"))
        p.email = *term;
    else if (sv_is(kind, "extra"))
        return mask_compile(a, &r, &index, 0, term, 1);
    else
        return NULL;
    return mask_compile(a, &r, &index, 1, NULL, 0);
}

static struct sv file(struct arena *a, const char *name)
{
    const char *dir = getenv("MASK_DATA");
    FILE *f = fopen(sv_fmt(a, "%s/%s", dir ? dir : ".", name).p, "rb");
    char *p = arena_alloc(a, 1 << 20);
    size_t n = f ? fread(p, 1, 1 << 20, f) : 0;
    CHECK(f && n > 0);
    if (f)
        fclose(f);
    return (struct sv){p, n};
}

static bool sound(struct sv text, const struct mask_hit *hits, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct mask_hit *h = &hits[i];
        if (h->found.n == 0 || h->at + h->found.n > text.n || h->found.p != text.p + h->at)
            return false;
        if (i > 0 && h->at < hits[i - 1].at)
            return false;
    }
    return true;
}

static void try_line(struct arena *a, const char *name, int line, struct sv s, bool must)
{
    struct sv kind = SV_NONE, term = SV_NONE, rest = s;
    struct mask_hit *hits = NULL;
    sv_cut(&rest, '\t', &kind);
    sv_cut(&rest, '\t', &term);
    struct sv text = expand(a, rest), plain = expand(a, term);
    struct mask *m = compile(a, kind, &plain);
    size_t n = m ? mask_find(a, m, text, &hits) : 0;
    bool good = m && text.n && (n > 0) == must && (n == 0 || sound(text, hits, n));
    if (!good)
        printf("%s:%d: %s: %.*s\n", name, line, must ? "no hit" : "hit", SV_FMT(s));
    CHECK(good);
}

static void try_list(const char *name, bool must)
{
    struct arena *a = arena_new("list", (size_t)1 << 30);
    struct sv rest = file(a, name), line;
    int n = 0;
    while (sv_cut(&rest, '\n', &line))
        try_line(a, name, ++n, line, must);
    CHECK(n >= LINES_MIN);
    arena_free(&a);
}

TEST(POST_11_each_spelling_in_the_list_is_a_hit)
{
    try_list("mask-hits.tsv", true);
}

TEST(POST_11_no_near_miss_in_the_list_is_a_hit)
{
    try_list("mask-misses.tsv", false);
}

static struct roster council;
static struct member victim;
static struct person handler;

/* A victim with all kinds of identifiers, and EXTRA. */
static struct mask *victims(struct arena *a, const struct sv *extra, size_t n)
{
    static struct sv aliases[] = {{"北電", 6}, {"HEPCO-X", 7}, {"北", 3}};
    static struct sv domains[] = {{"kitaden.example", 15}}, networks[] = {{"192.0.2.0/24", 12}};
    static int first = 0;
    victim = (struct member){.name = {SV("北日本電力株式会社"), SV("Kitaden Power Co., Ltd.")},
                             .aliases = {aliases, 3}, .domains = {domains, 1},
                             .networks = {networks, 1}, .persons = &first, .npersons = 1};
    handler = (struct person){.name = SV("山田 太郎"), .email = SV("taro@mail.example")};
    council = (struct roster){.members = &victim, .nmembers = 1, .persons = &handler,
                              .npersons = 1};
    return mask_compile(a, &council, &first, 1, extra, n);
}

TEST(POST_11_hits_come_in_order_with_their_spelling_and_place)
{
    struct arena *a = fresh();
    struct mask_hit *v;
    struct sv text = SV("障害は北 電の hxxp://www[.]KITADEN[.]example/ と 192.0.2[.]77 で、"
                        "山田太郎（taro [at] mail.example）が報告した。Kitaden-Power。");
    static const char *const found[] = {"北 電", "KITADEN[.]example", "192.0.2[.]77", "山田太郎",
                                        "taro [at] mail.example", "Kitaden-Power"};
    static const char *const terms[] = {"北電", "kitaden.example", "192.0.2.0/24", "山田 太郎",
                                        "taro@mail.example", "Kitaden Power Co., Ltd."};
    size_t n = mask_find(a, victims(a, NULL, 0), text, &v);
    CHECK_EQ_INT(n, 6);
    CHECK(sound(text, v, n));
    for (size_t i = 0; i < n && i < 6; i++) {
        CHECK_EQ_STR(v[i].found, found[i]);
        CHECK_EQ_STR(v[i].term, terms[i]);
    }
}

TEST(POST_11_a_text_that_names_nobody_gives_no_hit)
{
    struct arena *a = fresh();
    struct mask_hit *v;
    struct mask *m = victims(a, NULL, 0);
    CHECK_EQ_INT(mask_find(a, m, SV("北海道の電力会社で障害が発生した。"), &v), 0);
    CHECK_EQ_INT(mask_find(a, m, SV(""), &v), 0);
    CHECK_EQ_INT(mask_find(a, m, SV_NONE, &v), 0);
    CHECK(v == NULL);
}

TEST(POST_11_terms_of_the_case_are_told_apart_by_their_form)
{
    struct arena *a = fresh();
    struct mask_hit *v;
    static const struct sv extra[] = {{"2001:db8::/32", 13}, {"plant[.]example", 15}, {"第三工場", 12},
                                      {"x", 1}, {"電", 3}, {"", 0}, {" ", 1}};
    struct mask *m = mask_compile(a, &council, NULL, 0, extra, 7);
    CHECK_EQ_INT(mask_find(a, m, SV("2001:DB8:1::1"), &v), 1);
    CHECK_EQ_INT(mask_find(a, m, SV("www.plant.example"), &v), 1);
    CHECK_EQ_INT(mask_find(a, m, SV("plant.example.com"), &v), 0);
    CHECK_EQ_INT(mask_find(a, m, SV("第三 工場"), &v), 1);
    CHECK_EQ_INT(mask_find(a, m, SV("x 電 x"), &v), 0);
}

TEST(POST_11_one_spelling_is_told_once_a_term)
{
    struct arena *a = fresh();
    struct mask_hit *v;
    static const struct sv twice[] = {{"北日本電力株式会社", 27}, {"北日本電力株式会社", 27}};
    struct mask *m = mask_compile(a, &council, NULL, 0, twice, 2);
    size_t n = mask_find(a, m, SV("北日本電力株式会社と北日本電力"), &v);
    CHECK_EQ_INT(n, 2);
    CHECK_EQ_STR(v[0].found, "北日本電力株式会社");
    CHECK_EQ_STR(v[1].found, "北日本電力");
}

TEST(POST_11_at_most_a_hundred_hits)
{
    struct arena *a = fresh();
    struct mask_hit *v;
    struct str s;
    str_init(&s, a, 1 << 20);
    for (int i = 0; i < 5000; i++)
        str_adds(&s, "北電、");
    CHECK_EQ_INT(mask_find(a, victims(a, NULL, 0), str_sv(&s), &v), 100);
    CHECK(sound(str_sv(&s), v, 100));
}

/* TERM, met as SPELLING at each place around the edge of a window, is hit once. */
static void across_edges(struct sv spelling, size_t want)
{
    struct arena *a = fresh();
    struct mask *m = victims(a, NULL, 0);
    struct mask_hit *v;
    size_t window = (size_t)64 << 10;
    char *p = arena_alloc(a, 3 * window);
    memset(p, ' ', 3 * window);
    for (size_t at = window - 40; at < window + 8; at++) {
        memcpy(p + at, spelling.p, spelling.n);
        size_t n = mask_find(a, m, (struct sv){p, 3 * window}, &v);
        CHECK_EQ_INT(n, want);
        CHECK(n == 0 || v[0].at == at + (spelling.p[0] == '.'));
        memset(p + at, ' ', spelling.n);
    }
}

TEST(POST_11_hits_are_found_across_windows)
{
    across_edges(SV("北日本電力"), 1);
    across_edges(SV("%E5%8C%97%E9%9B%BB"), 1);
    across_edges(SV("192[.]0[.]2[.]1"), 1);
    across_edges(SV("kitaden.example"), 1);
    across_edges(SV("notkitaden.example"), 0);
    across_edges(SV("kitaden.example.com"), 0);
    across_edges(SV("1192.0.2.1"), 0);
}

static const char *const bits[] = {
    "北", "日本", "電", "力", "Kitaden", " Power", "kitaden", ".", "example", "[.]", "192", "0", "2",
    "::", ":", "2001:db8", "ffff", "%", "%E5%8C", "%97", "&#", "x5317;", "&amp;", "\\u5317", "=E5",
    "xn--", "xn--p1b6ci4b4b3a", "-", "/", "24", "*", " ", "\n",
    "\n\n", "ー", "ｶﾞ", "ﾞ", "\xE2\x80\x8B",
    "\xC2\xAD", "@", "taro", "(at)", "dot", "<b>", "</", "\x1B[31m", "\xE3\x82\x99", "㍿", "ﷺ", "ヴ",
    "ァ", "々", "\xFF", "\xE3", "\x80", "\xF0\x9F\x98\x80", "~", "x", "'", ",", "株式会社", "山田", "太郎",
};

static struct sv random_text(struct arena *a, unsigned *seed)
{
    struct str s;
    int n = rand_r(seed) % 60;
    bool bytes = rand_r(seed) % 4 == 0;
    str_init(&s, a, 1 << 16);
    for (int i = 0; i < n; i++) {
        if (bytes)
            str_addc(&s, (char)rand_r(seed));
        else
            str_adds(&s, bits[(size_t)rand_r(seed) % (sizeof(bits) / sizeof(bits[0]))]);
    }
    return sv_copy(a, str_sv(&s));
}

TEST(POST_11_any_bytes_are_searched_safely_also_as_terms)
{
    const char *rounds = getenv("MASK_ROUNDS");
    long n = rounds ? strtol(rounds, NULL, 10) : 3000;
    unsigned seed = 20261124;
    struct mask_hit *v;
    for (long i = 0; i < n; i++) {
        struct arena *a = fresh();
        struct sv extra[2] = {random_text(a, &seed), random_text(a, &seed)};
        struct mask *m = victims(a, extra, 2);
        struct sv text = random_text(a, &seed);
        size_t hits = mask_find(a, m, text, &v);
        CHECK(sound(text, v, hits));
        CHECK(hits <= 100);
    }
}

/* What a victim writes of itself is a hit as it stands, whatever surrounds it. */
TEST(POST_11_a_term_is_found_in_any_text_around_it)
{
    struct mask_hit *v;
    static const char *const terms[] = {"北日本電力", "Kitaden Power", "kitaden.example", "192.0.2.9"};
    unsigned seed = 7;
    for (int i = 0; i < 2000; i++) {
        struct arena *a = fresh();
        struct mask *m = victims(a, NULL, 0);
        const char *term = terms[i % 4];
        struct sv text = sv_fmt(a, "%.*s「%s」%.*s", SV_FMT(random_text(a, &seed)), term,
                                SV_FMT(random_text(a, &seed)));
        size_t n = mask_find(a, m, text, &v);
        bool found = n == 100;
        for (size_t k = 0; k < n; k++)
            found |= sv_find(v[k].found, sv_of(term)) >= 0;
        if (!found)
            printf("not found: %s in %.*s\n", term, SV_FMT(text));
        CHECK(found);
    }
}

/* Terms by the hundred, as of a large council. */
static struct mask *many(struct arena *a, size_t n)
{
    struct sv *extra = ARENA_ARRAY(a, struct sv, n);
    for (size_t i = 0; i < n; i++) {
        switch (i % 5) {
        case 0:
            extra[i] = sv_fmt(a, "株式会社第%zu電気通信", i);
            break;
        case 1:
            extra[i] = sv_fmt(a, "%c%c Power %zu Co., Ltd.", (int)('A' + i % 26),
                              (int)('a' + i % 7), i);
            break;
        case 2:
            extra[i] = sv_fmt(a, "member%zu.example", i);
            break;
        case 3:
            extra[i] = sv_fmt(a, "10.%zu.%zu.0/24", i / 200, i % 200);
            break;
        default:
            extra[i] = sv_fmt(a, "タカ%zuシステムズ", i);
        }
    }
    return mask_compile(a, &council, NULL, 0, extra, n);
}

static double seconds(struct arena *a, const struct mask *m, const char *unit)
{
    struct timespec from, to;
    struct mask_hit *v;
    struct str s;
    str_init(&s, a, 1 << 20);
    while (!s.overflow)
        str_adds(&s, unit);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    CHECK_EQ_INT(mask_find(a, m, str_sv(&s), &v), 0);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* The bound is loose: it tells what grows with the square of the text, not a slow machine. */
TEST(POST_11_a_mebibyte_and_hundreds_of_terms_take_no_long_time)
{
    static const char *const units[] = {
        "昨日、株式会社第三者の電力システムズで、タカノハというマルウェアの通信が 203.0.113.7 に見られた。",
        "The power of member states: see http://news.example/path?x=%E5%8C%97 and 198.51.100.1. ",
        "株式会社", "タカタカ", "1.1.1.1.1.1.1", "a:a:a::", "member1 dot example.com ", "ﾀｶﾞｰ", "xn--",
        "é ", "K                                                               ", "&#x41;", "ﷺ",
    };
    struct arena *a = arena_new("time", (size_t)256 << 20);
    struct mask *m = many(a, 600);
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        double took = seconds(a, m, units[i]);
        if (getenv("MASK_TIMES"))
            printf("%6.3f s  %s\n", took, units[i]);
        CHECK(took < 5);
    }
    arena_free(&a);
}

TEST_MAIN
