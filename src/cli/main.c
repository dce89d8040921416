/* noroshi: finds the command, reads its options, runs it. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "cli/cli.h"

#define ARENA_MAX ((size_t)1 << 31)
#define MAX_OPTIONS 256

struct sv cli_option(const struct cli *c, const char *name)
{
    for (size_t i = 0; i < c->noptions; i++)
        if (!strcmp(c->options[i].spec->name, name))
            return c->options[i].value;
    return SV_NONE;
}

struct svs cli_options(const struct cli *c, const char *name)
{
    struct svs out = {ARENA_ARRAY(c->a, struct sv, c->noptions + 1), 0};

    for (size_t i = 0; i < c->noptions; i++)
        if (!strcmp(c->options[i].spec->name, name))
            out.v[out.n++] = c->options[i].value;
    return out;
}

bool cli_has(const struct cli *c, const char *name)
{
    return cli_option(c, name).p != NULL;
}

void cli_print(struct sv text)
{
    if (fwrite(text.p, 1, text.n, stdout) != text.n || fflush(stdout))
        exit(1);
}

void cli_say(struct cli *c, enum msg m, const struct sv *args, size_t n)
{
    cli_print(sv_join(c->a, msg_text(c->a, c->lang, m, args, n), SV("\n")));
}

static void to_stderr(struct cli *c, struct sv text)
{
    fprintf(stderr, "noroshi: %.*s\n", SV_FMT(text));
    (void)c;
}

void cli_warn(struct cli *c, enum msg m, const struct sv *args, size_t n)
{
    to_stderr(c, msg_text(c->a, c->lang, m, args, n));
}

static void say_reason(struct cli *c, struct sv about, struct sv pointer, struct sv detail, const char *rule)
{
    to_stderr(c, sv_fmt(c->a, "%.*s%s%.*s%s%.*s%s%s%s", SV_FMT(about), about.n ? ": " : "", SV_FMT(pointer),
                        pointer.n ? ": " : "", SV_FMT(detail), rule ? " (" : "", rule ? rule : "", rule ? ")" : ""));
}

void cli_refused(struct cli *c, struct sv about)
{
    const struct errs *e = &c->errs;

    if (e->n == 0 || (e->detail.n && !sv_eq(e->detail, e->v[0].detail)))
        say_reason(c, about, SV(""), e->detail, e->rule);
    for (size_t i = 0; i < e->n; i++)
        say_reason(c, about, e->v[i].pointer, e->v[i].detail, e->v[i].rule);
}

int cli_failed(struct cli *c)
{
    cli_refused(c, SV(""));
    return 1;
}

int cli_usage(struct cli *c, enum msg m, const struct sv *args, size_t n)
{
    struct sv name = c->command ? sv_of(c->command->name) : SV("");
    struct sv what = msg_text(c->a, c->lang, m, args, n);

    to_stderr(c, msg_text(c->a, c->lang, MSG_CLI_SEE_HELP, ARGS(what, name)));
    return 2;
}

int cli_open(struct cli *c, struct app **out)
{
    return app_open(cli_option(c, "--data"), out, &c->errs);
}

int cli_read_file(struct cli *c, struct sv path, size_t max, struct sv *out)
{
    FILE *f = sv_is(path, "-") ? stdin : fopen(sv_cstr(c->a, path), "rb");
    char *buffer;
    size_t n = 0, got, cap = 65536;

    if (!f)
        return fail(&c->errs, E_REFUSED, NULL, MSG_FILE_CANNOT_READ, ARGS(path));
    buffer = arena_alloc(c->a, cap);
    while ((got = fread(buffer + n, 1, cap - n, f)) > 0) {
        n += got;
        if (n < cap)
            continue;
        if (n >= max)
            break;
        char *wider = arena_alloc(c->a, 2 * cap);
        memcpy(wider, buffer, n);
        buffer = wider;
        cap *= 2;
    }
    bool bad = ferror(f) || n >= max;
    if (f != stdin)
        fclose(f);
    if (bad)
        return fail(&c->errs, E_REFUSED, NULL, MSG_FILE_CANNOT_READ, ARGS(path));
    *out = (struct sv){buffer, n};
    return 0;
}

/* ---- reading argv ---- */

static const struct option_spec common[] = {
    {"--lang", true, false, false}, {"--json", false, false, false}, {NULL, false, false, false}};

static const struct option_spec *find_spec(const struct option_spec *specs, const char *name, size_t n)
{
    for (; specs && specs->name; specs++)
        if (strlen(specs->name) == n && !strncmp(specs->name, name, n))
            return specs;
    return NULL;
}

