/* SPDX-License-Identifier: Apache-2.0 */
#include "qr.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "modules.h"
#include "multiframe.h"
#include "range.h"
#include "reader.h"

#define TRIPLES_MAX 96
#define FINDERS_TRIED 36u
#define SHARPENINGS 6
#define CANCELLINGS 3
#define LAY_MARGIN 0.05f   /* of agreement, before the second way is worked on */
#define SCORE_SPREAD 0.25f /* of sides that are worth a try */
#define LIKELY 0.5f        /* score of the best side, at which a place is likely a code */
#define SAME_STRAIN 0.5f   /* more than that, and three finders are rather another's corners */

/* What was measured between three finders, which need not be again while the frame is the same. */
struct place {
  struct eye_finder corner[3];
  float strain;
  struct eye_sides sides;
  bool worked; /* deeply, and not read */
};

struct eye_codes {
  struct eye_grid grid;
  struct eye_modules modules;
  struct eye_fusion fusion;
  bool mirrored;  /* the code that was read last */
  bool blurred;   /* the finders of the one that is being read */
  int64_t end_ms; /* of this frame */
  int places_n;
  struct place places[TRIPLES_MAX];
  uint8_t bytes[EYE_TEXT_MAX];
};

struct triple {
  uint32_t corner, right, below;
  float strain; /* how unlike a square it is */
};

struct triples {
  int n;
  struct triple at[TRIPLES_MAX];
};

static int64_t milliseconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t eye_now_ms(void) {
  return milliseconds(CLOCK_MONOTONIC);
}

int64_t eye_spent_ms(void) {
  return milliseconds(CLOCK_THREAD_CPUTIME_ID);
}

struct eye_codes *eye_codes_open(void) {
  return calloc(1, sizeof(struct eye_codes));
}

void eye_codes_close(struct eye_codes *codes) {
  free(codes);
}

static bool alike(const struct eye_finder *a, const struct eye_finder *b) {
  return a->light == b->light && a->module < 1.9f * b->module && b->module < 1.9f * a->module;
}

/* Whether three finders can be a code's corners, corner being the upper left one. */
static bool strain_of(const struct eye_finder *corner, const struct eye_finder *right,
                      const struct eye_finder *below, float *strain) {
  const float ax = right->x - corner->x, ay = right->y - corner->y;
  const float bx = below->x - corner->x, by = below->y - corner->y;
  const float a = hypotf(ax, ay), b = hypotf(bx, by);
  const float sine = (ax * by - ay * bx) / (a * b), cosine = (ax * bx + ay * by) / (a * b);
  const float module = (corner->module + right->module + below->module) / 3;
  if (sine < 0.6f || fabsf(cosine) > 0.75f)
    return false; /* the other way round they come as well */
  if (a > 3 * b || b > 3 * a || eye_min(a, b) < 7 * module || eye_max(a, b) > 190 * module)
    return false;
  *strain = fabsf(cosine) + fabsf(logf(a / b)) + fabsf(logf(right->module / below->module)) +
            fabsf(logf(corner->module / sqrtf(right->module * below->module)));
  if (corner->blurred) *strain += 3 - corner->likeness - right->likeness - below->likeness;
  return true;
}

/* In order of strain; of too many the worst goes. */
static void keep(struct triples *triples, struct triple triple) {
  const bool full = triples->n == TRIPLES_MAX;
  if (full && triples->at[TRIPLES_MAX - 1].strain <= triple.strain) return;
  int at = full ? TRIPLES_MAX - 1 : triples->n++;
  for (; at > 0 && triples->at[at - 1].strain > triple.strain; at--)
    triples->at[at] = triples->at[at - 1];
  triples->at[at] = triple;
}

static void find_triples(const struct eye_finder *finders, uint32_t n, const bool *used,
                         struct triples *out) {
  out->n = 0;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t j = 0; j < n; j++) {
      if (i == j || used[i] || used[j] || !alike(&finders[i], &finders[j])) continue;
      for (uint32_t k = 0; k < n; k++) {
        struct triple triple = { i, j, k, 0 };
        if (k == i || k == j || used[k] || !alike(&finders[i], &finders[k])) continue;
        if (strain_of(&finders[i], &finders[j], &finders[k], &triple.strain)) keep(out, triple);
      }
    }
}

