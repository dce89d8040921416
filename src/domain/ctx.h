/* The context of one request or command: who asks, on which snapshot, and what goes into the record.
 *
 * Called by all of domain/ (which works on it) and by the doors (which make it).  A ctx is for one
 * thread and one request; the roster it holds is released by ctx_end(). */
#ifndef NOROSHI_CTX_H
#define NOROSHI_CTX_H

#include "base/err.h"
#include "base/json.h"
#include "base/time.h"
#include "rules/policy.h"
#include "rules/roster.h"

struct app;   /* domain/app.h */
struct db;
struct entry; /* domain/record.h: the audit entry being made */
struct session; /* domain/session.h */

enum way { WAY_PORTAL, WAY_API, WAY_TAXII, WAY_MISP, WAY_MAIL, WAY_EXPORT, WAY_STREAM, WAY_FEED, WAY_CLI };
const char *way_name(enum way w);

enum token_scope { TOKEN_READ = 1, TOKEN_WRITE = 2, TOKEN_TAXII = 4, TOKEN_MISP = 8 };

struct ctx {
    struct arena *a;
    struct app *app;
    struct db *db;
    const struct roster *roster; /* as of the snapshot */
    struct snapshot *snapshot;   /* what holds it */
    int person;                  /* index in roster, or -1: nobody signed in */
    int member;                  /* the person's member, or -1 (nobody, or a constituent's person) */
    unsigned token_scopes;       /* enum token_scope bits of the credential */
    struct sv token_id;          /* or SV_NONE */
    const struct session *session; /* by which the person signed in; NULL: not by one */
    int64_t used_at;             /* when token or session was last used, as noted */
    unsigned lacks;              /* enum session_lack bits for which ctx_allow() said no */
    enum way way;
    enum lang lang;
    int64_t now, epoch;
    int32_t today;
    bool writing;      /* on the writer thread: decisions here are final */
    bool epoch_raised; /* this job took access away */
    struct errs errs;
    struct entry *entry; /* the record of this act; NULL until something is recorded */
    int64_t visited;     /* rows visited in reach and search (a counter for tests) */
};

/* A context on DB for reading: begins the snapshot, reads epoch and roster.  0 or -1 (c->errs). */
int ctx_begin_read(struct ctx *c, struct app *app, struct db *db, struct arena *a, enum lang lang);
/* The same within a job of the writer (no transaction of its own). */
int ctx_begin_write(struct ctx *c, struct app *app, struct db *db, struct arena *a, enum lang lang);
/* Ends the snapshot of ctx_begin_read and lets go of the roster.  The arena stays the caller's. */
void ctx_end(struct ctx *c);

/* Within a job that takes access away (or gives it): the next request of anybody is decided anew. */
int ctx_raise_epoch(struct ctx *c);
/* Within a job that changed members, persons or groups: the same, and rosters are loaded anew. */
int ctx_roster_changed(struct ctx *c);

/* Who asks.  A token as sent; 0, or -1 with E_UNAUTHENTICATED, the same words whatever was wrong. */
int ctx_sign_in_token(struct ctx *c, struct sv token);
/* The session of a browser, by the secret in its cookie: 1; 0: there is none, or it is over; -1. */
int ctx_sign_in_session(struct ctx *c, struct sv secret);
/* What a client showed to say who it is: a token, or the secret of a session. */
struct shown {
    struct sv secret; /* SV_NONE: nothing */
    bool session;
};
/* By either.  0, or -1 with E_UNAUTHENTICATED. */
int ctx_sign_in(struct ctx *c, struct shown by);
/* The command line's `--as`: a person by id; -1 with E_REFUSED if there is none or it is not served. */
int ctx_sign_in_person(struct ctx *c, struct sv person_id);

/* Capabilities: what a route asks for before its handler runs. */
enum capability {
    CAN_NOTHING,   /* not a capability: a route that forgets its own does not compile */
    CAN_PUBLIC,    /* anybody, signed in or not: must be written out */
    CAN_SESSION,   /* a person in a session, whatever the session still lacks; no token */
    CAN_ACCOUNT,   /* a person in a session that lacks nothing; no token */
    CAN_SIGNED_IN, /* any person that is served; the decision on the object follows in domain */
    CAN_COORDINATE, CAN_AFFAIRS,
    /* With one of the above (|): a sensitive act, for which a session must have proved lately that its
     * person is there (session_step_up).  Tokens pass. */
    WITH_STEP_UP = 64
};
/* 0, or -1: E_UNAUTHENTICATED, or E_FORBIDDEN (WRITE: the token must carry it, AUTH-3). */
int ctx_allow(struct ctx *c, enum capability cap, bool write);
bool ctx_is_coordinator(const struct ctx *c);
bool ctx_is_affairs(const struct ctx *c);

#endif
