/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels.h"

#include <stdlib.h>
#include <string.h>

bool eye_frame_valid(const struct eye_frame *frame) {
  return frame->grey && frame->width > 0 && frame->height > 0 && frame->width <= EYE_SIDE_MAX &&
         frame->height <= EYE_SIDE_MAX && frame->stride >= frame->width &&
         frame->stride <= EYE_PIXELS_MAX / frame->height;
}

static bool make(uint32_t width, uint32_t height, float scale, struct eye_picture *out) {
  *out = (struct eye_picture){ .scale = scale };
  if (width == 0 || height == 0 || width > EYE_SIDE_MAX || height > EYE_SIDE_MAX ||
      (uint64_t)width * height > EYE_PIXELS_MAX)
    return false;
  out->grey = malloc((size_t)width * height);
  out->frame = (struct eye_frame){ out->grey, width, height, width };
  return out->grey != NULL;
}

void eye_picture_free(struct eye_picture *picture) {
  free(picture->grey);
  *picture = (struct eye_picture){ 0 };
}

static const uint8_t *row_of(const struct eye_frame *frame, uint32_t y) {
  return frame->grey + y * frame->stride;
}

static bool inverted(const struct eye_frame *frame, struct eye_picture *out) {
  if (!make(frame->width, frame->height, 1, out)) return false;
  for (uint32_t y = 0; y < frame->height; y++) {
    const uint8_t *in = row_of(frame, y);
    uint8_t *to = out->grey + (size_t)y * frame->width;
    for (uint32_t x = 0; x < frame->width; x++)
      to[x] = (uint8_t)(255 - in[x]);
  }
  return true;
}

/* Bilinear; pixel centres of the small grid lie between those of the large one. */
static bool twice(const struct eye_frame *frame, struct eye_picture *out) {
  if (!make(frame->width * 2, frame->height * 2, 2, out)) return false;
  for (uint32_t y = 0; y < out->frame.height; y++) {
    const uint32_t near_y = y / 2;
    const uint32_t far_y =
        y % 2 ? (near_y + 1 < frame->height ? near_y + 1 : near_y) : (near_y ? near_y - 1 : 0);
    const uint8_t *a = row_of(frame, near_y), *b = row_of(frame, far_y);
    uint8_t *to = out->grey + (size_t)y * out->frame.width;
    for (uint32_t x = 0; x < frame->width; x++) {
      const uint32_t left = x ? x - 1 : 0, right = x + 1 < frame->width ? x + 1 : x;
      const int here = 3 * a[x] + b[x];
      to[2 * x] = (uint8_t)((3 * here + 3 * a[left] + b[left] + 8) / 16);
      to[2 * x + 1] = (uint8_t)((3 * here + 3 * a[right] + b[right] + 8) / 16);
    }
  }
  return true;
}

static bool half(const struct eye_frame *frame, struct eye_picture *out) {
  if (!make(frame->width / 2, frame->height / 2, 0.5f, out)) return false;
  for (uint32_t y = 0; y < out->frame.height; y++) {
    const uint8_t *a = row_of(frame, 2 * y), *b = row_of(frame, 2 * y + 1);
    uint8_t *to = out->grey + (size_t)y * out->frame.width;
    for (uint32_t x = 0; x < out->frame.width; x++)
      to[x] = (uint8_t)((a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) / 4);
  }
  return true;
}

static uint8_t clamp(int value) {
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* Twice the size, then an unsharp mask over three pixels: what a soft lens took. */
static bool sharpened(const struct eye_frame *frame, struct eye_picture *out) {
  struct eye_picture large;
  if (!twice(frame, &large)) return false;
  const uint32_t width = large.frame.width, height = large.frame.height;
  if (!make(width, height, 2, out)) {
    eye_picture_free(&large);
    return false;
  }
  memcpy(out->grey, large.grey, (size_t)width * height);
  for (uint32_t y = 2; y + 2 < height; y++) {
    const uint8_t *in = large.grey + (size_t)y * width;
    const uint8_t *above = in - 2 * (size_t)width, *below = in + 2 * (size_t)width;
    uint8_t *to = out->grey + (size_t)y * width;
    for (uint32_t x = 2; x + 2 < width; x++) {
      const int around = in[x - 2] + in[x + 2] + above[x] + below[x];
      to[x] = clamp(in[x] + (4 * in[x] - around));
    }
  }
  eye_picture_free(&large);
  return true;
}

/* The darkest and lightest of each cell of side pixels, one byte each. */
static void extremes(const struct eye_frame *frame, uint32_t side, uint32_t columns, uint8_t *low,
                     uint8_t *high) {
  for (uint32_t y = 0; y < frame->height; y++) {
    const uint8_t *in = row_of(frame, y);
    for (uint32_t x = 0; x < frame->width; x++) {
      const size_t cell = (size_t)(y / side) * columns + x / side;
      if (in[x] < low[cell]) low[cell] = in[x];
      if (in[x] > high[cell]) high[cell] = in[x];
    }
  }
}

/* Black and white stretched to the full range of each neighbourhood: shadow, glare, dusk. */
static bool levelled(const struct eye_frame *frame, struct eye_picture *out) {
  enum { SIDE = 24 };
  const uint32_t columns = (frame->width + SIDE - 1) / SIDE;
  const uint32_t rows = (frame->height + SIDE - 1) / SIDE;
  const size_t cells = (size_t)columns * rows;
  uint8_t *low = malloc(cells * 2), *high = low ? low + cells : NULL;
  if (!low || !make(frame->width, frame->height, 1, out)) {
    free(low);
    return false;
  }
  memset(low, 255, cells);
  memset(high, 0, cells);
  extremes(frame, SIDE, columns, low, high);
  for (uint32_t y = 0; y < frame->height; y++) {
    const uint8_t *in = row_of(frame, y);
    uint8_t *to = out->grey + (size_t)y * frame->width;
    for (uint32_t x = 0; x < frame->width; x++) {
      const size_t cell = (size_t)(y / SIDE) * columns + x / SIDE;
      const int range = high[cell] - low[cell];
      to[x] = (uint8_t)(range < 24 ? in[x] : (in[x] - low[cell]) * 255 / range);
    }
  }
  free(low);
  return true;
}

bool eye_change(const struct eye_frame *frame, enum eye_change change, struct eye_picture *out) {
  *out = (struct eye_picture){ .frame = *frame, .scale = 1 };
  switch (change) {
  case EYE_AS_IS:
    return true;
  case EYE_INVERTED:
    return inverted(frame, out);
  case EYE_TWICE:
    return twice(frame, out);
  case EYE_HALF:
    return half(frame, out);
  case EYE_SHARPENED:
    return sharpened(frame, out);
  case EYE_LEVELLED:
    return levelled(frame, out);
  }
  return false;
}
