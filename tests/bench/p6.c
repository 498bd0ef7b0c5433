/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P6: how many simulated gate frames are read, and in what time: the eye, and each packaged reader
 * alone. 160 frames of ten hardships, codes as long as our passes and live passes, JPEG; then idle
 * frames. p6 --keep DIR keeps the frames there, or takes them from there, for other readers.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"
#include "city/camera.h"
#include "city/camera_scene.h"
#include "decoder/decoder.h"
#include "picture/image.h"
#include "qr/reader.h"

#define FRAMES_EACH 16
#define FRAMES (FRAMES_EACH * CAMERA_HARDSHIP_COUNT)
#define IDLE_FRAMES 20
#define PPM_LOW 2.0
#define PPM_HIGH 4.6
#define JPEG_QUALITY 75
#define PASS_SIZE 217
#define LIVE_SIZE 431

static uint64_t first_seed = 2022;

/* A text as long and of the same letters as a pass; the readers see no further. */
static void text_of(size_t nth, char *text) {
  static const char base45[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const size_t size = nth % 2 ? LIVE_SIZE : PASS_SIZE;
  struct chance c = chance_of(first_seed, nth);
  memcpy(text, nth % 2 ? "TL1:" : "TX1:", 4);
  for (size_t i = 4; i < size; i++)
    text[i] = base45[chance_below(&c, sizeof base45 - 1)];
  text[size] = 0;
}

struct picture {
  struct gate_image image;
  char text[LIVE_SIZE + 1]; /* empty: idle */
  enum camera_hardship hardship;
};

static void stop(const char *what) {
  fprintf(stderr, "p6: %s\n", what);
  exit(1);
}

static void shoot(const struct camera_shot *shot, const char *keep, const char *name,
                  struct gate_image *out) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/%s.jpg", keep ? keep : "", name);
  if (keep && gate_image_read(path, out) == TX_OK) return;
  struct camera_picture picture;
  uint8_t *bytes;
  size_t n;
  if (!camera_take(shot, &picture) || !camera_jpeg(&picture, JPEG_QUALITY, &bytes, &n))
    stop("out of memory");
  if (keep && !camera_write(&picture, path, JPEG_QUALITY)) stop(strerror(errno));
  if (gate_image_decode(tx_span_of(bytes, n), name, out) != TX_OK) stop(out->en);
  free(bytes);
  camera_free(&picture);
}

static void shoot_code(size_t nth, const char *keep, struct picture *out) {
  struct chance c = chance_of(first_seed, 1000 + nth);
  char name[64];
  text_of(nth, out->text);
  out->hardship = (enum camera_hardship)(nth / FRAMES_EACH);
  const struct camera_shot shot = { .texts = { out->text },
                                    .codes = 1,
                                    .ppm = chance_span(&c, PPM_LOW, PPM_HIGH),
                                    .hardship = out->hardship,
                                    .severity = -1,
                                    .seed = first_seed + nth,
                                    .noise_seed = nth };
  snprintf(name, sizeof name, "%03zu-%s", nth, camera_hardship_name(out->hardship));
  shoot(&shot, keep, name, &out->image);
  if (!keep) return;
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/%s.txt", keep, name);
  FILE *file = fopen(path, "w");
  if (!file || fputs(out->text, file) < 0 || fclose(file) != 0) stop(strerror(errno));
}

static void shoot_idle(size_t nth, const char *keep, struct picture *out) {
  char name[64];
  const struct camera_shot shot = { .severity = -1, .seed = first_seed + 5000 + nth };
  snprintf(name, sizeof name, "idle-%02zu", nth);
  out->text[0] = 0;
  shoot(&shot, keep, name, &out->image);
}

enum way { EYE, ZXING, ZBAR, ZXING_FAST, WAYS };
static const char *const way_names[WAYS] = { "eye", "zxing-cpp alone", "ZBar alone",
                                             "zxing-cpp alone, fast mode" };

struct reader {
  enum way way;
  struct eye *eye;
  struct eye_reader *alone;
};

static struct eye_reader *open_alone(const char *name) {
  for (size_t i = 0; eye_reader_kinds[i]; i++)
    if (strcmp(eye_reader_kinds[i]->name, name) == 0) return eye_reader_kinds[i]->open();
  return NULL; /* this build does not have it */
}

