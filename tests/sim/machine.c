/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks, threads and the log, where the programs would ask the C library. */
#include "machine.h"

#include "host/sys/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

int64_t sim_now_ms;
static struct sim_machine *turn;

struct sim_machine *sim_turn(struct sim_machine *machine) {
  struct sim_machine *before = turn;
  turn = machine;
  return before;
}

const struct sim_machine *sim_whose_turn(void) {
  return turn;
}

int64_t sim_wall_ms(const struct sim_machine *machine) {
  int64_t since_ms = sim_now_ms - machine->since_ms;
  return sim_now_ms + machine->ahead_ms + since_ms / 1000 * machine->drift_ppm / 1000;
}

void sim_clock_set(struct sim_machine *machine, int64_t ahead_ms, int64_t drift_ppm) {
  machine->ahead_ms = ahead_ms;
  machine->since_ms = sim_now_ms;
  machine->drift_ppm = drift_ppm;
}

bool sim_disk_is_whole(void) {
  return !turn || turn->disk == SIM_DISK_WHOLE;
}

int sim_disk_refuses(bool grows) {
  if (sim_disk_is_whole()) return 0;
  if (turn->disk == SIM_DISK_FULL) return grows ? ENOSPC : 0;
  return chance_in(&turn->disk_dice, 8) ? EIO : 0;
}

void sim_boot(struct sim_machine *machine, struct chance *dice) {
  const uint64_t a = chance_next(dice), b = chance_next(dice);
  machine->booted_ms = sim_now_ms;
  machine->noted = false;
  snprintf(machine->boot_id, sizeof machine->boot_id, "%08x-%04x-4%03x-8%03x-%012llx",
           (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff), (unsigned)(a & 0xfff),
           (unsigned)(b >> 52), (unsigned long long)(b & 0xffffffffffff));
}

/* --- what the programs call ----------------------------------------------------------------------
 * The linker leads their calls here (--wrap, meson.build). */

int __wrap_clock_gettime(clockid_t id, struct timespec *out);
time_t __wrap_time(time_t *out);
int __wrap_open64(const char *path, int flags, ...);
int __real_open64(const char *path, int flags, ...);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *),
                          void *context);
int __wrap_pthread_join(pthread_t thread, void **out);
bool __wrap_host_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms);

int __wrap_clock_gettime(clockid_t id, struct timespec *out) {
  int64_t ms = sim_now_ms;
  if (id == CLOCK_REALTIME && turn) ms = sim_wall_ms(turn);
  if (id != CLOCK_REALTIME) ms -= turn ? turn->booted_ms : 0;
  *out = (struct timespec){ .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000 * 1000000) };
  return 0;
}

time_t __wrap_time(time_t *out) {
  struct timespec now;
  __wrap_clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}

/* Each boot of a machine has a name of its own. */
static int open_boot_id(void) {
  int fd = memfd_create("boot_id", MFD_CLOEXEC);
  if (fd < 0) return fd;
  dprintf(fd, "%s\n", turn->boot_id);
  lseek(fd, 0, SEEK_SET);
  return fd;
}

int __wrap_open64(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
  va_end(more);
  if (turn && strcmp(path, BOOT_ID) == 0) return open_boot_id();
  return __real_open64(path, flags, mode);
}

/* No thread is ever started: the simulator takes its turns. */
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *),
                          void *context) {
  (void)how;
  (void)run;
  (void)context;
  memset(thread, 0, sizeof *thread);
  return 0;
}

int __wrap_pthread_join(pthread_t thread, void **out) {
  (void)thread;
  if (out) *out = NULL;
  return 0;
}

/* Nobody else goes on meanwhile, so nothing comes. */
bool __wrap_host_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms) {
  (void)cond;
  (void)lock;
  (void)until_ms;
  return false;
}
