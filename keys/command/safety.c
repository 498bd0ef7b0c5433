/* SPDX-License-Identifier: Apache-2.0 */
#include "safety.h"

#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* Future memory only where locking has no limit: past one, allocating would begin to fail. */
void keys_guard_memory(void) {
  struct rlimit none = { 0 }, locked;
  prctl(PR_SET_DUMPABLE, 0);
  setrlimit(RLIMIT_CORE, &none);
  bool unlimited = getrlimit(RLIMIT_MEMLOCK, &locked) == 0 && locked.rlim_cur == RLIM_INFINITY;
  (void)mlockall(unlimited ? MCL_CURRENT | MCL_FUTURE : MCL_CURRENT);
}
