/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline.h"

#include "host/sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* A running stage, and what it says. */
struct running {
  pid_t pid;
  int said;
};

static int spawn(const struct stage *stage, int in, int out, struct running *running) {
  posix_spawn_file_actions_t files;
  int failed = posix_spawn_file_actions_init(&files);
  if (failed) return failed;
  failed = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
  if (!failed) failed = posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
  if (!failed) failed = posix_spawn_file_actions_adddup2(&files, running->said, STDERR_FILENO);
  if (!failed)
    failed = posix_spawnp(&running->pid, stage->argv[0], &files, NULL,
                          (char *const *)(uintptr_t)stage->argv, stage->env ? stage->env : environ);
  posix_spawn_file_actions_destroy(&files);
  return failed;
}

static enum tx_reason say_spawn(const struct stage *stage, int failed,
                                struct host_problem *problem) {
  if (failed != ENOENT) return host_problem_of(problem, host_errno_reason(failed));
  return host_problem_set(problem, TX_NOT_FOUND, "没有安装 %s，请用 apt install 安装它。",
                          "%s is not installed: please install it with apt install.",
                          stage->argv[0]);
}

/* The first line that it said. */
static void read_said(const struct running *running, char out[256]) {
  ssize_t n = pread(running->said, out, 255, 0);
  out[n > 0 ? n : 0] = 0;
  out[strcspn(out, "\r\n")] = 0;
}

static enum tx_reason wait_for(const struct stage *stage, const struct running *running,
                               struct host_problem *problem) {
  int status;
  char said[256];
  while (waitpid(running->pid, &status, 0) < 0)
    if (errno != EINTR) return host_problem_of(problem, TX_IO_FAILED);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return TX_OK;
  /* Who wrote to one that had ended is not the cause, nor is who read what was cut short. */
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE) return TX_IO_FAILED;
  if (problem->reason != TX_OK) return problem->reason;
  read_said(running, said);
  return host_problem_set(problem, TX_IO_FAILED, "%s 没有做完：%s",
                          "%s did not come to its end: %s", stage->argv[0], said);
}

static enum tx_reason start(const struct stage *stage, int in, int out, struct running *running,
                            struct host_problem *problem) {
  running->said = memfd_create("said", MFD_CLOEXEC);
  if (running->said < 0) return host_problem_of(problem, host_errno_reason(errno));
  int failed = spawn(stage, in, out, running);
  if (!failed) return TX_OK;
  close(running->said);
  return say_spawn(stage, failed, problem);
}

/* *begun of them run afterwards. */
static enum tx_reason start_all(const struct stage *stages, size_t count, int in, int out,
                                struct running *running, size_t *begun,
                                struct host_problem *problem) {
  int from = in;
  enum tx_reason reason = TX_OK;
  for (*begun = 0; *begun < count && reason == TX_OK; *begun += reason == TX_OK) {
    int ends[2] = { -1, out };
    if (*begun + 1 < count && pipe2(ends, O_CLOEXEC) != 0)
      reason = host_problem_of(problem, host_errno_reason(errno));
    else
      reason = start(&stages[*begun], from, ends[1], &running[*begun], problem);
    if (from != in) close(from);
    if (ends[1] != out) close(ends[1]);
    from = ends[0];
  }
  if (from != in && from >= 0) close(from);
  return reason;
}

enum tx_reason pipeline_run(const struct stage *stages, size_t count, int in, int out,
                            struct host_problem *problem) {
  struct running running[PIPELINE_MAX] = { 0 };
  size_t begun;
  enum tx_reason reason = start_all(stages, count, in, out, running, &begun, problem);
  for (size_t i = 0; i < begun; i++) {
    enum tx_reason ended = wait_for(&stages[i], &running[i], problem);
    if (reason == TX_OK) reason = ended;
    close(running[i].said);
  }
  return host_problem_of(problem, reason);
}
