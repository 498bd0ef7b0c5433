/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges, not thresholds: a finder is six edges in turn whose distances fit, so that shadow, glare
 * and dusk need no black level. Distances are taken between edges of one direction where they can
 * be, which blur shifts alike.
 */
#include "finder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "range.h"

#define ROW_STEP 2u
#define GRAINY_SLOPE 5 /* of half of all pixels, in grey */
#define PROFILE_HALF 255
#define PROFILE_MAX (2 * PROFILE_HALF + 1)
#define LIKENESS_LEAST 0.4f
#define SOUGHT_LEAST 0.5f
#define SLANTS 12          /* directions that a slanted finder's sides are sought in */
#define SLANT_LEAST 3      /* of them between its two sides */
#define SLANTED_LEAST 0.6f /* likeness of one that is unlike one seen from the front */
#define UPRIGHT_LIKE 0.65f /* so like that no slant needs to be sought */
#define MODULE_LEAST 1.2f
#define MODULE_MOST 60.0f

struct edges {
  int n;
  float at[EYE_SIDE_MAX];
  bool rising[EYE_SIDE_MAX]; /* to lighter */
};

float eye_grey_at(const struct eye_frame *frame, float x, float y) {
  const float right = (float)frame->width - 1, bottom = (float)frame->height - 1;
  x = eye_clamp(x - 0.5f, 0, right);
  y = eye_clamp(y - 0.5f, 0, bottom);
  const uint32_t x0 = (uint32_t)x, y0 = (uint32_t)y;
  const uint32_t x1 = x0 + 1 < frame->width ? x0 + 1 : x0;
  const float ax = x - (float)x0, ay = y - (float)y0;
  const uint8_t *a = frame->grey + y0 * frame->stride;
  const uint8_t *b = y0 + 1 < frame->height ? a + frame->stride : a;
  const float top = (float)a[x0] + ax * (float)(a[x1] - a[x0]);
  const float low = (float)b[x0] + ax * (float)(b[x1] - b[x0]);
  return top + ay * (low - top);
}

/* Which slopes are steep enough to be looked at: few, and found out many at a time. */
static void mark_steep(const int16_t *slope, int n, int16_t least, uint8_t *steep) {
  for (int i = 0; i < n; i++)
    steep[i] = (uint8_t)((slope[i] >= least) | (slope[i] <= -least));
}

/* The next one that is marked, from i on; n when there is none. */
static int next_steep(const uint8_t *steep, int i, int n) {
  for (;; i += 8) {
    uint64_t eight = 0;
    if (i + 8 > n) break;
    memcpy(&eight, steep + i, sizeof eight);
    if (eight) break;
  }
  while (i < n && !steep[i])
    i++;
  return i;
}

/* Peaks of the slope, one a change of direction; at is where the slope is steepest. */
static void edges_of_slope(const int16_t *slope, int n, int least, struct edges *out) {
  static _Thread_local uint8_t steep[EYE_SIDE_MAX];
  out->n = 0;
  int last = 0;
  mark_steep(slope, n, (int16_t)least, steep);
  for (int i = next_steep(steep, 1, n - 1); i + 1 < n; i = next_steep(steep, i + 1, n - 1)) {
    const int here = slope[i];
    const int size = abs(here), before = here > 0 ? slope[i - 1] : -slope[i - 1];
    const int after = here > 0 ? slope[i + 1] : -slope[i + 1];
    if (before > size || after >= size) continue;
    const bool rising = here > 0;
    if (out->n > 0 && out->rising[out->n - 1] == rising) {
      if (size <= last) continue;
      out->n--;
    }
    const int bend = before + after - 2 * size;
    out->at[out->n] = (float)i + (bend ? 0.5f * (float)(before - after) / (float)bend : 0);
    out->rising[out->n++] = rising;
    last = size;
  }
}

/* Whether the six edges from e on have a finder's distances. */
static bool is_section(const float *e, float *module) {
  const float m = (e[5] - e[0]) / 7;
  *module = m;
  return m >= MODULE_LEAST && m <= MODULE_MOST && fabsf(e[2] - e[0] - 2 * m) < 0.8f * m &&
         fabsf(e[5] - e[3] - 2 * m) < 0.8f * m && fabsf(e[3] - e[1] - 4 * m) < 1.1f * m &&
         fabsf(e[4] - e[2] - 4 * m) < 1.1f * m && e[3] - e[2] > 1.9f * m && e[3] - e[2] < 4.1f * m;
}

