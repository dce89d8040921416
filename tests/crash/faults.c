/* Faults for the tests of "nothing lost": loaded into a server under test (LD_PRELOAD), where it
 * stands before the C library.
 *
 * What it is: system calls that fail, or end the process, when the test says so, and a disk that
 * forgets at a power cut what was not synced.  What it is not: part of the program.  Test and
 * server share a file of numbers (struct control, named by NOROSHI_FAULTS);
 * tests/crash/lib/faults.mjs writes it. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum call {
    CALL_NONE,
    CALL_WRITE,
    CALL_SYNC,
    CALL_TRUNCATE,
    CALL_MAP,
    CALL_READ,
    CALL_COMMIT,
    CALL_SEND,
    CALL_RECV,
    CALL_COUNT
};
enum action {
    ACTION_FAIL, /* with control.error; a sync forgets what it should have kept */
    ACTION_KILL_BEFORE,
    ACTION_KILL_AFTER,
    ACTION_TEAR,  /* half of a write, then killed */
    ACTION_POWER, /* what was not synced is gone, then killed */
    ACTION_SHORT  /* half of a write or send, which is no failure */
};

/* In the order of faults.mjs. */
struct control {
    _Atomic int32_t call, action, error;
    _Atomic int32_t where;  /* 0: any call; 1: inside a commit; 2: elsewhere */
    _Atomic int32_t skip;   /* so many calls pass before */
    _Atomic int32_t times;  /* so many are hit; -1: all */
    _Atomic int32_t lies;   /* syncs do nothing and say that they did */
    _Atomic int32_t hits;   /* so many were */
    _Atomic int32_t inside; /* of these, inside a commit */
    _Atomic int32_t seen[CALL_COUNT];
};

static struct control *control;

__attribute__((constructor)) static void control_map(void)
{
    const char *name = getenv("NOROSHI_FAULTS");
    int fd = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *p = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (p != MAP_FAILED)
        control = p;
}

