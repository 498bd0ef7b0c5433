/* SPDX-License-Identifier: Apache-2.0 */
#include "decoder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "busy.h"
#include "pixels.h"
#include "qr/qr.h"
#include "qr/reader.h"
#include "qr/rings.h"

#define GLANCE_EVERY 8u  /* frames without a finder that the fast reader looks at all the same */
#define LIKE_ENOUGH 0.6f /* of two finders, to look again when a third is not seen */

struct eye {
  struct eye_codes *codes;
  struct eye_reader *fast, *slow;
  struct eye_counts counts;
  uint64_t idle;
  struct eye_texts found; /* by one look, before its places are moved back */
};

/* What is known of a frame while it is looked at. */
struct view {
  const struct eye_frame *frame;
  struct eye_finder finders[EYE_FINDERS_MAX];
  bool used[EYE_FINDERS_MAX]; /* belongs to a code that was read */
  uint32_t n;
  int64_t end_ms; /* by eye_spent_ms */
};

#ifdef EYE_HAS_ZXING
#define FAST (&eye_reader_zxing)
#else
#define FAST (&eye_reader_zbar)
#endif

/* In the order of what each adds for its time, as docs/decoder.md measures. */
static const struct look {
  bool slow; /* the slow reader, not the fast one */
  enum eye_change change;
} second_looks[] = {
  { false, EYE_AS_IS },   { false, EYE_INVERTED }, { true, EYE_AS_IS },
  { false, EYE_TWICE },   { false, EYE_LEVELLED }, { false, EYE_SHARPENED },
  { true, EYE_INVERTED }, { true, EYE_HALF },      { true, EYE_TWICE },
};

struct eye *eye_open(void) {
  struct eye *eye = calloc(1, sizeof *eye);
  if (!eye) return NULL;
  eye->codes = eye_codes_open();
  eye->fast = FAST->open();
  eye->slow = eye_reader_zbar.open();
  if (eye->codes && eye->fast && eye->slow) return eye;
  eye_close(eye);
  return NULL;
}

static void close_reader(struct eye_reader *reader) {
  if (reader) reader->kind->close(reader);
}

void eye_close(struct eye *eye) {
  if (!eye) return;
  eye_codes_close(eye->codes);
  close_reader(eye->fast);
  close_reader(eye->slow);
  free(eye);
}

/* Finders inside a code that somebody read need no further look. */
static void mark_used(struct view *view, const struct eye_text *text) {
  for (uint32_t i = 0; i < view->n; i++) {
    float left = 1e9f, right = 0, top = 1e9f, bottom = 0;
    for (int k = 0; k < 4; k++) {
      left = fminf(left, text->corners[k].x);
      right = fmaxf(right, text->corners[k].x);
      top = fminf(top, text->corners[k].y);
      bottom = fmaxf(bottom, text->corners[k].y);
    }
    const struct eye_finder *f = &view->finders[i];
    const float slack = 4 * f->module;
    if (f->x > left - slack && f->x < right + slack && f->y > top - slack && f->y < bottom + slack)
      view->used[i] = true;
  }
}

static void take(struct eye *eye, struct view *view, float scale, float left, float top,
                 struct eye_texts *out) {
  for (uint32_t i = 0; i < eye->found.n; i++) {
    struct eye_text *text = &eye->found.at[i];
    for (int k = 0; k < 4; k++) {
      text->corners[k].x = text->corners[k].x / scale + left;
      text->corners[k].y = text->corners[k].y / scale + top;
    }
    mark_used(view, text);
    eye_texts_add(out, text->symbology, text->bytes, text->size, text->corners);
  }
}

/* A code is where two finders of a size are, not too far apart. */
static bool paired(const struct eye_finder *a, const struct eye_finder *b) {
  const float far = hypotf(a->x - b->x, a->y - b->y), module = (a->module + b->module) / 2;
  return a->light == b->light && a->likeness > LIKE_ENOUGH && b->likeness > LIKE_ENOUGH &&
         a->module < 1.7f * b->module && b->module < 1.7f * a->module && far > 10 * module &&
         far < 240 * module;
}

