/* Unit tests of src/base: arenas, slices, failures, messages, time, crypto, encodings. */
#include "test.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/log.h"
#include "base/time.h"

#define MIB ((size_t)1 << 20)

static struct arena *arena;

/* The arena of the running test, emptied. */
static struct arena *fresh(void)
{
    if (!arena)
        arena = arena_new("test", 64 * MIB);
    arena_reset(arena);
    return arena;
}

TEST(arena_gives_zeroed_aligned_memory)
{
    struct arena *a = fresh();
    for (int round = 0; round < 3; round++) {
        for (size_t n = 0; n < 3000; n += 7) {
            unsigned char *p = arena_alloc(a, n);
            CHECK((size_t)p % 16 == 0);
            for (size_t i = 0; i < n; i++)
                if (p[i])
                    CHECK(p[i] == 0);
            memset(p, 0xAA, n);
        }
        arena_reset(a);
    }
}

TEST(arena_of_nothing_is_unique)
{
    struct arena *a = fresh();
    CHECK(arena_alloc(a, 0) != arena_alloc(a, 0));
}

TEST(arena_keeps_small_blocks_after_a_big_one)
{
    struct arena *a = fresh();
    arena_alloc(a, 5000);
    size_t before = arena_size(a);
    arena_alloc(a, MIB);
    CHECK(arena_size(a) - before < MIB + 64);
    before = arena_size(a);
    arena_alloc(a, 64);
    CHECK_EQ_INT(arena_size(a), before);
}

TEST(arena_reset_gives_memory_back)
{
    struct arena *a = fresh();
    size_t empty = arena_size(a);
    for (int i = 0; i < 1000; i++)
        arena_alloc(a, 10000);
    CHECK(arena_size(a) > 10 * 1000 * 1000);
    arena_reset(a);
    CHECK_EQ_INT(arena_size(a), empty);
}

static int order[2], order_n;

static void note(void *p)
{
    order[order_n++] = *(int *)p;
}

TEST(arena_hooks_run_last_first_and_once)
{
    static int one = 1, two = 2;
    struct arena *a = fresh();
    order_n = 0;
    arena_on_free(a, note, &one);
    arena_on_free(a, note, &two);
    arena_reset(a);
    CHECK_EQ_INT(order_n, 2);
    CHECK_EQ_INT(order[0], 2);
    CHECK_EQ_INT(order[1], 1);
    arena_reset(a);
    CHECK_EQ_INT(order_n, 2);
}

TEST(arena_free_forgets_the_pointer)
{
    struct arena *a = arena_new("short", MIB);
    arena_free(&a);
    CHECK(a == NULL);
    arena_free(&a);
}

static void take_too_much(void)
{
    struct arena *a = arena_new("small", 64 * 1024);
    for (int i = 0; i < 100; i++)
        arena_alloc(a, 1000);
}

static void take_one_too_big(void)
{
    arena_alloc(arena_new("small", MIB), 2 * MIB);
}

static void take_an_overflow(void)
{
    arena_array(arena_new("small", MIB), SIZE_MAX / 2, 3);
}

static void take_nearly_everything(void)
{
    arena_alloc(arena_new("small", SIZE_MAX), SIZE_MAX - 3);
}

