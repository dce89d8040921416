/* The parts of an entry: kept small, committed to as the leaves of a tree.  See audit.h.
 *
 * Who is given the proof of one part shall not learn from it how many others there were, nor where
 * among them it stood (L-20).  So the tree is complete and at least 1,024 leaves wide: the parts
 * and empty lines up to the next power of two, in an order drawn from the salt, are one subtree of
 * it; in place of the rest there stand hashes drawn from the salt, each on a side drawn from the
 * salt. */
#include "audit/pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define MIN_DEPTH 10
#define MAX_PARTS ((size_t)1 << 20)

/* What is drawn from the salt has a number: slots from 0 on, the rest of the tree from 2^31 on. */
#define DRAW_BESIDE (UINT32_C(1) << 31)
#define DRAW_SIDES UINT32_MAX

static struct hash draw(const unsigned char salt[16], uint32_t number)
{
    unsigned char in[21];

    in[0] = 2;
    memcpy(in + 1, salt, 16);
    for (int i = 0; i < 4; i++)
        in[17 + i] = (unsigned char)(number >> (24 - 8 * i));
    return sha256((struct sv){(const char *)in, sizeof in});
}

struct slot {
    struct hash drawn; /* first half: salt of the leaf, told with its proof; second half: order */
    size_t part;
};

static int slot_order(const void *x, const void *y)
{
    const struct slot *s = x, *t = y;

    return memcmp(s->drawn.b + PART_SALT, t->drawn.b + PART_SALT, sizeof s->drawn.b - PART_SALT);
}

static struct slot *draw_slots(struct arena *a, const unsigned char salt[16], size_t n)
{
    struct slot *slots = ARENA_ARRAY(a, struct slot, n);

    for (size_t i = 0; i < n; i++)
        slots[i] = (struct slot){draw(salt, (uint32_t)i), i};
    qsort(slots, n, sizeof *slots, slot_order);
    return slots;
}

static struct sv part_line(struct arena *a, const struct audit_part *p)
{
    return sv_fmt(a, "%.*s %.*s %.*s%s", SV_FMT(p->item), SV_FMT(p->act), SV_FMT(p->rule),
                  p->outside ? " +" : "");
}

/* The leaf of a slot; P is NULL for an empty line. */
static struct hash slot_leaf(const struct slot *s, const struct audit_part *p)
{
    const struct sv salted[] = {{"\0", 1}, {(const char *)s->drawn.b, PART_SALT}};

    if (!p)
        return sha256_parts(salted, 2);
    const struct sv all[] = {salted[0], salted[1], p->item, SV(" "),
                             p->act,    SV(" "),   p->rule, p->outside ? SV(" +") : SV("")};
    return sha256_parts(all, sizeof all / sizeof *all);
}

/* Up through 2^M hashes from the place RANK; what is beside the way is noted.  H is used up. */
static struct hash climb_slots(struct hash *h, int m, size_t rank, struct part_proof *out)
{
    for (int level = 0; level < m; level++) {
        out->path[level] = h[(rank >> level) ^ 1];
        for (size_t i = 0; i < (size_t)1 << (m - level - 1); i++)
            h[i] = tree_node(h[2 * i], h[2 * i + 1]);
    }
    out->index = (int64_t)rank;
    out->n = (size_t)m;
    return h[0];
}

/* From the subtree of the parts to the root. */
static struct hash climb_rest(const unsigned char salt[16], struct hash root,
                              struct part_proof *out)
{
    struct hash sides = draw(salt, DRAW_SIDES);

    for (; out->n < MIN_DEPTH; out->n++) {
        struct hash beside = draw(salt, DRAW_BESIDE + (uint32_t)out->n);
        bool right = sides.b[out->n] & 1;
        out->path[out->n] = beside;
        out->index |= (int64_t)right << out->n;
        root = right ? tree_node(beside, root) : tree_node(root, beside);
    }
    return root;
}

void part_prove(struct arena *a, const unsigned char salt[16], const struct audit_part *parts,
                size_t n, size_t part, struct part_proof *out, struct hash *root_out)
{
    size_t rank = 0;
    int m = 0;

    while ((size_t)1 << m < n)
        m++;
    struct slot *slots = draw_slots(a, salt, (size_t)1 << m);
    struct hash *h = ARENA_ARRAY(a, struct hash, (size_t)1 << m);
    for (size_t i = 0; i < (size_t)1 << m; i++) {
        h[i] = slot_leaf(&slots[i], slots[i].part < n ? &parts[slots[i].part] : NULL);
        if (slots[i].part == part)
            rank = i;
    }
    memcpy(out->salt, slots[rank].drawn.b, PART_SALT);
    struct hash root = climb_slots(h, m, rank, out);
    *root_out = climb_rest(salt, root, out);
    out->line = part < n ? part_line(a, &parts[part]) : SV_NONE;
}

