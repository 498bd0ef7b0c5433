/* SPDX-License-Identifier: Apache-2.0 */
/* camera: draws what a gate's camera would see. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "city/camera.h"

static const struct option options[] = {
  { "text", required_argument, NULL, 't' },
  { "sheet", required_argument, NULL, 'S' },
  { "ppm", required_argument, NULL, 'p' },
  { "hardship", required_argument, NULL, 'h' },
  { "severity", required_argument, NULL, 'v' },
  { "seed", required_argument, NULL, 's' },
  { "noise-seed", required_argument, NULL, 'n' },
  { "medium", required_argument, NULL, 'm' },
  { "quality", required_argument, NULL, 'q' },
  { "size", required_argument, NULL, 'z' },
  { "out", required_argument, NULL, 'o' },
  { "clear", no_argument, NULL, 'c' },
  { "help", no_argument, NULL, 'H' },
  { 0 },
};

static int usage(FILE *to) {
  fputs(
      "Usage: camera --out FILE.jpg|FILE.png [--text TEXT]… [--sheet FILE.png] [--ppm 3] "
      "[--hardship NAME]\n"
      "              [--severity 0..1] [--seed N] [--noise-seed N]\n"
      "              [--medium paper|screen|laminated]\n"
      "              [--quality 80] [--size 1280x720] [--clear]\n"
      "Draws a gate camera's frame with up to ten codes held into it, or one printed sheet;\n"
      "without either, an idle street. --clear draws it in white ink on a clear ground. Hardships:",
      to);
  for (int i = 0; i < CAMERA_HARDSHIP_COUNT; i++)
    fprintf(to, " %s", camera_hardship_name((enum camera_hardship)i));
  fputs(".\n", to);
  return to == stdout ? EX_OK : EX_USAGE;
}

struct order {
  struct camera_shot shot;
  struct camera_picture sheet;
  const char *out;
  int quality;
  bool clear;
};

static bool take_medium(struct camera_shot *shot, const char *word) {
  static const char *const words[] = {
    [CAMERA_PAPER] = "paper", [CAMERA_SCREEN] = "screen", [CAMERA_LAMINATED] = "laminated"
  };
  for (unsigned i = CAMERA_PAPER; i < sizeof words / sizeof *words; i++) {
    if (strcmp(word, words[i]) != 0) continue;
    shot->medium = (enum camera_medium)i;
    return true;
  }
  return false;
}

static bool take_word(struct order *order, int option, const char *word) {
  struct camera_shot *shot = &order->shot;
  switch (option) {
  case 't':
    if (shot->codes == CAMERA_CODES_MAX) return false;
    shot->texts[shot->codes++] = word;
    return true;
  case 'h':
    shot->hardship = camera_hardship_of(word);
    return shot->hardship != CAMERA_HARDSHIP_COUNT;
  case 'm':
    return take_medium(shot, word);
  case 'S':
    shot->sheet = &order->sheet;
    return !order->sheet.grey && camera_read_sheet(word, &order->sheet);
  case 'o':
    order->out = word;
    return true;
  default:
    return false;
  }
}

static bool take_size(struct camera_shot *shot, const char *word) {
  char *end;
  const unsigned long width = strtoul(word, &end, 10);
  if (*end != 'x') return false;
  const unsigned long height = strtoul(end + 1, &end, 10);
  if (*end || width < 320 || height < 240 || width > 8192 || height > 8192) return false;
  shot->width = (uint32_t)width;
  shot->height = (uint32_t)height;
  return true;
}

static bool take_number(struct order *order, int option, const char *word) {
  char *end;
  const double value = strtod(word, &end);
  if (end == word || *end || value < 0) return false;
  switch (option) {
  case 'p':
    order->shot.ppm = value;
    return value >= 0.1 && value <= 64;
  case 'v':
    order->shot.severity = value;
    return value <= 1;
  case 's':
    order->shot.seed = (uint64_t)value;
    return true;
  case 'n':
    order->shot.noise_seed = (uint64_t)value;
    return true;
  case 'q':
    order->quality = (int)value;
    return value >= 1 && value <= 100;
  default:
    return false;
  }
}

static bool take_option(struct order *order, int option, const char *word) {
  if (option == 'z') return take_size(&order->shot, word);
  return strchr("thmoS", option) ? take_word(order, option, word)
                                 : take_number(order, option, word);
}

int main(int argc, char **argv) {
  struct order order = { .shot = { .ppm = 3, .severity = -1, .seed = 1 }, .quality = 80 };
  int option, which = 0;
  while ((option = getopt_long(argc, argv, "", options, &which)) != -1) {
    if (option == 'H') return usage(stdout);
    if (option == '?') return usage(stderr);
    if (option == 'c') order.clear = true;
    if (option == 'c' || take_option(&order, option, optarg)) continue;
    fprintf(stderr, "camera: --%s does not take \"%s\".\n", options[which].name, optarg);
    return EX_USAGE;
  }
  if (!order.out || optind < argc) return usage(stderr);
  struct camera_picture picture;
  const bool taken = camera_take(&order.shot, &picture);
  camera_free(&order.sheet);
  if (!taken) {
    fputs("camera: a text is too long for a QR code, or memory is out.\n", stderr);
    return EX_DATAERR;
  }
  const bool written = order.clear ? camera_write_clear(&picture, order.out)
                                   : camera_write(&picture, order.out, order.quality);
  camera_free(&picture);
  if (written) return EX_OK;
  fprintf(stderr, "camera: cannot write %s: %s.\n", order.out, strerror(errno));
  return EX_CANTCREAT;
}
