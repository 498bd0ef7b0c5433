/* SPDX-License-Identifier: Apache-2.0 */
#include "serve.h"

#include "decoder.h"
#include "picture/image.h"
#include "protocol.h"

#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

#define CPU_S_MAX 10 /* of one picture; the gate has limits of its own, on the clock */

struct desk {
  struct eye *eye;
  const uint8_t *pictures; /* shared; the gate does not write while we read */
  struct eye_texts texts;
  uint8_t packet[EYE_ANSWER_MAX];
};

/* The default of SIGPROF ends the process. */
static void allow_cpu(time_t seconds) {
  const struct itimerval limit = { .it_value = { .tv_sec = seconds } };
  setitimer(ITIMER_PROF, &limit, NULL);
}

/* Of a frame that is none nothing is read. */
static void look_at(struct desk *desk, const struct gate_frame *seen,
                    const struct eye_request *request) {
  const struct eye_frame frame = { seen->grey, seen->width, seen->height, seen->stride };
  if (frame.grey) eye_read(desk->eye, &frame, (enum eye_effort)request->effort, &desk->texts);
}

static enum tx_reason look_at_file(struct desk *desk, const struct eye_request *request) {
  struct gate_image image;
  const enum tx_reason reason =
      gate_image_decode(tx_span_of(desk->pictures, (size_t)request->size), "", &image);
  if (reason != TX_OK) return reason;
  look_at(desk, &image.frame, request);
  if (desk->texts.n == 0) look_at(desk, &image.on_black, request);
  gate_image_free(&image);
  return TX_OK;
}

static enum tx_reason look(struct desk *desk, const struct eye_request *request) {
  desk->texts.n = 0;
  if (request->kind == EYE_REQUEST_GREETING) return TX_OK;
  if (request->size > EYE_SHARED_SIZE) return TX_TOO_MANY;
  if (request->kind == EYE_REQUEST_FILE) return look_at_file(desk, request);
  if ((uint64_t)request->width * request->height != request->size) return TX_UNREADABLE;
  const struct eye_frame frame = { desk->pictures, request->width, request->height,
                                   request->width };
  eye_read(desk->eye, &frame, (enum eye_effort)request->effort, &desk->texts);
  return TX_OK;
}

static bool answer(struct desk *desk, const struct eye_request *request) {
  struct eye_answer head = { .serial = request->serial };
  allow_cpu(CPU_S_MAX);
  head.refusal = (int32_t)look(desk, request);
  allow_cpu(0);
  head.counts = eye_counts(desk->eye);
  head.texts = desk->texts.n;
  const size_t n = eye_answer_pack(&head, &desk->texts, desk->packet);
  return write(EYE_FD_TALK, desk->packet, n) == (ssize_t)n;
}

int eye_serve(const uint8_t *pictures, struct eye *eye) {
  static struct desk desk;
  struct eye_request request;
  desk.pictures = pictures;
  desk.eye = eye;
  while (read(EYE_FD_TALK, &request, sizeof request) == (ssize_t)sizeof request)
    if (!answer(&desk, &request)) return EX_IOERR;
  return EX_OK;
}
