/* Markdown of items as HTML (md4c parses, our own functions write).
 *
 * What it is: paragraphs, headings, lists, tables, code, emphasis, links to this server or https.
 * What it is not: HTML in Markdown, which is shown as the text it is; pictures, which stand as
 * their words: nothing is loaded from anywhere.  Called by the pages. */
#ifndef NOROSHI_MARKDOWN_H
#define NOROSHI_MARKDOWN_H

#include "web/html.h"

struct markup markdown(struct arena *a, struct sv text);

#endif
