/* SPDX-License-Identifier: Apache-2.0 */
/* What crosses between a gate and its eye. Both come from one build, so structs go as they are. */
#ifndef EYE_WIRE_H
#define EYE_WIRE_H

#include "decoder.h"

#define EYE_FD_PICTURES 3 /* shared memory, read only */
#define EYE_FD_TALK 4     /* sequenced packets: requests in, answers out */
#define EYE_SHARED_SIZE ((size_t)EYE_PIXELS_MAX)

/* A greeting is answered with no text, and is of no picture. */
enum eye_request_kind { EYE_REQUEST_FRAME, EYE_REQUEST_FILE, EYE_REQUEST_GREETING };

struct eye_request {
  uint32_t kind, effort;
  uint32_t width, height; /* of a frame; rows without padding */
  uint64_t size;          /* bytes in the shared memory */
  uint64_t serial;
};

struct eye_answer {
  uint64_t serial;
  struct eye_counts counts;
  int32_t refusal; /* enum tx_reason; 0 is none */
  uint32_t texts;  /* eye_answer_text and its bytes follow, as many times */
};

struct eye_answer_text {
  uint32_t symbology, size;
  struct eye_point corners[4];
};

#define EYE_ANSWER_MAX                                                                             \
  (sizeof(struct eye_answer) + EYE_TEXTS_MAX * (sizeof(struct eye_answer_text) + EYE_TEXT_MAX))

/* Writes an answer; its size. */
size_t eye_answer_pack(const struct eye_answer *head, const struct eye_texts *texts,
                       uint8_t out[EYE_ANSWER_MAX]);

/* Reads one that a process sent which may have been taken over: every number is doubted. */
bool eye_answer_unpack(const uint8_t *bytes, size_t n, struct eye_answer *head,
                       struct eye_texts *texts);

#endif
