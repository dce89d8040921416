/* Heads, inclusion and consistency proofs.  See verify.h. */
#include "verify/verify.h"

#include "verify/proof.h"
#include "verify/read.h"

static int head_of_text(const struct key *key, struct sv text, struct head *out, struct errs *e)
{
    json *j;

    return read_object(text, SV("head"), &j, e) || read_head(j, key, out, e) ? -1 : 0;
}

int verify_head(struct sv key_text, struct sv head_text, struct errs *e)
{
    struct key key;
    struct head head;

    return read_key(key_text, &key, e) || head_of_text(&key, head_text, &head, e) ? -1 : 0;
}

int verify_proof(struct sv key_text, struct sv head_text, struct sv proof_text, struct errs *e)
{
    struct key key;
    struct head head;
    struct proven proven;
    json *j;

    if (read_key(key_text, &key, e) || head_of_text(&key, head_text, &head, e) ||
        read_object(proof_text, SV("proof"), &j, e))
        return -1;
    return proof_check(&head, j, &proven, e);
}

int verify_consistency(struct sv key_text, struct sv old_text, struct sv new_text, struct sv proof,
                       struct errs *e)
{
    static const char *const names[] = {"from", "to", "path", NULL};
    struct key key;
    struct head old, new;
    struct path path;
    int64_t from, to;
    json *j;

    if (read_key(key_text, &key, e) || head_of_text(&key, old_text, &old, e) ||
        head_of_text(&key, new_text, &new, e) || read_object(proof, SV("consistency"), &j, e) ||
        read_members(j, SV("consistency"), names, e) ||
        read_size(json_get(j, "from"), SV("from"), &from, e) ||
        read_size(json_get(j, "to"), SV("to"), &to, e) ||
        read_path(json_get(j, "path"), SV("path"), &path, e))
        return -1;
    if (from != old.size || to != new.size)
        return read_refuse(e, MSG_VERIFY_SIZE, SV("consistency"));
    if (!path_consistent(from, to, old.root, new.root, &path))
        return read_refuse(e, MSG_VERIFY_CONSISTENCY, SV("consistency"));
    return 0;
}