static bool look(struct reader *reader, const struct picture *picture) {
  static struct eye_texts texts;
  const struct gate_frame *grey = &picture->image.frame;
  const struct eye_frame frame = { grey->grey, grey->width, grey->height, grey->stride };
  texts.n = 0;
  if (reader->way == EYE)
    eye_read(reader->eye, &frame, EYE_STREAM, &texts);
  else
    reader->alone->kind->read(reader->alone, &frame, reader->way != ZXING_FAST, &texts);
  for (uint32_t i = 0; i < texts.n; i++)
    if (texts.at[i].size == strlen(picture->text) &&
        memcmp(texts.at[i].bytes, picture->text, texts.at[i].size) == 0)
      return true;
  if (texts.n > 0) printf("%s misread a frame\n", way_names[reader->way]);
  return false;
}

static int read_all(struct reader *reader, const struct picture *pictures, size_t n,
                    int by_hardship[], double *mean_ms) {
  static double times[FRAMES];
  int read = 0;
  for (size_t i = 0; i < n; i++) {
    const double start = bench_now(CLOCK_THREAD_CPUTIME_ID);
    const bool hit = look(reader, &pictures[i]);
    times[i] = (bench_now(CLOCK_THREAD_CPUTIME_ID) - start) * 1e3;
    read += hit;
    by_hardship[pictures[i].hardship] += hit;
  }
  *mean_ms = 0;
  for (size_t i = 0; i < n; i++)
    *mean_ms += times[i] / (double)n;
  return read;
}

static void print_head(void) {
  printf("%-27s", "");
  for (int i = 0; i < CAMERA_HARDSHIP_COUNT; i++)
    printf(" %9.9s", camera_hardship_name((enum camera_hardship)i));
  printf("   read of %d  mean ms   idle ms\n", FRAMES);
}

static int compare(struct reader *reader, const struct picture *codes, const struct picture *idle) {
  int by_hardship[CAMERA_HARDSHIP_COUNT] = { 0 }, none[CAMERA_HARDSHIP_COUNT] = { 0 };
  double busy_ms, idle_ms;
  const int read = read_all(reader, codes, FRAMES, by_hardship, &busy_ms);
  read_all(reader, idle, IDLE_FRAMES, none, &idle_ms);
  printf("%-27s", way_names[reader->way]);
  for (int i = 0; i < CAMERA_HARDSHIP_COUNT; i++)
    printf(" %9d", by_hardship[i]);
  printf(" %13d %8.2f %9.2f\n", read, busy_ms, idle_ms);
  return read;
}

/* Frames without a code should not cost a second look; close writing may. */
static void print_second_looks(const struct picture *idle) {
  struct reader reader = { EYE, eye_open(), NULL };
  for (size_t i = 0; i < IDLE_FRAMES; i++)
    look(&reader, &idle[i]);
  printf("second looks on idle frames: %llu\n",
         (unsigned long long)eye_counts(reader.eye).second_looks);
  eye_close(reader.eye);
}

int main(int argc, char **argv) {
  const char *keep = argc > 2 && strcmp(argv[1], "--keep") == 0 ? argv[2] : NULL;
  if (argc > 3) first_seed = strtoull(argv[3], NULL, 10);
  static struct picture codes[FRAMES], idle[IDLE_FRAMES];
  if (keep && mkdir(keep, 0755) != 0 && errno != EEXIST) stop(strerror(errno));
  for (size_t i = 0; i < FRAMES; i++)
    shoot_code(i, keep, &codes[i]);
  for (size_t i = 0; i < IDLE_FRAMES; i++)
    shoot_idle(i, keep, &idle[i]);
  struct reader readers[WAYS] = { { EYE, eye_open(), NULL },
                                  { ZXING, NULL, open_alone("zxing") },
                                  { ZBAR, NULL, open_alone("zbar") },
                                  { ZXING_FAST, NULL, open_alone("zxing") } };
  int ours = 0, best = 1;
  print_head();
  for (int i = 0; i < WAYS; i++) {
    if (i != EYE && !readers[i].alone) continue;
    const int read = compare(&readers[i], codes, idle);
    if (i == EYE) ours = read;
    if ((i == ZXING || i == ZBAR) && read > best) best = read;
  }
  print_second_looks(idle);
  printf("P6 ratio %.2f\n", (double)ours / best);
  return 0;
}
