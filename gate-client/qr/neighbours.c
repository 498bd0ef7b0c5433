/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a module's neighbours add to it. Blur and motion spread a module's light over those around
 * it. From what is believed of all modules that spread is learnt, and with it what a place would
 * show; what it shows besides says more about the module there than the place itself. Belief goes
 * from module to module, doubtful at first and ever surer, as annealing has it. Whether a place is
 * darker because of its modules or because its level is off, nobody knows: a module is judged by
 * its spread's shape, which no level has.
 */
#include <math.h>
#include <string.h>

#include "modules.h"
#include "range.h"
#include "solve.h"

#define REACH 5 /* half modules that a module's light is followed */
#define SPAN (2 * REACH + 1)
#define RIM 3            /* modules of paper around the code */
#define WAYS (REACH + 1) /* modules along a line that reach a place */
#define TAPS (WAYS * WAYS)
#define RIDGE 0.002 /* of the mean power: what noise is presumed */
#define RIMMED (EYE_SIDE_MOST + 2 * RIM)

struct field {
  const struct eye_symbol *symbol;
  int width;                               /* of fine and rest, in half modules */
  float believed[RIMMED * RIMMED];         /* -1 to 1 */
  float rest[EYE_FINE_MAX * EYE_FINE_MAX]; /* of fine, without what is believed */
  float spread[SPAN][SPAN]; /* of a dark module's light, by half modules from its middle */
  float shape[SPAN][SPAN];  /* the same without its mean */
};

static float *believed_at(struct field *field, int x, int y) {
  return &field->believed[(y + RIM) * (field->symbol->side + 2 * RIM) + x + RIM];
}

static void believe(struct field *field, const struct eye_modules *modules) {
  const float *soft = modules->soft;
  const int side = field->symbol->side;
  float size = 0;
  for (int i = 0; i < side * side; i++)
    size += fabsf(soft[i]);
  const float scale = 1.5f * (float)(side * side) / eye_max(size, 1e-6f);
  for (int i = 0; i < (side + 2 * RIM) * (side + 2 * RIM); i++)
    field->believed[i] = -1;
  for (int i = 0; i < side * side; i++)
    *believed_at(field, i % side, i / side) = modules->known[i] != EYE_DATA
                                                  ? (float)modules->known[i]
                                                  : eye_clamp(scale * soft[i], -1, 1);
}

/* Half modules from the middles of modules to a place of that parity. */
static int ways_to(int parity, int out[WAYS]) {
  int n = 0;
  for (int way = parity ? 1 - REACH : -REACH; way <= REACH; way += 2)
    out[n++] = way;
  return n;
}

struct fit {
  int n;
  float sums[TAPS][TAPS], right[TAPS]; /* the lower half */
};

static void add_place(struct fit *fit, const float taps[TAPS], float value) {
  for (int i = 0; i < fit->n; i++) {
    fit->right[i] += taps[i] * value;
    for (int j = 0; j <= i; j++)
      fit->sums[i][j] += taps[i] * taps[j];
  }
}

static bool solve(const struct fit *fit, double weights[TAPS]) {
  static _Thread_local double gram[TAPS * TAPS];
  const int n = fit->n;
  double power = 0;
  for (int i = 0; i < n; i++)
    power += (double)fit->sums[i][i] / n;
  for (int i = 0; i < n; i++) {
    weights[i] = (double)fit->right[i];
    for (int j = 0; j <= i; j++)
      gram[i * n + j] = (double)fit->sums[i][j] + (i == j ? RIDGE * power : 0);
  }
  return eye_solve_symmetric(gram, weights, n);
}

/* From all places that lie alike to the modules: in the middle, on a side, in a corner. */
static bool learn_spread(struct field *field, const float *fine, int parity_x, int parity_y) {
  static _Thread_local struct fit fit;
  int ways_x[WAYS], ways_y[WAYS];
  double weights[TAPS];
  float taps[TAPS] = { 0 };
  const int nx = ways_to(parity_x, ways_x), ny = ways_to(parity_y, ways_y);
  const int last = 2 * field->symbol->side;
  memset(&fit, 0, sizeof fit);
  fit.n = nx * ny;
  for (int y = parity_y; y <= last; y += 2)
    for (int x = parity_x; x <= last; x += 2) {
      for (int j = 0; j < ny; j++)
        for (int i = 0; i < nx; i++)
          taps[j * nx + i] = *believed_at(field, (x - ways_x[i] - 1) / 2, (y - ways_y[j] - 1) / 2);
      add_place(&fit, taps, fine[(y + EYE_FINE_MARGIN) * field->width + x + EYE_FINE_MARGIN]);
    }
  if (!solve(&fit, weights)) return false;
  for (int j = 0; j < ny; j++)
    for (int i = 0; i < nx; i++)
      field->spread[ways_y[j] + REACH][ways_x[i] + REACH] = (float)weights[j * nx + i];
  return true;
}

