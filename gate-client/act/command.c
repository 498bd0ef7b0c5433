/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program of the deployment's, for barriers that no other act knows. Called once an event with
 * the verdict (allow, review, deny) and the reason's number as arguments, and more in TONGXING_…
 * variables. It is not waited for; one that failed is said aloud at the next event.
 */
#include "act/kinds.h"
#include "act/spawn.h"

#include "host/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNNING_MAX 16

struct command {
  struct gate_act head;
  char *path;
  pid_t running[RUNNING_MAX]; /* 0: free */
};

static struct gate_act *open_command(const char *rest, char *error, size_t cap) {
  if (access(rest, X_OK) != 0) {
    snprintf(error, cap, "command:%s: no program that can be run", rest);
    return NULL;
  }
  struct command *command = calloc(1, sizeof *command);
  if (!command) return NULL;
  command->path = strdup(rest);
  if (command->path) return &command->head;
  free(command);
  return NULL;
}

static void reap(struct command *command) {
  int status;
  for (size_t i = 0; i < RUNNING_MAX; i++) {
    if (!command->running[i] || !gate_spawn_reap(command->running[i], &status)) continue;
    command->running[i] = 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      host_log(HOST_ERROR, "%s: failed, did the barrier move?", command->path);
  }
}

static pid_t *free_slot(struct command *command) {
  for (size_t i = 0; i < RUNNING_MAX; i++)
    if (!command->running[i]) return &command->running[i];
  return NULL;
}

static bool tell(struct gate_act *act, const struct gate_outcome *outcome) {
  struct command *command = (struct command *)act;
  reap(command);
  pid_t *slot = free_slot(command);
  if (!slot) return false;
  char reason[24], name[64], direction[48];
  snprintf(reason, sizeof reason, "%d", (int)outcome->decision.reason);
  snprintf(name, sizeof name, "TONGXING_REASON=%s", tx_reason_name(outcome->decision.reason));
  snprintf(direction, sizeof direction, "TONGXING_DIRECTION=%s",
           tx_direction_word(outcome->direction));
  const char *argv[] = { command->path, tx_verdict_name(outcome->decision.verdict), reason, NULL };
  const char *environment[] = { name, direction, NULL };
  pid_t pid = gate_spawn(argv, environment);
  if (pid < 0) return false;
  *slot = pid;
  return true;
}

static void close_command(struct gate_act *act) {
  struct command *command = (struct command *)act;
  int status;
  for (size_t i = 0; i < RUNNING_MAX; i++)
    if (command->running[i]) waitpid(command->running[i], &status, 0);
  free(command->path);
  free(command);
}

const struct gate_act_kind gate_act_command = {
  .name = "command",
  .rest = "PROGRAM",
  .zh = "每个判定调用一次的程序",
  .en = "a program called once an event: PROGRAM VERDICT REASON",
  .open = open_command,
  .tell = tell,
  .close = close_command,
};
