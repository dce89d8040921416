/* Export: what the writers share about an item in neutral form.  See export.h. */
#include "exchange/export.h"

#include <string.h>

struct sv export_uuid(struct arena *a, const struct export_source *src, struct sv item,
                      struct sv kind, struct sv value)
{
    struct sv parts[] = {item, SV("\n"), kind, SV("\n"), value};
    struct hash h = hmac_sha256(src->key, parts, 5);
    h.b[6] = (unsigned char)((h.b[6] & 0x0F) | 0x40);
    h.b[8] = (unsigned char)((h.b[8] & 0x3F) | 0x80);
    struct sv hex = hex_of(a, h.b, 16);
    return sv_fmt(a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex.p, hex.p + 8, hex.p + 12, hex.p + 16,
                  hex.p + 20);
}

struct sv export_title(const struct export_item *it)
{
    struct sv title = it->title.n ? it->title : sv_trim(utf8_cut(sv_trim(it->body), 80));
    return title.n ? title : it->kind.n ? it->kind : SV("-");
}

int64_t export_published(const struct export_item *it)
{
    int64_t at = it->published_at != TIME_NONE ? it->published_at : it->modified_at;
    return at != TIME_NONE ? at : 0;
}

int64_t export_modified(const struct export_item *it)
{
    int64_t published = export_published(it);
    return it->modified_at > published ? it->modified_at : published;
}
