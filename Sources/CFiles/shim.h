// The one file operation that Swift's own view of the C library leaves out.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Lets two paths of one file system change places at once: nobody sees one without the other.
/// Returns 0, or -1 with errno: EINVAL or ENOSYS where the file system or the kernel cannot.
static inline int files_exchange(const char *one, const char *other) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, 2u /* RENAME_EXCHANGE */);
}
