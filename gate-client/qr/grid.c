/* SPDX-License-Identifier: Apache-2.0 */
#include "grid.h"

#include <math.h>
#include <string.h>

#include "alignment.h"
#include "range.h"
#include "timing.h"

#define TIMING_LEAST 0.30f /* below it is no code of this size */
#define SURE 0.75f         /* at it no other size needs to be tried */
#define SIDE_COST 0.015f   /* for each module that the finders' sizes say otherwise */
#define BENT_LEAST 1.12f   /* of what one side looks longer than the other, to be bent */
#define BENT_MOST 1.45f    /* radians */
#define BENT_TRUST 0.05f   /* of agreement, by which a cylinder may be less like it than a sheet */
#define UNBLURRED 0.955f   /* of a blurred finder's distances in modules, their true number */

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

/* One of the two may lie in glare. */
static float both(float a, float b) {
  return eye_max((a + b) / 2, 0.75f * eye_max(a, b));
}

static float follow_sheet(struct eye_grid *grid, const struct eye_finder corner[3],
                          const struct leg legs[2], int side) {
  struct leg turned[2] = { legs[0], legs[1] };
  lay_plane(grid, corner, turned);
  correct_slopes(grid, turned);
  lay_plane(grid, corner, turned);
  memset(grid->along, 0, sizeof grid->along);
  memset(grid->down, 0, sizeof grid->down);
  return both(eye_timing_track(grid, false, start_of(&legs[0], side)).agreement,
              eye_timing_track(grid, true, start_of(&legs[1], side)).agreement);
}

/* A finder on a cylinder is narrower than its share by the angle's cotangent times the angle. */
static float angle_of(const struct leg *leg, int side) {
  const float ratio = leg->modules / (float)(side - 7);
  float low = 0, high = BENT_MOST;
  for (int i = 0; i < 12; i++) {
    const float angle = (low + high) / 2;
    if (tanf(angle) < ratio * angle)
      low = angle;
    else
      high = angle;
  }
  return low;
}

/* Around an arm or a bottle: the side that is bent looks longer, by its finders, than the other. */
static float follow_cylinder(struct eye_grid *grid, const struct eye_finder corner[3],
                             const struct leg legs[2], int side) {
  const bool downwards = legs[1].modules > legs[0].modules;
  lay_plane(grid, corner, legs);
  const float angle = angle_of(&legs[downwards], side);
  return both(eye_timing_track_bent(grid, downwards, angle),
              eye_timing_track_bent(grid, !downwards, 0));
}

static bool unequal(const struct leg legs[2]) {
  return legs[0].modules > BENT_LEAST * legs[1].modules ||
         legs[1].modules > BENT_LEAST * legs[0].modules;
}

static float try_side(struct eye_grid *grid, const struct eye_finder corner[3],
                      const struct leg legs[2], int side) {
  if (!eye_symbol_of(side, &grid->symbol)) return -1;
  const float sheet = follow_sheet(grid, corner, legs, side);
  if (!unequal(legs)) return sheet;
  const float cylinder = follow_cylinder(grid, corner, legs, side);
  return cylinder > sheet - BENT_TRUST ? cylinder : follow_sheet(grid, corner, legs, side);
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
  const int by_size = side_by_size(legs);
  int low = (int)(eye_min(a, b) * 0.92f) - 2, high = (int)(eye_max(a, b) * 1.08f) + 2;
  if (!unequal(legs)) {
    low = low > by_size - 4 ? low : by_size - 4;
    high = high < by_size + 4 ? high : by_size + 4;
  }
  for (int side = EYE_SIDE_LEAST; side <= EYE_SIDE_MOST; side += 4) {
    if (side < low || side > high) continue;
    const float off = eye_min(fabsf((float)side - a), fabsf((float)side - b));
    const float score = try_side(work, corner, legs, side) - SIDE_COST * off;
    if (score > TIMING_LEAST) rank(out, side, score);
  }
  if (out->n == 0 && corner[0].blurred) sides_unseen(legs, out);
}

/* How a plane turns away by the areas of two finders, which go with the cube of how far they are.
 */
static float slope_by_area(const struct eye_finder *a, const struct eye_finder *b) {
  return a->blurred ? cbrtf(a->module * a->module / (b->module * b->module)) - 1 : 0;
}

static void lay_flat(struct eye_grid *grid, const struct eye_finder corner[3], int side) {
  const struct leg straight[2] = { { 0, slope_by_area(&corner[0], &corner[1]) },
                                   { 0, slope_by_area(&corner[0], &corner[2]) } };
  if (eye_symbol_of(side, &grid->symbol)) lay_plane(grid, corner, straight);
}

float eye_grid_fit(const struct eye_frame *frame, const struct eye_finder corner[3], int side,
                   enum eye_lay lay, struct eye_grid *out) {
  struct leg legs[2];
  begin(frame, corner, out);
  if (lay == EYE_LAY_FLAT) {
    lay_flat(out, corner, side);
  } else {
    measure_legs(frame, corner, legs);
    try_side(out, corner, legs, side);
  }
  return eye_grid_straighten(out, corner);
}
