/* SPDX-License-Identifier: Apache-2.0 */
#include "rings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "qr.h"
#include "range.h"

#define LIKE_LEAST 0.45f
#define SETTLED_LEAST 0.6f /* once it fits as well as it can */
#define SPREAD_LEAST 9.0f  /* variance in grey below which there is nothing to see */
#define MIDDLE_LEAST 0.4f  /* of the variance; of a finder it is the square of 1.2 */
#define CANDIDATES_MAX 24u
#define CLEAR 0.8f    /* likeness of one that says how others look */
#define PROBES 4      /* pixels that are looked at before a whole finder is */
#define SIZES 4       /* that are sought together */
#define STEP_LEAST 10 /* in grey, between them and the middle */
#define CELLS 81.0f
#define DARK_CELLS 33.0f
#define USUAL ((CELLS - 2 * DARK_CELLS) / CELLS) /* mean of the pattern, light being 1 */

/* Sums of all pixels above and to the left, of their values and of their squares. They may
 * overflow: differences are right all the same. */
struct sums {
  uint32_t width, height; /* of the frame, plus one */
  uint32_t *value, *square;
  float noise; /* variance of a pixel */
};

struct size {
  float x, y; /* pixels a module */
};

struct candidate {
  float x, y, likeness; /* likeness below zero: light */
  struct size size;
  float angle, skew; /* of an axis in the picture, and of the other one to it */
};

struct candidates {
  uint32_t n;
  struct candidate at[CANDIDATES_MAX];
};

static void free_sums(struct sums *sums) {
  free(sums->value);
}

static bool sum_up(const struct eye_frame *frame, struct sums *out) {
  out->width = frame->width + 1;
  out->height = frame->height + 1;
  const size_t n = (size_t)out->width * out->height;
  out->value = calloc(2 * n, sizeof *out->value);
  if (!out->value) return false;
  out->square = out->value + n;
  for (uint32_t y = 0; y < frame->height; y++) {
    const uint8_t *row = frame->grey + y * frame->stride;
    const size_t at = (size_t)(y + 1) * out->width + 1;
    uint32_t value = 0, square = 0;
    for (uint32_t x = 0; x < frame->width; x++) {
      value += row[x];
      square += (uint32_t)row[x] * row[x];
      out->value[at + x] = out->value[at + x - out->width] + value;
      out->square[at + x] = out->square[at + x - out->width] + square;
    }
  }
  return true;
}

/* Of the box that reaches so many pixels from x, y to every side. */
static uint32_t box(const struct sums *sums, const uint32_t *of, uint32_t x, uint32_t y,
                    uint32_t reach_x, uint32_t reach_y) {
  const size_t above = (size_t)(y - reach_y) * sums->width,
               low = (size_t)(y + reach_y) * sums->width;
  return of[low + x + reach_x] - of[low + x - reach_x] - of[above + x + reach_x] +
         of[above + x - reach_x];
}

struct reaches {
  uint32_t x[4], y[4]; /* of the boxes whose sides are 3, 5, 7 and 9 modules */
  float area[4];
};

static struct reaches reaches_of(struct size size) {
  struct reaches out;
  for (int i = 0; i < 4; i++) {
    out.x[i] = (uint32_t)lroundf(size.x * ((float)i + 1.5f));
    out.y[i] = (uint32_t)lroundf(size.y * ((float)i + 1.5f));
    out.area[i] = (float)(4 * out.x[i] * out.y[i]);
  }
  return out;
}

/* Correlation with a finder: dark, light, dark, light, from the middle outwards. */
static float like_finder(const struct sums *sums, const struct reaches *r, uint32_t x, uint32_t y) {
  const float n = r->area[3];
  const float all = (float)box(sums, sums->value, x, y, r->x[3], r->y[3]);
  const float mean = all / n;
  const float whole = (float)box(sums, sums->square, x, y, r->x[3], r->y[3]) / n - mean * mean;
  const float spread = eye_max(whole - sums->noise, 0.4f * whole);
  if (spread < SPREAD_LEAST) return 0;
  float within[3] = { (float)box(sums, sums->value, x, y, r->x[0], r->y[0]) };
  const float middle = within[0] / r->area[0] - mean;
  if (middle * middle < MIDDLE_LEAST * spread) return 0;
  for (int i = 1; i < 3; i++)
    within[i] = (float)box(sums, sums->value, x, y, r->x[i], r->y[i]);
  const float dark = within[2] - within[1] + within[0];
  const float dark_area = r->area[2] - r->area[1] + r->area[0];
  const float usual = (n - 2 * dark_area) / n;
  return ((all - 2 * dark) / n - mean * usual) / sqrtf(spread * (1 - usual * usual));
}

static bool same_place(const struct candidate *a, const struct candidate *b) {
  const float reach = 1.5f * eye_max(a->size.x + a->size.y, b->size.x + b->size.y);
  return fabsf(a->x - b->x) < reach && fabsf(a->y - b->y) < reach;
}

