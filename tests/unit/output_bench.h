/* SPDX-License-Identifier: Apache-2.0 */
/* Lines without a chip, a loudspeaker that writes down, and a folder for both. */
#ifndef TESTS_UNIT_OUTPUT_BENCH_H
#define TESTS_UNIT_OUTPUT_BENCH_H

#include "output/output.h"

#include "hal/gpio.h"
#include "hal/sound.h"
#include "output/voice.h"
#include "output/wav.h"
#include "sensor/button.h"
#include "wall_clock.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka wants the two above first */
#include <cmocka.h>

/* --- lines without a chip ------------------------------------------------------------------------
 */

#define LINES 32
struct gate_line {
  int value;
  unsigned switched_on;
};
static struct gate_line lines[LINES];
static bool broken;

static inline struct gate_line *take(const char *chip, unsigned offset) {
  if (strcmp(chip, "gpiochip0") == 0 && offset < LINES) return &lines[offset];
  errno = ENOENT;
  return NULL;
}
static inline struct gate_line *output(const char *chip, unsigned offset, bool low, bool on) {
  (void)low;
  struct gate_line *l = take(chip, offset);
  if (l) *l = (struct gate_line){ .value = on };
  return l;
}
static inline struct gate_line *input(const char *chip, unsigned offset, bool low) {
  (void)low;
  return take(chip, offset);
}
static inline bool set(struct gate_line *l, bool on) {
  if (broken) {
    errno = EIO;
    return false;
  }
  l->switched_on += on && !l->value;
  l->value = on;
  return true;
}
static inline int fd(struct gate_line *l) {
  (void)l;
  return -1;
}
static inline int get(struct gate_line *l) {
  if (broken) errno = EIO;
  return broken ? -1 : l->value;
}
static inline void release(struct gate_line *l) {
  l->value = -1;
}

static const struct gate_gpio_calls board = { output, input, set, fd, get, release };

/* --- a loudspeaker that writes down ----------------------------------------------------------- */

struct gate_speaker {
  int unused;
};
static struct gate_speaker speaker;
static size_t played, cuts;
static bool muted;

static inline struct gate_speaker *open_speaker(const char *device, unsigned rate) {
  (void)device, (void)rate;
  return muted ? NULL : &speaker;
}
static inline bool play(struct gate_speaker *s, const int16_t *samples, size_t count) {
  (void)s, (void)samples;
  usleep((useconds_t)(count * 1000000 / 22050 / 10)); /* ten times as fast as sound */
  __atomic_add_fetch(&played, count, __ATOMIC_SEQ_CST);
  return true;
}
static inline void cut(struct gate_speaker *s) {
  (void)s;
  __atomic_add_fetch(&cuts, 1, __ATOMIC_SEQ_CST);
}
static inline void drain(struct gate_speaker *s) {
  (void)s;
}
static inline void close_speaker(struct gate_speaker *s) {
  (void)s;
}

static const struct gate_sound_calls quiet = { open_speaker, play, cut, drain, close_speaker };

/* --- what the tests share --------------------------------------------------------------------- */

static char folder[] = "/tmp/tongxing-output-XXXXXX";
static char path[512];

static const char *in_folder(const char *name) {
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

/* seconds of a 22,050 Hz wave, as espeak-ng writes them. */
static inline void write_wave(const char *name, unsigned seconds) {
  uint8_t head[44] = "RIFF....WAVEfmt ";
  uint32_t bytes = seconds * 22050 * 2, rate = 22050, size = 16;
  uint16_t one = 1, bits = 16;
  memcpy(head + 16, &size, 4);
  memcpy(head + 20, &one, 2);
  memcpy(head + 22, &one, 2);
  memcpy(head + 24, &rate, 4);
  memcpy(head + 34, &bits, 2);
  memcpy(head + 36, "data", 4);
  memcpy(head + 40, &bytes, 4);
  FILE *f = fopen(in_folder(name), "wb");
  assert_non_null(f);
  fwrite(head, sizeof head, 1, f);
  uint8_t *silence = calloc(1, bytes);
  fwrite(silence, bytes, 1, f);
  free(silence);
  fclose(f);
}

static inline int make_folder(void **state) {
  (void)state;
  gate_gpio = &board;
  gate_sound = &quiet;
  if (!mkdtemp(folder)) return -1;
  mkdir(in_folder("zh"), 0700);
  mkdir(in_folder("en"), 0700);
  write_wave("zh/ok.wav", 1);
  write_wave("en/ok.wav", 1);
  write_wave("zh/rule_failed.wav", 1);
  write_wave("zh/relay_failed.wav", 1);
  write_wave("zh/call_office.wav", 1);
  return 0;
}

static inline int drop_folder(void **state) {
  (void)state;
  char command[64];
  snprintf(command, sizeof command, "rm -r %s", folder);
  return system(command);
}

static inline int fresh(void **state) {
  (void)state;
  memset(lines, 0, sizeof lines);
  broken = muted = false;
  played = cuts = 0;
  return 0;
}

static inline struct gate_outputs outputs_of(const char *address) {
  struct gate_outputs outputs = { 0 };
  char error[256] = "";
  if (!gate_outputs_add(&outputs, address, error, sizeof error)) fail_msg("%s", error);
  return outputs;
}

static const struct gate_signal admitted = {
  .verdict = TX_ALLOW, .reason = TX_OK, .open = true, .json = "{}"
};
static const struct gate_signal shown_again = { .verdict = TX_ALLOW,
                                                .reason = TX_OK,
                                                .json = "{}" };
static const struct gate_signal refused = { .verdict = TX_DENY,
                                            .reason = TX_RULE_FAILED,
                                            .json = "{}" };

#endif
