/* A tiny harness for unit tests in C.  Not for anything over HTTP (those are in tests/http).
 *
 *     #include "test.h"
 *     TEST(sv_cut_keeps_empty_fields) { CHECK_EQ_INT(1, 1); }
 *     TEST_MAIN
 *
 * A test file is one program.  TEST() registers itself; all run in the order of the file; a failed
 * check is told with both values and the test goes on.  The last line is "N passed, N failed",
 * counting tests; the exit status is 1 if one failed. */
#ifndef NOROSHI_TEST_H
#define NOROSHI_TEST_H

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/str.h"

struct test {
    const char *name;
    void (*fn)(void);
    struct test *next;
};

static struct test *test_first, **test_last = &test_first;
static int test_bad_checks;

static inline void test_register(struct test *t)
{
    *test_last = t;
    test_last = &t->next;
}

#define TEST(name)                                                                               \
    static void test_##name(void);                                                               \
    static struct test test_entry_##name = {#name, test_##name, NULL};                           \
    __attribute__((constructor)) static void test_add_##name(void)                               \
    {                                                                                            \
        test_register(&test_entry_##name);                                                       \
    }                                                                                            \
    static void test_##name(void)

static inline void test_check(const char *file, int line, bool good, const char *what)
{
    if (good)
        return;
    printf("%s:%d: failed: %s\n", file, line, what);
    test_bad_checks++;
}

static inline void test_eq_int(const char *file, int line, long long got, long long want)
{
    if (got == want)
        return;
    printf("%s:%d: got %lld, want %lld\n", file, line, got, want);
    test_bad_checks++;
}

static inline void test_eq_sv(const char *file, int line, struct sv got, struct sv want)
{
    if (sv_eq(got, want))
        return;
    printf("%s:%d: got %s\"%.*s\", want %s\"%.*s\"\n", file, line, got.p ? "" : "no value ",
           SV_FMT(got), want.p ? "" : "no value ", SV_FMT(want));
    test_bad_checks++;
}

#define CHECK(cond) test_check(__FILE__, __LINE__, (cond), #cond)
#define CHECK_EQ_INT(got, want)                                                                  \
    test_eq_int(__FILE__, __LINE__, (long long)(got), (long long)(want))
#define CHECK_EQ_SV(got, want) test_eq_sv(__FILE__, __LINE__, (got), (want))
/* The same against a C string; NULL is "no value". */
#define CHECK_EQ_STR(got, want) test_eq_sv(__FILE__, __LINE__, (got), sv_of(want))

static inline int test_run_all(void)
{
    int passed = 0, failed = 0;
    crypto_init();
    for (struct test *t = test_first; t; t = t->next) {
        test_bad_checks = 0;
        t->fn();
        if (test_bad_checks) {
            printf("FAILED %s\n", t->name);
            failed++;
        } else {
            passed++;
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed ? 1 : 0;
}

#define TEST_MAIN                                                                                \
    int main(void)                                                                               \
    {                                                                                            \
        return test_run_all();                                                                   \
    }

#endif
