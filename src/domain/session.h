/* Sessions: a person at a browser, signed in by password and second factor (AUTH-1, AUTH-2).
 *
 * What it is: the ways in (invitation, password with a code), what a session still lacks, step-up,
 * the ways out.  What it is not: cookies and CSRF fields (web/cookie, web/csrf), API tokens
 * (domain/credential).  Passkeys, OIDC and certificates will be further ways in beside
 * session_sign_in(), and end in the same session.  Called by api/session.c and the pages.
 *
 * The functions marked [slow] hash a password: they run in MODE_SECRET, where C has no snapshot
 * (c->app, a, lang, errs hold), and do their own writing and recording.  All others run as the rest
 * of the domain does: those marked [write] in MODE_WRITE, [epoch] in MODE_EPOCH, the others on a
 * snapshot.
 *
 * A password that is wrong, a person that is unknown or no longer served, an account without a
 * password: the same E_UNAUTHENTICATED, in bytes and in time. */
#ifndef NOROSHI_SESSION_H
#define NOROSHI_SESSION_H

#include "domain/ctx.h"

#define SESSION_MS (12 * 3600 * INT64_C(1000))       /* a session's whole life */
#define SESSION_IDLE_MS (2 * 3600 * INT64_C(1000))   /* without a request */
#define SESSION_STEP_UP_MS (10 * 60 * INT64_C(1000)) /* how long a step-up holds */
#define DEVICE_MS (365 * 24 * 3600 * INT64_C(1000))

/* What a session must still do before it serves (bits).  A route of CAN_SIGNED_IN refuses such a
 * session with E_FORBIDDEN and the rule AUTH-1, or JOIN-9; c->lacks then says which, so that a page
 * can lead there.  CAN_SESSION takes a session whatever it lacks. */
enum session_lack {
    LACKS_SECOND_FACTOR =
        1,                /* enrolled and not shown yet: step up; an office, not enrolled: enrol */
    LACKS_ACCEPTANCE = 2, /* documents in force that the person has not accepted */
    LACKS_STEP_UP = 4     /* a sensitive act (WITH_STEP_UP): the last proof is too old */
};

/* c->session of a person who came by a session; NULL for tokens and the command line. */
struct session {
    struct sv id;   /* by which it is listed and ended; no secret */
    struct sv csrf; /* what its writes must show: X-CSRF-Token or the form's field `csrf` */
    int64_t made_at, used_at, until;
    int64_t second_at;  /* when a second factor was shown; TIME_NONE: none */
    int64_t stepped_at; /* when the person last proved to be there */
    bool enrolled;      /* the person has a second factor */
    unsigned lacks;     /* LACKS_SECOND_FACTOR, LACKS_ACCEPTANCE */
};

/* ---- ways in ---- */

struct sign_in {
    struct sv email; /* or the person's id */
    struct sv password;
    struct sv code;    /* of the authenticator, or a recovery code; SV_NONE: none was typed */
    struct sv source;  /* address it comes from (http_remote) */
    struct sv device;  /* what a known device showed, or SV_NONE */
    struct sv session; /* secret of the session that the browser showed, or SV_NONE: it ends */
    struct sv agent;   /* User-Agent, for the list of sessions, or SV_NONE */
};

struct signed_in {
    struct sv secret; /* of the new session: the cookie; kept nowhere else */
    struct sv device; /* the same for the device */
    struct sv person; /* id */
    unsigned lacks;
};

/* [slow] 0, or -1: E_UNAUTHENTICATED; with an entry at /code where the password is right and the
 * code is missing or wrong; E_TOO_MANY with retry_after. */
int session_sign_in(struct ctx *c, const struct sign_in *in, struct signed_in *out);

