/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One short sentence a reason: DIR/zh/NAME.wav, NAME being the reason's, else the verdict's. A new
 * verdict cuts the old one short. Played by aplay, so that a missing or broken sound device can
 * harm nothing else. Never a name, never a health reason: the files know neither.
 */
#include "act/kinds.h"
#include "act/spawn.h"

#include "host/file.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PLAYER "/usr/bin/aplay"

struct voice {
  struct gate_act head;
  char *dir;
  pid_t playing; /* 0: silent */
};

static struct gate_act *open_voice(const char *rest, char *error, size_t cap) {
  HOST_FREE char *sample = host_path(rest, "zh/allow.wav");
  if (!sample || !host_file_exists(sample)) {
    snprintf(error, cap, "voice:%s: there is no zh/allow.wav in that folder", rest);
    return NULL;
  }
  struct voice *voice = calloc(1, sizeof *voice);
  if (!voice) return NULL;
  voice->dir = strdup(rest);
  if (voice->dir) return &voice->head;
  free(voice);
  return NULL;
}

static void cut(struct voice *voice) {
  int status;
  if (!voice->playing) return;
  if (!gate_spawn_reap(voice->playing, &status)) {
    kill(voice->playing, SIGTERM);
    waitpid(voice->playing, &status, 0);
  }
  voice->playing = 0;
}

static char *prompt(const struct voice *voice, const struct tx_decision *decision) {
  char *path = host_path(voice->dir, "zh/%s.wav", tx_reason_name(decision->reason));
  if (path && host_file_exists(path)) return path;
  free(path);
  return host_path(voice->dir, "zh/%s.wav", tx_verdict_name(decision->verdict));
}

static bool tell(struct gate_act *act, const struct gate_outcome *outcome) {
  struct voice *voice = (struct voice *)act;
  cut(voice);
  HOST_FREE char *path = prompt(voice, &outcome->decision);
  if (!path) return false;
  const char *argv[] = { PLAYER, "-q", path, NULL }, *none[] = { NULL };
  pid_t pid = gate_spawn(argv, none);
  if (pid < 0) return false;
  voice->playing = pid;
  return true;
}

static void close_voice(struct gate_act *act) {
  struct voice *voice = (struct voice *)act;
  cut(voice);
  free(voice->dir);
  free(voice);
}

const struct gate_act_kind gate_act_voice = {
  .name = "voice",
  .rest = "DIR",
  .zh = "播放提示音文件",
  .en = "prompts from a folder of sound files",
  .open = open_voice,
  .tell = tell,
  .close = close_voice,
};
