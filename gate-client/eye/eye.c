/* SPDX-License-Identifier: Apache-2.0 */
#include "eye/eye.h"

#include <stdlib.h>
#include <time.h>

#include "eye/pixels.h"
#include "eye/reader.h"

struct eye {
  struct eye_reader *fast, *slow;
  struct eye_counts counts;
  struct eye_texts found; /* by one look, before its places are scaled back */
};

#ifdef EYE_HAS_ZXING
#define FAST &eye_reader_zxing
#else
#define FAST &eye_reader_zbar
#endif

/* In the order of what each adds for its time, as docs/eye.md measures. */
static const struct look {
  bool slow; /* the slow reader, not the fast one */
  enum eye_change change;
} second_looks[] = {
  { false, EYE_AS_IS },    { false, EYE_INVERTED }, { true, EYE_AS_IS },
  { false, EYE_TWICE },    { false, EYE_LEVELLED }, { false, EYE_SHARPENED },
  { true, EYE_INVERTED },  { true, EYE_HALF },      { true, EYE_TWICE },
};

struct eye *eye_open(void) {
  struct eye *eye = calloc(1, sizeof *eye);
  if (!eye) return NULL;
  eye->fast = (FAST)->open();
  eye->slow = eye_reader_zbar.open();
  if (eye->fast && eye->slow) return eye;
  eye_close(eye);
  return NULL;
}

static void close_reader(struct eye_reader *reader) {
  if (reader) reader->kind->close(reader);
}

void eye_close(struct eye *eye) {
  if (!eye) return;
  close_reader(eye->fast);
  close_reader(eye->slow);
  free(eye);
}

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Adds what reader sees in a changed copy, with its places in the frame's own pixels. */
static void look_again(struct eye *eye, const struct eye_frame *frame, const struct look *look,
                       struct eye_texts *out) {
  struct eye_picture picture;
  struct eye_reader *reader = look->slow ? eye->slow : eye->fast;
  if (eye_change(frame, look->change, &picture)) {
    eye->found.n = 0;
    reader->kind->read(reader, &picture.frame, true, &eye->found);
  }
  for (uint32_t i = 0; i < eye->found.n; i++) {
    struct eye_text *text = &eye->found.at[i];
    for (int corner = 0; corner < 4; corner++) {
      text->corners[corner].x /= picture.scale;
      text->corners[corner].y /= picture.scale;
    }
    eye_texts_add(out, text->symbology, text->bytes, text->size, text->corners);
  }
  eye_picture_free(&picture);
}

uint32_t eye_read(struct eye *eye, const struct eye_frame *frame, enum eye_effort effort,
                  struct eye_texts *out) {
  out->n = 0;
  eye->counts.frames++;
  if (!eye_frame_valid(frame)) return 0;
  const int64_t end_ms = now_ms() + (effort == EYE_STILL ? EYE_STILL_MS : EYE_STREAM_MS);
  eye->fast->kind->read(eye->fast, frame, false, out);
  if (out->n > 0) {
    eye->counts.first_read++;
    return out->n;
  }
  const size_t n = sizeof second_looks / sizeof *second_looks;
  for (size_t i = 0; i < n && out->n == 0; i++) {
    if (now_ms() >= end_ms) {
      eye->counts.gave_up++;
      break;
    }
    eye->counts.second_looks++;
    look_again(eye, frame, &second_looks[i], out);
  }
  if (out->n > 0) eye->counts.second_read++;
  return out->n;
}

struct eye_counts eye_counts(const struct eye *eye) {
  return eye->counts;
}