/* Of those in one place the likest, of too many the least like goes. */
static void keep(struct candidates *list, const struct candidate *seen) {
  uint32_t least = 0;
  for (uint32_t i = 0; i < list->n; i++) {
    if (same_place(&list->at[i], seen)) {
      if (fabsf(seen->likeness) > fabsf(list->at[i].likeness)) list->at[i] = *seen;
      return;
    }
    if (fabsf(list->at[i].likeness) < fabsf(list->at[least].likeness)) least = i;
  }
  if (list->n < CANDIDATES_MAX)
    list->at[list->n++] = *seen;
  else if (fabsf(list->at[least].likeness) < fabsf(seen->likeness))
    list->at[least] = *seen;
}

static void search(const struct sums *sums, struct size size, struct candidates *out) {
  const struct reaches r = reaches_of(size);
  const uint32_t step_x = size.x < 3 ? 1 : (uint32_t)(size.x / 1.5f);
  const uint32_t step_y = size.y < 3 ? 1 : (uint32_t)(size.y / 1.5f);
  for (uint32_t y = r.y[3]; y + r.y[3] < sums->height; y += step_y)
    for (uint32_t x = r.x[3]; x + r.x[3] < sums->width; x += step_x) {
      const float likeness = like_finder(sums, &r, x, y);
      if (fabsf(likeness) < LIKE_LEAST) continue;
      keep(out, &(struct candidate){ (float)x, (float)y, likeness, size, 0, 0 });
    }
}

/* A module to the right, and one down, in pixels. */
struct axes {
  struct eye_point along, down;
};

static struct axes axes_of(const struct candidate *c) {
  const float ca = cosf(c->angle), sa = sinf(c->angle), x = c->size.x, y = c->size.y;
  return (struct axes){ { ca * x, sa * x }, { (ca * c->skew - sa) * y, (sa * c->skew + ca) * y } };
}

/* Grey at the middles of a finder's modules, against what it should be. */
static float fit_of(const struct eye_frame *frame, const struct candidate *c) {
  const struct axes axes = axes_of(c);
  float sum = 0, squares = 0, product = 0;
  for (int y = -4; y <= 4; y++)
    for (int x = -4; x <= 4; x++) {
      const int ring = abs(x) > abs(y) ? abs(x) : abs(y);
      const float u = (float)x, v = (float)y;
      const float value = eye_grey_at(frame, c->x + axes.along.x * u + axes.down.x * v,
                                      c->y + axes.along.y * u + axes.down.y * v);
      sum += value;
      squares += value * value;
      product += ring == 2 || ring == 4 ? value : -value;
    }
  const float mean = sum / CELLS, spread = squares / CELLS - mean * mean;
  if (spread < SPREAD_LEAST) return 0;
  const float fit = (product / CELLS - mean * USUAL) / sqrtf(spread * (1 - USUAL * USUAL));
  return c->likeness < 0 ? -fit : fit;
}

enum nudge { TURN, MOVE_X, MOVE_Y, WIDEN, HEIGHTEN, SLANT, NUDGES };

static struct candidate nudged(const struct candidate *c, enum nudge nudge, float way) {
  struct candidate next = *c;
  if (nudge == TURN) next.angle += 0.2f * way;
  if (nudge == MOVE_X) next.x += 0.7f * way * c->size.x;
  if (nudge == MOVE_Y) next.y += 0.7f * way * c->size.y;
  if (nudge == WIDEN) next.size.x *= 1 + 0.15f * way;
  if (nudge == HEIGHTEN) next.size.y *= 1 + 0.15f * way;
  if (nudge == SLANT) next.skew += 0.3f * way;
  return next;
}

/* One thing at a time by ever smaller steps. */
static void settle(const struct eye_frame *frame, struct candidate *c) {
  static const float steps[] = { 1, 0.6f, 0.36f, 0.216f };
  float best = fit_of(frame, c);
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    for (int j = 0; j < 2 * NUDGES; j++) {
      const float way = j % 2 ? steps[i] : -steps[i];
      const struct candidate next = nudged(c, (enum nudge)(j / 2), way);
      const float fit = fit_of(frame, &next);
      if (fit <= best) continue;
      best = fit;
      *c = next;
    }
  c->likeness = c->likeness < 0 ? -best : best;
}

static int by_likeness(const void *a, const void *b) {
  const struct candidate *x = a, *y = b;
  const float p = fabsf(x->likeness), q = fabsf(y->likeness);
  return (q > p) - (q < p);
}

/* Where light lies about a finder's middle, in a frame's bytes from there. */
struct probe {
  ptrdiff_t light[PROBES];
  int sign;
};