/* Packed: four bytes of their number; for each part a byte of flags, then what the flags do not
 * say.  A page of one list is mostly 17 bytes a part. */
enum { PACK_OUTSIDE = 1, PACK_UUID = 2, PACK_SAME_ACT = 4, PACK_SAME_RULE = 8 };

static int hex_value(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void put_uuid(struct str *out, struct sv s)
{
    for (size_t i = 0; i < s.n; i += 2) {
        if (s.p[i] == '-')
            i++;
        str_addc(out, (char)(hex_value(s.p[i]) << 4 | hex_value(s.p[i + 1])));
    }
}

static void put_word(struct str *out, struct sv s)
{
    if (s.n > UINT8_MAX)
        BUG("a word of a part is longer than 255 bytes");
    str_addc(out, (char)s.n);
    str_add(out, s);
}

static void put_part(struct str *out, const struct audit_part *p, const struct audit_part *before)
{
    bool uuid = uuid_ok(p->item);
    bool same_act = before && sv_eq(p->act, before->act);
    bool same_rule = before && sv_eq(p->rule, before->rule);

    str_addc(out, (char)((p->outside ? PACK_OUTSIDE : 0) | (uuid ? PACK_UUID : 0) |
                         (same_act ? PACK_SAME_ACT : 0) | (same_rule ? PACK_SAME_RULE : 0)));
    if (uuid)
        put_uuid(out, p->item);
    else
        put_word(out, p->item);
    if (!same_act)
        put_word(out, p->act);
    if (!same_rule)
        put_word(out, p->rule);
}

struct sv audit_pack(struct arena *a, const unsigned char salt[16], const struct audit_part *parts,
                     size_t n, struct hash *root_out)
{
    struct part_proof none;
    struct str out;

    if (n > MAX_PARTS)
        BUG("too many parts in an entry");
    str_init(&out, a, 4 + n * 800);
    for (int i = 0; i < 4; i++)
        str_addc(&out, (char)(n >> (24 - 8 * i)));
    for (size_t i = 0; i < n; i++)
        put_part(&out, &parts[i], i ? &parts[i - 1] : NULL);
    part_prove(a, salt, parts, n, n, &none, root_out);
    return str_sv(&out);
}

/* The first N bytes of *REST; SV_NONE where there are fewer. */
static struct sv take(struct sv *rest, size_t n)
{
    struct sv got = {rest->p, n};

    if (!rest->p || rest->n < n)
        return *rest = SV_NONE;
    rest->p += n;
    rest->n -= n;
    return got;
}

static struct sv take_word(struct sv *rest)
{
    struct sv n = take(rest, 1);

    return n.p ? take(rest, (unsigned char)n.p[0]) : SV_NONE;
}

static struct sv take_uuid(struct arena *a, struct sv *rest)
{
    struct sv raw = take(rest, 16);

    if (!raw.p)
        return SV_NONE;
    const char *hex = hex_of(a, raw.p, raw.n).p;
    return sv_fmt(a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static bool take_part(struct arena *a, struct sv *rest, const struct audit_part *before,
                      struct audit_part *out)
{
    struct sv byte = take(rest, 1);

    if (!byte.p)
        return false;
    int flags = byte.p[0];
    out->outside = flags & PACK_OUTSIDE;
    out->item = flags & PACK_UUID ? take_uuid(a, rest) : take_word(rest);
    out->act = flags & PACK_SAME_ACT ? before->act : take_word(rest);
    out->rule = flags & PACK_SAME_RULE ? before->rule : take_word(rest);
    return out->item.p && out->act.p && out->rule.p;
}

size_t audit_unpack(struct arena *a, struct sv packed, struct audit_part **out)
{
    static const struct audit_part none;
    struct sv head = take(&packed, 4);
    size_t n = 0, got = 0;

    for (size_t i = 0; i < head.n; i++)
        n = n << 8 | (unsigned char)head.p[i];
    if (n > packed.n)
        n = 0;
    struct audit_part *parts = ARENA_ARRAY(a, struct audit_part, n);
    while (got < n && take_part(a, &packed, got ? &parts[got - 1] : &none, &parts[got]))
        got++;
    *out = parts;
    return got;
}