static int decode(struct eye_codes *codes) {
  return eye_symbol_decode(&codes->grid.symbol, codes->modules.soft, codes->bytes,
                           sizeof codes->bytes, &codes->mirrored);
}

/* What can be corrected of the code is known from now on, and says more about the rest. */
static bool learn(struct eye_codes *codes) {
  return eye_symbol_learn(&codes->grid.symbol, codes->modules.soft, codes->modules.known) > 0;
}

/* What is corrected makes the rest surer, as long as there is more of it. */
static int cancel_and_decode(struct eye_codes *codes) {
  for (int i = 0; i < CANCELLINGS && eye_spent_ms() < codes->end_ms; i++) {
    eye_modules_cancel(&codes->grid.symbol, &codes->modules);
    eye_modules_recall(&codes->grid.symbol, &codes->modules);
    const int n = decode(codes);
    if (n >= 0) return n;
    if (learn(codes)) i = -1;
  }
  return -1;
}

static int sharpen_and_decode(struct eye_codes *codes) {
  eye_modules_sample_fine(&codes->grid, &codes->modules);
  for (int i = 0; i < SHARPENINGS; i++) {
    eye_modules_sharpen(&codes->grid.symbol, &codes->modules);
    eye_modules_recall(&codes->grid.symbol, &codes->modules);
    const int n = decode(codes);
    if (n >= 0) return n;
  }
  learn(codes);
  return cancel_and_decode(codes);
}

/* What this frame shows of the code, with what those before it showed. */
static int fuse_and_decode(struct eye_codes *codes) {
  const bool more =
      eye_fusion_add(&codes->fusion, &codes->grid.symbol, codes->modules.soft, eye_now_ms());
  return more ? decode(codes) : -1;
}

static int read_grid(struct eye_codes *codes, enum eye_depth depth) {
  eye_modules_sample(&codes->grid, EYE_GREY, &codes->modules);
  int n = decode(codes);
  if (n >= 0 || depth == EYE_QUICK) return n;
  if (!eye_symbol_says_version(&codes->grid.symbol, codes->modules.soft)) return -1;
  eye_modules_forget(&codes->grid.symbol, &codes->modules);
  n = sharpen_and_decode(codes);
  if (n < 0) n = fuse_and_decode(codes);
  for (int round = 0; n < 0 && round < 2 && eye_spent_ms() < codes->end_ms; round++) {
    eye_grid_settle(&codes->grid);
    eye_modules_sample(&codes->grid, EYE_GREY, &codes->modules);
    n = decode(codes);
    if (n < 0) n = sharpen_and_decode(codes);
  }
  return n;
}

static void report(const struct eye_codes *codes, int size, struct eye_texts *out) {
  const float side = (float)codes->grid.symbol.side;
  const struct eye_point right = eye_grid_at(&codes->grid, side, 0);
  const struct eye_point below = eye_grid_at(&codes->grid, 0, side);
  const struct eye_point corners[4] = { eye_grid_at(&codes->grid, 0, 0),
                                        codes->mirrored ? below : right,
                                        eye_grid_at(&codes->grid, side, side),
                                        codes->mirrored ? right : below };
  eye_texts_add(out, EYE_QR, codes->bytes, (size_t)size, corners);
}

/* Deep: lays it both ways, reads either at a glance, and works on the one that agrees better. */
static int read_side(struct eye_codes *codes, const struct eye_frame *frame,
                     const struct eye_finder corner[3], int side, enum eye_depth depth) {
  const enum eye_lay first = codes->blurred ? EYE_LAY_FLAT : EYE_LAY_SEEN;
  const float as_first = eye_grid_fit(frame, corner, side, first, &codes->grid);
  int n = read_grid(codes, EYE_QUICK);
  if (n >= 0 || depth == EYE_QUICK) return n;
  const enum eye_lay second = EYE_LAY_SEEN + EYE_LAY_FLAT - first;
  const float as_second = eye_grid_fit(frame, corner, side, second, &codes->grid);
  n = read_grid(codes, EYE_QUICK);
  if (n >= 0) return n;
  if (as_second < as_first + LAY_MARGIN) eye_grid_fit(frame, corner, side, first, &codes->grid);
  return read_grid(codes, EYE_DEEP);
}