/* The part of the frame where something code-like was not read; false when there is none. */
static bool unread_part(const struct view *view, struct eye_frame *part, float *left, float *top) {
  float x0 = 1e9f, y0 = 1e9f, x1 = -1, y1 = -1;
  for (uint32_t i = 0; i < view->n; i++)
    for (uint32_t j = 0; j < view->n; j++) {
      if (i == j || view->used[i] || view->used[j] || !paired(&view->finders[i], &view->finders[j]))
        continue;
      const struct eye_finder *a = &view->finders[i], *b = &view->finders[j];
      /* The rest of the code lies no further off than these two from one another. */
      const float reach = hypotf(a->x - b->x, a->y - b->y) + 8 * a->module;
      x0 = fminf(x0, a->x - reach);
      y0 = fminf(y0, a->y - reach);
      x1 = fmaxf(x1, a->x + reach);
      y1 = fmaxf(y1, a->y + reach);
    }
  if (x1 < 0) return false;
  const struct eye_frame *whole = view->frame;
  const uint32_t l = (uint32_t)fmaxf(x0, 0), t = (uint32_t)fmaxf(y0, 0);
  const uint32_t r = x1 < (float)whole->width ? (uint32_t)x1 : whole->width;
  const uint32_t b = y1 < (float)whole->height ? (uint32_t)y1 : whole->height;
  *part = (struct eye_frame){ whole->grey + t * whole->stride + l, r - l, b - t, whole->stride };
  *left = (float)l;
  *top = (float)t;
  return true;
}

/* One look by a packaged reader at a changed copy. */
static void look_by(struct eye *eye, struct eye_reader *reader, struct view *view,
                    const struct eye_frame *part, float left, float top, enum eye_change change,
                    bool hard, struct eye_texts *out) {
  struct eye_picture picture;
  if (eye_change(part, change, &picture)) {
    eye->found.n = 0;
    reader->kind->read(reader, &picture.frame, hard, &eye->found);
    take(eye, view, picture.scale, left, top, out);
  }
  eye_picture_free(&picture);
}

static void read_codes(struct eye *eye, struct view *view, enum eye_depth depth,
                       struct eye_texts *out) {
  eye_codes_read(eye->codes, view->frame, view->finders, view->n, depth, view->end_ms, view->used,
                 out);
}

static void complete_and_read(struct eye *eye, struct view *view, struct eye_texts *out) {
  struct eye_frame part;
  float left, top;
  const uint32_t before = view->n;
  view->n = eye_codes_complete(view->frame, view->finders, view->n, view->used, view->end_ms);
  if (view->n > before) read_codes(eye, view, EYE_DEEP, out);
  if (unread_part(view, &part, &left, &top)) read_codes(eye, view, EYE_DEEPEST, out);
}

static bool all_read(const struct view *view, const struct eye_texts *out) {
  struct eye_frame part;
  float left, top;
  return out->n > 0 && !unread_part(view, &part, &left, &top);
}

/* Finders as half the size shows them. */
static void find_in_grain(struct view *view) {
  struct eye_picture half;
  if (eye_change(view->frame, EYE_HALF, &half))
    view->n = eye_find_finders(&half.frame, view->finders);
  for (uint32_t i = 0; i < view->n; i++) {
    view->finders[i].x *= 2;
    view->finders[i].y *= 2;
    view->finders[i].module *= 2;
  }
  eye_picture_free(&half);
}

/* The cheap look at every frame: for finders, and where there are any for codes between them. */
static void first_look(struct eye *eye, struct view *view, bool still, struct eye_texts *out) {
  view->n = eye_find_finders(view->frame, view->finders);
  if (view->n < 2 && eye_frame_grainy(view->frame)) find_in_grain(view);
  read_codes(eye, view, EYE_QUICK, out);
  if (all_read(view, out) && !still) return;
  if (view->n > 0 || still || eye->idle++ % GLANCE_EVERY == 0)
    look_by(eye, eye->fast, view, view->frame, 0, 0, EYE_AS_IS, false, out);
}

