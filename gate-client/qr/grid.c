/* SPDX-License-Identifier: Apache-2.0 */
#include "grid.h"

#include <math.h>
#include <string.h>

#include "range.h"
#include "solve.h"
#include "timing.h"

#define TIMING_LEAST 0.30f    /* below it is no code of this size */
#define SURE 0.75f            /* at it no other size needs to be tried */
#define SIDE_COST 0.015f      /* for each module that the finders' sizes say otherwise */
#define UNBLURRED 0.955f      /* of a blurred finder's distances in modules, their true number */
#define ALIGNMENT_LEAST 0.45f /* correlation at which a pattern counts as seen */
#define POINTS_MAX (3 + EYE_ALIGNMENTS_MAX * EYE_ALIGNMENTS_MAX)

/* A finder's module along the line to another; the nearer end of a slope is larger. */
static float module_towards(const struct eye_frame *frame, const struct eye_finder *from,
                            const struct eye_finder *to) {
  const float dx = to->x - from->x, dy = to->y - from->y, far = hypotf(dx, dy);
  float module, offset;
  return eye_cross_finder(frame, from, dx / far, dy / far, &module, &offset) ? module
                                                                             : from->module;
}

struct leg {
  float modules; /* between the two middles, by their own sizes */
  float slope;   /* how much larger the near end is: root of the ratio, less 1 */
};

static struct leg measure(const struct eye_frame *frame, const struct eye_finder *a,
                          const struct eye_finder *b) {
  const float near = module_towards(frame, a, b), far = module_towards(frame, b, a);
  const float distance = hypotf(b->x - a->x, b->y - a->y);
  return (struct leg){ distance / sqrtf(near * far), sqrtf(near / far) - 1 };
}

/* A plane through three middles; the legs' slopes say how it turns away. */
static void lay_plane(struct eye_grid *grid, const struct eye_finder corner[3],
                      const struct leg legs[2]) {
  const double n = grid->symbol.side - 7;
  const double p = (double)legs[0].slope / n, q = (double)legs[1].slope / n;
  const double ax = (double)corner[0].x, ay = (double)corner[0].y;
  const double h[9] = { ((double)corner[1].x * (1 + p * n) - ax) / n,
                        ((double)corner[2].x * (1 + q * n) - ax) / n,
                        ax,
                        ((double)corner[1].y * (1 + p * n) - ay) / n,
                        ((double)corner[2].y * (1 + q * n) - ay) / n,
                        ay,
                        p,
                        q,
                        1 };
  memcpy(grid->h, h, sizeof h);
}

/* Where sides turn away, finders look narrow, and the modules behind them come late. */
static float start_of(const struct leg *leg, int side) {
  return ((float)(side - 7) / leg->modules - 1) * 5;
}

/* By how much the plane was laid too flat: each pattern is followed as if nothing were bent, for
 * what one says of a wrong plane would lead the other astray. */
static void correct_slopes(struct eye_grid *grid, struct leg legs[2]) {
  float arch[2];
  for (int i = 0; i < 2; i++) {
    memset(grid->along, 0, sizeof grid->along);
    memset(grid->down, 0, sizeof grid->down);
    arch[i] = eye_timing_track(grid, i == 1, 0).arch;
  }
  legs[0].slope += arch[0];
  legs[1].slope += arch[1];
}

static float try_side(struct eye_grid *grid, const struct eye_finder corner[3],
                      const struct leg legs[2], int side) {
  struct leg turned[2] = { legs[0], legs[1] };
  if (!eye_symbol_of(side, &grid->symbol)) return -1;
  lay_plane(grid, corner, turned);
  correct_slopes(grid, turned);
  lay_plane(grid, corner, turned);
  memset(grid->along, 0, sizeof grid->along);
  memset(grid->down, 0, sizeof grid->down);
  const float a = eye_timing_track(grid, false, start_of(&legs[0], side)).agreement;
  const float b = eye_timing_track(grid, true, start_of(&legs[1], side)).agreement;
  /* One of the two may lie in glare. */
  return eye_max((a + b) / 2, 0.75f * eye_max(a, b));
}

