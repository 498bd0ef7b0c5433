/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "host/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

enum act { READS, WRITES, MAKES, SPEAKS, STARTS, ACTS };

static bool try_to(enum act act) {
  char *arguments[] = { "true", NULL };
  switch (act) {
  case READS:
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
  case WRITES:
    return open("/dev/null", O_RDWR | O_CLOEXEC) >= 0;
  case MAKES:
    return open("/tmp", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600) >= 0;
  case SPEAKS:
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
  case STARTS:
    return execv("/bin/true", arguments) == 0; /* does not come back when it can */
  case ACTS:
    break;
  }
  return false;
}

/* In a child of its own, locked in: 0 it could, 1 it was refused, 2 otherwise. */
static int attempt(enum act act) {
  const char *step;
  int status = 0;
  const pid_t pid = fork();
  if (pid == 0) {
    if (!host_sandbox_lock_reader(&step)) _exit(2);
    _exit(try_to(act) ? 0 : errno == EACCES ? 1 : 2);
  }
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static void a_reader_reads_and_does_nothing_else(UNUSED void **state) {
  if (SANITIZED) skip();
  assert_int_equal(attempt(READS), 0);
  for (enum act act = WRITES; act < ACTS; act++)
    assert_int_equal(attempt(act), 1);
}

int main(void) {
  const struct CMUnitTest promises[] = { PROMISE(a_reader_reads_and_does_nothing_else) };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