bool eye_cross_finder(const struct eye_frame *frame, const struct eye_finder *finder, float dx,
                      float dy, float *module, float *offset) {
  const float reach = eye_min(finder->module * 8, PROFILE_HALF);
  const int half = (int)ceilf(reach), n = 2 * half + 1;
  float light[PROFILE_MAX], low = 255, high = 0;
  int16_t slope[PROFILE_MAX];
  static _Thread_local struct edges edges;
  for (int i = 0; i < n; i++) {
    const float t = (float)(i - half);
    light[i] = eye_grey_at(frame, finder->x + dx * t, finder->y + dy * t);
    low = eye_min(low, light[i]);
    high = eye_max(high, light[i]);
  }
  slope[0] = slope[n - 1] = 0;
  for (int i = 1; i + 1 < n; i++)
    slope[i] = (int16_t)(8 * (light[i + 1] - light[i - 1]));
  edges_of_slope(slope, n, (int)eye_max(24, 8 * 0.1f * (high - low)), &edges);
  float best = finder->module * 1.2f;
  bool found = false;
  for (int i = 0; i + 5 < edges.n; i++) {
    float m;
    if (edges.rising[i] != finder->light || !is_section(&edges.at[i], &m)) continue;
    if (m > 2.5f * finder->module || m < 0.4f * finder->module) continue;
    const float middle = (edges.at[i + 2] + edges.at[i + 3]) / 2 - (float)half;
    if (fabsf(middle) >= best) continue;
    best = fabsf(middle);
    *offset = middle;
    *module = m;
    found = true;
  }
  return found;
}

static bool same(const struct eye_finder *a, const struct eye_finder *b) {
  const float reach = 2 * eye_max(a->module, b->module);
  return a->light == b->light && fabsf(a->x - b->x) < reach && fabsf(a->y - b->y) < reach;
}

/* Correlation with a finder whose modules lie along two directions: rings of dark, light and dark,
 * and light around. */
static float correlate_slanted(const struct eye_frame *frame, const struct eye_finder *f,
                               struct eye_point along, struct eye_point down) {
  float sum = 0, squares = 0, product = 0;
  int pattern_sum = 0;
  for (int y = -4; y <= 4; y++)
    for (int x = -4; x <= 4; x++) {
      const int ring = abs(x) > abs(y) ? abs(x) : abs(y);
      const int sign = (ring == 2 || ring == 4) != f->light ? 1 : -1;
      const float value = eye_grey_at(frame, f->x + along.x * (float)x + down.x * (float)y,
                                      f->y + along.y * (float)x + down.y * (float)y);
      sum += value;
      squares += value * value;
      product += (float)sign * value;
      pattern_sum += sign;
    }
  const float mean = sum / 81, spread = squares / 81 - mean * mean;
  const float usual = (float)pattern_sum / 81;
  if (spread < 4) return 0;
  return (product / 81 - mean * usual) / sqrtf(spread * (1 - usual * usual));
}

/* The same for one that is seen from the front and turned by an angle. */
static float correlate(const struct eye_frame *frame, const struct eye_finder *f, float angle) {
  const float c = cosf(angle) * f->module, s = sinf(angle) * f->module;
  return correlate_slanted(frame, f, (struct eye_point){ c, s }, (struct eye_point){ -s, c });
}

static float likeness(const struct eye_frame *frame, const struct eye_finder *finder) {
  float best = 0;
  for (int i = 0; i < 6; i++)
    best = eye_max(best, correlate(frame, finder, (float)i * 0.2618f));
  return best;
}

/* The place where it is likest, on a lattice of step about a place. */
static void seek(const struct eye_frame *frame, float angle, float reach, float step,
                 struct eye_finder *best) {
  const struct eye_finder from = *best;
  const int steps = (int)(reach / step);
  for (int j = -steps; j <= steps; j++)
    for (int i = -steps; i <= steps; i++) {
      struct eye_finder here = from;
      here.x += (float)i * step;
      here.y += (float)j * step;
      if (here.x < 0 || here.y < 0 || here.x > (float)frame->width || here.y > (float)frame->height)
        continue;
      here.likeness = correlate(frame, &here, angle);
      if (here.likeness > best->likeness) *best = here;
    }
}

