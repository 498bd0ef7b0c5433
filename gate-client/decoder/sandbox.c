/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox.h"

#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "protocol.h"

#define MEMORY_MAX                                                                                 \
  (768u << 20) /* address space; a picture of 40 megapixels, twice, and libraries */

/* Sanitizers map terabytes of shadow and make calls of their own; their builds go without. */
#if defined(__SANITIZE_ADDRESS__)
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

static bool limit_everything(void) {
  return limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
         limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_MEMLOCK, 0) &&
         (SANITIZED || limit(RLIMIT_AS, MEMORY_MAX));
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

/* Talk only where it is spoken to; memory, but never memory that runs. */
static bool allow_bounded(scmp_filter_ctx filter) {
  const struct scmp_arg_cmp talk = SCMP_A0(SCMP_CMP_EQ, EYE_FD_TALK, 0);
  const struct scmp_arg_cmp idle = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  const struct scmp_arg_cmp own = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, talk) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, talk) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, idle, own) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, idle) == 0;
}

static bool filter_calls(void) {
  if (SANITIZED) return true;
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!filter) return false;
  const bool loaded = allow_plain(filter) && allow_bounded(filter) && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return loaded;
}

bool eye_cell_lock(const char **step) {
  *step = "no_new_privs";
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
      prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    return false;
  *step = "rlimit";
  if (!limit_everything()) return false;
  *step = "seccomp";
  return filter_calls();
}
