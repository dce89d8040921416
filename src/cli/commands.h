/* All commands, declared once; the table is in commands.c. */
#ifndef NOROSHI_COMMANDS_H
#define NOROSHI_COMMANDS_H

#include "cli/cli.h"

int cli_help(struct cli *c);
int cli_version(struct cli *c);
int cli_init(struct cli *c);
int cli_invite(struct cli *c);
int cli_serve(struct cli *c);
int cli_token_create(struct cli *c);
int cli_token_list(struct cli *c);
int cli_token_revoke(struct cli *c);
int cli_operator(struct cli *c);
int cli_import(struct cli *c);
int cli_export(struct cli *c);
int cli_verify(struct cli *c);
int cli_backup(struct cli *c);
int cli_restore(struct cli *c);
int cli_policy(struct cli *c);
int cli_doctor(struct cli *c);

#endif