static struct probe probe_of(const struct eye_frame *frame, const struct candidate *c) {
  static const float ways[PROBES][2] = { { 2, 0 }, { -2, 0 }, { 0, 2 }, { 0, -2 } };
  const struct axes axes = axes_of(c);
  struct probe out = { .sign = c->likeness < 0 ? -1 : 1 };
  for (int i = 0; i < PROBES; i++) {
    const float u = ways[i][0], v = ways[i][1];
    out.light[i] = lroundf(axes.along.y * u + axes.down.y * v) * (ptrdiff_t)frame->stride +
                   lroundf(axes.along.x * u + axes.down.x * v);
  }
  return out;
}

static bool is_probable(const struct probe *probe, const uint8_t *middle) {
  for (int i = 0; i < PROBES; i++)
    if (probe->sign * (middle[probe->light[i]] - *middle) < STEP_LEAST) return false;
  return true;
}

/* Where others are that are slanted as one is, and somewhat smaller or larger. */
static void seek_alike(const struct eye_frame *frame, const struct candidate *like, float scale,
                       int64_t end_ms, struct candidates *out) {
  struct candidate here = *like;
  here.size.x *= scale;
  here.size.y *= scale;
  const struct axes axes = axes_of(&here);
  const struct probe probe = probe_of(frame, &here);
  const uint32_t rim_x = (uint32_t)(4.5f * (fabsf(axes.along.x) + fabsf(axes.down.x)));
  const uint32_t rim_y = (uint32_t)(4.5f * (fabsf(axes.along.y) + fabsf(axes.down.y)));
  for (uint32_t y = rim_y; y + rim_y < frame->height && eye_spent_ms() < end_ms; y++)
    for (uint32_t x = rim_x; x + rim_x < frame->width; x++) {
      if (!is_probable(&probe, frame->grey + y * frame->stride + x)) continue;
      struct candidate seen = here;
      seen.x = (float)x + 0.5f;
      seen.y = (float)y + 0.5f;
      const float fit = fit_of(frame, &seen);
      seen.likeness = (float)probe.sign * fit;
      if (fit >= LIKE_LEAST) keep(out, &seen);
    }
}

/* A code's finders are slanted alike: one or two that are clear say how the others look. */
static void add_alike(const struct eye_frame *frame, int64_t end_ms, struct candidates *found) {
  static const float scales[] = { 1, 0.8f, 1.25f };
  struct candidates alike = { 0 };
  uint32_t clear = 0;
  while (clear < found->n && fabsf(found->at[clear].likeness) >= CLEAR)
    clear++;
  if (clear == 0 || clear > 2) return;
  for (size_t i = 0; i < clear * sizeof scales / sizeof *scales; i++)
    seek_alike(frame, &found->at[i % clear], scales[i / clear], end_ms, &alike);
  for (uint32_t i = 0; i < alike.n; i++) {
    settle(frame, &alike.at[i]);
    keep(found, &alike.at[i]);
  }
  qsort(found->at, found->n, sizeof *found->at, by_likeness);
}

/* Of some sizes, at every slant, each settled. */
static void add_sizes(const struct eye_frame *part, const struct sums *sums,
                      const float modules[SIZES], struct candidates *out) {
  static const float slants[] = { 1, 0.75f, 1.33f, 0.56f, 1.78f };
  struct candidates found = { 0 };
  for (size_t i = 0; i < SIZES; i++)
    for (size_t j = 0; j < sizeof slants / sizeof *slants; j++) {
      const float s = sqrtf(slants[j]);
      const struct size size = { modules[i] * s, modules[i] / s };
      if (size.x >= 1.3f && size.y >= 1.3f) search(sums, size, &found);
    }
  for (uint32_t i = 0; i < found.n; i++) {
    settle(part, &found.at[i]);
    keep(out, &found.at[i]);
  }
}

uint32_t eye_find_rings(const struct eye_frame *part, float noise, int64_t end_ms,
                        struct eye_finder out[EYE_RINGS_MAX]) {
  /* Blurred modules, and a blurred finder's middle, are like small finders: those must not take the
   * places of large ones before all have settled. */
  static const float small[SIZES] = { 1.7f, 2.1f, 2.6f }, large[SIZES] = { 3.2f, 4.0f, 4.5f, 5.0f };
  __attribute__((cleanup(free_sums))) struct sums sums = { 0 };
  struct candidates found = { 0 };
  if ((size_t)part->width * part->height > EYE_RINGS_PIXELS || !sum_up(part, &sums)) return 0;
  sums.noise = noise;
  add_sizes(part, &sums, small, &found);
  add_sizes(part, &sums, large, &found);
  qsort(found.at, found.n, sizeof *found.at, by_likeness);
  add_alike(part, end_ms, &found);
  uint32_t n = 0;
  for (; n < found.n && n < EYE_RINGS_MAX; n++) {
    const struct candidate *c = &found.at[n];
    if (fabsf(c->likeness) < SETTLED_LEAST) break;
    out[n] = (struct eye_finder){ .x = c->x,
                                  .y = c->y,
                                  .module = sqrtf(c->size.x * c->size.y),
                                  .likeness = fabsf(c->likeness),
                                  .light = c->likeness < 0,
                                  .blurred = true };
  }
  return n;
}