/* The bytes of the code at a place; -1 when it is none, or not to be read. */
static int read_place(struct eye_codes *codes, const struct eye_frame *frame,
                      const struct place *place, enum eye_depth depth) {
  const struct eye_sides *sides = &place->sides;
  codes->blurred = place->corner[0].blurred;
  const int tries = depth == EYE_QUICK && sides->n > 1 ? 1 : sides->n;
  for (int i = 0; i < tries; i++) {
    if (sides->score[i] < sides->score[0] - SCORE_SPREAD || eye_spent_ms() >= codes->end_ms) break;
    const int size = read_side(codes, frame, place->corner, sides->side[i], depth);
    if (size >= 0) return size;
  }
  return -1;
}

static bool same_finder(const struct eye_finder *a, const struct eye_finder *b) {
  return a->x == b->x && a->y == b->y;
}

static bool has(const struct place *place, const struct eye_finder *finder) {
  return same_finder(&place->corner[0], finder) || same_finder(&place->corner[1], finder) ||
         same_finder(&place->corner[2], finder);
}

/* Measures what is between three finders, unless it was. NULL: they are rather the corners of a
 * code that was found between them already, seen from another one. */
static struct place *place_of(struct eye_codes *codes, const struct eye_frame *frame,
                              const struct eye_finder corner[3], float strain) {
  for (int i = 0; i < codes->places_n; i++) {
    struct place *seen = &codes->places[i];
    if (!has(seen, &corner[0]) || !has(seen, &corner[1]) || !has(seen, &corner[2])) continue;
    if (same_finder(&seen->corner[0], &corner[0]) && same_finder(&seen->corner[1], &corner[1]))
      return seen;
    if (seen->sides.n > 0 && strain > seen->strain + SAME_STRAIN) return NULL;
  }
  struct place *place = &codes->places[codes->places_n < TRIPLES_MAX ? codes->places_n++ : 0];
  *place = (struct place){ { corner[0], corner[1], corner[2] }, strain, { 0 }, false };
  eye_grid_sides(frame, corner, &codes->grid, &place->sides);
  return place;
}

static bool is_worth(const struct place *place, enum eye_depth depth) {
  if (place->worked || place->sides.n == 0) return false;
  return depth != EYE_DEEP || place->corner[0].blurred || place->sides.score[0] > LIKELY;
}

int eye_codes_read(struct eye_codes *codes, const struct eye_frame *frame,
                   const struct eye_finder *finders, uint32_t n, enum eye_depth depth,
                   int64_t end_ms, bool *used, struct eye_texts *out) {
  struct triples triples;
  int unread = 0;
  codes->end_ms = end_ms;
  if (depth == EYE_QUICK) codes->places_n = 0;
  find_triples(finders, n < FINDERS_TRIED ? n : FINDERS_TRIED, used, &triples);
  for (int i = 0; i < triples.n && eye_spent_ms() < end_ms; i++) {
    const struct triple *t = &triples.at[i];
    if (used[t->corner] || used[t->right] || used[t->below]) continue;
    const struct eye_finder corner[3] = { finders[t->corner], finders[t->right],
                                          finders[t->below] };
    struct place *place = place_of(codes, frame, corner, t->strain);
    if (!place || !is_worth(place, depth)) continue;
    const int size = read_place(codes, frame, place, depth);
    unread += size < 0;
    place->worked = depth != EYE_QUICK;
    if (size < 0) continue;
    used[t->corner] = used[t->right] = used[t->below] = true;
    report(codes, size, out);
  }
  return unread;
}
