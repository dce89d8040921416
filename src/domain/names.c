/* Ids, names, addresses: see names.h. */
#include "domain/names.h"

#include <strings.h>

#include "rules/roster_load.h"

static struct sv id_at(struct ids ids, size_t i)
{
    return *(const struct sv *)(const void *)((const char *)ids.base + ids.stride * i);
}

bool id_is_taken(struct sv id, struct ids taken)
{
    for (size_t i = 0; i < taken.n; i++) {
        struct sv other = id_at(taken, i);
        if (other.n == id.n && !strncasecmp(other.p, id.p, id.n))
            return true;
    }
    return false;
}

static int malformed(struct ctx *c, struct sv pointer, enum msg m, struct sv value)
{
    return errs_add(&c->errs, E_MALFORMED, pointer, NULL, m, ARGS(value));
}

int id_check(struct ctx *c, struct sv pointer, struct sv id, struct ids taken)
{
    if (!id.n || !text_is_id(id))
        return malformed(c, pointer, MSG_ROSTER_ID, id);
    return id_is_taken(id, taken) ? fail(&c->errs, E_CONFLICT, NULL, MSG_ID_TAKEN, ARGS(id)) : 0;
}

int name_check(struct ctx *c, struct sv pointer, struct sv name)
{
    bool plain = sv_trim(name).n > 0;

    for (size_t i = 0; i < name.n; i++)
        plain = plain && (unsigned char)name.p[i] >= 0x20 && name.p[i] != 0x7f;
    return plain ? 0 : malformed(c, pointer, MSG_ROSTER_TEXT, name);
}

int email_check(struct ctx *c, struct sv pointer, struct sv email)
{
    return text_is_email(email) ? 0 : malformed(c, pointer, MSG_ROSTER_EMAIL, email);
}
