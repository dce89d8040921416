/* Unit tests of indicators: any spelling in, one spelling out, one key. */
#include "test.h"

#include "base/text.h"

static struct arena *arena;

static struct arena *fresh(void)
{
    if (!arena)
        arena = arena_new("test", (size_t)16 << 20);
    arena_reset(arena);
    return arena;
}

#define A32 "d41d8cd98f00b204e9800998ecf8427e"
#define A64 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

TEST(types_have_names)
{
    enum indicator_type t;
    for (int i = 0; i < IND_COUNT; i++) {
        const char *name = indicator_type_name((enum indicator_type)i);
        CHECK(indicator_type_parse(sv_of(name), &t) == 0 && (int)t == i);
    }
    CHECK_EQ_INT(indicator_type_parse(SV("domain"), &t), -1);
    CHECK_EQ_INT(indicator_type_parse(SV("URL"), &t), -1);
    CHECK_EQ_INT(indicator_type_parse(SV(""), &t), -1);
    CHECK_EQ_INT(indicator_type_parse(SV_NONE, &t), -1);
}

TEST(refang_undoes_each_spelling)
{
    static const struct {
        const char *from, *to;
    } v[] = {{"hxxp://evil[.]com/a", "http://evil.com/a"},
             {"hXXps[:]//evil(.)com", "https://evil.com"},
             {"HXXP[://]evil{.}com", "http://evil.com"},
             {"evil[dot]example(DOT)com{dot}jp", "evil.example.com.jp"},
             {"a[@]b[.]com", "a@b.com"},
             {"a[at]b(at)c{@}d", "a@b@c@d"},
             {"10[.]0[.]0[.]1", "10.0.0.1"},
             {"2001[:]db8[:][:]1", "2001:db8::1"},
             {"ｅｖｉｌ．ｃｏｍ", "evil.com"},
             {"ｈｘｘｐ：／／ｅｖｉｌ［．］ｃｏｍ", "http://evil.com"},
             {"　evil.com", " evil.com"},
             {"http://[::1]/", "http://[::1]/"},
             {"hxxp", "hxxp"},
             {"hxxpfile.exe", "hxxpfile.exe"},
             {"a[b]c", "a[b]c"},
             {"", ""},
             {"日本", "日本"}};
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
        CHECK_EQ_STR(indicator_refang(fresh(), sv_of(v[i].from)), v[i].to);
}

