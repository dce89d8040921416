/* The control of script/bench: the same HTTP library with the settings of web/http.c, sending one
 * answer.
 *
 *   fixed PORT THREADS HEAD BODY   lines "Name: value" of HEAD and the bytes of BODY, to every
 * request */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"

#define FILE_MAX ((size_t)16 << 20)

static struct MHD_Response *answer;

static enum MHD_Result on_request(void *cls, struct MHD_Connection *conn, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_n, void **slot)
{
    static int seen;

    (void)cls;
    (void)url;
    (void)method;
    (void)version;
    (void)upload;
    if (!*slot) { /* the head; the body is still to come */
        *slot = &seen;
        return MHD_YES;
    }
    if (*upload_n) {
        *upload_n = 0;
        return MHD_YES;
    }
    return MHD_queue_response(conn, 200, answer);
}

static struct sv file_read(struct arena *a, const char *name)
{
    char *p = arena_alloc(a, FILE_MAX);
    FILE *f = fopen(name, "rb");
    size_t n = f ? fread(p, 1, FILE_MAX, f) : 0;

    if (f)
        fclose(f);
    return (struct sv){p, n};
}

static void answer_make(struct arena *a, const char *head_name, const char *body_name)
{
    struct sv head = file_read(a, head_name), body = file_read(a, body_name), line, name;

    answer =
        MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_PERSISTENT);
    while (sv_cut(&head, '\n', &line)) {
        struct sv value = line;
        if (sv_cut(&value, ':', &name) && value.p)
            MHD_add_response_header(answer, sv_cstr(a, name), sv_cstr(a, sv_trim(value)));
    }
}

static int listen_on(uint16_t port)
{
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    return bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 511) ? -1 : fd;
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new("fixed", 4 * FILE_MAX);
    int64_t port, threads;
    int fd;

    if (argc != 5 || sv_int(sv_of(argv[1]), &port) || sv_int(sv_of(argv[2]), &threads))
        return 2;
    answer_make(a, argv[3], argv[4]);
    fd = listen_on((uint16_t)port);
    if (fd < 0 ||
        !MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0,
                          NULL, NULL, on_request, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
                          MHD_OPTION_THREAD_POOL_SIZE, (unsigned)threads,
                          MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)8 << 10,
                          MHD_OPTION_CONNECTION_TIMEOUT, 30u, MHD_OPTION_END)) {
        perror("fixed");
        return 1;
    }
    printf("listening\n");
    fflush(stdout);
    for (;;)
        pause();
}
