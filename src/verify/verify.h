/* The verifier: proofs, heads, disclosure reports and whole logs, checked offline.
 *
 * It stands on base alone and shares no code with the writer (src/audit) beyond SHA-256 and
 * Ed25519: what one gets wrong the other shall find.  Called by cli/verify.c. */
#ifndef NOROSHI_VERIFY_H
#define NOROSHI_VERIFY_H

#include "base/crypto.h"
#include "base/err.h"
#include "base/json.h"

/* KEY: text of audit.pub.  All texts are as the API gives them.  0, or -1 with E_REFUSED saying
 * which check failed. */
int verify_head(struct sv key, struct sv head, struct errs *e);
int verify_proof(struct sv key, struct sv head, struct sv proof, struct errs *e);
int verify_consistency(struct sv key, struct sv old_head, struct sv new_head, struct sv proof,
                       struct errs *e);
/* A disclosure report: its head, and each line with an entry number by the proof that stands with
 * it (member "proof"), which may be missing. */
int verify_report(struct sv key, struct sv report, struct errs *e);

/* A whole log, entry by entry in order: feed all, then compare with the head. */
struct verify_log;
struct verify_log *verify_log_new(struct arena *a);
void verify_log_add(struct verify_log *v, struct sv entry_bytes);
/* Size and root of what was fed so far against HEAD (signature, size, root). */
int verify_log_check(struct verify_log *v, struct sv key, struct sv head, struct errs *e);
int64_t verify_log_size(const struct verify_log *v);
void verify_log_root(const struct verify_log *v, struct hash *out);

#endif
