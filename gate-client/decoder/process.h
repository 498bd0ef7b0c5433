/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The eye in a process of its own, which can reach no network, no file and no secret: pictures go
 * to it through shared memory that it can only read, texts come back as messages that are checked
 * here. When it dies or takes too long it is started again, and counted.
 *
 * Start it before the first secret is read. One thread; times are CLOCK_MONOTONIC milliseconds.
 */
#ifndef EYE_PROCESS_H
#define EYE_PROCESS_H

#include "decoder.h"

struct eye_process;

enum eye_result {
  EYE_WAIT,    /* no answer yet; or nothing was submitted */
  EYE_ANSWER,  /* texts of the submitted picture, perhaps none */
  EYE_REFUSED, /* the file that was submitted is no picture; see eye_process_refusal */
  EYE_LOST,    /* it died or ran out of time over this picture, and was or will be started again */
};

/* What an eye may take for one picture before it is ended. */
#define EYE_STREAM_LIMIT_MS 3000
#define EYE_STILL_LIMIT_MS 15000
/* And for its first sign of life, from a cold disk. */
#define EYE_START_LIMIT_MS 5000

/* program NULL: the tongxing-decoder beside the running program, else the installed one. NULL, and
 * one sentence in error, when it does not start. */
struct eye_process *eye_process_start(const char *program, char *error, size_t cap);

/* The same for a gate at work: one that does not start is tried again, see eye_process_tend. NULL:
 * out of memory. program is kept. */
struct eye_process *eye_process_open(const char *program);

/* Keeps an eye up that nobody asks anything; call it once a second. Never waits. What scratch held
 * is gone. */
void eye_process_tend(struct eye_process *process, int64_t now_ms, struct eye_texts *scratch);

enum eye_trouble {
  EYE_WELL,
  EYE_ABSENT, /* it cannot be started */
  EYE_DIES,   /* again and again, before it has read anything */
  EYE_HANGS,  /* it answers nothing */
};
struct eye_fault {
  enum eye_trouble trouble;
  int number; /* errno of one that is ABSENT */
};
/* Why nothing is read for the time being. A single death is none: see eye_process_restarts. */
struct eye_fault eye_process_fault(const struct eye_process *process);

/* Ends it. NULL is nothing to stop. */
void eye_process_stop(struct eye_process *process);

/* Readable when eye_process_collect is worth a call; -1 while it is down. Ask again after each call
 * of anything here: a new process has a new one. */
int eye_process_fd(const struct eye_process *process);

/* Copies a frame to it. False while it is busy or down, or when the frame is not one. */
bool eye_process_submit(struct eye_process *process, const struct eye_frame *frame,
                        enum eye_effort effort, int64_t now_ms);

/* The same with a JPEG or PNG file's bytes, which only the eye then decodes. */
bool eye_process_submit_file(struct eye_process *process, const uint8_t *bytes, size_t n,
                             enum eye_effort effort, int64_t now_ms);

/* What has come of what was submitted. Never waits. out is filled for EYE_ANSWER, else empty. */
enum eye_result eye_process_collect(struct eye_process *process, int64_t now_ms,
                                    struct eye_texts *out);

/* Submits, waits and collects, for programs that have nothing else to do. */
enum eye_result eye_process_read(struct eye_process *process, const struct eye_frame *frame,
                                 enum eye_effort effort, struct eye_texts *out);
enum eye_result eye_process_read_file(struct eye_process *process, const uint8_t *bytes, size_t n,
                                      enum eye_effort effort, struct eye_texts *out);

/* Why the last file was EYE_REFUSED: enum tx_reason. */
int eye_process_refusal(const struct eye_process *process);

/* How often it was started again since the first start. */
uint64_t eye_process_restarts(const struct eye_process *process);

/* The eye's own counters, those of eyes that have died included. */
struct eye_counts eye_process_counts(const struct eye_process *process);

/* Its process id; -1 while it is down. */
int eye_process_id(const struct eye_process *process);

#endif
