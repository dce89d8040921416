/* QR codes: a text as data of an SVG path, one square a dark module.  By libqrencode. */
#ifndef NOROSHI_QR_H
#define NOROSHI_QR_H

#include "base/str.h"

/* Draw it in viewBox "-4 -4 SIZE+8 SIZE+8": the quiet zone is not in it.  -1: TEXT is too long. */
int qr_path(struct arena *a, struct sv text, struct sv *path_out, int *size_out);

#endif