static void measure_legs(const struct eye_frame *frame, const struct eye_finder corner[3],
                         struct leg legs[2]) {
  legs[0] = measure(frame, &corner[0], &corner[1]);
  legs[1] = measure(frame, &corner[0], &corner[2]);
}

static void begin(const struct eye_frame *frame, const struct eye_finder corner[3],
                  struct eye_grid *out) {
  memset(out, 0, sizeof *out);
  out->frame = frame;
  out->light = corner[0].light;
}

/* Keeps the best, best first. */
static void rank(struct eye_sides *sides, int side, float score) {
  int at = sides->n < EYE_SIDES_TRIED ? sides->n++ : EYE_SIDES_TRIED;
  for (; at > 0 && sides->score[at - 1] < score; at--) {
    if (at == EYE_SIDES_TRIED) continue;
    sides->score[at] = sides->score[at - 1];
    sides->side[at] = sides->side[at - 1];
  }
  if (at == EYE_SIDES_TRIED) return;
  sides->score[at] = score;
  sides->side[at] = side;
}

/* The side that the finders' sizes say, on average. */
static int side_by_size(const struct leg legs[2]) {
  const float mean = (legs[0].modules + legs[1].modules) / 2 + 7;
  return 17 + 4 * (int)lroundf((eye_clamp(mean, 0, EYE_SIDE_MOST) - 17) / 4);
}

/* Blur takes timing patterns first: what the finders' sizes say, then the sides next to it. Rings
 * that run into one another look smaller than they are. */
static void sides_unseen(const struct leg legs[2], struct eye_sides *out) {
  const struct leg true_legs[2] = { { legs[0].modules * UNBLURRED, 0 },
                                    { legs[1].modules * UNBLURRED, 0 } };
  const int side = side_by_size(true_legs), by[EYE_SIDES_TRIED] = { 0, 4, -4 };
  for (int i = 0; i < EYE_SIDES_TRIED; i++)
    if (side + by[i] >= EYE_SIDE_LEAST && side + by[i] <= EYE_SIDE_MOST) rank(out, side + by[i], 0);
}

void eye_grid_sides(const struct eye_frame *frame, const struct eye_finder corner[3],
                    struct eye_grid *work, struct eye_sides *out) {
  struct leg legs[2];
  out->n = 0;
  begin(frame, corner, work);
  measure_legs(frame, corner, legs);
  const float sure = try_side(work, corner, legs, side_by_size(legs));
  if (sure > SURE) {
    rank(out, work->symbol.side, sure);
    return;
  }
  const float a = legs[0].modules + 7, b = legs[1].modules + 7;
  const int low = (int)(eye_min(a, b) * 0.92f) - 2, high = (int)(eye_max(a, b) * 1.08f) + 2;
  for (int side = EYE_SIDE_LEAST; side <= EYE_SIDE_MOST; side += 4) {
    if (side < low || side > high) continue;
    const float off = eye_min(fabsf((float)side - a), fabsf((float)side - b));
    const float score = try_side(work, corner, legs, side) - SIDE_COST * off;
    if (score > TIMING_LEAST) rank(out, side, score);
  }
  if (out->n == 0 && corner[0].blurred) sides_unseen(legs, out);
}

/* Correlation of what is at u, v with an alignment pattern. */
static float alignment_at(const struct eye_grid *grid, float u, float v) {
  float sum = 0, squares = 0, product = 0;
  int pattern_sum = 0;
  for (int y = -2; y <= 2; y++)
    for (int x = -2; x <= 2; x++) {
      const bool dark = (x == 0 && y == 0) || x == 2 || x == -2 || y == 2 || y == -2;
      const int sign = dark != grid->light ? -1 : 1;
      const float value = eye_grid_grey(grid, u + (float)x, v + (float)y);
      sum += value;
      squares += value * value;
      product += (float)sign * value;
      pattern_sum += sign;
    }
  const float mean = sum / 25, spread = squares / 25 - mean * mean;
  const float pattern_mean = (float)pattern_sum / 25,
              pattern_spread = 1 - pattern_mean * pattern_mean;
  if (spread < 4) return 0;
  return (product / 25 - mean * pattern_mean) / sqrtf(spread * pattern_spread);
}

