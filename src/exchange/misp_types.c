/* MISP types: what an attribute type of MISP is to us.  See misp_types.h. */
#include "exchange/misp_types.h"

#include <string.h>

#define ONE(name, part)                                                                            \
    {                                                                                              \
        name, part, MISP_NOTHING, false                                                            \
    }
#define TWO(name, first, second)                                                                   \
    {                                                                                              \
        name, first, second, true                                                                  \
    }

static const struct misp_type types[] = {
    ONE("domain", MISP_DOMAIN),
    ONE("hostname", MISP_DOMAIN),
    ONE("onion-address", MISP_DOMAIN),
    ONE("ip-src", MISP_ADDRESS),
    ONE("ip-dst", MISP_ADDRESS),
    ONE("url", MISP_URL),
    ONE("uri", MISP_URL),
    ONE("email", MISP_EMAIL),
    ONE("email-src", MISP_EMAIL),
    ONE("email-dst", MISP_EMAIL),
    ONE("email-reply-to", MISP_EMAIL),
    ONE("whois-registrant-email", MISP_EMAIL),
    ONE("dns-soa-email", MISP_EMAIL),
    ONE("md5", MISP_MD5),
    ONE("sha1", MISP_SHA1),
    ONE("sha256", MISP_SHA256),
    ONE("sha512", MISP_SHA512),
    ONE("filename", MISP_FILE_NAME),
    ONE("email-attachment", MISP_FILE_NAME),
    ONE("user-agent", MISP_USER_AGENT),
    ONE("ja3-fingerprint-md5", MISP_JA3),
    ONE("stix2-pattern", MISP_PATTERN),
    ONE("link", MISP_LINK),
    ONE("vulnerability", MISP_CVE),
    ONE("text", MISP_TEXT),
    ONE("comment", MISP_TEXT),
    TWO("domain|ip", MISP_DOMAIN, MISP_ADDRESS),
    TWO("hostname|port", MISP_DOMAIN, MISP_NOTHING),
    TWO("ip-src|port", MISP_ADDRESS, MISP_NOTHING),
    TWO("ip-dst|port", MISP_ADDRESS, MISP_NOTHING),
    TWO("malware-sample", MISP_FILE_NAME, MISP_MD5),
    TWO("filename|md5", MISP_FILE_NAME, MISP_MD5),
    TWO("filename|sha1", MISP_FILE_NAME, MISP_SHA1),
    TWO("filename|sha256", MISP_FILE_NAME, MISP_SHA256),
    TWO("filename|sha512", MISP_FILE_NAME, MISP_SHA512),
    TWO("filename|authentihash", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|vhash", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|ssdeep", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|imphash", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|impfuzzy", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|pehash", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|sha224", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|sha384", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|sha512/224", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|sha512/256", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|sha3-224", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|sha3-256", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|sha3-384", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|sha3-512", MISP_FILE_NAME, MISP_OTHER),
    TWO("filename|tlsh", MISP_FILE_NAME, MISP_OTHER),
};

const struct misp_type *misp_type_find(struct sv name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (sv_is(name, types[i].name))
            return &types[i];
    return NULL;
}

enum indicator_type misp_part_type(enum misp_part part, struct sv value)
{
    switch (part) {
    case MISP_DOMAIN:
        return IND_DOMAIN;
    case MISP_ADDRESS:
        return memchr(value.p, ':', value.n) ? IND_IPV6 : IND_IPV4;
    case MISP_URL:
        return IND_URL;
    case MISP_EMAIL:
        return IND_EMAIL;
    case MISP_MD5:
        return IND_MD5;
    case MISP_SHA1:
        return IND_SHA1;
    case MISP_SHA256:
        return IND_SHA256;
    case MISP_SHA512:
        return IND_SHA512;
    case MISP_FILE_NAME:
        return IND_FILE_NAME;
    case MISP_USER_AGENT:
        return IND_USER_AGENT;
    case MISP_JA3:
        return IND_JA3;
    case MISP_PATTERN:
        return IND_STIX_PATTERN;
    default:
        return IND_OTHER;
    }
}

const char *misp_type_of(enum indicator_type type, const char **category_out)
{
    static const struct {
        const char *name, *category;
    } written[IND_COUNT] = {
        [IND_DOMAIN] = {"domain", "Network activity"},
        [IND_IPV4] = {"ip-dst", "Network activity"},
        [IND_IPV6] = {"ip-dst", "Network activity"},
        [IND_URL] = {"url", "Network activity"},
        [IND_EMAIL] = {"email", "Payload delivery"},
        [IND_MD5] = {"md5", "Payload delivery"},
        [IND_SHA1] = {"sha1", "Payload delivery"},
        [IND_SHA256] = {"sha256", "Payload delivery"},
        [IND_SHA512] = {"sha512", "Payload delivery"},
        [IND_FILE_NAME] = {"filename", "Payload delivery"},
        [IND_USER_AGENT] = {"user-agent", "Network activity"},
        [IND_JA3] = {"ja3-fingerprint-md5", "Network activity"},
        [IND_JA4] = {"other", "Other"},
        [IND_STIX_PATTERN] = {"stix2-pattern", "Payload installation"},
        [IND_OTHER] = {"other", "Other"},
    };
    *category_out = written[type].category;
    return written[type].name;
}
