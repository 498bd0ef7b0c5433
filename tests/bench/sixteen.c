/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sixteen hardships, a hundred frames each: the ten of the camera, and six that are done to a plain
 * frame. sixteen DIR [SEED [EACH]] makes the frames, reads them with the decoder and each packaged
 * reader, and leaves them in DIR for others (p6_newest.mjs). By hand: minutes.
 */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"
#include "city/camera.h"
#include "city/camera_scene.h"
#include "decoder/decoder.h"
#include "picture/image.h"
#include "qr/reader.h"

#define PPM_LOW 2.0
#define PPM_HIGH 4.6
#define QUALITY 75
#define PASS_SIZE 217
#define LIVE_SIZE 431

enum after { MIRRORED, TURNED, FAINT, SPECKED, SCRATCHED, COARSE, AFTERS };
static const char *const after_names[AFTERS] = { "mirrored", "turned",    "faint",
                                                 "specked",  "scratched", "coarse" };
#define HARDSHIPS ((size_t)CAMERA_HARDSHIP_COUNT + AFTERS)

enum way { EYE, ZXING, ZBAR, WAYS };
static const char *const way_names[WAYS] = { "the decoder", "zxing-cpp alone", "ZBar alone" };

struct frame {
  struct gate_image image;
  char text[LIVE_SIZE + 1];
};

struct readers {
  struct eye *eye;
  struct eye_reader *alone[WAYS];
};

static void stop(const char *what) {
  fprintf(stderr, "sixteen: %s\n", what);
  exit(70);
}

static const char *name_of(size_t hardship) {
  return hardship < CAMERA_HARDSHIP_COUNT ? camera_hardship_name((enum camera_hardship)hardship)
                                          : after_names[hardship - CAMERA_HARDSHIP_COUNT];
}

static void text_of(struct chance *c, size_t nth, char *text) {
  static const char base45[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const size_t size = nth % 2 ? LIVE_SIZE : PASS_SIZE;
  memcpy(text, nth % 2 ? "TL1:" : "TX1:", 4);
  for (size_t i = 4; i < size; i++)
    text[i] = base45[chance_below(c, sizeof base45 - 1)];
  text[size] = 0;
}

static void mirror(const struct camera_picture *picture) {
  for (uint32_t y = 0; y < picture->height; y++) {
    uint8_t *row = picture->grey + (size_t)y * picture->width;
    for (uint32_t a = 0, b = picture->width - 1; a < b; a++, b--) {
      const uint8_t kept = row[a];
      row[a] = row[b];
      row[b] = kept;
    }
  }
}

/* What lies at x, y, between four pixels; past the border that of its nearest. */
static uint8_t between(const uint8_t *grey, int width, int height, double x, double y) {
  x = fmin(fmax(x, 0), width - 1.001);
  y = fmin(fmax(y, 0), height - 1.001);
  const int ix = (int)x, iy = (int)y;
  const double ax = x - ix, ay = y - iy;
  const uint8_t *p = grey + (size_t)iy * (size_t)width + ix;
  return (uint8_t)((1 - ay) * ((1 - ax) * p[0] + ax * p[1]) +
                   ay * ((1 - ax) * p[width] + ax * p[width + 1]) + 0.5);
}

/* A phone held at any angle: the frame turned about its middle, and made as large as to show all.
 */
static void turn(struct camera_picture *picture, struct chance *c) {
  const int width = (int)picture->width, height = (int)picture->height;
  const double angle = chance_span(c, 0.4, 5.9), ca = cos(angle), sa = sin(angle);
  uint8_t *to = malloc((size_t)width * (size_t)width);
  if (!to) stop("out of memory");
  for (int y = 0; y < width; y++)
    for (int x = 0; x < width; x++) {
      const double dx = x - width / 2.0, dy = y - width / 2.0;
      to[(size_t)y * (size_t)width + (size_t)x] =
          between(picture->grey, width, height, width / 2.0 + ca * dx - sa * dy,
                  height / 2.0 + sa * dx + ca * dy);
    }
  free(picture->grey);
  picture->grey = to;
  picture->height = picture->width;
}

/* A printer at the end of its ribbon, behind a dirty window. */
static void fade(const struct camera_picture *picture, double severity) {
  const double left = 0.35 - 0.27 * severity;
  for (size_t i = 0; i < (size_t)picture->width * picture->height; i++)
    picture->grey[i] = (uint8_t)(150 + (picture->grey[i] - 150) * left);
}

static void blot(const struct camera_picture *picture, double cx, double cy, double reach,
                 uint8_t shade) {
  for (int y = (int)fmax(0, cy - reach); y <= cy + reach && y < (int)picture->height; y++)
    for (int x = (int)fmax(0, cx - reach); x <= cx + reach && x < (int)picture->width; x++)
      if (hypot(x - cx, y - cy) <= reach)
        picture->grey[(size_t)y * picture->width + (size_t)x] = shade;
}

/* A worn card: dirt, and spots where the ink is gone, a module or so wide, finders included. */
static void speck(const struct camera_picture *picture, double severity, double ppm,
                  struct chance *c) {
  const double covered = (0.01 + 0.06 * severity) * picture->width * picture->height;
  for (double sum = 0; sum < covered;) {
    const double reach = ppm * chance_span(c, 0.3, 0.9);
    blot(picture, chance_span(c, 0, picture->width), chance_span(c, 0, picture->height), reach,
         chance_in(c, 2) ? 40 : 220);
    sum += 3.14 * reach * reach;
  }
}

/* A card that was scratched: light lines from border to border, a third of a module to one wide. */
static void scratch(const struct camera_picture *picture, double severity, double ppm,
                    struct chance *c) {
  const int lines = 10 + (int)(50 * severity);
  for (int i = 0; i < lines; i++) {
    const double angle = chance_span(c, 0, 3.14), half = ppm * chance_span(c, 0.15, 0.5);
    double x = chance_span(c, 0, picture->width), y = chance_span(c, 0, picture->height);
    x -= 1500 * cos(angle);
    y -= 1500 * sin(angle);
    for (int step = 0; step < 3000; step++)
      blot(picture, x + step * cos(angle), y + step * sin(angle), half, 215);
  }
}

static int spoil(struct camera_picture *picture, size_t hardship, double severity, double ppm,
                 struct chance *c) {
  if (hardship < CAMERA_HARDSHIP_COUNT) return QUALITY;
  switch ((enum after)(hardship - CAMERA_HARDSHIP_COUNT)) {
  case MIRRORED:
    mirror(picture);
    break;
  case TURNED:
    turn(picture, c);
    break;
  case FAINT:
    fade(picture, severity);
    break;
  case SPECKED:
    speck(picture, severity, ppm, c);
    break;
  case SCRATCHED:
    scratch(picture, severity, ppm, c);
    break;
  case COARSE:
    return 35 - (int)(28 * severity);
  case AFTERS:
    break;
  }
  return QUALITY;
}

static void keep(const char *dir, const char *name, const uint8_t *jpeg, size_t n,
                 const char *text) {
  const struct {
    const char *ending;
    const void *bytes;
    size_t n;
  } files[] = { { "jpg", jpeg, n }, { "txt", text, strlen(text) } };
  for (int i = 0; i < 2; i++) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s.%s", dir, name, files[i].ending);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(files[i].bytes, 1, files[i].n, file) != files[i].n || fclose(file) != 0)
      stop(strerror(errno));
  }
}

