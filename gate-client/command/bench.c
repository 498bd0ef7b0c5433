/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate bench [PICTURE…]: whether this machine, its disk and its decoder are fast enough
 * for a gate. Changes nothing and leaves nothing behind. */
#include "commands.h"
#include "decoder/client.h"
#include "options.h"
#include "source/picture.h"

#include "format/crypto.h"

#include "host/sys/file.h"
#include "host/text/screen.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define WIDTH 1280u
#define HEIGHT 720u
#define FRAME_US (1e6 / 30)
#define EVENT_BYTES 128
#define ROW_S 1.0
#define RUNS_MIN 5u
#define RUNS_MAX 20000u

struct bench {
  const struct host_args *args;
  struct gate_look *look;
  struct gate gate;
  bool has_gate;
  struct eye_texts *texts;
  double *runs_us;
  json_t *rows;
};

/* What one row does again and again. False ends the row: it cannot be done here. */
typedef bool row_work(struct bench *bench, void *what);

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print_row(const json_t *row) {
  const char *note = json_string_value(json_object_get(row, "note"));
  host_screen_line(
      stdout, "%10.1f us %10.1f us  %s%s%s", json_real_value(json_object_get(row, "mean_us")),
      json_real_value(json_object_get(row, "p99_us")),
      json_string_value(json_object_get(row, "what")), *note ? host_words("：", ": ") : "", note);
}

/* Runs for a second; the mean in microseconds, or -1. */
static double time_row(struct bench *bench, const char *name, const char *what, const char *note,
                       row_work *work, void *state) {
  size_t n = 0;
  double sum_us = 0, *runs_us = bench->runs_us;
  const double end_us = now_us() + ROW_S * 1e6;
  if (!work(bench, state)) return -1; /* warms up */
  for (; n < RUNS_MAX && (n < RUNS_MIN || now_us() < end_us); n++) {
    const double start_us = now_us();
    if (!work(bench, state)) return -1;
    runs_us[n] = now_us() - start_us;
    sum_us += runs_us[n];
  }
  qsort(runs_us, n, sizeof *runs_us, ascending);
  json_t *row = json_pack("{s:s, s:s, s:f, s:f, s:I, s:s}", "name", name, "what", what, "mean_us",
                          sum_us / (double)n, "p99_us", runs_us[n - 1 - n / 100], "runs",
                          (json_int_t)n, "note", note);
  if (!host_flag(bench->args, "json")) print_row(row);
  fflush(stdout);
  json_array_append_new(bench->rows, row);
  return sum_us / (double)n;
}

/* --- the decoder ------------------------------------------------------------------------------ */

static bool look(struct bench *bench, void *what) {
  const struct gate_frame *frame = what;
  gate_look_read(bench->look, frame, false, bench->texts);
  return true;
}

/* A house front at dusk: windows lit and dark, a little noise, and nothing on it that is a code. */
static double time_idle(struct bench *bench) {
  HOST_FREE uint8_t *grey = malloc((size_t)WIDTH * HEIGHT);
  uint32_t seed = 1;
  if (!grey) return -1;
  for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
    seed = seed * 1664525u + 1013904223u;
    uint32_t x = i % WIDTH, y = i / WIDTH, window = (x / 40 * 7 + y / 60 * 13) % 11;
    bool wall = x % 40 < 12 || y % 60 < 20;
    grey[i] = (uint8_t)((wall ? 90 : 40 + window * 15) + y / 16 + (seed >> 29));
  }
  struct gate_frame frame = { .grey = grey, .width = WIDTH, .height = HEIGHT, .stride = WIDTH };
  return time_row(bench, "idle_frame", host_words("空画面 1280×720", "an idle frame, 1280 x 720"),
                  host_words("每帧可用 33.3 毫秒", "a frame lasts 33.3 ms"), look, &frame);
}

static bool decide(struct bench *bench, void *what) {
  const struct eye_text *text = what;
  struct gate_outcome outcome;
  gate_decide(&bench->gate, tx_span_of(text->bytes, text->size), bench->gate.identity.direction,
              &outcome);
  gate_outcome_finish(&outcome);
  return true;
}

static int time_picture(struct bench *bench, const char *path) {
  struct gate_image image;
  struct gate_sight sight;
  char note[64];
  gate_picture_see(path, TX_NEITHER, &image, &sight);
  if (sight.kind == GATE_SIGHT_UNREADABLE) return host_fail(EX_DATAERR, "%s", "%s", sight.detail);
  gate_look_read(bench->look, &sight.frame, false, bench->texts);
  snprintf(note, sizeof note, host_words("读出%u个码%.0s", "%u %s read"), bench->texts->n,
           host_plural(bench->texts->n, "code", "codes"));
  time_row(bench, "picture", path, note, look, &sight.frame);
  gate_image_free(&image);
  if (bench->texts->n && bench->has_gate)
    time_row(bench, "decision", host_words("判定其中的码", "the decision on it"), "", decide,
             &bench->texts->at[0]);
  return EX_OK;
}