/* Where it is as busy as a code and no finder had edges. */
static void look_for_rings(struct eye *eye, struct view *view, const struct eye_frame *part,
                           float left, float top, struct eye_texts *out) {
  struct eye_finder rings[EYE_FINDERS_MAX];
  bool used[EYE_FINDERS_MAX] = { false };
  uint32_t n = eye_find_rings(part, eye_noise_of(view->frame), view->end_ms, rings);
  for (uint32_t i = 0; i < n; i++) {
    rings[i].x += left;
    rings[i].y += top;
  }
  n = eye_codes_complete(view->frame, rings, n, used, view->end_ms);
  eye_codes_read(eye->codes, view->frame, rings, n, EYE_DEEPEST, view->end_ms, used, out);
  for (uint32_t i = 0; i < out->n; i++)
    mark_used(view, &out->at[i]);
}

static bool time_is_up(struct eye *eye, const struct view *view) {
  if (eye_spent_ms() < view->end_ms) return false;
  eye->counts.gave_up++;
  return true;
}

/* Rings first, for what is blurred; then a packaged reader, which sees what is steep; then, where
 * at least one finder has edges, the other looks. */
static void look_where_busy(struct eye *eye, struct view *view, struct eye_texts *out) {
  struct eye_frame part;
  float left, top;
  if (!eye_busy_part(view->frame, &part, &left, &top)) return;
  const size_t n = sizeof second_looks / sizeof *second_looks;
  look_for_rings(eye, view, &part, left, top, out);
  for (size_t i = 0; i < n && out->n == 0 && !time_is_up(eye, view); i++) {
    const struct look *look = &second_looks[i];
    eye->counts.second_looks++;
    look_by(eye, look->slow ? eye->slow : eye->fast, view, &part, left, top, look->change, true,
            out);
    if (view->n == 0) return;
  }
}

static void look_closer(struct eye *eye, struct view *view, struct eye_texts *out) {
  struct eye_frame part;
  float left, top;
  eye->counts.second_looks++;
  read_codes(eye, view, EYE_DEEP, out);
  if (unread_part(view, &part, &left, &top)) complete_and_read(eye, view, out);
}

static void look_by_others(struct eye *eye, struct view *view, bool still, struct eye_texts *out) {
  struct eye_frame part = *view->frame;
  float left = 0, top = 0;
  const size_t n = sizeof second_looks / sizeof *second_looks;
  for (size_t i = 0; i < n; i++) {
    const bool any = unread_part(view, &part, &left, &top);
    if (!any && (out->n > 0 || !still)) return;
    if (time_is_up(eye, view)) return;
    eye->counts.second_looks++;
    const struct look *look = &second_looks[i];
    look_by(eye, look->slow ? eye->slow : eye->fast, view, &part, left, top, look->change, true,
            out);
  }
}

uint32_t eye_read(struct eye *eye, const struct eye_frame *frame, enum eye_effort effort,
                  struct eye_texts *out) {
  struct eye_frame part;
  float left, top;
  const bool still = effort == EYE_STILL;
  out->n = 0;
  eye->counts.frames++;
  if (!eye_frame_valid(frame)) return 0;
  struct view view = { .frame = frame,
                       .end_ms = eye_spent_ms() + (still ? EYE_STILL_MS : EYE_STREAM_MS) };
  first_look(eye, &view, still, out);
  const bool first = out->n > 0;
  if (first) eye->counts.first_read++;
  const bool again = unread_part(&view, &part, &left, &top) || (still && !first);
  if (again) look_closer(eye, &view, out);
  if (out->n == 0) look_where_busy(eye, &view, out);
  if (again) look_by_others(eye, &view, still, out);
  if (!first && out->n > 0) eye->counts.second_read++;
  return out->n;
}

struct eye_counts eye_counts(const struct eye *eye) {
  return eye->counts;
}