struct invitation_view {
    struct sv person, name, email; /* for whom it is */
    int64_t until;
};
/* What an invitation is for.  -1: E_NOT_FOUND, the same where it is unknown, used, or over. */
int invitation_look(struct ctx *c, struct sv secret, struct invitation_view *out);
/* [slow] Sets the password of the person whose invitation IN->code is (email and device play no
 * part), ends its sessions, signs it in.  An enrolled second factor stays, and is lacking until it
 * is shown. -1: E_NOT_FOUND as above, or E_REFUSED at /password. */
int invitation_redeem(struct ctx *c, const struct sign_in *in, struct signed_in *out);

/* ---- within a session: C was signed in by one ---- */

/* [slow] The second factor by IN->code, or, without one enrolled, the password.  BY is the secret
 * of the session.  -1 as session_sign_in(). */
int session_step_up(struct ctx *c, struct sv by, const struct sign_in *in);
/* [slow] Sets a new password; the person's other sessions and known devices end.  WAS is the
 * present one. -1: E_UNAUTHENTICATED at /was, E_REFUSED at /password. */
int session_set_password(struct ctx *c, struct sv by, struct sv was, struct sv password);

struct session_view {
    struct sv id, agent; /* agent may be SV_NONE */
    int64_t made_at, used_at, until;
    bool second, current;
};
/* The sessions of the person who asks that have not ended, newest first. */
int session_list(struct ctx *c, struct session_view **out, size_t *n_out);
/* [epoch] Ends one of them, SV_NONE: the one that asks.  E_NOT_FOUND. */
int session_end(struct ctx *c, struct sv id);
/* [epoch] Ends all, this one too, and forgets known devices. */
int session_end_everywhere(struct ctx *c);
/* ---- second factor: six digits by time (TOTP, RFC 6238), and recovery codes ---- */

struct second_factor {
    struct sv secret;  /* base32, for typing */
    struct sv uri;     /* otpauth://… */
    struct sv qr_path; /* of the URI, as data of an SVG path of 1×1 squares */
    int qr_size;       /* modules a side, without the quiet zone of 4 */
};
/* [write] Begins an enrolment, kept with the session until confirmed. */
int second_factor_begin(struct ctx *c);
/* The enrolment under way.  1, 0: none, -1. */
int second_factor_pending(struct ctx *c, struct second_factor *out);
#define RECOVERY_CODES 10
/* [write] CODE shows that the person has it: it replaces the one before, and the session has shown
 * it. Gives recovery codes, shown once.  -1: E_REFUSED at /code. */
int second_factor_confirm(struct ctx *c, struct sv code, struct sv codes_out[RECOVERY_CODES]);
/* [epoch] Takes it off.  -1: E_REFUSED, AUTH-1: the person's office demands one. */
int second_factor_remove(struct ctx *c);
/* The operator's way for who lost both authenticator and codes; ends the person's sessions.  PERSON
 * is an index; part of an act that is recorded. */
int second_factor_reset(struct ctx *c, int person);
/* Codes not used yet. */
int recovery_codes_left(struct ctx *c, int *n_out);
/* [write] New ones in place of all before. */
int recovery_codes_renew(struct ctx *c, struct sv codes_out[RECOVERY_CODES]);

/* ---- documents: terms of use, rulebook, regulation, secrecy (JOIN-9, SEC-1, SEC-2) ---- */

struct document {
    const char *name; /* "terms" "rulebook" "information_regulation" "secrecy" */
    const char *rule;
    int64_t version;
    int64_t accepted_at; /* this version; TIME_NONE: not yet */
};
#define DOCUMENTS_MAX 4
/* Those that concern the person who asks, as in force today. */
int document_list(struct ctx *c, struct document out[DOCUMENTS_MAX], size_t *n_out);
/* [write] Accepts VERSION of the document NAME.  -1: E_REFUSED where that is not the one in force.
 */
int document_accept(struct ctx *c, struct sv name, int64_t version);

/* Ends a person's sessions and forgets its devices; for credential_end_all(). */
int session_end_all_of(struct ctx *c, struct sv person);
/* Deletes what is over; for the sweeper. */
int session_sweep(struct ctx *c);

#endif