bool eye_seek_finder(const struct eye_frame *frame, const struct eye_finder *like, float angle,
                     float reach, struct eye_finder *out) {
  *out = *like;
  out->likeness = 0;
  seek(frame, angle, reach, eye_max(like->module * 0.9f, 1.2f), out);
  if (out->likeness < SOUGHT_LEAST - 0.15f) return false;
  seek(frame, angle, like->module, like->module * 0.3f, out);
  seek(frame, angle, like->module * 0.2f, like->module * 0.1f, out);
  return out->likeness >= SOUGHT_LEAST;
}

static void move_along(const struct eye_frame *frame, struct eye_point way,
                       struct eye_finder *finder) {
  const float far = hypotf(way.x, way.y), dx = way.x / far, dy = way.y / far;
  float module, offset;
  if (!eye_cross_finder(frame, finder, dx, dy, &module, &offset)) return;
  finder->x += dx * offset;
  finder->y += dy * offset;
}

/* A line through the middle along a side crosses seven of its modules. */
static void settle_slanted(const struct eye_frame *frame, struct eye_finder *finder) {
  struct eye_point way[SLANTS], along = { 0 }, down = { 0 };
  bool crossed[SLANTS];
  const float before = finder->likeness;
  for (int i = 0; i < SLANTS; i++) {
    const float angle = (float)i * 3.14159f / SLANTS, c = cosf(angle), s = sinf(angle);
    float module, offset;
    crossed[i] = eye_cross_finder(frame, finder, c, s, &module, &offset);
    if (crossed[i]) way[i] = (struct eye_point){ c * module, s * module };
  }
  for (int i = 0; i < SLANTS; i++)
    for (int j = i + SLANT_LEAST; j < SLANTS && j <= i + SLANTS - SLANT_LEAST; j++) {
      if (!crossed[i] || !crossed[j]) continue;
      const float like = correlate_slanted(frame, finder, way[i], way[j]);
      if (like <= finder->likeness) continue;
      finder->likeness = like;
      along = way[i];
      down = way[j];
    }
  if (finder->likeness == before) return;
  move_along(frame, along, finder);
  move_along(frame, down, finder);
}

struct finders {
  uint32_t n;
  struct eye_finder *at; /* EYE_FINDERS_MAX */
};

static bool known(const struct eye_finder *seen, const struct finders *among) {
  for (uint32_t i = 0; i < among->n; i++)
    if (same(&among->at[i], seen)) return true;
  return false;
}

static void add(struct finders *to, const struct eye_finder *seen) {
  if (to->n < EYE_FINDERS_MAX && !known(seen, to)) to->at[to->n++] = *seen;
}

static int pixel(const struct eye_frame *frame, float x, float y) {
  x = eye_clamp(x, 0, (float)frame->width - 1);
  y = eye_clamp(y, 0, (float)frame->height - 1);
  return frame->grey[(size_t)y * frame->stride + (size_t)x];
}

/* A few pixels tell most of what a row's edges take for a finder: there must be a ring of the other
 * shade above and below as there is on both sides. */
static bool has_ring(const struct eye_frame *frame, const float *e, const struct eye_finder *f) {
  const int sign = f->light ? -1 : 1;
  const int middle = sign * pixel(frame, f->x, f->y);
  const int sides = sign *
                    (pixel(frame, (e[1] + e[2]) / 2 + 0.5f, f->y) +
                     pixel(frame, (e[3] + e[4]) / 2 + 0.5f, f->y)) /
                    2;
  const int outer = sign *
                    (pixel(frame, (e[0] + e[1]) / 2 + 0.5f, f->y) +
                     pixel(frame, (e[4] + e[5]) / 2 + 0.5f, f->y)) /
                    2;
  const int step = sides - middle;
  int above = -255, below = -255;
  for (int i = 2; i <= 6; i++) {
    const float away = (float)i / 2 * f->module;
    const int up = sign * pixel(frame, f->x, f->y - away);
    const int down = sign * pixel(frame, f->x, f->y + away);
    above = up > above ? up : above;
    below = down > below ? down : below;
  }
  return step > 6 && sides - outer > step / 8 && above - middle > step / 2 &&
         below - middle > step / 2;
}

