/* SPDX-License-Identifier: Apache-2.0 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/sandbox/child.h"
#include "launch.h"
#include "pixels.h"
#include "protocol.h"
#include "qr/qr.h"

#define PAUSE_LEAST_MS 20 /* before it is started again; doubled while it keeps dying at once */
#define PAUSE_MOST_MS 1000

/* Lives in a row that ended before they had read anything, until it is said that it is ill; and a
 * life that is taken for a healthy one although nobody showed it anything. */
#define SHORT_LIVES 3
#define LONG_LIFE_MS 3000

struct eye_process {
  const char *given; /* the program, or NULL; where it was found last: */
  char program[4096];
  int memory;      /* memfd; sealed against all but our own mapping's writes */
  uint8_t *shared; /* our mapping of it */
  int talk;        /* -1: down */
  pid_t pid;
  bool busy;
  uint64_t serial, greeting; /* of what was asked last; of what a new one has to answer first */
  bool greeted, has_read;    /* this life: it has answered; of a picture */
  int64_t born_ms;
  int short_lives;
  bool mute; /* the last one that was lost had never answered: one that does is better */
  struct eye_fault fault; /* of the last one that was lost */
  int64_t deadline_ms;    /* of what is under way */
  int64_t again_ms;       /* not started again before */
  int pause_ms;
  int refusal;
  uint64_t restarts;
  struct eye_counts of_the_dead, of_this;
  uint8_t packet[EYE_ANSWER_MAX];
};

