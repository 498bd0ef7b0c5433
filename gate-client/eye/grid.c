/* SPDX-License-Identifier: Apache-2.0 */
#include "eye/grid.h"

#include <math.h>
#include <string.h>

#include "eye/range.h"
#include "eye/solve.h"

#define FINDER_MIDDLE 3.5f
#define TIMING_LEAST 0.30f    /* below it is no code of this size */
#define SIDE_COST 0.015f      /* for each module that the finders' sizes say otherwise */
#define ALIGNMENT_LEAST 0.45f /* correlation at which a pattern counts as seen */
#define POINTS_MAX (3 + EYE_ALIGNMENTS_MAX * EYE_ALIGNMENTS_MAX)

/* Linear between the values at module middles. */
static float between(const float *values, int n, float at) {
  const float t = eye_clamp(at - 0.5f, 0, (float)n - 1.001f);
  const int i = (int)t;
  return values[i] + (t - (float)i) * (values[i + 1] - values[i]);
}

static float of_mesh(const float mesh[EYE_MESH][EYE_MESH], float s, float t) {
  s = eye_clamp(s, 0, EYE_MESH - 1.001f);
  t = eye_clamp(t, 0, EYE_MESH - 1.001f);
  const int i = (int)s, j = (int)t;
  const float a = s - (float)i, b = t - (float)j;
  return (1 - b) * ((1 - a) * mesh[j][i] + a * mesh[j][i + 1]) +
         b * ((1 - a) * mesh[j + 1][i] + a * mesh[j + 1][i + 1]);
}

/* Where a place of the code lies on the flat plane. */
static struct eye_point flattened(const struct eye_grid *grid, float u, float v) {
  const float unit = (EYE_MESH - 1) / (float)grid->symbol.side;
  const int side = grid->symbol.side;
  return (struct eye_point){
    u + between(grid->along, side, u) + of_mesh(grid->du, u * unit, v * unit) - FINDER_MIDDLE,
    v + between(grid->down, side, v) + of_mesh(grid->dv, u * unit, v * unit) - FINDER_MIDDLE,
  };
}

static struct eye_point project(const double h[9], struct eye_point p) {
  const double w = h[6] * (double)p.x + h[7] * (double)p.y + h[8];
  return (struct eye_point){ (float)((h[0] * (double)p.x + h[1] * (double)p.y + h[2]) / w),
                             (float)((h[3] * (double)p.x + h[4] * (double)p.y + h[5]) / w) };
}

struct eye_point eye_grid_at(const struct eye_grid *grid, float u, float v) {
  return project(grid->h, flattened(grid, u, v));
}

static float grey(const struct eye_grid *grid, float u, float v) {
  const struct eye_point p = eye_grid_at(grid, u, v);
  return eye_grey_at(grid->frame, p.x, p.y);
}

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

#define SHIFTS 81 /* of a timing pattern's module, an eighth of a module apart */
#define SHIFT_STEP 0.125f
#define SHIFT_SPEED 3   /* steps that it may change by from one module to the next */
#define SHIFT_COST 0.1f /* of an eighth of a module that it changes by */
#define SHADE_REACH 5   /* modules along a timing pattern that share their light */

static float shift_of(int state) {
  return (float)(state - SHIFTS / 2) * SHIFT_STEP;
}

/* Grey to -1 for the lightest and 1 for the darkest nearby: shadows and glare fall across codes. */
static void level_timing(const struct eye_grid *grid, float dark[][SHIFTS]) {
  static _Thread_local float low[EYE_SIDE_MOST], high[EYE_SIDE_MOST];
  const int first = 8, last = grid->symbol.side - 9;
  for (int i = first; i <= last; i++) {
    low[i] = 255;
    high[i] = 0;
    for (int s = SHIFTS / 2 - 4; s <= SHIFTS / 2 + 4; s++) {
      low[i] = eye_min(low[i], dark[i][s]);
      high[i] = eye_max(high[i], dark[i][s]);
    }
  }
  for (int i = first; i <= last; i++) {
    float least = 255, most = 0;
    for (int j = i - SHADE_REACH; j <= i + SHADE_REACH; j++) {
      if (j < first || j > last) continue;
      least = eye_min(least, low[j]);
      most = eye_max(most, high[j]);
    }
    const float scale = (grid->light ? 2 : -2) / eye_max(most - least, 8);
    for (int s = 0; s < SHIFTS; s++)
      dark[i][s] = eye_clamp((dark[i][s] - (most + least) / 2) * scale, -1, 1);
  }
}

/* How dark each place along a timing pattern is, for every shift. */
static void sample_timing(const struct eye_grid *grid, bool downwards, float dark[][SHIFTS]) {
  for (int i = 8; i <= grid->symbol.side - 9; i++)
    for (int s = 0; s < SHIFTS; s++) {
      const float t = (float)i + 0.5f + shift_of(s);
      dark[i][s] = downwards ? grey(grid, 6.5f, t) : grey(grid, t, 6.5f);
    }
  level_timing(grid, dark);
}