/* Exit status of FN in a process of its own, its stderr thrown away; -1 for a signal. */
static int status_of(void (*fn)(void))
{
    int status;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(99);
        fn();
        _exit(0);
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(arena_beyond_its_maximum_ends_the_process_with_83)
{
    CHECK_EQ_INT(status_of(take_too_much), 83);
    CHECK_EQ_INT(status_of(take_one_too_big), 83);
    CHECK_EQ_INT(status_of(take_an_overflow), 83);
    CHECK_EQ_INT(status_of(take_nearly_everything), 83);
}

TEST(sv_no_value_is_not_the_empty_string)
{
    CHECK(sv_eq(SV_NONE, SV_NONE));
    CHECK(!sv_eq(SV_NONE, SV("")));
    CHECK(sv_eq(SV("a"), sv_of("a")));
    CHECK(!sv_eq(SV("a"), SV("ab")));
    CHECK(sv_is(SV_NONE, NULL));
    CHECK_EQ_SV(sv_of(NULL), SV_NONE);
    CHECK_EQ_SV(sv_copy(fresh(), SV_NONE), SV_NONE);
    CHECK_EQ_SV(sv_copy(fresh(), SV("")), SV(""));
    CHECK(strcmp(sv_cstr(fresh(), SV_NONE), "") == 0);
}

TEST(sv_cmp_is_byte_order_shorter_first)
{
    CHECK(sv_cmp(SV("a"), SV("b")) < 0);
    CHECK(sv_cmp(SV("ab"), SV("a")) > 0);
    CHECK(sv_cmp(SV("\xE3"), SV("z")) > 0);
    CHECK_EQ_INT(sv_cmp(SV_NONE, SV("")), 0);
}

TEST(sv_find_starts_ends_trim)
{
    CHECK_EQ_INT(sv_find(SV("abcabc"), SV("ca")), 2);
    CHECK_EQ_INT(sv_find(SV("abc"), SV("")), 0);
    CHECK_EQ_INT(sv_find(SV("abc"), SV("abcd")), -1);
    CHECK_EQ_INT(sv_find(SV_NONE, SV("a")), -1);
    CHECK(sv_starts(SV("abc"), SV("ab")) && !sv_starts(SV("a"), SV("ab")));
    CHECK(sv_ends(SV("abc"), SV("bc")) && !sv_ends(SV("c"), SV("bc")));
    CHECK(sv_starts(SV_NONE, SV("")) && sv_ends(SV_NONE, SV_NONE));
    CHECK_EQ_SV(sv_trim(SV(" \t a b\r\n")), SV("a b"));
    CHECK_EQ_SV(sv_trim(SV("  ")), SV(""));
}

static struct sv cut_all(struct arena *a, struct sv s, bool words)
{
    struct str out;
    struct sv field;
    str_init(&out, a, 1000);
    while (words ? sv_word(&s, &field) : sv_cut(&s, ',', &field))
        str_addf(&out, "<%.*s>", SV_FMT(field));
    return str_sv(&out);
}

TEST(sv_cut_keeps_empty_fields_between)
{
    CHECK_EQ_SV(cut_all(fresh(), SV("a,,b"), false), SV("<a><><b>"));
    CHECK_EQ_SV(cut_all(fresh(), SV(",a,"), false), SV("<><a>"));
    CHECK_EQ_SV(cut_all(fresh(), SV(""), false), SV(""));
    CHECK_EQ_SV(cut_all(fresh(), SV_NONE, false), SV(""));
    CHECK_EQ_SV(cut_all(fresh(), SV("  a  bc "), true), SV("<a><bc>"));
}

TEST(sv_int_takes_whole_numbers)
{
    int64_t v;
    CHECK(sv_int(SV("0"), &v) == 0 && v == 0);
    CHECK(sv_int(SV("-12"), &v) == 0 && v == -12);
    CHECK(sv_int(SV("9223372036854775807"), &v) == 0 && v == INT64_MAX);
    CHECK(sv_int(SV("-9223372036854775808"), &v) == 0 && v == INT64_MIN);
}

TEST(sv_int_refuses_all_else)
{
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x1",
                                      "1e3",
                                      "--1",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999"};
    int64_t v = 7;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_EQ_INT(sv_int(sv_of(bad[i]), &v), -1);
    CHECK_EQ_INT(sv_int(SV_NONE, &v), -1);
    CHECK_EQ_INT(v, 7);
}

TEST(str_stops_at_its_maximum_and_says_so)
{
    struct str s;
    str_init(&s, fresh(), 5);
    CHECK_EQ_SV(str_sv(&s), SV(""));
    str_adds(&s, "abc");
    CHECK(!s.overflow);
    str_adds(&s, "def");
    CHECK(s.overflow);
    str_addc(&s, 'x');
    CHECK_EQ_SV(str_sv(&s), SV("abcde"));
    CHECK(s.p[5] == '\0');
    str_init(&s, fresh(), 3);
    str_adds(&s, "abc");
    CHECK(!s.overflow);
    str_init(&s, fresh(), 0);
    str_addc(&s, 'a');
    CHECK(s.overflow);
}

TEST(str_grows_and_formats)
{
    struct str s;
    struct arena *a = fresh();
    str_init(&s, a, 100000);
    for (int i = 0; i < 10000; i++)
        str_addf(&s, "%d,", i % 10);
    CHECK_EQ_INT(s.n, 20000);
    CHECK(sv_starts(str_sv(&s), SV("0,1,2,")) && sv_ends(str_sv(&s), SV("8,9,")));
    str_init(&s, a, 1000);
    str_addf(&s, "%0300d", 7);
    CHECK_EQ_INT(s.n, 300);
    CHECK_EQ_SV(sv_fmt(a, "%s-%d", "x", 3), SV("x-3"));
    CHECK_EQ_SV(sv_join(a, SV("ab"), SV_NONE), SV("ab"));
}

TEST(fail_keeps_the_first_failure)
{
    struct errs e;
    errs_init(&e, fresh(), LANG_EN);
    CHECK_EQ_INT(e.code, E_NONE);
    CHECK_EQ_INT(fail(&e, E_CONFLICT, "R-1", MSG_FORM_TOO_LONG, ARGS(SV("5"))), -1);
    CHECK_EQ_INT(fail(&e, E_INTERNAL, "R-2", MSG_FORM_MISSING, NO_ARGS), -1);
    CHECK_EQ_INT(e.code, E_CONFLICT);
    CHECK_EQ_STR(sv_of(e.rule), "R-1");
    CHECK_EQ_SV(e.detail, SV("Too long; at most 5 characters"));
    CHECK_EQ_INT(err_http(e.code), 409);
    CHECK_EQ_INT(err_exit(e.code), 1);
    CHECK_EQ_INT(err_title(e.code), MSG_TITLE_CONFLICT);
    CHECK_EQ_INT(err_http(E_NONE), 200);
    CHECK_EQ_INT(err_exit(E_NONE), 0);
}

TEST(errs_add_keeps_order_and_a_thousand)
{
    struct errs e;
    errs_init(&e, fresh(), LANG_JA);
    for (int i = 0; i < 1500; i++)
        errs_add(&e, E_REFUSED, sv_fmt(e.a, "/scope/%d", i), i ? NULL : "POST-1", MSG_FORM_MISSING,
                 NO_ARGS);
    CHECK_EQ_INT(e.n, 1000);
    CHECK_EQ_STR(sv_of(e.rule), "POST-1");
    CHECK_EQ_SV(e.v[999].pointer, SV("/scope/999"));
    CHECK_EQ_SV(e.v[0].detail, SV("この項目は必須です"));
    CHECK_EQ_SV(e.detail, e.v[0].detail);
}

TEST(msg_fills_placeholders_as_they_are)
{
    struct arena *a = fresh();
    CHECK_EQ_SV(msg_text(a, LANG_EN, MSG_FORM_MALFORMED_JSON, ARGS(SV("1:2"), SV("{0}"))),
                SV("Not valid JSON at 1:2: {0}"));
    CHECK_EQ_SV(msg_text(a, LANG_EN, MSG_FORM_MALFORMED_JSON, ARGS(SV("1:2"))),
                SV("Not valid JSON at 1:2: {1}"));
    CHECK_EQ_SV(msg_text(a, LANG_EN, MSG_FORM_MISSING, NO_ARGS), SV("This field is required"));
    for (int m = MSG_NONE + 1; m < MSG_COUNT; m++)
        for (int l = 0; l < LANG_COUNT; l++)
            CHECK(msg_raw((enum lang)l, (enum msg)m).n > 0);
}

TEST(lang_is_parsed_and_chosen)
{
    enum lang l = LANG_EN;
    CHECK(lang_parse(SV("ja_JP.UTF-8"), &l) == 0 && l == LANG_JA);
    CHECK(lang_parse(SV("en-GB"), &l) == 0 && l == LANG_EN);
    CHECK(lang_parse(SV("JA"), &l) == 0 && l == LANG_JA);
    CHECK(lang_parse(SV("jav"), &l) == -1);
    CHECK(lang_parse(SV("C"), &l) == -1);
    CHECK(lang_parse(SV_NONE, &l) == -1);
    CHECK_EQ_INT(lang_accept(SV("fr, en-GB;q=0.8, ja;q=0.5"), LANG_JA), LANG_EN);
    CHECK_EQ_INT(lang_accept(SV("en;q=0, ja"), LANG_EN), LANG_JA);
    CHECK_EQ_INT(lang_accept(SV("de, *"), LANG_JA), LANG_JA);
    CHECK_EQ_INT(lang_accept(SV_NONE, LANG_EN), LANG_EN);
    CHECK_EQ_STR(sv_of(lang_name(LANG_JA)), "ja");
}

TEST(log_is_one_json_object_a_line)
{
    int fds[2], saved = dup(STDERR_FILENO);
    char buf[8192];
    CHECK(pipe(fds) == 0);
    dup2(fds[1], STDERR_FILENO);
    log_event(LOG_LEVEL_INFO, "test.event", "id", SV("a\"\n\xFF"), "none", SV_NONE, NULL);
    log_event(LOG_LEVEL_DEBUG, "test.silent", NULL);
    char big[600];
    memset(big, 'x', sizeof(big));
    struct sv v = {big, sizeof(big)};
    log_event(LOG_LEVEL_WARN, "test.big", "a", v, "b", v, "c", v, "d", v, "e", v, "f", v, "g", v,
              "h", v, "i", v, NULL);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(fds[1]);
    ssize_t n = read(fds[0], buf, sizeof(buf));
    close(fds[0]);
    struct sv all = {buf, n > 0 ? (size_t)n : 0};
    struct sv first = SV_NONE, second = SV_NONE;
    CHECK(sv_cut(&all, '\n', &first) && sv_cut(&all, '\n', &second) && all.n == 0);
    CHECK(sv_starts(first, SV("{\"at\":\"20")));
    CHECK(sv_ends(first, SV("\"level\":\"info\",\"event\":\"test.event\","
                            "\"id\":\"a\\\"\\n\xEF\xBF\xBD\",\"none\":null}")));
    CHECK(sv_ends(second, SV("\"event\":\"test.big\",\"cut\":true}")));
}

static void end_by_fatal(void)
{
    log_fatal(5, "test.fatal", SV("why"));
}

static void end_by_bug(void)
{
    BUG("why");
}

TEST(log_fatal_and_bug_end_the_process)
{
    CHECK_EQ_INT(status_of(end_by_fatal), 5);
    CHECK_EQ_INT(status_of(end_by_bug), -1);
}

TEST_MAIN
