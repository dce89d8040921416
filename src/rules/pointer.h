/* JSON pointers (RFC 6901), one step at a time.  Called where a field is refused. */
#ifndef NOROSHI_POINTER_H
#define NOROSHI_POINTER_H

#include "base/str.h"

/* AT/key, with ~ and / of the key escaped. */
struct sv pointer_key(struct arena *a, struct sv at, struct sv key);
/* AT/i */
struct sv pointer_index(struct arena *a, struct sv at, size_t i);

#endif
