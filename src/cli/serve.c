/* noroshi serve: the server, until SIGTERM. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "cli/commands.h"
#include "web/web.h"

#define GRACE_MS 10000
#define HEAD_INTERVAL_S 60
#define THREADS 4

static int interval_of(struct cli *c, int *out)
{
    struct sv text = cli_option(c, "--head-interval");
    int64_t n = *out;

    if (text.p && (sv_int(text, &n) || n < 1 || n > 86400))
        return cli_usage(c, MSG_CLI_NUMBER_RANGE, ARGS(SV("--head-interval"), SV("1"), SV("86400")));
    *out = (int)n;
    return 0;
}

static void wait_for_signal(void)
{
    sigset_t set;
    int which;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigwait(&set, &which);
}

/* Before any thread starts, so that only wait_for_signal() gets them. */
static void block_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int cli_serve(struct cli *c)
{
    struct web_config config = {.listen = cli_option(c, "--listen"), .tls_cert = cli_option(c, "--tls-cert"),
                                .tls_key = cli_option(c, "--tls-key"), .behind_proxy = cli_has(c, "--behind-proxy"),
                                .count_visited = cli_has(c, "--count-visited"), .threads = THREADS};
    struct app *app;
    struct web *web;
    struct sv url;
    int interval = HEAD_INTERVAL_S;

    if (interval_of(c, &interval))
        return 2;
    if (!config.listen.p)
        config.listen = SV("127.0.0.1:8443");
    block_signals();
    if (cli_open(c, &app))
        return cli_failed(c);
    if (app_start_workers(app, interval) || web_start(c->a, app, &config, &web, &url, &c->errs)) {
        app_close(&app);
        return cli_failed(c);
    }
    cli_print(sv_fmt(c->a, "listening on %.*s\n", SV_FMT(url))); /* fixed words: programs wait for them */
    wait_for_signal();
    web_stop(&web, GRACE_MS);
    app_close(&app);
    return 0;
}
