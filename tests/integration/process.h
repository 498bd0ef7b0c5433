/* SPDX-License-Identifier: Apache-2.0 */
/* The programs as they are, run as processes: what they said, and how they ended. */
#ifndef INTEGRATION_PROCESS_H
#define INTEGRATION_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PROCESS_OUT_MAX (256u << 10)
#define PROCESS_TIME_OUT_MS INT64_C(30000)

struct said {
  int status; /* of exit; -1: killed by a signal, or it did not end in time */
  char out[PROCESS_OUT_MAX];
  char err[PROCESS_OUT_MAX];
};

/* Runs to the end, at most PROCESS_TIME_OUT_MS; arguments end with NULL, the first is the program.
 */
void process_run(struct said *said, const char *const *arguments);
/* The same with a text on standard input. */
void process_feed(struct said *said, const char *input, const char *const *arguments);

/* Starts one and leaves it running, its standard output and error in a file. -1: it could not. */
pid_t process_start(const char *log_path, const char *const *arguments);
/* Sends a signal, waits, and returns what waitpid said. */
int process_end(pid_t pid, int signal);

/* A folder of its own under $TMPDIR, or /tmp, that process_folder_remove takes away with all that
 * is in it. */
void process_folder(char path[64]);
void process_folder_remove(const char *path);
void process_write(const char *folder, const char *name, const void *bytes, size_t n);

/* A TCP port of the loopback that nobody listened on a moment ago. */
int process_free_port(void);
/* Until somebody listens there; false after 10 s. */
bool process_await_port(int port);

#endif
