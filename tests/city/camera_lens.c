/* SPDX-License-Identifier: Apache-2.0 */
#include "city/camera_scene.h"

#include <stdlib.h>
#include <string.h>

#define KERNEL_MAX 41

static float *cell(const struct light *light, uint32_t x, uint32_t y) {
  return &light->at[(size_t)y * light->width + x];
}

static float bounded(const struct light *light, int x, int y) {
  const int w = (int)light->width - 1, h = (int)light->height - 1;
  return *cell(light, (uint32_t)(x < 0 ? 0 : x > w ? w : x), (uint32_t)(y < 0 ? 0 : y > h ? h : y));
}

/* Averages along a line of (dx, dy) a step, by weights. */
static bool smear(struct light *light, const double *weights, int n, double dx, double dy) {
  float *to = malloc((size_t)light->width * light->height * sizeof *to);
  if (!to) return false;
  for (uint32_t y = 0; y < light->height; y++)
    for (uint32_t x = 0; x < light->width; x++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        const double k = i - (n - 1) / 2.0, fx = x + dx * k, fy = y + dy * k;
        const int ix = (int)floor(fx), iy = (int)floor(fy);
        const double ax = fx - ix, ay = fy - iy;
        sum += weights[i] *
               ((1 - ay) * ((1 - ax) * bounded(light, ix, iy) + ax * bounded(light, ix + 1, iy)) +
                ay * ((1 - ax) * bounded(light, ix, iy + 1) + ax * bounded(light, ix + 1, iy + 1)));
      }
      to[(size_t)y * light->width + x] = (float)sum;
    }
  free(light->at);
  light->at = to;
  return true;
}

static int normalise(double *weights, int n) {
  double sum = 0;
  for (int i = 0; i < n; i++)
    sum += weights[i];
  for (int i = 0; i < n; i++)
    weights[i] /= sum;
  return n;
}

static bool defocus(struct light *light, double sigma) {
  double weights[KERNEL_MAX];
  const int reach = (int)fmin((KERNEL_MAX - 1) / 2.0, ceil(sigma * 3));
  for (int i = -reach; i <= reach; i++)
    weights[i + reach] = exp(-i * i / (2 * sigma * sigma));
  const int n = normalise(weights, 2 * reach + 1);
  return smear(light, weights, n, 1, 0) && smear(light, weights, n, 0, 1);
}

static bool motion(struct light *light, double pixels, double angle) {
  double weights[KERNEL_MAX];
  const int n = (int)fmin(KERNEL_MAX, fmax(3, 2 * ceil(pixels) + 1));
  for (int i = 0; i < n; i++)
    weights[i] = 1;
  const double step = pixels / (n - 1);
  return smear(light, weights, normalise(weights, n), step * cos(angle), step * sin(angle));
}

/* A lamp mirrored in glass: a soft-edged spot, close to white in its middle. */
static void glare(const struct light *light, double severity, struct chance *c) {
  const double size = light->subject_size;
  const double cx = light->subject_x + chance_span(c, -0.45, 0.45) * size;
  const double cy = light->subject_y + chance_span(c, -0.45, 0.45) * size;
  const double wide = size * (0.12 + 0.25 * severity), power = 0.5 + 1.2 * severity;
  const double flat = chance_span(c, 0.3, 1);
  for (uint32_t y = 0; y < light->height; y++)
    for (uint32_t x = 0; x < light->width; x++) {
      const double dx = (x - cx) / wide, dy = (y - cy) / (wide * flat);
      *cell(light, x, y) += (float)(power * exp(-(dx * dx + dy * dy)));
    }
}

/* The edge of somebody's shadow, and behind it a slope. */
static void shadow(const struct light *light, double severity, struct chance *c) {
  const double angle = chance_span(c, 0, 6.28), deep = 0.35 - 0.25 * severity;
  const double soft = chance_span(c, 3, 30);
  const double off = chance_span(c, -0.4, 0.4) * light->subject_size;
  for (uint32_t y = 0; y < light->height; y++)
    for (uint32_t x = 0; x < light->width; x++) {
      const double d = (x - light->subject_x) * cos(angle) + (y - light->subject_y) * sin(angle);
      const double lit = 1 / (1 + exp(-(d - off) / soft));
      const double slope = 1 - 0.4 * severity * fabs(d) / light->width;
      *cell(light, x, y) *= (float)((deep + (1 - deep) * lit) * slope);
    }
}

/* The screen's own raster beats with the sensor's. */
static void moire(const struct light *light, double severity, struct chance *c) {
  const double angle = chance_span(c, 0, 3.14), long_wave = chance_span(c, 7, 26);
  const double short_wave = chance_span(c, 2.3, 4), deep = 0.18 + 0.4 * severity;
  for (uint32_t y = 0; y < light->height; y++)
    for (uint32_t x = 0; x < light->width; x++) {
      const double a = x * cos(angle) + y * sin(angle), b = y * cos(angle) - x * sin(angle);
      const double wave = 0.6 * sin(6.2832 * (a + 4 * sin(b / 60)) / long_wave) +
                          0.4 * sin(6.2832 * b / short_wave);
      *cell(light, x, y) = (float)(*cell(light, x, y) * (1 + deep * wave) + 0.08 * severity);
    }
}

/* Photons, then the amplifier's own noise. */
static void noise(const struct light *light, double exposure, double amplifier, struct chance *c) {
  const size_t n = (size_t)light->width * light->height;
  for (size_t i = 0; i < n; i++) {
    const double photons = fmax(0, light->at[i]) * exposure;
    light->at[i] = (float)(light->at[i] + chance_bell(c) * (sqrt(photons) / exposure + amplifier));
  }
}

static bool optics(struct light *light, const struct camera_shot *shot, double severity,
                   struct chance *c) {
  const double soft = 0.45 + chance_span(c, 0, 0.25);
  switch (shot->hardship) {
  case CAMERA_BLUR:
    return defocus(light, shot->ppm * (0.35 + 0.5 * severity));
  case CAMERA_MOTION:
    return motion(light, shot->ppm * (0.8 + 1.5 * severity), chance_span(c, 0, 3.14)) &&
           defocus(light, soft);
  case CAMERA_GLARE:
    glare(light, severity, c);
    break;
  case CAMERA_MOIRE:
    moire(light, severity, c);
    break;
  case CAMERA_SHADOW:
    shadow(light, severity, c);
    break;
  case CAMERA_PLAIN:
  case CAMERA_LOW_LIGHT:
  case CAMERA_TILT:
  case CAMERA_INVERTED:
  case CAMERA_CURVED:
  case CAMERA_HARDSHIP_COUNT:
    break;
  }
  return defocus(light, soft);
}

bool lens_spoil(struct light *light, const struct camera_shot *shot, double severity) {
  struct chance c = chance_of(shot->seed, 2), grain = chance_of(shot->noise_seed, 3);
  if (!optics(light, shot, severity, &c)) return false;
  if (shot->hardship != CAMERA_LOW_LIGHT) {
    noise(light, 1500, 0.006, &grain);
    return true;
  }
  const double gain = 0.28 - 0.2 * severity;
  const size_t n = (size_t)light->width * light->height;
  for (size_t i = 0; i < n; i++)
    light->at[i] *= (float)gain;
  noise(light, 500, 0.004 + 0.012 * severity, &grain);
  return true;
}
