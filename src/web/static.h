/* Inside web/: the files of src/web/static as the build embeds them. */
#ifndef NOROSHI_STATIC_H
#define NOROSHI_STATIC_H

#include <stddef.h>

extern const unsigned char app_css[], app_js[], live_js[], icon_svg[];
extern const size_t app_css_n, app_js_n, live_js_n, icon_svg_n;

#endif
