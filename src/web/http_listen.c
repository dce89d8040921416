/* Where the server listens: addresses, the rule that plain HTTP stays on this machine, files of
 * TLS.
 *
 * Called by web/http.c at start. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/http_private.h"

#define BACKLOG 1024
#define FILE_MAX (256u << 10)

/* "host:port", "[v6]:port" taken apart.  0 or -1. */
static int address_split(struct arena *a, struct sv address, char **host_out, char **port_out)
{
    const char *colon = address.n ? memrchr(address.p, ':', address.n) : NULL;
    int64_t port;

    if (!colon)
        return -1;
    struct sv host = {address.p, (size_t)(colon - address.p)};
    struct sv number = {colon + 1, address.n - host.n - 1};
    if (host.n >= 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = (struct sv){host.p + 1, host.n - 2};
    else if (memchr(host.p, ':', host.n))
        return -1;
    if (host.n == 0 || sv_int(number, &port) || port < 0 || port > 65535)
        return -1;
    *host_out = sv_cstr(a, host);
    *port_out = sv_cstr(a, number);
    return 0;
}

static bool is_loopback(const struct sockaddr *sa)
{
    if (sa->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)sa;
        return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *v6 = (const void *)sa;
    return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr) ||
           (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr) && v6->sin6_addr.s6_addr[12] == 127);
}

static int bound_socket(const struct addrinfo *ai)
{
    int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1;

    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
        bind(fd, ai->ai_addr, ai->ai_addrlen) || listen(fd, BACKLOG)) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}

static struct sv url_of(struct arena *a, int fd, bool tls)
{
    struct sockaddr_storage sa;
    socklen_t n = sizeof sa;
    char host[NI_MAXHOST], port[NI_MAXSERV];

    if (getsockname(fd, (struct sockaddr *)&sa, &n) ||
        getnameinfo((struct sockaddr *)&sa, n, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV))
        return SV("");
    bool v6 = sa.ss_family == AF_INET6;
    return sv_fmt(a, "%s://%s%s%s:%s", tls ? "https" : "http", v6 ? "[" : "", host, v6 ? "]" : "",
                  port);
}

int http_listen(struct arena *a, const struct http_config *config, int *fd_out, struct sv *url_out,
                struct errs *e)
{
    struct sv address = config->listen;
    bool tls = config->tls_cert.p != NULL;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *ai;
    char *host, *port;

    if (address_split(a, address, &host, &port) || getaddrinfo(host, port, &hints, &ai))
        return fail(e, E_REFUSED, NULL, MSG_LISTEN_BAD_ADDRESS, ARGS(address));
    bool open = !is_loopback(ai->ai_addr), plain = !tls && !config->behind_proxy;
    if (open && (plain || config->loopback_only)) {
        enum msg why = config->loopback_only ? MSG_LISTEN_DEMO : MSG_LISTEN_NOT_LOOPBACK;
        freeaddrinfo(ai);
        return fail(e, E_REFUSED, NULL, why, ARGS(address));
    }
    int fd = bound_socket(ai);
    int why = errno;
    freeaddrinfo(ai);
    if (fd < 0) {
        char text[128];
        struct sv reason = sv_copy(a, sv_of(strerror_r(why, text, sizeof text)));
        return fail(e, E_UNAVAILABLE, NULL, MSG_LISTEN_FAILED, ARGS(address, reason));
    }
    *fd_out = fd;
    *url_out = url_of(a, fd, tls);
    return 0;
}

int http_read_file(struct arena *a, struct sv name, char **out, struct errs *e)
{
    int fd = open(sv_cstr(a, name), O_RDONLY | O_CLOEXEC);
    char *p = arena_alloc(a, FILE_MAX + 1);
    size_t n = 0;
    ssize_t got = -1;

    while (fd >= 0 && n < FILE_MAX && (got = read(fd, p + n, FILE_MAX - n)) > 0)
        n += (size_t)got;
    if (fd >= 0)
        close(fd);
    if (got != 0 || n == 0)
        return fail(e, E_REFUSED, NULL, MSG_TLS_UNREADABLE, ARGS(name));
    *out = p;
    return 0;
}