static long failed(int error)
{
    errno = error;
    return -1;
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* --- what was written and not synced ---------------------------------------------------- */

#define WRITES_MAX 20000
#define POOL_BYTES ((size_t)256 << 20)
#define WRITE_BYTES ((size_t)1 << 20) /* of one write */

struct unsynced {
    dev_t dev;
    ino_t ino;
    int fd;
    off_t at, size_before; /* of the file */
    size_t n, old_n;       /* old_n: bytes that were there before */
    char *old, *new;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct unsynced writes[WRITES_MAX];
static size_t nwrites, pool_used;
static char pool[POOL_BYTES];

static char *pool_take(size_t n)
{
    char *p = pool + pool_used;
    pool_used += n;
    return p;
}

/* With the lock held, before the write takes place. */
static void unsynced_add(int fd, const void *p, size_t n, off_t at)
{
    struct stat st;
    if (fstat(fd, &st) || n > WRITE_BYTES)
        abort();
    if (nwrites == WRITES_MAX || pool_used + 2 * WRITE_BYTES > POOL_BYTES)
        nwrites = pool_used =
            0; /* nobody syncs: what is older than this got to the disk by itself */
    struct unsynced *u = &writes[nwrites++];
    *u = (struct unsynced){
        .dev = st.st_dev, .ino = st.st_ino, .fd = fd, .at = at, .size_before = st.st_size, .n = n};
    u->old = pool_take(n);
    u->new = pool_take(n);
    memcpy(u->new, p, n);
    ssize_t got = syscall(SYS_pread64, fd, u->old, n, at);
    u->old_n = got > 0 ? (size_t)got : 0;
}

static bool is_of(const struct unsynced *u, const struct stat *st)
{
    return u->dev == st->st_dev && u->ino == st->st_ino;
}

static void unsynced_drop(const struct stat *st)
{
    size_t left = 0;
    for (size_t i = 0; i < nwrites; i++)
        if (!is_of(&writes[i], st))
            writes[left++] = writes[i];
    nwrites = left;
    if (!nwrites)
        pool_used = 0;
}

/* The disk as it was at the last sync of the file ST, or of each; then, of what came after, some
 * that happened to be written. */
static void unsynced_forget(const struct stat *st, bool keep_some)
{
    for (size_t i = nwrites; i-- > 0;) {
        const struct unsynced *u = &writes[i];
        if (st && !is_of(u, st))
            continue;
        syscall(SYS_pwrite64, u->fd, u->old, u->old_n, u->at);
        syscall(SYS_ftruncate, u->fd, u->size_before);
    }
    for (size_t i = 0; i < nwrites && keep_some; i++) {
        const struct unsynced *u = &writes[i];
        size_t n =
            (size_t)random() % 4 == 0 ? u->n / 512 * 256 / 512 * 512 : u->n; /* some are torn */
        if (random() % 2 && (!st || is_of(u, st)))
            syscall(SYS_pwrite64, u->fd, u->new, n, u->at);
    }
}

/* --- where a call is made --------------------------------------------------------------- */

static _Thread_local bool is_writer; /* has written to SQLite's log: the checkpointer does not */

static bool is_log(int fd)
{
    char link[64] = "/proc/self/fd/", name[4096], digits[12];
    size_t n = 0, at = strlen(link);
    do
        digits[n++] = (char)('0' + fd % 10);
    while (fd /= 10);
    while (n)
        link[at++] = digits[--n];
    link[at] = 0;
    ssize_t got = readlink(link, name, sizeof name);
    return got > 4 && !memcmp(name + got - 4, "-wal", 4);
}

static bool in_commit(enum call call, int fd)
{
    return call == CALL_COMMIT ||
           (is_writer && (call == CALL_WRITE || call == CALL_SYNC) && is_log(fd));
}

/* Is this call the one?  Then it counts as hit. */
static bool is_hit(enum call call, int fd)
{
    if (!control)
        return false;
    if (call == CALL_WRITE && is_log(fd))
        is_writer = true;
    atomic_fetch_add(&control->seen[call], 1);
    if (atomic_load(&control->call) != (int32_t)call)
        return false;
    bool inside = in_commit(call, fd);
    int32_t where = atomic_load(&control->where);
    if ((where && inside != (where == 1)) || atomic_fetch_sub(&control->skip, 1) > 0)
        return false;
    int32_t left = atomic_load(&control->times);
    while (left > 0 && !atomic_compare_exchange_weak(&control->times, &left, left - 1))
        ;
    if (!left)
        return false;
    if (inside)
        atomic_fetch_add(&control->inside, 1);
    atomic_fetch_add(&control->hits, 1);
    return true;
}

/* What comes before a call that is hit. */
static enum action action_begin(void)
{
    enum action a = (enum action)atomic_load(&control->action);
    if (a == ACTION_KILL_BEFORE)
        die();
    if (a == ACTION_POWER) {
        pthread_mutex_lock(&lock);
        srandom((unsigned)getpid());
        unsynced_forget(NULL, true);
        die();
    }
    return a;
}

/* --- the calls -------------------------------------------------------------------------- */

static ssize_t write_kept(int fd, const void *p, size_t n, off_t at)
{
    pthread_mutex_lock(&lock);
    if (control)
        unsynced_add(fd, p, n, at);
    ssize_t done = syscall(SYS_pwrite64, fd, p, n, at);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite64(int fd, const void *p, size_t n, off_t at)
{
    if (!is_hit(CALL_WRITE, fd))
        return write_kept(fd, p, n, at);
    enum action a = action_begin();
    if (a == ACTION_FAIL)
        return failed(control->error);
    ssize_t done = write_kept(fd, p, a == ACTION_KILL_AFTER ? n : n / 2, at);
    if (a != ACTION_SHORT)
        die();
    return done;
}

static int sync_kept(int fd, long call)
{
    struct stat st;
    if (control && atomic_load(&control->lies))
        return 0;
    int r = (int)syscall(call, fd);
    pthread_mutex_lock(&lock);
    if (!r && !fstat(fd, &st))
        unsynced_drop(&st);
    pthread_mutex_unlock(&lock);
    return r;
}

/* The system lets go of pages that it could not write. */
static int sync_failed(int fd)
{
    struct stat st;
    pthread_mutex_lock(&lock);
    if (!fstat(fd, &st)) {
        unsynced_forget(&st, false);
        unsynced_drop(&st);
    }
    pthread_mutex_unlock(&lock);
    return (int)failed(control->error);
}

static int sync_any(int fd, long call)
{
    if (!is_hit(CALL_SYNC, fd))
        return sync_kept(fd, call);
    if (action_begin() == ACTION_FAIL)
        return sync_failed(fd);
    sync_kept(fd, call);
    die();
    return 0;
}

int fdatasync(int fd)
{
    return sync_any(fd, SYS_fdatasync);
}

int fsync(int fd)
{
    return sync_any(fd, SYS_fsync);
}

int ftruncate64(int fd, off_t size)
{
    if (is_hit(CALL_TRUNCATE, fd) && action_begin() == ACTION_FAIL)
        return (int)failed(control->error);
    return (int)syscall(SYS_ftruncate, fd, size);
}

void *mmap64(void *at, size_t n, int protection, int flags, int fd, off_t offset)
{
    if (fd >= 0 && is_hit(CALL_MAP, fd) && action_begin() == ACTION_FAIL) {
        errno = control->error;
        return MAP_FAILED;
    }
    return (void *)syscall(SYS_mmap, at, n, protection, flags, fd, offset);
}

ssize_t pread64(int fd, void *p, size_t n, off_t at)
{
    if (is_hit(CALL_READ, fd) && action_begin() == ACTION_FAIL)
        return failed(control->error);
    return syscall(SYS_pread64, fd, p, n, at);
}

/* The other side sees it as well: else libpq waits for what the server has to say. */
static ssize_t connection_lost(int fd)
{
    shutdown(fd, SHUT_RDWR);
    return failed(control->error);
}

ssize_t send(int fd, const void *p, size_t n, int flags)
{
    enum call call = control && memmem(p, n, "COMMIT", 7) ? CALL_COMMIT : CALL_SEND;
    enum action a = ACTION_SHORT;
    if (!is_hit(call, fd))
        return syscall(SYS_sendto, fd, p, n, flags, NULL, 0);
    a = action_begin();
    if (a == ACTION_FAIL)
        return connection_lost(fd);
    ssize_t done =
        syscall(SYS_sendto, fd, p, a == ACTION_SHORT && n > 1 ? n / 2 : n, flags, NULL, 0);
    if (a != ACTION_SHORT)
        die();
    return done;
}

ssize_t recv(int fd, void *p, size_t n, int flags)
{
    if (is_hit(CALL_RECV, fd) && action_begin() == ACTION_FAIL)
        return control->error == EINTR ? failed(EINTR) : connection_lost(fd);
    return syscall(SYS_recvfrom, fd, p, n, flags, NULL, NULL);
}
