/* Intake: a file of another system read into neutral parts: STIX 2.1 and 2.0, MISP, CSAF.
 *
 * What it is: a reader that tells the format by the content, checks the whole file, and then hands
 * over what it holds through a sink, piece by piece, in constant memory.  What it is not: an
 * import; nothing is stored or decided here.  Called by the import commands and pages, TAXII and
 * MISP doors.
 *
 * A file is taken whole or refused whole: the sink hears nothing of a file that is refused. */
#ifndef NOROSHI_EXCHANGE_INTAKE_H
#define NOROSHI_EXCHANGE_INTAKE_H

#include "base/err.h"
#include "base/text.h"
#include "base/time.h"

/* All slices given to a sink live until it returns. */

struct intake_item {
    struct sv title; /* at most 500 characters, one line, never empty */
    struct sv body;  /* at most 1 MiB; may be empty */
    struct sv lang;  /* "ja", "en", or SV_NONE */
    struct sv tlp;   /* RED, AMBER+STRICT, AMBER, GREEN, CLEAR, or SV_NONE */
    struct sv kind;  /* from our own exports only, else SV_NONE */
    int secret;      /* from our own exports only: 1, 0; else -1.  Anybody can write it: a caller
                      * may let it make an import stricter, never looser */
    int64_t created; /* when its source says it was made, or TIME_NONE */
};

struct intake_indicator {
    enum indicator_type type;
    struct sv value;                            /* canonical; each type and value once per item */
    struct sv comment;                          /* or SV_NONE */
    int64_t first_seen, last_seen, valid_until; /* ms, or TIME_NONE */
};

struct intake_reference {
    const char *type; /* cve, url, other */
    struct sv value;
};

/* An object of the file that is kept with the item, byte for byte: a STIX object, a MISP attribute
 * or object, a CSAF document. */
struct intake_object {
    struct sv id;   /* as it names itself; SV_NONE for a MISP attribute without uuid */
    struct sv type; /* of a STIX object; "misp-attribute", "misp-object", "csaf-document" */
    struct sv raw;
};

/* Something of the file that the item does not show (it may be kept as an object). */
struct intake_gap {
    struct sv pointer; /* JSON pointer into the file */
    struct sv why;     /* a sentence in the language of the errs */
};

/* Each function answers 0, or -1 to end the reading (having said why where its owner looks).
 * begin() opens an item with what is known so far (title and created, perhaps more); the item's
 * indicators, references and objects follow; end() closes it with all of it.
 * Gaps belong to the file and may come at any time: at most 1,001, the last one counting the rest.
 */
struct intake_sink {
    void *ctx;
    int (*begin)(void *ctx, const struct intake_item *item);
    int (*indicator)(void *ctx, const struct intake_indicator *indicator);
    int (*reference)(void *ctx, const struct intake_reference *reference);
    int (*object)(void *ctx, const struct intake_object *object);
    int (*gap)(void *ctx, const struct intake_gap *gap);
    int (*end)(void *ctx, const struct intake_item *item);
};

/* Reads TEXT (a whole file, may be mapped) and gives its items to SINK.  FILE_NAME serves as title
 * where the file has none; it may be SV_NONE.  0; or -1 with E_MALFORMED and entries (a JSON
 * pointer, or line:column where the text is no JSON), or with E_NONE where the sink said no. */
int intake_read(struct sv text, struct sv file_name, const struct intake_sink *sink,
                struct errs *e);

#endif