/* The places that a module along a line reaches, as far as they were sampled. */
struct reach {
  int middle, first, last;
};

static struct reach reach_of(const struct field *field, int module) {
  const int middle = 2 * module + 1 + EYE_FINE_MARGIN, most = field->width - 1 - middle;
  return (struct reach){ middle, middle < REACH ? -middle : -REACH, most < REACH ? most : REACH };
}

static void add_module(struct field *field, int x, int y, float amount) {
  const struct reach h = reach_of(field, x), v = reach_of(field, y);
  for (int dy = v.first; dy <= v.last; dy++) {
    float *row = &field->rest[(v.middle + dy) * field->width];
    const float *spread = field->spread[dy + REACH];
    for (int dx = h.first; dx <= h.last; dx++)
      row[h.middle + dx] += amount * spread[dx + REACH];
  }
}

static float match_module(const struct field *field, int x, int y) {
  const struct reach h = reach_of(field, x), v = reach_of(field, y);
  float sum = 0;
  for (int dy = v.first; dy <= v.last; dy++) {
    const float *row = &field->rest[(v.middle + dy) * field->width];
    const float *shape = field->shape[dy + REACH];
    for (int dx = h.first; dx <= h.last; dx++)
      sum += row[h.middle + dx] * shape[dx + REACH];
  }
  return sum;
}

static void take_shape(struct field *field) {
  const float *spread = &field->spread[0][0];
  float sum = 0;
  for (int i = 0; i < SPAN * SPAN; i++)
    sum += spread[i];
  for (int i = 0; i < SPAN * SPAN; i++)
    (&field->shape[0][0])[i] = spread[i] - sum / (SPAN * SPAN);
}

static float mean_square(const float *values, int n) {
  float sum = 0;
  for (int i = 0; i < n; i++)
    sum += values[i] * values[i];
  return sum / (float)n;
}

/* Each module by what is left when all others are taken away, and they by it at once. */
static void sweep(struct field *field, float doubt, struct eye_modules *modules) {
  const struct eye_symbol *symbol = field->symbol;
  const float energy = SPAN * SPAN * mean_square(&field->shape[0][0], SPAN * SPAN);
  const float noise = doubt * mean_square(field->rest, field->width * field->width);
  for (int i = 0; i < symbol->side * symbol->side; i++) {
    const int x = i % symbol->side, y = i / symbol->side;
    float *believed = believed_at(field, x, y);
    modules->soft[i] = match_module(field, x, y) + energy * *believed;
    if (modules->known[i] != EYE_DATA) continue;
    const float next = tanhf(modules->soft[i] / eye_max(noise, 1e-6f));
    add_module(field, x, y, *believed - next);
    *believed = next;
  }
}

void eye_modules_cancel(const struct eye_symbol *symbol, struct eye_modules *modules) {
  static const float doubts[] = { 24, 18, 12, 9, 6, 6 };
  static _Thread_local struct field field;
  const int side = symbol->side;
  field.symbol = symbol;
  field.width = 2 * side + 2 * EYE_FINE_MARGIN;
  believe(&field, modules);
  for (int i = 0; i < 4; i++)
    if (!learn_spread(&field, modules->fine, i % 2, i / 2)) return;
  take_shape(&field);
  memcpy(field.rest, modules->fine, sizeof *field.rest * (size_t)(field.width * field.width));
  for (int y = -RIM; y < side + RIM; y++)
    for (int x = -RIM; x < side + RIM; x++)
      add_module(&field, x, y, -*believed_at(&field, x, y));
  for (size_t i = 0; i < sizeof doubts / sizeof *doubts; i++)
    sweep(&field, doubts[i], modules);
}
