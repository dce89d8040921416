/* MISP types: what an attribute type of MISP is to us.
 *
 * What it is: a table over the types of MISP's core format.  Called by the MISP reader and writer.
 */
#ifndef NOROSHI_EXCHANGE_MISP_TYPES_H
#define NOROSHI_EXCHANGE_MISP_TYPES_H

#include "base/text.h"

enum misp_part {
    MISP_NOTHING, /* a part that we do not keep (a port) */
    MISP_DOMAIN,
    MISP_ADDRESS,
    MISP_URL,
    MISP_EMAIL,
    MISP_MD5,
    MISP_SHA1,
    MISP_SHA256,
    MISP_SHA512,
    MISP_FILE_NAME,
    MISP_USER_AGENT,
    MISP_JA3,
    MISP_PATTERN,
    MISP_OTHER, /* an indicator of type `other` */
    MISP_LINK,
    MISP_CVE,
    MISP_TEXT
};

struct misp_type {
    const char *name;
    enum misp_part first, second; /* of "first|second"; second MISP_NOTHING where there is none */
    bool composite;
};

/* NULL where the type has no place of its own: then it is `other` if it is meant for detection. */
const struct misp_type *misp_type_find(struct sv name);
/* The indicator type of a part holding VALUE. */
enum indicator_type misp_part_type(enum misp_part part, struct sv value);
/* The attribute type and category that an indicator is written as. */
const char *misp_type_of(enum indicator_type type, const char **category_out);

#endif
