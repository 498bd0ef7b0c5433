/* SPDX-License-Identifier: Apache-2.0 */
#include "client.h"

#include "process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct gate_look {
  struct eye_process *eye;
};

struct gate_look *gate_look_open(void) {
  char error[512];
  struct gate_look *look = calloc(1, sizeof *look);
  if (!look) return NULL;
  look->eye = eye_process_start(NULL, error, sizeof error);
  if (look->eye) return look;
  fprintf(stderr, "%s\n", error);
  free(look);
  return NULL;
}

struct gate_look *gate_look_open_anyway(void) {
  struct gate_look *look = calloc(1, sizeof *look);
  if (look) look->eye = eye_process_open(NULL);
  if (look && look->eye) return look;
  free(look);
  return NULL;
}

void gate_look_close(struct gate_look *look) {
  if (!look) return;
  eye_process_stop(look->eye);
  free(look);
}

uint32_t gate_look_read(struct gate_look *look, const struct gate_frame *frame, bool still,
                        struct eye_texts *out) {
  const struct eye_frame seen = {
    .grey = frame->grey, .width = frame->width, .height = frame->height, .stride = frame->stride
  };
  const enum eye_effort effort = still ? EYE_STILL : EYE_STREAM;
  const enum eye_result result = eye_process_read(look->eye, &seen, effort, out);
  /* In a stream the next frame shows the same; a picture by itself is shown once. */
  if (result == EYE_LOST && still) eye_process_read(look->eye, &seen, effort, out);
  return out->n;
}

uint32_t gate_look_read_file(struct gate_look *look, struct tx_span file, bool still,
                             struct eye_texts *out) {
  const enum eye_effort effort = still ? EYE_STILL : EYE_STREAM;
  const enum eye_result result = eye_process_read_file(look->eye, file.p, file.n, effort, out);
  if (result == EYE_LOST && still) eye_process_read_file(look->eye, file.p, file.n, effort, out);
  return out->n;
}

uint32_t gate_look_read_sight(struct gate_look *look, const struct gate_sight *sight,
                              struct eye_texts *out) {
  if (sight->kind == GATE_SIGHT_FILE)
    return gate_look_read_file(look, sight->file, sight->still, out);
  const uint32_t n = gate_look_read(look, &sight->frame, sight->still, out);
  return n || !sight->on_black.grey ? n : gate_look_read(look, &sight->on_black, sight->still, out);
}

bool gate_look_begin(struct gate_look *look, const struct gate_sight *sight, int64_t now_ms) {
  const enum eye_effort effort = sight->still ? EYE_STILL : EYE_STREAM;
  if (sight->kind == GATE_SIGHT_FILE)
    return eye_process_submit_file(look->eye, sight->file.p, sight->file.n, effort, now_ms);
  const struct eye_frame seen = { .grey = sight->frame.grey,
                                  .width = sight->frame.width,
                                  .height = sight->frame.height,
                                  .stride = sight->frame.stride };
  return eye_process_submit(look->eye, &seen, effort, now_ms);
}

enum gate_look_state gate_look_end(struct gate_look *look, int64_t now_ms, struct eye_texts *out) {
  switch (eye_process_collect(look->eye, now_ms, out)) {
  case EYE_WAIT:
    return GATE_LOOK_BUSY;
  case EYE_ANSWER:
    return GATE_LOOK_READ;
  case EYE_REFUSED:
    return GATE_LOOK_REFUSED;
  case EYE_LOST:
    return GATE_LOOK_LOST;
  }
  return GATE_LOOK_LOST;
}

/* The eye may have been taken over, so its word is one of three or the usual one. */
enum tx_reason gate_look_refusal(const struct gate_look *look) {
  const int refusal = eye_process_refusal(look->eye);
  return refusal == TX_TOO_MANY || refusal == TX_NO_MEMORY ? (enum tx_reason)refusal
                                                           : TX_UNREADABLE;
}

int gate_look_fd(const struct gate_look *look) {
  return eye_process_fd(look->eye);
}

void gate_look_tend(struct gate_look *look, int64_t now_ms, struct eye_texts *scratch) {
  eye_process_tend(look->eye, now_ms, scratch);
}

bool gate_look_is_well(const struct gate_look *look, struct gate_look_fault *fault) {
  const struct eye_fault eye = eye_process_fault(look->eye);
  *fault = (struct gate_look_fault){ .number = eye.number == EINVAL ? EIO : eye.number };
  switch (eye.trouble) {
  case EYE_WELL:
    return true;
  case EYE_ABSENT:
    return false;
  case EYE_DIES:
    fault->zh = "一启动就退出";
    fault->en = "it ends as soon as it is started";
    return false;
  case EYE_HANGS:
    fault->zh = "没有应答";
    fault->en = "it does not answer";
    return false;
  }
  return false;
}

uint64_t gate_look_restarts(const struct gate_look *look) {
  return eye_process_restarts(look->eye);
}
