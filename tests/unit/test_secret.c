/* Codes of authenticators (RFC 6238), passwords, small secrets at rest, QR codes. */
#include <string.h>

#include "base/box.h"
#include "base/password.h"
#include "base/qr.h"
#include "base/totp.h"
#include "test.h"

static struct arena *mem(void)
{
    static struct arena *a;

    if (!a)
        a = arena_new("test", 16u << 20);
    return a;
}

static const struct sv rfc = {"12345678901234567890", 20};

/* RFC 6238, appendix B, the last six of the eight digits given there. */
TEST(AUTH_1_totp_gives_the_codes_of_the_standard)
{
    static const struct {
        int64_t s;
        uint32_t code;
    } given[] = {{59, 287082},       {1111111109, 81804},  {1111111111, 50471},
                 {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};

    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        CHECK_EQ_INT(totp_at(rfc, given[i].s / TOTP_STEP_S), given[i].code);
}

TEST(AUTH_2_totp_takes_a_code_of_its_time_and_not_before_the_last)
{
    int64_t step, now = INT64_C(1111111109) * 1000, at = 1111111109 / TOTP_STEP_S;

    CHECK(totp_is(rfc, SV("081804"), now, -1, &step));
    CHECK_EQ_INT(step, at);
    CHECK(totp_is(rfc, SV("081 804"), now + 30000, at - 1, &step));
    CHECK(totp_is(rfc, SV("081804"), now - 30000, -1, &step));
    CHECK(!totp_is(rfc, SV("081804"), now, at, &step));
    CHECK(!totp_is(rfc, SV("081804"), now + 60000, -1, &step));
    CHECK(!totp_is(rfc, SV("081804"), now - 60000, -1, &step));
    CHECK(!totp_is(rfc, SV("081805"), now, -1, &step));
    CHECK(!totp_is(rfc, SV("81804"), now, -1, &step));
    CHECK(!totp_is(rfc, SV("0081804"), now, -1, &step));
    CHECK(!totp_is(rfc, SV("08180x"), now, -1, &step));
    CHECK(!totp_is(rfc, SV(""), now, -1, &step));
    CHECK(!totp_is(rfc, SV_NONE, now, -1, &step));
}

/* RFC 4648, section 10, less the padding. */
TEST(base32_is_that_of_the_standard)
{
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "MY"},
                                           {"fo", "MZXQ"},
                                           {"foo", "MZXW6"},
                                           {"foob", "MZXW6YQ"},
                                           {"fooba", "MZXW6YTB"},
                                           {"foobar", "MZXW6YTBOI"}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        CHECK_EQ_STR(base32_of(mem(), pairs[i][0], strlen(pairs[i][0])), pairs[i][1]);
}

TEST(AUTH_1_passwords_are_argon2id_and_right_or_not)
{
    struct sv hash = password_hash(mem(), SV("correct horse"));

    CHECK(sv_starts(hash, SV("$argon2id$v=19$m=65536,t=2,p=1$")));
    CHECK(!sv_eq(hash, password_hash(mem(), SV("correct horse"))));
    CHECK(password_is(hash, SV("correct horse")));
    CHECK(!password_is(hash, SV("correct horsf")));
    CHECK(!password_is(hash, SV("correct hors")));
    CHECK(!password_is(hash, SV("")));
    CHECK(!password_is(hash, SV_NONE));
    CHECK(!password_is(SV_NONE, SV("correct horse")));
    CHECK(!password_is(SV_NONE, SV("")));
    CHECK(!password_is(SV("$argon2id$"), SV("correct horse")));
    CHECK(!password_is(SV(""), SV("")));
}

TEST(boxes_open_for_their_owner_whole_or_not_at_all)
{
    struct hash key = sha256(SV("key")), other = sha256(SV("other"));
    struct sv sealed = box_seal(mem(), &key, SV("a.h"), SV("secret")), plain;

    CHECK_EQ_INT(box_open(mem(), &key, SV("a.h"), sealed, &plain), 0);
    CHECK_EQ_STR(plain, "secret");
    CHECK_EQ_INT(box_open(mem(), &other, SV("a.h"), sealed, &plain), -1);
    CHECK_EQ_INT(box_open(mem(), &key, SV("b.h"), sealed, &plain), -1);
    CHECK_EQ_INT(box_open(mem(), &key, SV("a.h"), SV("short"), &plain), -1);
    for (size_t i = 0; i < sealed.n; i++) {
        struct sv bad = sv_copy(mem(), sealed);
        ((char *)(uintptr_t)bad.p)[i] ^= 1;
        CHECK_EQ_INT(box_open(mem(), &key, SV("a.h"), bad, &plain), -1);
    }
}

TEST(qr_codes_are_a_path_of_rectangles)
{
    struct sv path;
    int size;
    char *longer = arena_alloc(mem(), 5000);

    CHECK_EQ_INT(qr_path(mem(), SV("otpauth://totp/x?secret=MY"), &path, &size), 0);
    CHECK_EQ_INT(size, 25);
    CHECK(sv_starts(path, SV("M0 0h7v1h-7z")));
    memset(longer, 'x', 4999);
    CHECK_EQ_INT(qr_path(mem(), (struct sv){longer, 4999}, &path, &size), -1);
}

TEST_MAIN