/* The surest way along a timing pattern, from one finder, where nothing is shifted, to the other:
 * each step may bend a little, at a cost. Returns the mean agreement. */
static float track_timing(const struct eye_grid *grid, bool downwards, float *shift) {
  static _Thread_local float dark[EYE_SIDE_MOST][SHIFTS];
  static _Thread_local int8_t from[EYE_SIDE_MOST][SHIFTS];
  const int side = grid->symbol.side, first = 8, last = side - 9;
  float best[SHIFTS], next[SHIFTS];
  sample_timing(grid, downwards, dark);
  for (int s = 0; s < SHIFTS; s++)
    best[s] = s == SHIFTS / 2 ? 0 : -1e9f;
  for (int i = first; i <= last; i++) {
    for (int s = 0; s < SHIFTS; s++) {
      next[s] = -1e9f;
      for (int step = -SHIFT_SPEED; step <= SHIFT_SPEED; step++) {
        const int before = s - step;
        if (before < 0 || before >= SHIFTS) continue;
        const float value = best[before] - SHIFT_COST * fabsf((float)step);
        if (value <= next[s]) continue;
        next[s] = value;
        from[i][s] = (int8_t)before;
      }
      next[s] += i % 2 ? -dark[i][s] : dark[i][s];
    }
    memcpy(best, next, sizeof best);
  }
  int state = SHIFTS / 2;
  for (int s = state - SHIFT_SPEED; s <= SHIFTS / 2 + SHIFT_SPEED; s++)
    if (best[s] > best[state]) state = s;
  const float score = best[state] / (float)(last - first + 1);
  memset(shift, 0, sizeof *shift * (size_t)side);
  for (int i = last; i >= first; i--) {
    shift[i] = shift_of(state);
    state = from[i][state];
  }
  return score;
}

/* What of a timing pattern's shifts is the plane's slope, in modules at its middle: shifts that
 * follow the arch between the finders. The rest is bending. */
static float arch_of(const float *shift, int side) {
  const float n = (float)side - 7;
  float product = 0, squares = 0;
  for (int i = 8; i <= side - 9; i++) {
    const float u = (float)i - 3, arch = u * (n - u) / n;
    product += shift[i] * arch;
    squares += arch * arch;
  }
  return squares > 0 ? product / squares : 0;
}

/* A sheet bends, it does not jump. */
static void smooth_shifts(const float *in, int side, float *out) {
  for (int i = 0; i < side; i++) {
    float sum = 0;
    int n = 0;
    for (int j = i - 2; j <= i + 2; j++) {
      if (j < 0 || j >= side) continue;
      sum += in[j];
      n++;
    }
    out[i] = sum / (float)n;
  }
}

/* Within a finder the shift is nothing in the middle and what was seen beside it at its edge. */
static void bend_finders(float *shift, int side) {
  for (int i = 0; i < 8; i++) {
    const float part = (float)(i - 3) / 5;
    shift[i] = shift[8] * part;
    shift[side - 1 - i] = shift[side - 9] * part;
  }
}

static float track_both(struct eye_grid *grid, float along[], float down[]) {
  memset(grid->along, 0, sizeof grid->along);
  memset(grid->down, 0, sizeof grid->down);
  const float a = track_timing(grid, false, along), b = track_timing(grid, true, down);
  /* One of the two may lie in glare. */
  return eye_max((a + b) / 2, 0.75f * eye_max(a, b));
}

static float try_side(struct eye_grid *grid, const struct eye_finder corner[3],
                      const struct leg legs[2], int side) {
  float along[EYE_SIDE_MOST], down[EYE_SIDE_MOST];
  struct leg turned[2] = { legs[0], legs[1] };
  if (!eye_symbol_of(side, &grid->symbol)) return -1;
  lay_plane(grid, corner, turned);
  grid->timing = track_both(grid, along, down);
  const float a = arch_of(along, side), b = arch_of(down, side);
  if (fabsf(a) + fabsf(b) > 0.01f) {
    turned[0].slope += a;
    turned[1].slope += b;
    lay_plane(grid, corner, turned);
    grid->timing = track_both(grid, along, down);
  }
  bend_finders(along, side);
  bend_finders(down, side);
  smooth_shifts(along, side, grid->along);
  smooth_shifts(down, side, grid->down);
  return grid->timing;
}

