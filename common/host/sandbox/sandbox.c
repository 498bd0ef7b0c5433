/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#if defined(__SANITIZE_ADDRESS__) || defined(TX_COUNTED)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

static bool limit(int what, rlim_t most) {
  const struct rlimit both = { most, most };
  return setrlimit((__rlimit_resource_t)what, &both) == 0;
}

/* A word on standard error that lies in a file is lost then, and no death. */
static bool limit_everything(const struct host_sandbox *cell) {
  if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR) return false;
#ifndef TX_COUNTED
  if (!limit(RLIMIT_FSIZE, 0) || !limit(RLIMIT_NOFILE, 0)) return false;
#endif
  return limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0) && limit(RLIMIT_MEMLOCK, 0) &&
         (!cell->cpu_s_max || limit(RLIMIT_CPU, cell->cpu_s_max)) &&
         (SANITIZED || limit(RLIMIT_AS, cell->memory_max));
}

/* sysinfo: glibc's qsort asks how much memory there is before it sorts more than a kilobyte, in
 * zbar too. */
static bool allow_plain(scmp_filter_ctx filter) {
  static const int calls[] = {
    SCMP_SYS(exit),          SCMP_SYS(exit_group),   SCMP_SYS(brk),
    SCMP_SYS(munmap),        SCMP_SYS(mremap),       SCMP_SYS(madvise),
    SCMP_SYS(futex),         SCMP_SYS(getrandom),    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(restart_syscall),
    SCMP_SYS(setitimer),     SCMP_SYS(sysinfo),
  };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) != 0) return false;
  return true;
}

/* Libraries look for files of their own: ZBar, whenever it has read a code, for converters of
 * characters, which it can do without. That there is none is an answer; death is none. */
static bool refuse_files(scmp_filter_ctx filter) {
  static const int calls[] = {
    SCMP_SYS(open),       SCMP_SYS(openat),    SCMP_SYS(stat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx),     SCMP_SYS(access),
    SCMP_SYS(readlink),   SCMP_SYS(faccessat), SCMP_SYS(readlinkat),
  };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), calls[i], 0) != 0) return false;
  return true;
}

static bool allow_file(scmp_filter_ctx filter, int file) {
  if (file < 0) return true;
  const struct scmp_arg_cmp this = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)file, 0);
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(pread64), 1, this) == 0;
}

/* Talk only where it is spoken to; memory, but never memory that runs. */
static bool allow_bounded(scmp_filter_ctx filter, const struct host_sandbox *cell) {
  const struct scmp_arg_cmp talk = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)cell->talk, 0);
  const struct scmp_arg_cmp idle = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  const struct scmp_arg_cmp own = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, talk) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, talk) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, idle, own) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, idle) == 0 &&
         allow_file(filter, cell->file);
}

static bool filter_calls(const struct host_sandbox *cell) {
  if (SANITIZED) return true;
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!filter) return false;
  const bool loaded = allow_plain(filter) && allow_bounded(filter, cell) && refuse_files(filter) &&
                      seccomp_load(filter) == 0;
  seccomp_release(filter);
  return loaded;
}

static bool keep_privileges_away(void) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
         prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
}

bool host_sandbox_lock(const struct host_sandbox *cell, const char **step) {
  *step = "no_new_privs";
  if (!keep_privileges_away()) return false;
  *step = "rlimit";
  if (!limit_everything(cell)) return false;
  *step = "seccomp";
  return filter_calls(cell);
}

/* --- one that reads the machine's files ------------------------------------------------------- */

static bool refuse_acts(scmp_filter_ctx filter) {
  static const int calls[] = {
    SCMP_SYS(socket),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(kill),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(creat),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(chmod),
    SCMP_SYS(fchmod),
    SCMP_SYS(fchmodat),
    SCMP_SYS(chown),
    SCMP_SYS(fchown),
    SCMP_SYS(fchownat),
    SCMP_SYS(truncate),
    SCMP_SYS(openat2),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(mount),
    SCMP_SYS(bpf),
    SCMP_SYS(userfaultfd),
  };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), calls[i], 0) != 0) return false;
  return true;
}

/* Opening to write, for each way of it: O_WRONLY and O_RDWR are a bit each, O_CREAT and O_TMPFILE
 * come with one of them, or make an empty file. */
static bool refuse_writers(scmp_filter_ctx filter) {
  static const scmp_datum_t flags[] = { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC };
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
    const struct scmp_arg_cmp at = SCMP_A2(SCMP_CMP_MASKED_EQ, flags[i], flags[i]);
    const struct scmp_arg_cmp plain = SCMP_A1(SCMP_CMP_MASKED_EQ, flags[i], flags[i]);
    if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1, at) != 0 ||
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open), 1, plain) != 0)
      return false;
  }
  return true;
}

static bool filter_acts(void) {
  if (SANITIZED) return true;
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (!filter) return false;
  const bool loaded = refuse_acts(filter) && refuse_writers(filter) && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return loaded;
}

bool host_sandbox_lock_reader(const char **step) {
  *step = "no_new_privs";
  if (!keep_privileges_away()) return false;
  *step = "rlimit";
  if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_CPU, 600)) return false;
  *step = "seccomp";
  return filter_acts();
}
