/* SPDX-License-Identifier: Apache-2.0 */
#include "city/camera_scene.h"

#include <qrencode.h>
#include <string.h>

#define QUIET 4.0 /* modules around a code */
#define FINE 3    /* samples a side of a pixel */

/* Where a code stands: from pixels to modules. */
struct pose {
  double m[9]; /* homography, pixel to module */
  double bend; /* of a curved sheet: part of the width by which its middle comes closer */
  int side;    /* modules of the code; of a sheet, the longer side's pixels */
  const struct camera_picture *sheet;
  float white, black, around;
  bool inverted;
  const uint8_t *modules;
};

static float *cell(const struct light *light, uint32_t x, uint32_t y) {
  return &light->at[(size_t)y * light->width + x];
}

static void fill(const struct light *light, int x0, int y0, int w, int h, float value) {
  for (int y = y0 < 0 ? 0 : y0; y < y0 + h && y < (int)light->height; y++)
    for (int x = x0 < 0 ? 0 : x0; x < x0 + w && x < (int)light->width; x++)
      *cell(light, (uint32_t)x, (uint32_t)y) = value;
}

/* Strokes in rows, as on a notice board: the texture that looks most like a code. */
static void writing(const struct light *light, struct chance *c) {
  const int x0 = chance_between(c, 0, (int)light->width - 200);
  const int y0 = chance_between(c, 0, (int)light->height - 120);
  const int high = chance_between(c, 6, 16);
  fill(light, x0 - 10, y0 - 10, 220, 130, 0.6f);
  for (int line = 0; line < 110 / (high * 2); line++)
    for (int x = 0; x < 200; x += chance_between(c, 2, 7))
      fill(light, x0 + x, y0 + line * high * 2 + chance_between(c, 0, 3), chance_between(c, 1, 3),
           chance_between(c, 2, high), 0.12f);
}

void scene_background(struct light *light, uint64_t seed) {
  struct chance c = chance_of(seed, 1);
  const double base = chance_span(&c, 0.2, 0.5), slope = chance_span(&c, -0.2, 0.2);
  for (uint32_t y = 0; y < light->height; y++)
    for (uint32_t x = 0; x < light->width; x++)
      *cell(light, x, y) = (float)(base + slope * x / light->width);
  const int shapes = chance_between(&c, 8, 30);
  for (int i = 0; i < shapes; i++) {
    const int x = chance_between(&c, -100, (int)light->width);
    const int y = chance_between(&c, -100, (int)light->height);
    fill(light, x, y, chance_between(&c, 10, 300), chance_between(&c, 10, 300),
         (float)chance_span(&c, 0.05, 0.7));
  }
  const int boards = chance_between(&c, 0, 3);
  for (int i = 0; i < boards; i++)
    writing(light, &c);
}

/* The sheet lies in the middle of its square; its ink is as dark and its paper as bright as any. */
static float ink_at(const struct pose *pose, double u, double v) {
  const struct camera_picture *sheet = pose->sheet;
  const double x = u - (pose->side - (double)sheet->width) / 2;
  const double y = v - (pose->side - (double)sheet->height) / 2;
  if (x < 0 || y < 0 || x >= sheet->width || y >= sheet->height) return -1;
  const uint8_t grey = sheet->grey[(size_t)y * sheet->width + (size_t)x];
  return pose->black + (pose->white - pose->black) * (float)grey / 255;
}

static float module_at(const struct pose *pose, double u, double v) {
  if (pose->sheet) return ink_at(pose, u, v);
  if (u < -QUIET || v < -QUIET || u >= pose->side + QUIET || v >= pose->side + QUIET) return -1;
  bool dark = false;
  if (u >= 0 && v >= 0 && u < pose->side && v < pose->side)
    dark = pose->modules[(int)v * pose->side + (int)u] & 1;
  return dark != pose->inverted ? pose->black : pose->white;
}

/* A sheet around an arm or a bottle: its sides turn away. */
static double unbend(const struct pose *pose, double u) {
  const double half = pose->side / 2.0, t = (u - half) / (half + QUIET);
  if (pose->bend <= 0) return u;
  const double reach = t * sin(pose->bend);
  if (fabs(reach) >= 1) return -1e9;
  return half + asin(reach) / pose->bend * (half + QUIET);
}

static float sample(const struct pose *pose, double x, double y) {
  const double *m = pose->m;
  const double w = m[6] * x + m[7] * y + m[8];
  const double u = (m[0] * x + m[1] * y + m[2]) / w, v = (m[3] * x + m[4] * y + m[5]) / w;
  return module_at(pose, unbend(pose, u), v);
}

static void draw(const struct light *light, const struct pose *pose, double cx, double cy,
                 double reach) {
  const int x0 = (int)fmax(0, cx - reach), x1 = (int)fmin(light->width - 1, cx + reach);
  const int y0 = (int)fmax(0, cy - reach), y1 = (int)fmin(light->height - 1, cy + reach);
  for (int y = y0; y <= y1; y++)
    for (int x = x0; x <= x1; x++) {
      float *out = cell(light, (uint32_t)x, (uint32_t)y), sum = 0;
      for (int i = 0; i < FINE * FINE; i++) {
        const int column = i % FINE, row = i / FINE;
        const double fx = (column + 0.5) / FINE, fy = (row + 0.5) / FINE;
        const float value = sample(pose, x + fx, y + fy);
        sum += value < 0 ? *out : value;
      }
      *out = sum / (FINE * FINE);
    }
}

