/* The table of commands; help and version, which are made from it. */
#include "cli/commands.h"

#include <string.h>

#define DATA {"--data", true, true, false}
#define END {NULL, false, false, false}

static const struct option_spec none[] = {END};
static const struct option_spec init_options[] = {
    DATA, {"--roster", true, false, false}, {"--db", true, false, false}, {"--demo", false, false, false}, END};
static const struct option_spec serve_options[] = {DATA,
                                                   {"--listen", true, false, false},
                                                   {"--tls-cert", true, false, false},
                                                   {"--tls-key", true, false, false},
                                                   {"--behind-proxy", false, false, false},
                                                   {"--count-visited", false, false, false},
                                                   {"--head-interval", true, false, false},
                                                   END};
static const struct option_spec invite_options[] = {
    DATA, {"--person", true, true, false}, {"--reset-second-factor", false, false, false}, END};
static const struct option_spec create_options[] = {DATA,
                                                    {"--person", true, true, true},
                                                    {"--read-only", false, false, false},
                                                    {"--expires", true, false, false},
                                                    END};
static const struct option_spec list_options[] = {DATA, {"--person", true, false, false}, END};
#define WHERE \
    {"--data", true, false, false}, {"--as", true, false, false}, {"--server", true, false, false}, \
        {"--token-file", true, false, false}
static const struct option_spec import_options[] = {
    WHERE, {"--scope", true, true, false}, {"--secret", true, true, false}, {"--kind", true, false, false}, END};
static const struct option_spec export_options[] = {
    WHERE, {"--format", true, true, false}, {"--item", true, false, true}, {"--since", true, false, false}, END};
#define FILE_OPTION(name) {name, true, false, false}
static const struct option_spec verify_options[] = {
    FILE_OPTION("--data"), FILE_OPTION("--key"), FILE_OPTION("--head"), FILE_OPTION("--proof"), FILE_OPTION("--consistency"),
    FILE_OPTION("--from"), FILE_OPTION("--to"), FILE_OPTION("--report"), END};
static const struct option_spec backup_options[] = {DATA, {"--to", true, true, false}, FILE_OPTION("--passphrase-file"), END};
static const struct option_spec restore_options[] = {
    DATA, {"--from", true, true, false}, FILE_OPTION("--db"), FILE_OPTION("--passphrase-file"), END};
static const struct option_spec policy_options[] = {
    FILE_OPTION("--data"), FILE_OPTION("--person"), FILE_OPTION("--item"), END};
static const struct option_spec data_options[] = {DATA, END};
static const struct option_spec operator_options[] = {DATA,
                                                      {"--left", true, false, true},
                                                      {"--from", true, false, false},
                                                      {"--until", true, false, false},
                                                      {"--reason", true, true, false},
                                                      END};

const struct command commands[] = {
    {"init", MSG_CMD_INIT, MSG_HELP_INIT, init_options, 0, 0, cli_init},
    {"serve", MSG_CMD_SERVE, MSG_HELP_SERVE, serve_options, 0, 0, cli_serve},
    {"invite", MSG_CMD_INVITE, MSG_HELP_INVITE, invite_options, 0, 0, cli_invite},
    {"token create", MSG_CMD_TOKEN_CREATE, MSG_HELP_TOKEN_CREATE, create_options, 0, 0, cli_token_create},
    {"token list", MSG_CMD_TOKEN_LIST, MSG_HELP_TOKEN_LIST, list_options, 0, 0, cli_token_list},
    {"token revoke", MSG_CMD_TOKEN_REVOKE, MSG_HELP_TOKEN_REVOKE, data_options, 1, 1, cli_token_revoke},
    {"operator", MSG_CMD_OPERATOR, MSG_HELP_OPERATOR, operator_options, 3, 3, cli_operator},
    {"import", MSG_CMD_IMPORT, MSG_HELP_IMPORT, import_options, 1, SIZE_MAX, cli_import},
    {"export", MSG_CMD_EXPORT, MSG_HELP_EXPORT, export_options, 0, 0, cli_export},
    {"verify", MSG_CMD_VERIFY, MSG_HELP_VERIFY, verify_options, 0, 0, cli_verify},
    {"backup", MSG_CMD_BACKUP, MSG_HELP_BACKUP, backup_options, 0, 0, cli_backup},
    {"restore", MSG_CMD_RESTORE, MSG_HELP_RESTORE, restore_options, 0, 0, cli_restore},
    {"doctor", MSG_CMD_DOCTOR, MSG_HELP_DOCTOR, data_options, 0, 0, cli_doctor},
    {"policy", MSG_CMD_POLICY, MSG_HELP_POLICY, policy_options, 0, 0, cli_policy},
    {"help", MSG_CMD_HELP, MSG_HELP_HELP, none, 0, 2, cli_help},
    {"version", MSG_CMD_VERSION, MSG_HELP_VERSION, none, 0, 0, cli_version},
    {NULL, MSG_NONE, MSG_NONE, NULL, 0, 0, NULL},
};

int cli_version(struct cli *c)
{
    if (c->json)
        cli_print(SV("{\"version\":\"" NOROSHI_VERSION "\"}\n"));
    else
        cli_print(SV("noroshi " NOROSHI_VERSION "\n"));
    return 0;
}

static int help_all(struct cli *c)
{
    cli_say(c, MSG_CLI_HELP_HEAD, NO_ARGS);
    for (const struct command *cmd = commands; cmd->name; cmd++)
        cli_print(sv_fmt(c->a, "  %-14s %.*s\n", cmd->name, SV_FMT(msg_raw(c->lang, cmd->summary))));
    cli_say(c, MSG_CLI_HELP_FOOT, NO_ARGS);
    return 0;
}

int cli_help(struct cli *c)
{
    struct sv name = c->nargs == 2 ? sv_fmt(c->a, "%.*s %.*s", SV_FMT(c->args[0]), SV_FMT(c->args[1]))
                     : c->nargs    ? c->args[0]
                                   : SV_NONE;
    bool any = false;

    if (!name.p)
        return help_all(c);
    for (const struct command *cmd = commands; cmd->name; cmd++) {
        struct sv full = sv_of(cmd->name), rest = full, first;
        sv_word(&rest, &first);
        if (!sv_eq(name, full) && !(sv_eq(name, first) && c->nargs == 1))
            continue;
        cli_print(sv_fmt(c->a, "%snoroshi %s\n\n%.*s\n", any ? "\n" : "", cmd->name,
                         SV_FMT(msg_raw(c->lang, cmd->help))));
        any = true;
    }
    return any ? 0 : cli_usage(c, MSG_CLI_COMMAND_UNKNOWN, ARGS(name));
}
