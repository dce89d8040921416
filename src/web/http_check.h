/* What is refused of a request before anybody looks at its meaning (WEB-2).
 *
 * What it is: pure checks of the target and the header lines as the library shows them; it lets
 * more pass than two servers in a row would agree on.  What it is not: a parser of requests. Called
 * by web/http.c and its tests. */
#ifndef NOROSHI_HTTP_CHECK_H
#define NOROSHI_HTTP_CHECK_H

#include "base/msg.h"
#include "base/str.h"

#define TARGET_MAX_PARAMETERS 64

struct pair {
    struct sv key, value;
};

struct target {
    struct sv path; /* decoded */
    struct pair *query;
    size_t nquery;
};

/* Takes a request target apart.  MSG_NONE, or why it is refused: not in origin form, bytes that a
 * target cannot hold, escapes that are none, NUL, invalid UTF-8, encoded slashes, dot segments,
 * more than TARGET_MAX_PARAMETERS parameters. */
enum msg target_parse(struct arena *a, struct sv raw, struct target *out);

/* The header lines of one request, line by line. */
struct head {
    unsigned hosts, lengths, codings, lines;
    int64_t length; /* of Content-Length, 0 if there is none */
    size_t bytes;   /* of names and values, without what stands between them */
};
/* MSG_NONE, or why the line is refused. */
enum msg head_line(struct head *h, struct sv name, struct sv value);
/* After the last line: one Host, no Content-Length beside Transfer-Encoding. */
enum msg head_end(const struct head *h);
/* Do BYTES of a whole header of METHOD, TARGET and the lines of H hold what the library did not
 * show (text behind a NUL, folded lines)?  Each line may have one space after its colon, no more.
 */
bool head_hides(const struct head *h, struct sv method, struct sv target, size_t bytes);

/* Would a client that sent this Accept header (SV_NONE: none) take TYPE ("application/json")? */
bool accept_allows(struct sv accept, struct sv type);
/* Is CONTENT_TYPE the media type TYPE, whatever its parameters, but no charset other than UTF-8? */
bool media_type_is(struct sv content_type, struct sv type);
/* Is ETAG among those of LIST (If-None-Match), weak ones too, or "*" there? */
bool etag_listed(struct sv list, struct sv etag);

#endif
