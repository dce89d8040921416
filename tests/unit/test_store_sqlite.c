/* The store on SQLite alone: settings, faults of the disk, other processes, the log. */
#include "store_acts.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "store/sqlite.h"

/* --- faults: these stand before those of the C library ---------------------------------- */

int fdatasync(int fd);
int fsync(int fd);

static bool sync_fails;
static int syncs;

int fdatasync(int fd)
{
    __atomic_add_fetch(&syncs, 1, __ATOMIC_RELAXED);
    if (!sync_fails)
        return (int)syscall(SYS_fdatasync, fd);
    errno = EIO;
    return -1;
}

int fsync(int fd)
{
    return fdatasync(fd);
}

static int write_error; /* errno of every write, or 0 */

static ssize_t write_or_fail(int fd, const void *p, size_t n, off_t at)
{
    if (!write_error)
        return pwrite(fd, p, n, at);
    errno = write_error;
    return -1;
}

static void writes_intercept(void)
{
    static const char *const names[] = {"pwrite", "pwrite64"};
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    for (size_t i = 0; i < 2; i++)
        vfs->xSetSystemCall(vfs, names[i], (sqlite3_syscall_ptr)write_or_fail);
}

/* --- jobs ------------------------------------------------------------------------------- */

static int big_add(struct db *db, struct act *act)
{
    static const char bytes[300000];
    char id[32];
    snprintf(id, sizeof id, "%d", (int)act->key);
    const struct note_row row = {.id = sv_of(id), .place = act->key, .raw = {bytes, sizeof bytes}};
    return db_note_insert(db, &row) == 1 ? entry_add(db, act) : -1;
}

static off_t size_of(const char *suffix)
{
    struct stat st;
    return stat(sv_cstr(arena, sv_join(arena, url, sv_of(suffix))), &st) ? -1 : st.st_size;
}

