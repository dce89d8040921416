/* src/api/schemas.json as bytes of the program (made by tools/embed). */
#ifndef NOROSHI_SCHEMAS_H
#define NOROSHI_SCHEMAS_H

#include <stddef.h>

extern const unsigned char schemas_json[];
extern const size_t schemas_json_n;

#endif
