/* SPDX-License-Identifier: Apache-2.0 */
#include "source/pixels.h"

#include <linux/videodev2.h>
#include <stdio.h>

#define FOURCC_Y8 v4l2_fourcc('Y', '8', ' ', ' ')
#define FOURCC_Y800 v4l2_fourcc('Y', '8', '0', '0')

const struct gate_pixels gate_pixels[] = {
  { .fourcc = V4L2_PIX_FMT_MJPEG, .jpeg = true },
  { .fourcc = V4L2_PIX_FMT_JPEG, .jpeg = true },
  { .fourcc = V4L2_PIX_FMT_GREY, .step = 1 },
  { .fourcc = FOURCC_Y8, .step = 1 },
  { .fourcc = FOURCC_Y800, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_YUYV, .step = 2 },
  { .fourcc = V4L2_PIX_FMT_YVYU, .step = 2 },
  { .fourcc = V4L2_PIX_FMT_UYVY, .step = 2, .first = 1 },
  { .fourcc = V4L2_PIX_FMT_VYUY, .step = 2, .first = 1 },
  { .fourcc = V4L2_PIX_FMT_NV12, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_NV21, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_NV16, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_NV61, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_YUV420, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_YVU420, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_YUV422P, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_NV12M, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_NV21M, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_NV16M, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_YUV420M, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_YVU420M, .step = 1 },
  { .fourcc = V4L2_PIX_FMT_Y10, .step = 2, .bits = 10 },
  { .fourcc = V4L2_PIX_FMT_Y12, .step = 2, .bits = 12 },
  { .fourcc = V4L2_PIX_FMT_Y16, .step = 2, .bits = 16 },
  { .fourcc = 0 },
};

void gate_pixels_say(const uint32_t *fourcc, size_t n, char *out) {
  *out = 0;
  for (size_t i = 0; i < n; i++) {
    if (i > 0) out += sprintf(out, ", ");
    for (int shift = 0; shift < 32; shift += 8) {
      const char c = (char)(fourcc[i] >> shift & 0x7f);
      if (c != ' ') *out++ = c > ' ' && c < 0x7f ? c : '?';
    }
    *out = 0;
  }
}

static void grey_row(const struct gate_pixels *pixels, const uint8_t *from, uint32_t width,
                     uint8_t *to) {
  if (pixels->step == 1) {
    memcpy(to, from, width);
    return;
  }
  from += pixels->first;
  for (uint32_t x = 0; !pixels->bits && x < width; x++)
    to[x] = from[2 * x];
  for (uint32_t x = 0; pixels->bits && x < width; x++)
    to[x] = (uint8_t)((from[2 * x] | from[2 * x + 1] << 8) >> (pixels->bits - 8));
}

bool gate_pixels_grey(const struct gate_pixels *pixels, struct tx_span bytes, uint32_t width,
                      uint32_t height, size_t stride, uint8_t *out) {
  if (bytes.n < stride * (height - 1) + (size_t)pixels->step * width) return false;
  for (uint32_t y = 0; y < height; y++)
    grey_row(pixels, bytes.p + y * stride, width, out + (size_t)y * width);
  return true;
}