/* The eye may neither write to it nor shrink it under us. */
static bool share(struct eye_process *process) {
  process->memory = memfd_create("pictures", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (process->memory < 0 || ftruncate(process->memory, (off_t)EYE_SHARED_SIZE) != 0) return false;
  process->shared =
      mmap(NULL, EYE_SHARED_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, process->memory, 0);
  if (process->shared == MAP_FAILED) return false;
  return fcntl(process->memory, F_ADD_SEALS,
               F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) == 0;
}

/* A new one is asked for a sign of life at once: one that hangs is noticed before anybody comes. */
static bool bring_up(struct eye_process *process, int64_t now_ms) {
  const struct eye_request hello = { .kind = EYE_REQUEST_GREETING, .serial = ++process->serial };
  process->greeting = hello.serial;
  process->greeted = process->has_read = false;
  process->born_ms = now_ms;
  if (!eye_launch_find(process->given, process->program, sizeof process->program)) return false;
  process->pid = eye_launch(process->program, process->memory, &process->talk);
  if (process->pid <= 0) return false;
  send(process->talk, &hello, sizeof hello, MSG_NOSIGNAL); /* where it fails, nothing answers */
  return true;
}

static void add_counts(struct eye_counts *sum, const struct eye_counts *more) {
  sum->frames += more->frames;
  sum->first_read += more->first_read;
  sum->second_looks += more->second_looks;
  sum->second_read += more->second_read;
  sum->gave_up += more->gave_up;
}

static void bring_down(struct eye_process *process) {
  if (process->talk >= 0) close(process->talk);
  process->talk = -1;
  host_child_end(process->pid);
  process->pid = -1;
  process->busy = false;
  add_counts(&process->of_the_dead, &process->of_this);
  process->of_this = (struct eye_counts){ 0 };
}

/* One that never was, or that has never answered, is ill at once; others after a few. */
static void note_loss(struct eye_process *process, enum eye_trouble trouble) {
  const bool ill = trouble == EYE_ABSENT || (trouble == EYE_HANGS && !process->greeted);
  process->mute = !process->greeted;
  process->fault = (struct eye_fault){ .trouble = trouble, .number = errno };
  if (!process->has_read) process->short_lives += ill ? SHORT_LIVES : 1;
}

static enum eye_result lose(struct eye_process *process, enum eye_trouble trouble, int64_t now_ms) {
  const bool had_work = process->busy;
  note_loss(process, trouble);
  bring_down(process);
  process->again_ms = now_ms + process->pause_ms;
  process->pause_ms *= 2;
  if (process->pause_ms > PAUSE_MOST_MS) process->pause_ms = PAUSE_MOST_MS;
  return had_work ? EYE_LOST : EYE_WAIT;
}

static bool is_up(struct eye_process *process, int64_t now_ms) {
  if (process->talk >= 0) return true;
  if (now_ms < process->again_ms) return false;
  process->restarts++;
  if (bring_up(process, now_ms)) return true;
  lose(process, EYE_ABSENT, now_ms);
  return false;
}

struct eye_process *eye_process_open(const char *program) {
  struct eye_process *process = calloc(1, sizeof *process);
  if (!process) return NULL;
  process->given = program;
  process->talk = process->memory = -1;
  process->pid = -1;
  process->pause_ms = PAUSE_LEAST_MS;
  if (share(process)) {
    if (!bring_up(process, eye_now_ms())) lose(process, EYE_ABSENT, eye_now_ms());
    return process;
  }
  eye_process_stop(process);
  return NULL;
}

struct eye_process *eye_process_start(const char *program, char *error, size_t cap) {
  struct eye_process *process = eye_process_open(program);
  if (!process) {
    snprintf(error, cap, "内存不足。 Out of memory.");
    return NULL;
  }
  if (process->talk >= 0) return process;
  errno = process->fault.number;
  snprintf(error, cap,
           "无法启动读码程序 %s（%s）；请重新安装。 The reader %s does not start (%s); "
           "install it again.",
           process->program, strerror(errno), process->program, strerror(errno));
  eye_process_stop(process);
  return NULL;
}

void eye_process_stop(struct eye_process *process) {
  if (!process) return;
  bring_down(process);
  if (process->shared && process->shared != MAP_FAILED) munmap(process->shared, EYE_SHARED_SIZE);
  if (process->memory >= 0) close(process->memory);
  free(process);
}

int eye_process_fd(const struct eye_process *process) {
  return process->talk;
}

static bool ask(struct eye_process *process, struct eye_request request, int64_t now_ms) {
  request.serial = ++process->serial;
  const bool still = request.effort == EYE_STILL;
  process->deadline_ms = now_ms + (still ? EYE_STILL_LIMIT_MS : EYE_STREAM_LIMIT_MS);
  if (send(process->talk, &request, sizeof request, MSG_NOSIGNAL) != (ssize_t)sizeof request) {
    lose(process, EYE_DIES, now_ms);
    return false;
  }
  return process->busy = true;
}

bool eye_process_submit(struct eye_process *process, const struct eye_frame *frame,
                        enum eye_effort effort, int64_t now_ms) {
  if (process->busy || !eye_frame_valid(frame) || !is_up(process, now_ms)) return false;
  for (uint32_t y = 0; y < frame->height; y++)
    memcpy(process->shared + (size_t)y * frame->width, frame->grey + y * frame->stride,
           frame->width);
  const struct eye_request request = { .kind = EYE_REQUEST_FRAME,
                                       .effort = effort,
                                       .width = frame->width,
                                       .height = frame->height,
                                       .size = (uint64_t)frame->width * frame->height };
  return ask(process, request, now_ms);
}

bool eye_process_submit_file(struct eye_process *process, const uint8_t *bytes, size_t n,
                             enum eye_effort effort, int64_t now_ms) {
  if (process->busy || n > EYE_SHARED_SIZE || !is_up(process, now_ms)) return false;
  if (n > 0) memcpy(process->shared, bytes, n);
  const struct eye_request request = { .kind = EYE_REQUEST_FILE, .effort = effort, .size = n };
  return ask(process, request, now_ms);
}

static enum eye_result take_answer(struct eye_process *process, size_t n, int64_t now_ms,
                                   struct eye_texts *out) {
  struct eye_answer head;
  if (!eye_answer_unpack(process->packet, n, &head, out) || head.serial != process->serial ||
      !process->busy) {
    out->n = 0;
    return lose(process, EYE_DIES, now_ms);
  }
  process->busy = false;
  process->has_read = true;
  process->short_lives = 0;
  process->pause_ms = PAUSE_LEAST_MS;
  process->of_this = head.counts;
  process->refusal = head.refusal;
  return head.refusal ? EYE_REFUSED : EYE_ANSWER;
}

static bool take_greeting(struct eye_process *process, size_t n) {
  struct eye_answer head;
  if (process->greeted || n != sizeof head) return false;
  memcpy(&head, process->packet, n);
  process->greeted = head.serial == process->greeting;
  if (process->greeted && process->mute) process->short_lives = 0;
  return process->greeted;
}

static bool is_late(const struct eye_process *process, int64_t now_ms) {
  return (process->busy && now_ms >= process->deadline_ms) ||
         (!process->greeted && now_ms - process->born_ms >= EYE_START_LIMIT_MS);
}

enum eye_result eye_process_collect(struct eye_process *process, int64_t now_ms,
                                    struct eye_texts *out) {
  ssize_t n;
  out->n = 0;
  if (!is_up(process, now_ms)) return EYE_WAIT;
  do
    n = recv(process->talk, process->packet, sizeof process->packet, MSG_DONTWAIT);
  while (n > 0 && take_greeting(process, (size_t)n));
  if (n > 0) return take_answer(process, (size_t)n, now_ms, out);
  if (n == 0 || (errno != EAGAIN && errno != EINTR)) return lose(process, EYE_DIES, now_ms);
  return is_late(process, now_ms) ? lose(process, EYE_HANGS, now_ms) : EYE_WAIT;
}

void eye_process_tend(struct eye_process *process, int64_t now_ms, struct eye_texts *scratch) {
  if (process->busy) return;
  eye_process_collect(process, now_ms, scratch);
  if (process->greeted && now_ms - process->born_ms >= LONG_LIFE_MS) process->short_lives = 0;
}

struct eye_fault eye_process_fault(const struct eye_process *process) {
  return process->short_lives < SHORT_LIVES ? (struct eye_fault){ 0 } : process->fault;
}

static enum eye_result wait_for(struct eye_process *process, struct eye_texts *out) {
  for (;;) {
    const enum eye_result result = eye_process_collect(process, eye_now_ms(), out);
    if (result != EYE_WAIT || !process->busy) return result == EYE_WAIT ? EYE_LOST : result;
    struct pollfd answer = { .fd = process->talk, .events = POLLIN };
    poll(&answer, 1, 50);
  }
}

/* While it is being started again. */
static bool wait_until_up(struct eye_process *process) {
  while (!is_up(process, eye_now_ms()) && process->pause_ms < PAUSE_MOST_MS)
    poll(NULL, 0, PAUSE_LEAST_MS);
  return process->talk >= 0;
}

enum eye_result eye_process_read(struct eye_process *process, const struct eye_frame *frame,
                                 enum eye_effort effort, struct eye_texts *out) {
  out->n = 0;
  const bool asked =
      wait_until_up(process) && eye_process_submit(process, frame, effort, eye_now_ms());
  return asked ? wait_for(process, out) : EYE_LOST;
}

enum eye_result eye_process_read_file(struct eye_process *process, const uint8_t *bytes, size_t n,
                                      enum eye_effort effort, struct eye_texts *out) {
  out->n = 0;
  const bool asked =
      wait_until_up(process) && eye_process_submit_file(process, bytes, n, effort, eye_now_ms());
  return asked ? wait_for(process, out) : EYE_LOST;
}

int eye_process_refusal(const struct eye_process *process) {
  return process->refusal;
}

uint64_t eye_process_restarts(const struct eye_process *process) {
  return process->restarts;
}

struct eye_counts eye_process_counts(const struct eye_process *process) {
  struct eye_counts sum = process->of_the_dead;
  add_counts(&sum, &process->of_this);
  return sum;
}

int eye_process_id(const struct eye_process *process) {
  return process->pid;
}