/* A row crossed something: cross it downwards and across again before it is believed. */
static void weigh(const struct eye_frame *frame, struct eye_finder seen, struct finders *doubtful,
                  struct finders *out) {
  float down, across, offset;
  if (known(&seen, out) || !eye_cross_finder(frame, &seen, 0, 1, &down, &offset)) return;
  seen.y += offset;
  if (!eye_cross_finder(frame, &seen, 1, 0, &across, &offset)) return;
  seen.x += offset;
  if (eye_cross_finder(frame, &seen, 0, 1, &down, &offset)) seen.y += offset;
  seen.module = (across + down) / 2;
  if (known(&seen, out)) return;
  seen.likeness = likeness(frame, &seen);
  if (seen.likeness < LIKENESS_LEAST)
    add(doubtful, &seen);
  else
    add(out, &seen);
}

/* With fewer than a code's three, those that are unlike one seen from the front may be slanted. */
static void weigh_slanted(const struct eye_frame *frame, const struct finders *doubtful,
                          struct finders *out) {
  uint32_t clear = 0;
  for (uint32_t i = 0; i < out->n; i++)
    clear += out->at[i].likeness >= UPRIGHT_LIKE;
  if (clear >= 3) return;
  for (uint32_t i = 0; i < doubtful->n; i++) {
    struct eye_finder seen = doubtful->at[i];
    if (known(&seen, out)) continue;
    settle_slanted(frame, &seen);
    if (seen.likeness >= SLANTED_LEAST) add(out, &seen);
  }
}

/* Slopes of two rows together: half the noise of one. */
static void slope_of_rows(const uint8_t *a, const uint8_t *b, uint32_t width, int16_t *slope) {
  slope[0] = slope[width - 1] = 0;
  for (uint32_t x = 1; x + 1 < width; x++)
    slope[x] = (int16_t)(a[x + 1] - a[x - 1] + b[x + 1] - b[x - 1]);
}

/* Half of all slopes lie below it: texture and noise, where there are no edges. */
static int usual_slope(const struct eye_frame *frame) {
  uint32_t counts[256] = { 0 }, total = 0;
  for (uint32_t y = 4; y < frame->height; y += 32) {
    const uint8_t *row = frame->grey + y * frame->stride;
    for (uint32_t x = 1; x + 1 < frame->width; x += 3, total++)
      counts[abs(row[x + 1] - row[x - 1])]++;
  }
  uint32_t below = 0;
  int slope = 0;
  while (slope < 255 && (below += counts[slope]) < total / 2)
    slope++;
  return slope;
}

bool eye_frame_grainy(const struct eye_frame *frame) {
  return usual_slope(frame) >= GRAINY_SLOPE;
}

static int by_likeness(const void *a, const void *b) {
  const struct eye_finder *x = a, *y = b;
  return (y->likeness > x->likeness) - (y->likeness < x->likeness);
}

uint32_t eye_find_finders(const struct eye_frame *frame, struct eye_finder out[EYE_FINDERS_MAX]) {
  static _Thread_local struct edges edges;
  static _Thread_local int16_t slope[EYE_SIDE_MAX];
  struct eye_finder unlike[EYE_FINDERS_MAX];
  struct finders doubtful = { 0, unlike }, found = { 0, out };
  if (frame->width < 21 || frame->height < 21) return 0;
  const int usual = usual_slope(frame);
  const int least = 2 * (usual * 4 < 8 ? 8 : usual * 4 > 24 ? 24 : usual * 4);
  for (uint32_t y = 0; y + 1 < frame->height; y += ROW_STEP) {
    const uint8_t *row = frame->grey + y * frame->stride;
    slope_of_rows(row, row + frame->stride, frame->width, slope);
    edges_of_slope(slope, (int)frame->width, least, &edges);
    for (int i = 0; i + 5 < edges.n; i++) {
      float module;
      if (!is_section(&edges.at[i], &module)) continue;
      const struct eye_finder seen = { .x = (edges.at[i + 2] + edges.at[i + 3]) / 2 + 0.5f,
                                       .y = (float)y + 1,
                                       .module = module,
                                       .light = edges.rising[i] };
      if (has_ring(frame, &edges.at[i], &seen)) weigh(frame, seen, &doubtful, &found);
    }
  }
  weigh_slanted(frame, &doubtful, &found);
  qsort(out, found.n, sizeof *out, by_likeness);
  return found.n;
}