/* Status of FN run in a process of its own; 0 if it returned. */
static int in_child(void (*fn)(void))
{
    fflush(stdout);
    pid_t pid = fork();
    if (!pid) {
        fn();
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* --- LOSS-2 ----------------------------------------------------------------------------- */

static const char *denied;

/* Lets the denied setting be read, not set. */
static int authorize(void *arg, int action, const char *name, const char *value, const char *db,
                     const char *trigger)
{
    (void)arg;
    (void)db;
    (void)trigger;
    return action == SQLITE_PRAGMA && value && !strcmp(name, denied) ? SQLITE_DENY : SQLITE_OK;
}

/* What a distribution may have compiled in is undone first. */
static int connection_spoil(sqlite3 *h, char **error, const struct sqlite3_api_routines *api)
{
    (void)error;
    (void)api;
    sqlite3_exec(h, "PRAGMA synchronous = NORMAL; PRAGMA secure_delete = OFF", NULL, NULL, NULL);
    return sqlite3_set_authorizer(h, authorize, NULL);
}

ONLY_SQLITE(loss2_a_setting_that_is_not_kept_is_refused_by_name)
{
    static const char *const names[] = {"journal_mode",  "synchronous",    "foreign_keys",
                                        "secure_delete", "trusted_schema", "cell_size_check",
                                        "temp_store"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        denied = names[i];
        errs_init(&errs, arena, LANG_EN);
        sqlite3_auto_extension((void (*)(void))connection_spoil);
        CHECK_EQ_INT(store_open(url, STORE_CREATE, &store, &errs), -1);
        sqlite3_reset_auto_extension();
        CHECK_EQ_INT(errs.code, E_UNAVAILABLE);
        CHECK_EQ_STR(sv_of(errs.rule), "LOSS-2");
        CHECK(sv_find(errs.detail, sv_of(denied)) >= 0);
    }
    opened(STORE_CREATE); /* with none denied: that was the reason */
}

ONLY_SQLITE(pages_keep_32_bytes_free_and_others_are_refused)
{
    opened(STORE_CREATE);
    closed();
    unsigned char head[21] = {0};
    int fd = open(sv_cstr(arena, url), O_RDONLY);
    CHECK_EQ_INT(read(fd, head, sizeof head), sizeof head);
    close(fd);
    CHECK_EQ_INT(head[20], 32);
    url = sv_fmt(arena, "%s/other.db", directory);
    sqlite3 *h;
    sqlite3_open(url.p, &h);
    sqlite3_exec(h, "CREATE TABLE schema_step (n, name, at)", NULL, NULL, NULL);
    sqlite3_close(h);
    CHECK_EQ_INT(store_open(url, STORE_OPEN, &store, &errs), -1);
    CHECK(sv_find(errs.detail, SV("reserve_bytes")) >= 0);
}

ONLY_SQLITE(the_file_is_for_its_owner_alone)
{
    struct stat st;
    opened(STORE_CREATE);
    CHECK_EQ_INT(stat(url.p, &st), 0);
    CHECK_EQ_INT(st.st_mode & 0777, 0600);
    CHECK_EQ_INT(stat(sv_cstr(arena, sv_join(arena, url, SV("-wal"))), &st), 0);
    CHECK_EQ_INT(st.st_mode & 0777, 0600);
}

ONLY_SQLITE(what_is_no_database_of_ours_is_refused)
{
    CHECK_EQ_INT(store_open(url, STORE_OPEN, &store, &errs), -1);
    CHECK_EQ_INT(errs.code, E_NOT_FOUND);
    errs_init(&errs, arena, LANG_EN);
    CHECK_EQ_INT(store_open(sv_fmt(arena, "%s/no/such.db", directory), STORE_CREATE, &store, &errs),
                 -1);
    CHECK_EQ_INT(errs.code, E_NOT_FOUND);
    FILE *f = fopen(url.p, "w");
    for (int i = 0; i < 1000; i++)
        fputs("not a database, ", f);
    fclose(f);
    errs_init(&errs, arena, LANG_EN);
    CHECK_EQ_INT(store_open(url, STORE_OPEN, &store, &errs), -1);
    CHECK_EQ_INT(errs.code, E_UNAVAILABLE);
    errs_init(&errs, arena, LANG_EN);
    CHECK_EQ_INT(truncate(url.p, 0), 0);
    CHECK_EQ_INT(store_open(url, STORE_OPEN, &store, &errs), -1);
    CHECK_EQ_INT(errs.code, E_CONFLICT);
}

ONLY_SQLITE(loss3_a_directory_that_is_not_synced_is_refused)
{
    sync_fails = true;
    CHECK_EQ_INT(store_open(url, STORE_CREATE, &store, &errs), -1);
    sync_fails = false;
    CHECK_EQ_INT(errs.code, E_UNAVAILABLE);
}

/* --- LOSS-3, LOSS-4 --------------------------------------------------------------------- */

static void told(struct job *job, enum job_result result)
{
    (void)job;
    (void)result;
    _exit(3); /* an answer after the failed sync: the fault that is tested for */
}

static void commit_without_sync(void)
{
    opened(STORE_OPEN);
    struct act act = act_of(entry_add, 2);
    act.job.done = told;
    sync_fails = true;
    store_run(store, &act.job);
}

ONLY_SQLITE(loss3_after_a_failed_sync_nobody_is_answered)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(entry_add, 1), JOB_COMMITTED);
    closed();
    CHECK_EQ_INT(in_child(commit_without_sync), 74);
    opened(STORE_OPEN);
    CHECK_EQ_INT(act_on(entry_add, 3), JOB_COMMITTED);
}

ONLY_SQLITE(loss4_a_full_disk_fails_jobs_until_there_is_room)
{
    writes_intercept();
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(entry_add, 1), JOB_COMMITTED);
    write_error = ENOSPC;
    struct act read = act_of(entry_add, 2);
    read.job.entry = true;
    read.job.epoch = 1;
    CHECK_EQ_INT(store_run(store, &read.job), JOB_FAILED);
    CHECK_EQ_INT(act_on(big_add, 3), JOB_FAILED);
    CHECK_EQ_INT(entries(), 1); /* reading goes on */
    write_error = 0;
    CHECK_EQ_INT(act_on(big_add, 3), JOB_COMMITTED);
    CHECK_EQ_INT(store_run(store, &read.job), JOB_COMMITTED);
    CHECK_EQ_INT(entries(), 3);
}

/* The writer is idle, so its connection may be used here. */
static void room_set(int pages)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA max_page_count = %d", pages);
    sqlite3_exec(sqlite_handle(store->writer), sql, NULL, NULL, NULL);
}

