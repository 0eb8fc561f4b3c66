// Whole files: reading into an arena, and writing so that readers see the old or the new text.
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static Err os_error(const char *op, const char *path) { return err_new("%s %s: %s", op, path, errno_text(errno)); }

// Reads up to n bytes; the count, or -1 with errno set.
static ssize_t read_fully(int fd, char *p, size_t n)
{
    size_t done = 0;
    while (done < n) {
        ssize_t got = read(fd, p + done, n - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

// For what has no size beforehand: pipes, /proc, a file that grows while it is read.
static Err read_stream(Arena *a, int fd, const char *path, Str head, Str *out)
{
    StrBuf text = {0};
    sb_put(&text, head);
    for (;;) {
        char block[16384];
        ssize_t got = read_fully(fd, block, sizeof(block));
        if (got < 0) {
            Err e = os_error("read", path);
            sb_release(&text);
            return e;
        }
        if (got == 0) break;
        sb_put(&text, (Str){block, (size_t)got});
    }
    *out = str_dup(a, sb_str(&text));
    sb_release(&text);
    return ERR_NONE;
}

Err file_read(Arena *a, const char *path, Str *out)
{
    *out = (Str){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return os_error("open", path);
    struct stat st;
    Err e = ERR_NONE;
    if (fstat(fd, &st) < 0) {
        e = os_error("stat", path);
    } else if (S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        e = os_error("read", path);
    } else {
        size_t size = st.st_size > 0 ? (size_t)st.st_size : 0;
        char *text = arena_alloc(a, size + 1);
        ssize_t got = read_fully(fd, text, size);
        char more;
        if (got < 0) {
            e = os_error("read", path);
        } else if ((size_t)got < size || read_fully(fd, &more, 1) <= 0) {
            text[got] = 0;
            *out = (Str){text, (size_t)got};
        } else {
            StrBuf head = {0};
            sb_put(&head, (Str){text, (size_t)got});
            sb_putc(&head, more);
            e = read_stream(a, fd, path, sb_str(&head), out);
            sb_release(&head);
        }
    }
    close(fd);
    return e;
}

static int open_temporary(const char *path, StrBuf *name)
{
    for (unsigned attempt = 0; attempt < 10000; attempt++) {
        sb_clear(name);
        sb_printf(name, "%s.tmp%ld-%u", path, (long)getpid(), attempt);
        int fd = open(name->p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST) return fd;
    }
    return -1;
}

static bool write_fully(int fd, Str data)
{
    while (data.n) {
        ssize_t put = write(fd, data.p, data.n);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        data.p += put;
        data.n -= (size_t)put;
    }
    return true;
}

Err file_write_atomic(const char *path, Str data)
{
    StrBuf name = {0};
    int fd = open_temporary(path, &name);
    if (fd < 0) {
        Err e = os_error("create", path);
        sb_release(&name);
        return e;
    }
    Err e = ERR_NONE;
    bool written = write_fully(fd, data);
    if (!written) e = os_error("write", path);
    if (close(fd) < 0 && written) {
        written = false;
        e = os_error("write", path);
    }
    if (written && rename(name.p, path) < 0) {
        written = false;
        e = os_error("rename to", path);
    }
    if (!written) unlink(name.p);
    sb_release(&name);
    return e;
}
