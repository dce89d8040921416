/* QR codes: see qr.h. */
#include "base/qr.h"

#include <qrencode.h>

#define PATH_MAX_BYTES ((size_t)1 << 20)

/* The dark modules of row Y, each run of them as one rectangle. */
static void row_path(const QRcode *q, int y, struct str *out)
{
    const unsigned char *row = q->data + (size_t)y * (size_t)q->width;

    for (int x = 0, n; x < q->width; x += n) {
        bool dark = row[x] & 1;
        for (n = 1; x + n < q->width && (row[x + n] & 1) == (dark ? 1 : 0); n++)
            ;
        if (dark)
            str_addf(out, "M%d %dh%dv1h-%dz", x, y, n, n);
    }
}

int qr_path(struct arena *a, struct sv text, struct sv *path_out, int *size_out)
{
    QRcode *q = QRcode_encodeString8bit(sv_cstr(a, text), 0, QR_ECLEVEL_M);
    struct str out;

    if (!q)
        return -1;
    str_init(&out, a, PATH_MAX_BYTES);
    for (int y = 0; y < q->width; y++)
        row_path(q, y, &out);
    *size_out = q->width;
    *path_out = str_sv(&out);
    QRcode_free(q);
    return out.overflow ? -1 : 0;
}