ONLY_SQLITE(loss4_a_full_database_fails_whole_groups)
{
    opened(STORE_CREATE);
    room_set(1); /* no more than there are */
    CHECK_EQ_INT(act_on(big_add, 1), JOB_FAILED);
    CHECK_EQ_INT(entries(), 0);
    room_set(1000000);
    CHECK_EQ_INT(act_on(big_add, 1), JOB_COMMITTED);
}

static void commit_without_write(void)
{
    opened(STORE_OPEN);
    struct act act = act_of(entry_add, 2);
    act.job.done = told;
    write_error = EIO;
    store_run(store, &act.job);
}

ONLY_SQLITE(loss3_a_commit_that_cannot_be_written_ends_the_process)
{
    writes_intercept();
    opened(STORE_CREATE);
    closed();
    CHECK_EQ_INT(in_child(commit_without_write), 74);
    opened(STORE_OPEN);
    CHECK_EQ_INT(entries(), 0);
}

/* --- other processes -------------------------------------------------------------------- */

static void hold_for_a_while(void)
{
    sqlite3 *h;
    sqlite3_open(url.p, &h);
    sqlite3_exec(h, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    usleep(400000);
    sqlite3_exec(h, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(h);
}

ONLY_SQLITE(a_job_waits_for_another_process)
{
    opened(STORE_CREATE);
    fflush(stdout);
    pid_t pid = fork();
    if (!pid) {
        hold_for_a_while();
        _exit(0);
    }
    usleep(100000);
    CHECK_EQ_INT(act_on(entry_add, 1), JOB_COMMITTED);
    int status;
    waitpid(pid, &status, 0);
}

#define EACH 60

static int add_many(int64_t from)
{
    int good = 0;
    for (int i = 0; i < EACH; i++)
        good += act_on(entry_add, from + i) == JOB_COMMITTED;
    return good;
}

ONLY_SQLITE(two_processes_write_beside_each_other)
{
    opened(STORE_CREATE);
    closed();
    fflush(stdout);
    pid_t pid = fork();
    opened(STORE_OPEN);
    if (!pid)
        _exit(add_many(1000) == EACH ? 0 : 1);
    CHECK_EQ_INT(add_many(0), EACH);
    int status = -1;
    waitpid(pid, &status, 0);
    CHECK_EQ_INT(status, 0);
    CHECK_EQ_INT(entries(), 2 * EACH);
}

/* --- commits and the log ---------------------------------------------------------------- */

ONLY_SQLITE(a_commit_is_one_sync)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(entry_add, 0), JOB_COMMITTED);
    struct store_stats before, after;
    store_stats(store, &before);
    int syncs_before = syncs;
    CHECK_EQ_INT(add_many(1), EACH);
    store_stats(store, &after);
    CHECK_EQ_INT(after.commits - before.commits, EACH);
    CHECK(syncs - syncs_before >= EACH);
    CHECK(syncs - syncs_before <= EACH + 8); /* the checkpointer's may come in between */
}

ONLY_SQLITE(the_log_is_emptied_beside_the_writer)
{
    opened(STORE_CREATE);
    off_t before = size_of("");
    for (int i = 0; i < 20; i++)
        CHECK_EQ_INT(act_on(big_add, i), JOB_COMMITTED);
    for (int i = 0; i < 100 && size_of("") == before; i++)
        usleep(100000);
    CHECK(size_of("") > before);
    closed();
    CHECK_EQ_INT(size_of("-wal"), -1);
    opened(STORE_OPEN);
    CHECK_EQ_INT(entries(), 20);
}

#define WRITERS 6

static void *writer_steady(void *arg)
{
    for (int i = 0; i < 150; i++)
        CHECK_EQ_INT(act_on(big_add, *(int *)arg * 1000 + i), JOB_COMMITTED);
    return NULL;
}

ONLY_SQLITE(the_log_begins_anew_under_steady_writing)
{
    pthread_t threads[WRITERS];
    int numbers[WRITERS];
    opened(STORE_CREATE);
    for (int i = 0; i < WRITERS; i++) {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, writer_steady, &numbers[i]);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    printf("log of %lld MB after 270 MB\n", (long long)size_of("-wal") >> 20);
    CHECK(size_of("-wal") < (off_t)130 << 20);
}

TEST_MAIN
