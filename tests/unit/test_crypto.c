/* Unit tests of base/crypto: published vectors, strict encodings, identifiers. */
#include "test.h"

#include <pthread.h>

static struct arena *arena;

static struct arena *fresh(void)
{
    if (!arena)
        arena = arena_new("test", (size_t)4 << 20);
    arena_reset(arena);
    return arena;
}

static struct sv hex(struct hash h)
{
    return hex_of(arena, h.b, sizeof(h.b));
}

static void unhex(const char *s, unsigned char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; s[i]; i++) {
        int v = (int)(strchr(digits, s[i]) - digits);
        out[i / 2] = (unsigned char)(i % 2 ? out[i / 2] << 4 | v : v);
    }
}

TEST(sha256_of_fips_180)
{
    fresh();
    CHECK_EQ_STR(hex(sha256(SV("abc"))),
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_EQ_STR(hex(sha256(SV_NONE)),
                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const struct sv parts[] = {SV("a"), SV_NONE, SV("bc")};
    CHECK(hash_eq(sha256_parts(parts, 3), sha256(SV("abc"))));
    CHECK(!hash_eq(sha256(SV("a")), sha256(SV("b"))));
}

TEST(hmac_of_rfc_4231)
{
    unsigned char key[20];
    memset(key, 0x0B, sizeof(key));
    fresh();
    const struct sv parts[] = {SV("Hi "), SV("There")};
    CHECK_EQ_STR(hex(hmac_sha256((struct sv){(char *)key, sizeof(key)}, parts, 2)),
                 "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    const struct sv text = SV("what do ya want for nothing?");
    CHECK_EQ_STR(hex(hmac_sha256(SV("Jefe"), &text, 1)),
                 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(!hash_eq(hmac_sha256(SV("jefe"), &text, 1), hmac_sha256(SV("Jefe"), &text, 1)));
}

TEST(aes_of_fips_197)
{
    struct hash key;
    unsigned char in[16], out[16], back[16];
    unhex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", key.b);
    unhex("00112233445566778899aabbccddeeff", in);
    aes_block_encrypt(&key, in, out);
    CHECK_EQ_STR(hex_of(fresh(), out, 16), "8ea2b7ca516745bfeafc49904b496089");
    aes_block_decrypt(&key, out, back);
    CHECK(memcmp(back, in, 16) == 0);
    aes_block_encrypt(&key, in, in);
    CHECK(memcmp(in, out, 16) == 0);
}

TEST(ed25519_of_rfc_8032)
{
    unsigned char seed[32], pub[32], sig[64];
    unhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", seed);
    ed25519_public(seed, pub);
    CHECK_EQ_STR(hex_of(fresh(), pub, 32),
                 "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    ed25519_sign(seed, SV("\x72"), sig);
    CHECK_EQ_STR(hex_of(fresh(), sig, 64),
                 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                 "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    CHECK(ed25519_verify(pub, SV("\x72"), sig));
}

TEST(ed25519_refuses_what_was_not_signed)
{
    unsigned char seed[32], pub[32], other[32], sig[64];
    ed25519_new(seed, pub);
    ed25519_sign(seed, SV("text"), sig);
    CHECK(ed25519_verify(pub, SV("text"), sig));
    CHECK(!ed25519_verify(pub, SV("texu"), sig));
    CHECK(!ed25519_verify(pub, SV(""), sig));
    ed25519_new(seed, other);
    CHECK(!ed25519_verify(other, SV("text"), sig));
    for (int i = 0; i < 64; i += 7) {
        sig[i] ^= 1;
        CHECK(!ed25519_verify(pub, SV("text"), sig));
        sig[i] ^= 1;
    }
    memset(other, 0xFF, 32);
    CHECK(!ed25519_verify(other, SV("text"), sig));
}

TEST(uuids_are_of_version_4_and_differ)
{
    struct arena *a = fresh();
    struct sv x = uuid_new(a), y = uuid_new(a);
    CHECK(uuid_ok(x) && uuid_ok(y) && !sv_eq(x, y));
    for (int i = 0; i < 1000; i++)
        CHECK(uuid_ok(uuid_new(a)));
}

TEST(uuids_in_other_spellings_are_refused)
{
    static const char *const bad[] = {"",
                                      "6f1c1e0a-5d3b-4c2a-9e8f-0123456789a",
                                      "6f1c1e0a-5d3b-4c2a-9e8f-0123456789abc",
                                      "6F1C1E0A-5D3B-4C2A-9E8F-0123456789AB",
                                      "6f1c1e0a-5d3b-1c2a-9e8f-0123456789ab",
                                      "6f1c1e0a-5d3b-4c2a-7e8f-0123456789ab",
                                      "6f1c1e0a05d3b-4c2a-9e8f-0123456789ab",
                                      "6f1c1e0a-5d3b-4c2a-9e8f-0123456789ag",
                                      "{f1c1e0a-5d3b-4c2a-9e8f-0123456789a}"};
    CHECK(uuid_ok(SV("6f1c1e0a-5d3b-4c2a-9e8f-0123456789ab")));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!uuid_ok(sv_of(bad[i])));
    CHECK(!uuid_ok(SV_NONE));
}

TEST(base64_of_rfc_4648)
{
    static const struct {
        const char *plain, *standard, *url;
    } v[] = {{"", "", ""},
             {"f", "Zg==", "Zg"},
             {"fo", "Zm8=", "Zm8"},
             {"foo", "Zm9v", "Zm9v"},
             {"foob", "Zm9vYg==", "Zm9vYg"},
             {"\xFB\xFF", "+/8=", "-_8"}};
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
        struct arena *a = fresh();
        struct sv plain = sv_of(v[i].plain), back;
        CHECK_EQ_STR(base64_of(a, plain.p, plain.n), v[i].standard);
        CHECK_EQ_STR(base64url_of(a, plain.p, plain.n), v[i].url);
        CHECK(base64_parse(a, sv_of(v[i].standard), &back) == 0);
        CHECK_EQ_SV(back, plain);
        CHECK(base64url_parse(a, sv_of(v[i].url), &back) == 0);
        CHECK_EQ_SV(back, plain);
    }
}

TEST(base64_goes_there_and_back)
{
    unsigned char b[300];
    for (size_t n = 0; n < sizeof(b); n++) {
        struct arena *a = fresh();
        struct sv back;
        random_bytes(b, n);
        CHECK(base64_parse(a, base64_of(a, b, n), &back) == 0);
        CHECK(back.n == n && memcmp(back.p, b, n) == 0);
        CHECK(base64url_parse(a, base64url_of(a, b, n), &back) == 0);
        CHECK(back.n == n && memcmp(back.p, b, n) == 0);
    }
}

TEST(base64_refuses_second_spellings)
{
    static const char *const bad[] = {"Zg", "Zg=",    "Zg===", "Zh==", "Zm9=", "Z===",     "====",
                                      "=",  "Zm9v\n", " Zm9v", "Zm-v", "Zm_v", "Zg==Zg==", "Z=g="};
    static const char *const bad_url[] = {"Z",    "Zg==", "Zh",    "Zm9",
                                          "Zm+v", "Zm/v", "Zm9v ", "Zm9v="};
    struct sv out = SV("kept");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_EQ_INT(base64_parse(fresh(), sv_of(bad[i]), &out), -1);
    for (size_t i = 0; i < sizeof(bad_url) / sizeof(bad_url[0]); i++)
        CHECK_EQ_INT(base64url_parse(fresh(), sv_of(bad_url[i]), &out), -1);
    CHECK_EQ_SV(out, SV("kept"));
}

static void *hash_much(void *result)
{
    struct sv part = SV("abc");
    for (int i = 0; i < 10000; i++)
        *(struct hash *)result = sha256_parts(&part, 1);
    return NULL;
}

TEST(threads_have_digests_of_their_own)
{
    pthread_t t[4];
    struct hash h[4];
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&t[i], NULL, hash_much, &h[i]) == 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(t[i], NULL);
        CHECK(hash_eq(h[i], sha256(SV("abc"))));
    }
}

TEST_MAIN
