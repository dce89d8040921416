/* The command line: one table of commands, each with its options; common ways to fail and to print.
 *
 * Exit: 0 done, 1 refused or failed (one clear line on stderr), 2 wrong usage (api.md). */
#ifndef NOROSHI_CLI_H
#define NOROSHI_CLI_H

#include "domain/app.h"

struct option_spec {
    const char *name; /* "--data" */
    bool value;       /* takes one */
    bool required;
    bool repeats;
};

struct cli {
    struct arena *a;
    enum lang lang;
    bool json;
    struct errs errs;
    const struct command *command;
    struct option {
        const struct option_spec *spec;
        struct sv value;
    } *options;
    size_t noptions;
    struct sv *args; /* what is no option, in order */
    size_t nargs;
};

struct command {
    const char *name;  /* "token create" */
    enum msg summary;  /* one line, for `noroshi help` */
    enum msg help;     /* the whole, for `noroshi help NAME` */
    const struct option_spec *options; /* ends with a NULL name */
    size_t min_args, max_args;
    int (*run)(struct cli *c); /* exit status */
};

struct sv cli_option(const struct cli *c, const char *name); /* SV_NONE: not given */
struct svs cli_options(const struct cli *c, const char *name); /* of one that may be repeated */
bool cli_has(const struct cli *c, const char *name);
/* Prints c->errs (with all entries, pointers and rules) on stderr and gives its exit status. */
int cli_failed(struct cli *c);
/* The same without the status, each line beginning with what it is about (a file). */
void cli_refused(struct cli *c, struct sv about);
/* Wrong usage: the message and a pointer to help; 2. */
int cli_usage(struct cli *c, enum msg m, const struct sv *args, size_t n);
/* A line on stderr that is no failure. */
void cli_warn(struct cli *c, enum msg m, const struct sv *args, size_t n);
/* Text to standard output; a failing write (a full disk, a closed pipe) ends with status 1. */
void cli_print(struct sv text);
void cli_say(struct cli *c, enum msg m, const struct sv *args, size_t n);
/* Opens --data DIR.  0, or -1 (c->errs). */
int cli_open(struct cli *c, struct app **out);
/* The whole of a file, at most MAX bytes; "-" is standard input. */
int cli_read_file(struct cli *c, struct sv path, size_t max, struct sv *out);

extern const struct command commands[];

#endif