/* The side whose timing patterns agree best, of those that the finders' sizes allow. */
static bool find_side(struct eye_grid *grid, const struct eye_finder corner[3],
                      const struct leg legs[2]) {
  const float a = legs[0].modules + 7, b = legs[1].modules + 7;
  const int low = (int)(eye_min(a, b) * 0.92f) - 2, high = (int)(eye_max(a, b) * 1.08f) + 2;
  int best_side = 0;
  float best = TIMING_LEAST;
  for (int side = EYE_SIDE_LEAST; side <= EYE_SIDE_MOST; side += 4) {
    if (side < low || side > high) continue;
    const float off = eye_min(fabsf((float)side - a), fabsf((float)side - b));
    const float score = try_side(grid, corner, legs, side) - SIDE_COST * off;
    if (score <= best) continue;
    best = score;
    best_side = side;
  }
  return best_side && try_side(grid, corner, legs, best_side) > 0;
}

/* Correlation of what is at u, v with an alignment pattern. */
static float alignment_at(const struct eye_grid *grid, float u, float v) {
  float sum = 0, squares = 0, product = 0;
  int pattern_sum = 0;
  for (int y = -2; y <= 2; y++)
    for (int x = -2; x <= 2; x++) {
      const bool dark = (x == 0 && y == 0) || x == 2 || x == -2 || y == 2 || y == -2;
      const int sign = dark != grid->light ? -1 : 1;
      const float value = grey(grid, u + (float)x, v + (float)y);
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
  for (float dv = -reach; dv <= reach; dv += step)
    for (float du = -reach; du <= reach; du += step) {
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
  const float far = (float)grid->symbol.side - FINDER_MIDDLE;
  const float at[3][2] = { { FINDER_MIDDLE, FINDER_MIDDLE },
                           { far, FINDER_MIDDLE },
                           { FINDER_MIDDLE, far } };
  for (int i = 0; i < 3; i++) {
    out->flat[i] = flattened(grid, at[i][0], at[i][1]);
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
  pairs->flat[pairs->n] = flattened(grid, u, v);
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

bool eye_grid_fit(const struct eye_frame *frame, const struct eye_finder corner[3],
                  struct eye_grid *out) {
  memset(out, 0, offsetof(struct eye_grid, timing));
  out->frame = frame;
  out->light = corner[0].light;
  const struct leg legs[2] = { measure(frame, &corner[0], &corner[1]),
                               measure(frame, &corner[0], &corner[2]) };
  if (!find_side(out, corner, legs)) return false;
  straighten(out, corner);
  return true;
}

/* How far apart light and dark are around a node, with everything there shifted. */
static float contrast_about(const struct eye_grid *grid, float cu, float cv, float du, float dv) {
  float sum = 0, squares = 0;
  int n = 0;
  for (int y = -3; y <= 3; y++)
    for (int x = -3; x <= 3; x++) {
      const float u = floorf(cu) + 0.5f + (float)x, v = floorf(cv) + 0.5f + (float)y;
      if (u < 0 || v < 0 || u > (float)grid->symbol.side || v > (float)grid->symbol.side) continue;
      const float value = grey(grid, u + du, v + dv);
      sum += value;
      squares += value * value;
      n++;
    }
  return squares - sum * sum / (float)n;
}

static void settle_node(const struct eye_grid *grid, int i, int j, float *du, float *dv) {
  const float unit = (float)grid->symbol.side / (EYE_MESH - 1);
  const float u = (float)i * unit, v = (float)j * unit, step = 0.2f;
  float best = contrast_about(grid, u, v, 0, 0) * 1.01f;
  *du = *dv = 0;
  for (int y = -2; y <= 2; y++)
    for (int x = -2; x <= 2; x++) {
      const float score = contrast_about(grid, u, v, (float)x * step, (float)y * step);
      if (score <= best) continue;
      best = score;
      *du = (float)x * step;
      *dv = (float)y * step;
    }
}

/* A node's neighbours pull at it: a sheet bends, it does not crumple. */
static void smooth(float in[EYE_MESH][EYE_MESH], float out[EYE_MESH][EYE_MESH]) {
  for (int j = 0; j < EYE_MESH; j++)
    for (int i = 0; i < EYE_MESH; i++) {
      float sum = 0, weight = 0;
      for (int y = j - 1; y <= j + 1; y++)
        for (int x = i - 1; x <= i + 1; x++) {
          if (x < 0 || y < 0 || x >= EYE_MESH || y >= EYE_MESH) continue;
          const float w = x == i && y == j ? 2 : 1;
          sum += w * in[y][x];
          weight += w;
        }
      out[j][i] += sum / weight;
    }
}

void eye_grid_settle(struct eye_grid *grid) {
  float du[EYE_MESH][EYE_MESH], dv[EYE_MESH][EYE_MESH];
  for (int j = 0; j < EYE_MESH; j++)
    for (int i = 0; i < EYE_MESH; i++)
      settle_node(grid, i, j, &du[j][i], &dv[j][i]);
  smooth(du, grid->du);
  smooth(dv, grid->dv);
}