static const struct {
    enum indicator_type t;
    const char *from, *to;
} good[] = {
    {IND_DOMAIN, " Evil[.]Example.COM. ", "evil.example.com"},
    {IND_DOMAIN, "日本語.jp", "xn--wgv71a119e.jp"},
    {IND_DOMAIN, "XN--WGV71A119E.jp", "xn--wgv71a119e.jp"},
    {IND_DOMAIN, "例え。テスト", "xn--r8jz45g.xn--zckzah"},
    {IND_DOMAIN, "ｅｖｉｌ．ｃｏｍ", "evil.com"},
    {IND_DOMAIN, "bücher.de", "xn--bcher-kva.de"},
    {IND_DOMAIN, "faß.de", "xn--fa-hia.de"},
    {IND_DOMAIN, "_dmarc.a-b.co", "_dmarc.a-b.co"},
    {IND_DOMAIN, "1.2.3.a", "1.2.3.a"},
    {IND_IPV4, "10[.]0.0(.)1", "10.0.0.1"},
    {IND_IPV4, "10.1.2.3/8", "10.0.0.0/8"},
    {IND_IPV4, "10.1.2.255/25", "10.1.2.128/25"},
    {IND_IPV4, "10.1.2.3/32", "10.1.2.3"},
    {IND_IPV4, "10.1.2.3/0", "0.0.0.0/0"},
    {IND_IPV6, "2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
    {IND_IPV6, "2001[:]db8[:][:]1", "2001:db8::1"},
    {IND_IPV6, "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
    {IND_IPV6, "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
    {IND_IPV6, "2001:db8:ffff::1/33", "2001:db8:8000::/33"},
    {IND_IPV6, "::1/128", "::1"},
    {IND_IPV6, "::FFFF:10.0.0.1", "::ffff:10.0.0.1"},
    {IND_URL, "hxxp://Evil[.]COM:80/Path?Q=A#F", "http://evil.com/Path?Q=A#F"},
    {IND_URL, "HTTPS://evil.com:443", "https://evil.com"},
    {IND_URL, "https://evil.com:8443/a", "https://evil.com:8443/a"},
    {IND_URL, "http://User:Pw@Evil.com/", "http://User:Pw@evil.com/"},
    {IND_URL, "http://日本語.jp/パス", "http://xn--wgv71a119e.jp/パス"},
    {IND_URL, "http://[2001:DB8::0:1]:80/x", "http://[2001:db8::1]/x"},
    {IND_URL, "http://[::1]:8080?x", "http://[::1]:8080?x"},
    {IND_URL, "http://10.0.0.1:/", "http://10.0.0.1/"},
    {IND_URL, "http://localhost/a@b", "http://localhost/a@b"},
    {IND_URL, "ftp://evil.com:21/x:y", "ftp://evil.com/x:y"},
    {IND_EMAIL, "Bad.Man[at]Evil[.]COM", "Bad.Man@evil.com"},
    {IND_EMAIL, "x@日本語.jp", "x@xn--wgv71a119e.jp"},
    {IND_MD5, " D41D8CD98F00B204E9800998ECF8427E ", A32},
    {IND_SHA1, "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
     "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    {IND_SHA256, A64, A64},
    {IND_SHA512, A64 A64, A64 A64},
    {IND_JA3, A32, A32},
    {IND_JA4, "T13D1516H2_8daaf6152771_b186095e22b6", "t13d1516h2_8daaf6152771_b186095e22b6"},
    {IND_FILE_NAME, " 請求書（１）.exe ", "請求書（１）.exe"},
    {IND_USER_AGENT, "Mozilla/5.0 (X[.]Y)", "Mozilla/5.0 (X[.]Y)"},
    {IND_STIX_PATTERN, "[domain-name:value MATCHES 'a[.]b']",
     "[domain-name:value MATCHES 'a[.]b']"},
    {IND_OTHER, " hxxp thing[.]x ", "hxxp thing.x"},
};

TEST(canonical_spelling)
{
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct sv out = SV("refused");
        CHECK_EQ_INT(indicator_canonical(fresh(), good[i].t, sv_of(good[i].from), &out), 0);
        CHECK_EQ_STR(out, good[i].to);
        struct sv again = SV("refused");
        CHECK_EQ_INT(indicator_canonical(arena, good[i].t, out, &again), 0);
        CHECK_EQ_SV(again, out);
    }
}

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10

static const struct {
    enum indicator_type t;
    const char *from;
} bad[] = {
    {IND_DOMAIN, ""},
    {IND_DOMAIN, "."},
    {IND_DOMAIN, "com"},
    {IND_DOMAIN, "a..b"},
    {IND_DOMAIN, ".a.b"},
    {IND_DOMAIN, "a.b.."},
    {IND_DOMAIN, "a b.com"},
    {IND_DOMAIN, "a/b.com"},
    {IND_DOMAIN, "10.0.0.300"},
    {IND_DOMAIN, "10.0.0.1"},
    {IND_DOMAIN, "-a.com"},
    {IND_DOMAIN, "a-.com"},
    {IND_DOMAIN, "*.a.com"},
    {IND_DOMAIN, "a.com:80"},
    {IND_DOMAIN, "a@b.com"},
    {IND_DOMAIN, X60 "xxxx.com"},
    {IND_DOMAIN, X60 "." X60 "." X60 "." X60 "." X60},
    {IND_DOMAIN, "a\xFF.com"},
    {IND_DOMAIN, "あ い.com"},
    {IND_IPV4, ""},
    {IND_IPV4, "10.0.0.300"},
    {IND_IPV4, "10.0.0.01"},
    {IND_IPV4, "10.0.1"},
    {IND_IPV4, "10.0.0.0.1"},
    {IND_IPV4, "10.0.0.1/33"},
    {IND_IPV4, "10.0.0.1/-1"},
    {IND_IPV4, "10.0.0.1/08"},
    {IND_IPV4, "10.0.0.1/"},
    {IND_IPV4, "10.0.0.1/8/8"},
    {IND_IPV4, "0x0a.0.0.1"},
    {IND_IPV4, "10.0.0.1 x"},
    {IND_IPV4, "::1"},
    {IND_IPV4, "10.0.0.1:80"},
    {IND_IPV4, "/8"},
    {IND_IPV4, "167772161"},
    {IND_IPV6, "10.0.0.1"},
    {IND_IPV6, "::g"},
    {IND_IPV6, "1::2::3"},
    {IND_IPV6, ":1"},
    {IND_IPV6, "fe80::1%eth0"},
    {IND_IPV6, "::1/129"},
    {IND_IPV6, "[::1]"},
    {IND_IPV6, "12345::"},
    {IND_IPV6, "1:2:3:4:5:6:7:8:9"},
    {IND_URL, ""},
    {IND_URL, "evil.com/a"},
    {IND_URL, "http:/evil.com"},
    {IND_URL, "http://"},
    {IND_URL, "http:///a"},
    {IND_URL, "://evil.com"},
    {IND_URL, "1http://evil.com"},
    {IND_URL, "http://evil .com/"},
    {IND_URL, "http://evil.com/a b"},
    {IND_URL, "http://evil.com:99999/"},
    {IND_URL, "http://evil.com:x/"},
    {IND_URL, "http://10.0.0.300/"},
    {IND_URL, "http://[::g]/"},
    {IND_URL, "http://[::1/"},
    {IND_URL, "http://a@/"},
    {IND_URL, "http://evil.com/\x01"},
    {IND_URL, "mailto:a@b.com"},
    {IND_URL, "ht tp://evil.com"},
    {IND_URL, "http://[10.0.0.1]/"},
    {IND_URL, "http://[::1/64]/"},
    {IND_EMAIL, ""},
    {IND_EMAIL, "a"},
    {IND_EMAIL, "@b.com"},
    {IND_EMAIL, "a@"},
    {IND_EMAIL, "a@b"},
    {IND_EMAIL, "a b@c.com"},
    {IND_EMAIL, "a@b@c.com"},
    {IND_EMAIL, "<a@b.com>"},
    {IND_EMAIL, "a@10.0.0.1"},
    {IND_EMAIL, "a,b@c.com"},
    {IND_EMAIL, X60 "xxxxx@a.com"},
    {IND_MD5, ""},
    {IND_MD5, A64},
    {IND_MD5, "g41d8cd98f00b204e9800998ecf8427e"},
    {IND_MD5, "d41d8cd98f00b204e9800998ecf8427"},
    {IND_SHA1, A32},
    {IND_SHA256, A32},
    {IND_SHA256, A64 "0"},
    {IND_SHA512, A64},
    {IND_JA3, A64},
    {IND_JA4, A32},
    {IND_JA4, "t13d1516h2_8daaf6152771_b186095e22b"},
    {IND_JA4, "t13d1516h2_8daaf6152771_b186095e22bz"},
    {IND_JA4, "t13d1516h_28daaf6152771_b186095e22b6"},
    {IND_FILE_NAME, ""},
    {IND_FILE_NAME, "  "},
    {IND_FILE_NAME, "a\xFF"},
    {IND_USER_AGENT, ""},
    {IND_STIX_PATTERN, " "},
    {IND_OTHER, ""},
    {IND_OTHER, "\xC3"},
};

TEST(canonical_refuses_what_is_no_such_indicator)
{
    struct sv out;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int r = indicator_canonical(fresh(), bad[i].t, sv_of(bad[i].from), &out);
        if (r == 0)
            printf("%s taken for %s\n", bad[i].from, indicator_type_name(bad[i].t));
        CHECK_EQ_INT(r, -1);
    }
    CHECK_EQ_INT(indicator_canonical(fresh(), IND_DOMAIN, SV("a\0b.com"), &out), -1);
    CHECK_EQ_INT(indicator_canonical(fresh(), IND_IPV4, SV("10.0.0.1\0x"), &out), -1);
    CHECK_EQ_INT(indicator_canonical(fresh(), IND_DOMAIN, SV("日\0b.com"), &out), -1);
    CHECK_EQ_INT(indicator_canonical(fresh(), IND_OTHER, SV_NONE, &out), -1);
}

TEST(key_is_the_same_for_every_spelling)
{
    static const char *const same[][4] = {
        {"evil.com", "EVIL[.]com", "evil.com.", " ｅｖｉｌ．ｃｏｍ "},
        {"xn--wgv71a119e.jp", "日本語.jp", "日本語[.]JP", "XN--WGV71A119E.JP"},
        {"10.0.0.1", "10[.]0[.]0[.]1", "10.0.0.1/32", " 10(.)0(.)0(.)1"},
        {"10.0.0.0/8", "10.1.1.1/8", "10[.]0[.]0[.]0/8", "10.255.255.255/8"},
        {"2001:db8::1", "2001:DB8:0:0::1", "2001[:]db8[:][:]1", "2001:db8::1/128"},
        {"http://evil.com/A", "hxxp://EVIL[.]com/A", "HTTP://evil.com:80/A", "hxxp[://]evil.com/A"},
        {"a@evil.com", "a[@]evil[.]com", "a@EVIL.COM", "a[at]evil.com"},
        {"d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E",
         " d41d8cd98f00b204e9800998ecf8427e", "D41d8cd98f00b204e9800998ecf8427E"},
        {"setup.exe", "SETUP.EXE", "Setup[.]exe", "ｓｅｔｕｐ.exe"},
        {"Mozilla/5.0 (X)", "mozilla/5.0  (x)", " Mozilla/5.0\t(X) ", "ＭＯＺＩＬＬＡ/5.0 (X)"},
    };
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        struct arena *a = fresh();
        struct sv key = indicator_key(a, sv_of(same[i][0]));
        for (size_t k = 1; k < 4; k++)
            CHECK_EQ_SV(indicator_key(a, sv_of(same[i][k])), key);
    }
}

TEST(key_is_short_plain_ascii)
{
    static const char *const v[] = {
        "",      " ",           "evil.com", A64,    A64 A64,
        "日本",  "a b",         "a|b",      "a\"b", "http://evil.com/?q=1",
        "a\xFF", "[x:y = 'z']", X60};
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
        struct sv k = indicator_key(fresh(), sv_of(v[i]));
        CHECK(k.n >= 1 && k.n <= 64);
        for (size_t c = 0; c < k.n; c++)
            CHECK(k.p[c] > ' ' && k.p[c] < 0x7F && k.p[c] != '"' && k.p[c] != '|');
    }
    CHECK_EQ_STR(indicator_key(fresh(), SV("Evil[.]com")), "evil.com");
    CHECK_EQ_INT(indicator_key(fresh(), SV(A64)).n, 41);
}

TEST(key_tells_values_apart)
{
    static const char *const v[] = {"evil.com",
                                    "evil.org",
                                    "a.evil.com",
                                    "10.0.0.1",
                                    "10.0.0.0/24",
                                    "http://evil.com/",
                                    "http://evil.com/a",
                                    "https://evil.com/",
                                    "a@evil.com",
                                    A32,
                                    A64,
                                    "日本",
                                    "日本語",
                                    "a b",
                                    "ab",
                                    "file"};
    struct arena *a = fresh();
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
        for (size_t k = i + 1; k < sizeof(v) / sizeof(v[0]); k++)
            CHECK(!sv_eq(indicator_key(a, sv_of(v[i])), indicator_key(a, sv_of(v[k]))));
    struct sv digest = indicator_key(a, SV("日本"));
    CHECK(!sv_eq(indicator_key(a, digest), digest));
}

TEST_MAIN