static void shoot(uint64_t seed, size_t nth, size_t hardship, const char *dir, struct frame *out) {
  struct chance c = chance_of(seed, 20000 + nth);
  struct camera_picture picture;
  char name[64];
  uint8_t *jpeg;
  size_t n;
  text_of(&c, nth, out->text);
  const bool seen = hardship < CAMERA_HARDSHIP_COUNT;
  const double severity = chance_real(&c);
  const struct camera_shot shot = { .texts = { out->text },
                                    .codes = 1,
                                    .ppm = chance_span(&c, PPM_LOW, PPM_HIGH),
                                    .hardship =
                                        seen ? (enum camera_hardship)hardship : CAMERA_PLAIN,
                                    .severity = severity,
                                    .seed = seed * 1000003 + nth,
                                    .noise_seed = nth };
  if (!camera_take(&shot, &picture)) stop("out of memory");
  const int quality = spoil(&picture, hardship, severity, shot.ppm, &c);
  if (!camera_jpeg(&picture, quality, &jpeg, &n)) stop("out of memory");
  snprintf(name, sizeof name, "%04zu-%s", nth, name_of(hardship));
  keep(dir, name, jpeg, n, out->text);
  if (gate_image_decode(tx_span_of(jpeg, n), name, &out->image) != TX_OK) stop(out->image.en);
  free(jpeg);
  camera_free(&picture);
}

static bool look(const struct readers *readers, enum way way, const struct frame *frame) {
  static struct eye_texts texts;
  const struct gate_frame *grey = &frame->image.frame;
  const struct eye_frame view = { grey->grey, grey->width, grey->height, grey->stride };
  bool read = false;
  texts.n = 0;
  if (way == EYE)
    eye_read(readers->eye, &view, EYE_STREAM, &texts);
  else if (readers->alone[way])
    readers->alone[way]->kind->read(readers->alone[way], &view, true, &texts);
  for (uint32_t i = 0; i < texts.n; i++)
    read |= texts.at[i].size == strlen(frame->text) &&
            memcmp(texts.at[i].bytes, frame->text, texts.at[i].size) == 0;
  if (texts.n > read) printf("%s misread a frame\n", way_names[way]);
  return read;
}

static struct eye_reader *open_alone(const char *name) {
  for (size_t i = 0; eye_reader_kinds[i]; i++)
    if (strcmp(eye_reader_kinds[i]->name, name) == 0) return eye_reader_kinds[i]->open();
  return NULL; /* this build does not have it */
}

int main(int argc, char **argv) {
  if (argc < 2) stop("usage: sixteen DIR [SEED [EACH]]");
  const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
  const size_t each = argc > 3 ? strtoul(argv[3], NULL, 10) : 100;
  const struct readers readers = { eye_open(), { NULL, open_alone("zxing"), open_alone("zbar") } };
  int total[WAYS] = { 0 };
  if (!readers.eye) stop("out of memory");
  if (mkdir(argv[1], 0755) != 0 && errno != EEXIST) stop(strerror(errno));
  printf("%-12s %12s %16s %12s\n", "", way_names[EYE], way_names[ZXING], way_names[ZBAR]);
  for (size_t hardship = 0; hardship < HARDSHIPS; hardship++) {
    int read[WAYS] = { 0 };
    for (size_t i = 0; i < each; i++) {
      static struct frame frame;
      shoot(seed, hardship * each + i, hardship, argv[1], &frame);
      for (int way = 0; way < WAYS; way++)
        read[way] += look(&readers, (enum way)way, &frame);
      gate_image_free(&frame.image);
    }
    printf("%-12s %12d %16d %12d\n", name_of(hardship), read[EYE], read[ZXING], read[ZBAR]);
    fflush(stdout);
    for (int way = 0; way < WAYS; way++)
      total[way] += read[way];
  }
  printf("%-12s %12d %16d %12d\n", "of all", total[EYE], total[ZXING], total[ZBAR]);
  return 0;
}
