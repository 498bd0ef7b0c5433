/* SPDX-License-Identifier: Apache-2.0 */
#include "wav.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE_MIN 8000
#define RATE_MAX 48000

static uint32_t u32(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint16_t u16(const uint8_t *p) {
  return (uint16_t)(p[0] | p[1] << 8);
}

static bool read_format(const uint8_t *p, size_t n, struct wave *out) {
  if (n < 16 || u16(p) != 1 || u16(p + 2) != 1 || u16(p + 14) != 16) return false;
  out->rate = u32(p + 4);
  return out->rate >= RATE_MIN && out->rate <= RATE_MAX;
}

static bool read_samples(const uint8_t *p, size_t n, struct wave *out) {
  out->count = n / 2;
  out->samples = calloc(out->count > 0 ? out->count : 1, sizeof *out->samples);
  for (size_t i = 0; out->samples && i < out->count; i++)
    out->samples[i] = (int16_t)u16(p + 2 * i);
  return out->samples;
}

bool wave_read(const uint8_t *bytes, size_t n, struct wave *out) {
  *out = (struct wave){ 0 };
  if (n < 12 || memcmp(bytes, "RIFF", 4) != 0 || memcmp(bytes + 8, "WAVE", 4) != 0) return false;
  for (size_t at = 12; n - at >= 8;) {
    const uint8_t *chunk = bytes + at;
    size_t size = u32(chunk + 4), left = n - at - 8;
    bool data = memcmp(chunk, "data", 4) == 0;
    /* A writer that could not seek leaves the last length open. */
    if (size > left && !data) return false;
    if (data) return out->rate > 0 && read_samples(chunk + 8, size < left ? size : left, out);
    if (memcmp(chunk, "fmt ", 4) == 0 && !read_format(chunk + 8, size, out)) return false;
    size += size % 2;
    if (size > left) return false;
    at += 8 + size;
  }
  return false;
}

bool wave_load(const char *path, struct wave *out) {
  *out = (struct wave){ 0 };
  FILE *f = fopen(path, "rbe");
  uint8_t *bytes = f ? malloc(WAVE_MAX) : NULL;
  size_t n = bytes ? fread(bytes, 1, WAVE_MAX, f) : 0;
  if (f) fclose(f);
  bool read = bytes && wave_read(bytes, n, out);
  free(bytes);
  return read;
}

void wave_finish(struct wave *wave) {
  free(wave->samples);
  *wave = (struct wave){ 0 };
}