/* One option of argv: how many words it took, or -1 with a usage error said. */
static int read_option(struct cli *c, int argc, char **argv)
{
    const char *word = argv[0], *eq = strchr(word, '=');
    size_t n = eq ? (size_t)(eq - word) : strlen(word);
    const struct option_spec *spec = find_spec(c->command ? c->command->options : NULL, word, n);
    struct sv value = SV("");
    int took = 1;

    if (!spec)
        spec = find_spec(common, word, n);
    if (!spec || (eq && !spec->value)) {
        cli_usage(c, MSG_CLI_OPTION_UNKNOWN, ARGS(sv_of(word)));
        return -1;
    }
    if (spec->value && eq) {
        value = sv_of(eq + 1);
    } else if (spec->value) {
        if (argc < 2) {
            cli_usage(c, MSG_CLI_OPTION_VALUE, ARGS(sv_of(word)));
            return -1;
        }
        value = sv_of(argv[1]);
        took = 2;
    }
    if (c->noptions == MAX_OPTIONS || (!spec->repeats && cli_has(c, spec->name))) {
        cli_usage(c, MSG_CLI_OPTION_TWICE, ARGS(sv_of(spec->name)));
        return -1;
    }
    c->options[c->noptions++] = (struct option){spec, value};
    return took;
}

static int read_words(struct cli *c, int argc, char **argv)
{
    bool options = true;

    for (int i = 0; i < argc;) {
        if (options && !strcmp(argv[i], "--")) {
            options = false;
            i++;
        } else if (options && argv[i][0] == '-' && argv[i][1]) {
            int took = read_option(c, argc - i, argv + i);
            if (took < 0)
                return -1;
            i += took;
        } else {
            c->args[c->nargs++] = sv_of(argv[i++]);
        }
    }
    return 0;
}

static int check_words(struct cli *c)
{
    const struct command *cmd = c->command;

    for (const struct option_spec *s = cmd->options; s && s->name; s++)
        if (s->required && !cli_has(c, s->name))
            return cli_usage(c, MSG_CLI_OPTION_REQUIRED, ARGS(sv_of(s->name)));
    if (c->nargs < cmd->min_args)
        return cli_usage(c, MSG_CLI_ARGUMENT_MISSING, NO_ARGS);
    if (c->nargs > cmd->max_args)
        return cli_usage(c, MSG_CLI_ARGUMENT_SURPLUS, ARGS(c->args[cmd->max_args]));
    return 0;
}

/* "token create" takes two words of argv, "serve" one. */
static const struct command *find_command(int argc, char **argv, int *took)
{
    for (const struct command *cmd = commands; cmd->name; cmd++) {
        const char *space = strchr(cmd->name, ' ');
        size_t n = space ? (size_t)(space - cmd->name) : strlen(cmd->name);
        if (strlen(argv[0]) != n || strncmp(argv[0], cmd->name, n))
            continue;
        if (space && (argc < 2 || strcmp(argv[1], space + 1)))
            continue;
        *took = space ? 2 : 1;
        return cmd;
    }
    return NULL;
}

static enum lang environment_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    enum lang lang;

    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return lang_parse(sv_of(value), &lang) ? LANG_EN : lang;
    }
    return LANG_EN;
}

static bool is_common(const char *word)
{
    return find_spec(common, word, strcspn(word, "=")) != NULL;
}

static int run(struct cli *c, int argc, char **argv)
{
    static char *help[] = {(char *)(uintptr_t) "help", NULL};
    int took = 1;

    for (; argc > 0 && is_common(argv[0]); argc -= took, argv += took)
        if ((took = read_option(c, argc, argv)) < 0)
            return 2;
    if (argc < 1) {
        argc = 1;
        argv = help;
    }
    if (!strcmp(argv[0], "--version") || !strcmp(argv[0], "-V"))
        argv[0] = (char *)(uintptr_t) "version";
    if (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h"))
        argv[0] = help[0];
    if (argc > 1 && !strcmp(argv[argc - 1], "--help")) { /* as "help COMMAND" */
        help[1] = argv[0];
        argc = 2;
        argv = help;
    }
    c->command = find_command(argc, argv, &took);
    if (!c->command)
        return cli_usage(c, MSG_CLI_COMMAND_UNKNOWN, ARGS(sv_of(argv[0])));
    if (read_words(c, argc - took, argv + took))
        return 2;
    struct sv lang = cli_option(c, "--lang");
    if (lang.p && lang_parse(lang, &c->lang))
        return cli_usage(c, MSG_CLI_LANG_UNKNOWN, ARGS(lang));
    c->errs.lang = c->lang;
    c->json = cli_has(c, "--json");
    int wrong = check_words(c);
    return wrong ? wrong : c->command->run(c);
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new("command", ARENA_MAX);
    struct cli c = {.a = a, .lang = environment_lang()};

    signal(SIGPIPE, SIG_IGN);
    crypto_init();
    errs_init(&c.errs, a, c.lang);
    c.options = ARENA_ARRAY(a, struct option, MAX_OPTIONS);
    c.args = ARENA_ARRAY(a, struct sv, (size_t)argc + 1);
    int status = run(&c, argc - 1, argv + 1);
    arena_free(&a);
    return status;
}