/* --- keys and disk ---------------------------------------------------------------------------- */

struct proof {
  struct tx_verifier *verifier;
  uint8_t signature[TX_SIGNATURE_SIZE];
};

static bool verify(struct bench *bench, void *what) {
  const struct proof *proof = what;
  (void)bench;
  return tx_verifier_holds(proof->verifier, (struct tx_span){ 0 }, tx_span_text("tongxing"),
                           proof->signature);
}

/* By a fresh key of the kind that passes are signed with. */
static void time_signature(struct bench *bench) {
  struct proof proof;
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  if (!key) return;
  proof.verifier = tx_verifier_create(key->alg, tx_span_of(key->spki, key->spki_len));
  if (proof.verifier && key->ops->sign(key, tx_span_text("tongxing"), proof.signature))
    time_row(bench, "signature", host_words("验一次签名", "one signature verified"), "", verify,
             &proof);
  tx_verifier_destroy(proof.verifier);
  tx_signer_destroy(key);
}

static bool write_event(struct bench *bench, void *what) {
  static const uint8_t event[EVENT_BYTES];
  const int *fd = what;
  (void)bench;
  return write(*fd, event, sizeof event) == (ssize_t)sizeof event && fdatasync(*fd) == 0;
}

/* In a file that has no name, so that it is gone whatever happens. */
static double time_disk(struct bench *bench) {
  const char *dir = bench->has_gate && bench->gate.dir ? bench->gate.dir : ".";
  int fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) return -1;
  double median =
      time_row(bench, "disk", host_words("一条记录落盘", "an event durable on the disk"),
               host_words("门不等它", "the barrier never waits for it"), write_event, &fd);
  close(fd);
  return median;
}

/* --- all of it -------------------------------------------------------------------------------- */

static int conclude(const struct bench *bench, double idle_us) {
  bool enough = idle_us >= 0 && idle_us < FRAME_US;
  if (host_flag(bench->args, "json")) {
    json_dumpf(bench->rows, stdout, JSON_COMPACT);
    putchar('\n');
  } else if (enough) {
    printf(host_words("空画面每秒30帧，占一个处理器核心的%.0f%%\n",
                      "an idle street of 30 frames a second takes %.0f %% of one core\n"),
           ceil(idle_us / FRAME_US * 100));
  } else {
    printf(host_words("太慢：每秒只能看%.0f帧，请换小画面或更快的机器\n",
                      "too slow: %.0f frames a second; use smaller frames or a faster machine\n"),
           floor(1e6 / idle_us));
  }
  return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int time_all(struct bench *bench) {
  if (!host_flag(bench->args, "json"))
    puts(host_words("      平均     最慢百分之一", "         mean    slowest hundredth"));
  double idle_us = time_idle(bench);
  int status = EX_OK;
  for (size_t i = 0; i < host_arg_count(bench->args) && status == EX_OK; i++)
    status = time_picture(bench, host_arg(bench->args, i));
  if (status != EX_OK) return status;
  time_signature(bench);
  time_disk(bench);
  return conclude(bench, idle_us);
}

static int open_gate(struct bench *bench) {
  if (!gate_identity_exists(gate_dir_by(bench->args)) && !host_text(bench->args, "area", NULL))
    return EX_OK; /* no gate yet: the machine alone is timed */
  int status = gate_open_by(bench->args, false, &bench->gate);
  bench->has_gate = status == EX_OK;
  return status;
}

static int run_bench(const struct host_args *args) {
  struct bench bench = { .args = args, .look = gate_look_open() };
  if (!bench.look) return EX_UNAVAILABLE;
  bench.texts = malloc(sizeof *bench.texts);
  bench.runs_us = calloc(RUNS_MAX, sizeof *bench.runs_us);
  bench.rows = json_array();
  int status = EX_OSERR;
  if (bench.texts && bench.runs_us && bench.rows) status = open_gate(&bench);
  if (status == EX_OK) status = time_all(&bench);
  if (bench.has_gate) gate_close(&bench.gate);
  json_decref(bench.rows);
  free(bench.runs_us);
  free(bench.texts);
  gate_look_close(bench.look);
  return status;
}

static const struct host_option options[] = { STANDALONE, { 0 } };

const struct host_command gate_bench_command = {
  .name = "bench",
  .args = "[PICTURE…]",
  .zh = "测量本机的解码器、签名与磁盘够不够快",
  .en = "whether this machine's decoder, keys and disk are fast enough",
  .options = options,
  .run = run_bench,
};
