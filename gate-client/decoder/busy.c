/* SPDX-License-Identifier: Apache-2.0 */
#include "busy.h"

#include <math.h>
#include <stdlib.h>

#include "qr/range.h"

#define CELL 32u /* pixels a side */
#define BLOCK 4u /* pixels along a line that are taken together */
#define LINES 8  /* of two rows each, in a cell */
#define BUSY 7   /* lines that make a cell busy */
#define MARGIN 80u
#define TAKEN 2
#define STEP_LEAST 5 /* in grey, that is a change */

struct cells {
  uint32_t columns, rows;
  uint8_t *lines; /* busy ones; then 1 is a busy cell, TAKEN one of a part */
};

struct extent {
  uint32_t n, left, top, right, bottom; /* cells; right and bottom are included */
};

static void free_cells(struct cells *cells) {
  free(cells->lines);
}

float eye_noise_of(const struct eye_frame *frame) {
  enum { SAMPLES = 1024 };
  uint32_t counts[256] = { 0 }, below = 0;
  int step = 0;
  if (frame->width < 3) return 0;
  for (uint32_t i = 0; i < SAMPLES; i++) {
    const uint8_t *at = frame->grey + (size_t)(i * 7919u % frame->height) * frame->stride +
                        i * 104729u % (frame->width - 2);
    counts[abs(at[2] - at[0])]++;
  }
  while (step < 255 && (below += counts[step]) < SAMPLES / 2)
    step++;
  /* Of what is spread like a bell, half lies within 0.954 of a difference's deviation. */
  const float deviation = (float)step / 0.954f;
  return deviation * deviation;
}

/* Eight pixels, of two rows. */
static int block_of(const uint8_t *a, const uint8_t *b) {
  return a[0] + a[1] + a[2] + a[3] + b[0] + b[1] + b[2] + b[3];
}

/* Counts, for each cell along a line, whether light there rises and falls: an edge does not. */
static void count_line(const uint8_t *a, const uint8_t *b, uint32_t columns, int step,
                       uint8_t *lines) {
  int last = block_of(a, b);
  for (uint32_t cell = 0; cell < columns; cell++) {
    bool rose = false, fell = false;
    for (uint32_t i = 0; i < CELL; i += BLOCK, a += BLOCK, b += BLOCK) {
      const int here = block_of(a, b);
      rose |= here - last > step;
      fell |= last - here > step;
      last = here;
    }
    lines[cell] = (uint8_t)(lines[cell] + (rose && fell));
  }
}

static bool count_cells(const struct eye_frame *frame, struct cells *out) {
  out->columns = frame->width / CELL;
  out->rows = frame->height / CELL;
  if (out->columns < 2 || out->rows < 2) return false;
  out->lines = calloc((size_t)out->columns, out->rows);
  if (!out->lines) return false;
  const float noise = 2 * sqrtf(eye_noise_of(frame) / 8);
  const int step = 8 * (int)eye_max(STEP_LEAST, noise);
  for (uint32_t y = 0; y < out->rows * CELL; y += CELL / LINES) {
    const uint8_t *row = frame->grey + (size_t)y * frame->stride;
    count_line(row, row + frame->stride, out->columns, step,
               out->lines + (size_t)(y / CELL) * out->columns);
  }
  for (size_t i = 0; i < (size_t)out->columns * out->rows; i++)
    out->lines[i] = out->lines[i] >= BUSY;
  return true;
}

static bool is_busy(const struct cells *cells, uint32_t x, uint32_t y) {
  return x < cells->columns && y < cells->rows && cells->lines[y * cells->columns + x];
}

/* Four of them in a square: less is no code. */
static bool begins_part(const struct cells *cells, uint32_t x, uint32_t y) {
  return is_busy(cells, x, y) && is_busy(cells, x + 1, y) && is_busy(cells, x, y + 1) &&
         is_busy(cells, x + 1, y + 1);
}

static void add(struct extent *extent, uint32_t x, uint32_t y) {
  extent->n++;
  if (x < extent->left) extent->left = x;
  if (y < extent->top) extent->top = y;
  if (x > extent->right) extent->right = x;
  if (y > extent->bottom) extent->bottom = y;
}

static bool is_taken(const struct cells *cells, uint32_t x, uint32_t y) {
  return x < cells->columns && y < cells->rows && cells->lines[y * cells->columns + x] == TAKEN;
}

static bool take_cell(const struct cells *cells, uint32_t x, uint32_t y, struct extent *part) {
  if (!is_busy(cells, x, y) || is_taken(cells, x, y)) return false;
  if (!is_taken(cells, x - 1, y) && !is_taken(cells, x + 1, y) && !is_taken(cells, x, y - 1) &&
      !is_taken(cells, x, y + 1))
    return false;
  cells->lines[y * cells->columns + x] = TAKEN;
  add(part, x, y);
  return true;
}

/* Takes what hangs together with a cell, sweep by sweep. */
static struct extent take_part(const struct cells *cells, uint32_t x0, uint32_t y0) {
  struct extent out = { 0, x0, y0, x0, y0 };
  bool more = true;
  cells->lines[y0 * cells->columns + x0] = TAKEN;
  add(&out, x0, y0);
  while (more) {
    more = false;
    for (uint32_t y = out.top ? out.top - 1 : 0; y <= out.bottom + 1; y++)
      for (uint32_t x = out.left ? out.left - 1 : 0; x <= out.right + 1; x++)
        more |= take_cell(cells, x, y, &out);
  }
  return out;
}

static struct extent largest(const struct cells *cells) {
  struct extent best = { 0 };
  for (uint32_t y = 0; y + 1 < cells->rows; y++)
    for (uint32_t x = 0; x + 1 < cells->columns; x++) {
      if (cells->lines[y * cells->columns + x] == TAKEN || !begins_part(cells, x, y)) continue;
      const struct extent part = take_part(cells, x, y);
      if (part.n > best.n) best = part;
    }
  return best;
}

bool eye_busy_part(const struct eye_frame *frame, struct eye_frame *part, float *left, float *top) {
  __attribute__((cleanup(free_cells))) struct cells cells = { 0 };
  if (!count_cells(frame, &cells)) return false;
  const struct extent busy = largest(&cells);
  if (busy.n < 4) return false;
  const uint32_t l = busy.left * CELL > MARGIN ? busy.left * CELL - MARGIN : 0;
  const uint32_t t = busy.top * CELL > MARGIN ? busy.top * CELL - MARGIN : 0;
  const uint32_t r = (busy.right + 1) * CELL + MARGIN, b = (busy.bottom + 1) * CELL + MARGIN;
  const uint32_t right = r < frame->width ? r : frame->width;
  const uint32_t bottom = b < frame->height ? b : frame->height;
  *part = (struct eye_frame){ frame->grey + t * frame->stride + l, right - l, bottom - t,
                              frame->stride };
  *left = (float)l;
  *top = (float)t;
  return true;
}