static void invert(const double a[9], double out[9]) {
  const double cof[9] = { a[4] * a[8] - a[5] * a[7], a[2] * a[7] - a[1] * a[8],
                          a[1] * a[5] - a[2] * a[4], a[5] * a[6] - a[3] * a[8],
                          a[0] * a[8] - a[2] * a[6], a[2] * a[3] - a[0] * a[5],
                          a[3] * a[7] - a[4] * a[6], a[1] * a[6] - a[0] * a[7],
                          a[0] * a[4] - a[1] * a[3] };
  memcpy(out, cof, sizeof cof);
}

/* A plane turned by roll in the picture, then tipped backwards about an axis of its own. */
static void turn(struct pose *pose, double cx, double cy, double ppm, double roll, double tip,
                 double axis) {
  const double half = pose->side / 2.0, far = 3.0 * (pose->side + 2 * QUIET);
  const double c = cos(roll), s = sin(roll), ca = cos(axis), sa = sin(axis);
  /* Rotation about the axis (ca, sa, 0) by tip; only x, y and depth of the plane's points. */
  const double k = 1 - cos(tip);
  const double r00 = cos(tip) + ca * ca * k, r01 = ca * sa * k, r11 = cos(tip) + sa * sa * k;
  const double r20 = -sa * sin(tip), r21 = ca * sin(tip);
  const double px = r00 * c + r01 * s, qx = -r00 * s + r01 * c;
  const double py = r01 * c + r11 * s, qy = -r01 * s + r11 * c;
  const double pz = (r20 * c + r21 * s) / far, qz = (-r20 * s + r21 * c) / far;
  /* From modules, about the middle, to pixels. */
  double to[9] = {
    ppm * px + cx * pz, ppm * qx + cx * qz, 0, ppm * py + cy * pz, ppm * qy + cy * qz, 0, pz, qz, 0
  };
  for (int row = 0; row < 3; row++)
    to[row * 3 + 2] = -(to[row * 3] + to[row * 3 + 1]) * half;
  to[2] += cx;
  to[5] += cy;
  to[8] += 1;
  invert(to, pose->m);
}

static void pose_by_hardship(struct pose *pose, const struct camera_shot *shot, double severity,
                             struct chance *c, double *tip) {
  const bool laminated = shot->medium == CAMERA_LAMINATED;
  const bool screen = shot->medium == CAMERA_SCREEN ||
                      (shot->medium == CAMERA_ANY && chance_in(c, 2)) ||
                      shot->hardship == CAMERA_MOIRE;
  pose->white = screen ? 0.95f : (float)chance_span(c, 0.55, 0.8);
  pose->black = screen ? 0.04f : laminated ? 0.16f : 0.07f; /* film has a haze */
  pose->inverted = shot->hardship == CAMERA_INVERTED;
  *tip = chance_span(c, 0, 0.15);
  if (shot->hardship == CAMERA_TILT) *tip = 0.45 + 0.6 * severity;
  if (shot->hardship == CAMERA_CURVED) pose->bend = 0.5 + 0.8 * severity;
}

static bool place_pose(struct light *light, const struct camera_shot *shot, double severity,
                       size_t nth, struct pose pose) {
  struct chance c = chance_of(shot->seed, 100 + nth), hand = chance_of(shot->noise_seed, nth);
  double tip;
  pose_by_hardship(&pose, shot, severity, &c, &tip);
  const double columns = shot->codes > 5 ? 5 : (double)shot->codes;
  const double rows = shot->codes > 5 ? 2 : 1;
  const double cell_w = light->width / columns, cell_h = light->height / rows;
  const double whole = pose.side + 2 * QUIET;
  const double room = fmin(cell_w, cell_h) / whole / 1.1;
  const double ppm = fmin(shot->ppm, room), reach = ppm * whole * 0.8;
  const double roll = shot->codes > 1 ? chance_span(&c, -0.1, 0.1) : chance_span(&c, -0.35, 0.35);
  const double spare_x = fmax(0, cell_w / 2 - ppm * whole * 0.6);
  const double spare_y = fmax(0, cell_h / 2 - ppm * whole * 0.6);
  const unsigned column = (unsigned)nth % 5, row = (unsigned)nth / 5;
  const double cx =
      cell_w * (column + 0.5) + chance_span(&c, -spare_x, spare_x) + chance_span(&hand, -0.5, 0.5);
  const double cy =
      cell_h * (row + 0.5) + chance_span(&c, -spare_y, spare_y) + chance_span(&hand, -0.5, 0.5);
  turn(&pose, cx, cy, ppm, roll, tip, chance_span(&c, 0, 6.28));
  draw(light, &pose, cx, cy, reach);
  if (nth > 0) return true;
  light->subject_x = cx;
  light->subject_y = cy;
  light->subject_size = ppm * whole;
  return true;
}

static bool place(struct light *light, const struct camera_shot *shot, double severity,
                  size_t nth) {
  QRcode *code = QRcode_encodeString(shot->texts[nth], 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  if (!code) return false;
  const struct pose pose = { .side = code->width, .modules = code->data };
  const bool placed = place_pose(light, shot, severity, nth, pose);
  QRcode_free(code);
  return placed;
}

static bool place_sheet(struct light *light, const struct camera_shot *shot, double severity) {
  const struct camera_picture *sheet = shot->sheet;
  struct camera_shot alone = *shot;
  const uint32_t side = sheet->width > sheet->height ? sheet->width : sheet->height;
  alone.codes = 1;
  return place_pose(light, &alone, severity, 0, (struct pose){ .side = (int)side, .sheet = sheet });
}

bool scene_codes(struct light *light, const struct camera_shot *shot, double severity) {
  if (shot->sheet) return place_sheet(light, shot, severity);
  for (size_t i = 0; i < shot->codes && i < CAMERA_CODES_MAX; i++)
    if (!place(light, shot, severity, i)) return false;
  return true;
}
