/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A gate's camera, simulated: codes on paper or on screens, held into a street scene, seen through
 * a cheap lens. The same shot makes the same picture everywhere.
 */
#ifndef CITY_CAMERA_H
#define CITY_CAMERA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAMERA_HARDSHIPS(X)                                                                        \
  X(PLAIN, plain)                                                                                  \
  X(BLUR, blur)                                                                                    \
  X(MOTION, motion)                                                                                \
  X(GLARE, glare)                                                                                  \
  X(LOW_LIGHT, low_light)                                                                          \
  X(MOIRE, moire)                                                                                  \
  X(TILT, tilt)                                                                                    \
  X(INVERTED, inverted)                                                                            \
  X(SHADOW, shadow)                                                                                \
  X(CURVED, curved)

enum camera_hardship {
#define X(NAME, name) CAMERA_##NAME,
  CAMERA_HARDSHIPS(X)
#undef X
      CAMERA_HARDSHIP_COUNT
};

enum camera_medium { CAMERA_ANY, CAMERA_PAPER, CAMERA_SCREEN, CAMERA_LAMINATED };

#define CAMERA_CODES_MAX 10

struct camera_picture {
  uint8_t *grey; /* width bytes a row; owned */
  uint32_t width, height;
};

struct camera_shot {
  const char *texts[CAMERA_CODES_MAX]; /* held side by side; none is an idle street */
  size_t codes;
  const struct camera_picture *sheet; /* held instead of codes: something printed; may be NULL */
  double ppm; /* pixels a module, 1.5 to 8; a code that does not fit is made smaller. Of a sheet:
               * pixels for each of its own */
  enum camera_hardship hardship;
  enum camera_medium medium;
  double severity;        /* 0 mild to 1 harsh; below 0: by the seed */
  uint64_t seed;          /* place, background, severity */
  uint64_t noise_seed;    /* noise and the hand's tremor: frames of one scene differ only in this */
  uint32_t width, height; /* 0: 1280 x 720 */
};

/* False when a text does not fit a QR code, or memory is out. */
bool camera_take(const struct camera_shot *shot, struct camera_picture *out);
void camera_free(struct camera_picture *picture);

/* A PNG as a sheet to hold up; false: it is none, or memory is out. */
bool camera_read_sheet(const char *path, struct camera_picture *out);

/* JPEG in memory, as a camera sends it; *bytes is for free(). */
bool camera_jpeg(const struct camera_picture *picture, int quality, uint8_t **bytes, size_t *n);

/* Writes JPEG or PNG by the ending of path; false with errno. */
bool camera_write(const struct camera_picture *picture, const char *path, int quality);

/* Writes a PNG with alpha: what is dark becomes white ink, what is light becomes clear. */
bool camera_write_clear(const struct camera_picture *picture, const char *path);

const char *camera_hardship_name(enum camera_hardship hardship);

/* CAMERA_HARDSHIP_COUNT for an unknown name. */
enum camera_hardship camera_hardship_of(const char *name);

#endif