struct sighting {
  float u, v, score; /* where it was found, in modules as the grid now stands */
};

static struct sighting search(const struct eye_grid *grid, float u, float v, float reach,
                              float step) {
  struct sighting best = { u, v, -1 };
  const int steps = (int)(reach / step);
  for (int j = -steps; j <= steps; j++)
    for (int i = -steps; i <= steps; i++) {
      const float du = (float)i * step, dv = (float)j * step;
      /* Of two that agree alike, the nearer. */
      const float score = alignment_at(grid, u + du, v + dv) - 0.02f * hypotf(du, dv);
      if (score > best.score) best = (struct sighting){ u + du, v + dv, score };
    }
  return best;
}

static struct sighting find_alignment(const struct eye_grid *grid, float u, float v, float reach) {
  const struct sighting rough = search(grid, u, v, reach, 0.5f);
  if (rough.score < ALIGNMENT_LEAST - 0.1f) return rough;
  return search(grid, rough.u, rough.v, 0.375f, 0.125f);
}

struct pairs {
  int n;
  struct eye_point flat[POINTS_MAX], pixel[POINTS_MAX];
};

static void add_finders(const struct eye_grid *grid, const struct eye_finder corner[3],
                        struct pairs *out) {
  const float far = (float)grid->symbol.side - EYE_FINDER_MIDDLE;
  const float at[3][2] = { { EYE_FINDER_MIDDLE, EYE_FINDER_MIDDLE },
                           { far, EYE_FINDER_MIDDLE },
                           { EYE_FINDER_MIDDLE, far } };
  for (int i = 0; i < 3; i++) {
    out->flat[i] = eye_grid_flat(grid, at[i][0], at[i][1]);
    out->pixel[i] = (struct eye_point){ corner[i].x, corner[i].y };
  }
  out->n = 3;
}

static bool refit(struct eye_grid *grid, const struct pairs *pairs) {
  double h[9];
  if (pairs->n < 4 || !eye_solve_plane(pairs->flat, pairs->pixel, pairs->n, h)) return false;
  memcpy(grid->h, h, sizeof h);
  return true;
}

static bool add_alignment(const struct eye_grid *grid, int row, int column, float reach,
                          struct pairs *pairs) {
  const float u = (float)grid->symbol.alignment[column] + 0.5f;
  const float v = (float)grid->symbol.alignment[row] + 0.5f;
  const struct sighting seen = find_alignment(grid, u, v, reach);
  if (seen.score < ALIGNMENT_LEAST) return false;
  pairs->flat[pairs->n] = eye_grid_flat(grid, u, v);
  pairs->pixel[pairs->n++] = eye_grid_at(grid, seen.u, seen.v);
  return true;
}

/* The pattern that is furthest from all finders says most; then the others fall into place. */
static void straighten(struct eye_grid *grid, const struct eye_finder corner[3]) {
  const int last = grid->symbol.alignments - 1;
  struct pairs pairs;
  if (last < 1) return;
  add_finders(grid, corner, &pairs);
  const float reach = 2.5f + (float)grid->symbol.side / 24;
  const bool seen = add_alignment(grid, last, last, reach, &pairs);
  if (seen) refit(grid, &pairs);
  if (last < 2) return;
  struct pairs all;
  add_finders(grid, corner, &all);
  for (int row = 0; row <= last; row++)
    for (int column = 0; column <= last; column++)
      if (eye_symbol_aligns(&grid->symbol, row, column))
        add_alignment(grid, row, column, seen ? 1.0f : 2.0f, &all);
  refit(grid, &all);
}

void eye_grid_fit(const struct eye_frame *frame, const struct eye_finder corner[3], int side,
                  struct eye_grid *out) {
  struct leg legs[2];
  begin(frame, corner, out);
  measure_legs(frame, corner, legs);
  try_side(out, corner, legs, side);
  straighten(out, corner);
}
