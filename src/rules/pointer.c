/* JSON pointers, one step at a time. */
#include "rules/pointer.h"

struct sv pointer_key(struct arena *a, struct sv at, struct sv key)
{
    struct str s;
    str_init(&s, a, at.n + key.n * 2 + 1);
    str_add(&s, at);
    str_addc(&s, '/');
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] == '~')
            str_adds(&s, "~0");
        else if (key.p[i] == '/')
            str_adds(&s, "~1");
        else
            str_addc(&s, key.p[i]);
    }
    return str_sv(&s);
}

struct sv pointer_index(struct arena *a, struct sv at, size_t i)
{
    return sv_fmt(a, "%.*s/%zu", SV_FMT(at), i);
}
