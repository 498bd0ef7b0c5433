/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P7: a pass comes into view; how long until the barrier is told. JPEG frames of 1280 x 720 as a
 * camera sends them, a person each with a live pass, decoded, read by the eye in its own process,
 * decided under ten rules, and a byte written in place of the relay. Against a frame's interval;
 * first by itself, then beside a journal that never rests: events come faster than it commits.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "city/camera.h"
#include "decoder/process.h"
#include "journal/journal.h"
#include "street.h"

#define PEOPLE 40u /* of the crowd, one frame each, shown several times */
#define ROUNDS 5u
#define BURST 20u /* events that the journal gets before each frame */
#define INTERVAL_MS (1000.0 / 30)

static struct street street;
static struct eye_process *eye;
static int relay;

struct frame {
  uint8_t *jpeg;
  size_t n;
};

static void stop(const char *what) {
  fprintf(stderr, "p7: %s\n", what);
  exit(70);
}

static struct frame shoot(unsigned person) {
  const struct camera_shot shot = { .texts = { street.crowd[person].live },
                                    .codes = 1,
                                    .ppm = 2.5 + 0.25 * (person % 8),
                                    .hardship =
                                        (enum camera_hardship)(person % CAMERA_HARDSHIP_COUNT),
                                    .severity = 0.2,
                                    .seed = person + 1 };
  struct camera_picture picture;
  struct frame frame;
  if (!camera_take(&shot, &picture) || !camera_jpeg(&picture, 75, &frame.jpeg, &frame.n))
    stop("out of memory");
  camera_free(&picture);
  return frame;
}

struct taken {
  double wall_ms;  /* from the frame's bytes to the relay; below 0: not read, or not let in */
  double spent_ms; /* of processor time, here and in the decoder: what no neighbour makes longer */
};

static double spent_s(clockid_t decoder) {
  return bench_now(CLOCK_THREAD_CPUTIME_ID) + bench_now(decoder);
}

static struct taken admit(const struct frame *frame) {
  static struct eye_texts texts;
  const struct taken refused = { -1, 0 };
  clockid_t decoder;
  if (clock_getcpuclockid(eye_process_id(eye), &decoder) != 0) stop("no decoder");
  const double start = bench_now(CLOCK_MONOTONIC), spent = spent_s(decoder);
  struct tx_decision decision = { .verdict = TX_DENY };
  if (eye_process_read_file(eye, frame->jpeg, frame->n, EYE_STREAM, &texts) != EYE_ANSWER ||
      texts.n == 0)
    return refused;
  tx_decide(tx_span_of(texts.at[0].bytes, texts.at[0].size), &street.gate, street.ring, &decision);
  if (decision.verdict != TX_ALLOW || write(relay, "1", 1) != 1) return refused;
  return (struct taken){ (bench_now(CLOCK_MONOTONIC) - start) * 1e3,
                         (spent_s(decoder) - spent) * 1e3 };
}

static struct eye_process *start_decoder(void) {
  char error[512];
  struct eye_process *started = eye_process_start(TONGXING_DECODER, error, sizeof error);
  if (!started) stop(error);
  return started;
}

static void keep_burst(struct gate_journal *journal) {
  static unsigned nth;
  uint8_t bytes[256];
  size_t n;
  for (unsigned i = 0; i < BURST; i++, nth++) {
    const struct tx_event event = { .at = STREET_NOW,
                                    .identified = true,
                                    .area = STREET_AREA,
                                    .index = nth % 5000,
                                    .live = 1,
                                    .rule = tx_span_text("610113001001/1793500000/o1/test"),
                                    .decided_on = true,
                                    .pass_iat = STREET_NOW - 1000,
                                    .has_list_seq = true,
                                    .list_seq = STREET_NOW - 60 };
    if (tx_event_write(&event, bytes, sizeof bytes, &n) != TX_OK) stop("an event");
    const struct gate_entry entry = {
      .event = tx_span_of(bytes, n),
      .at = STREET_NOW,
      .passed = true,
      .passage = { .area = STREET_AREA, .index = nth % 5000, .at = STREET_NOW }
    };
    if (!gate_journal_add(journal, &entry, NULL)) gate_journal_flush(journal, 1000);
  }
}

/* The median, in milliseconds. */
static double admit_all(const struct frame frames[PEOPLE], struct gate_journal *journal,
                        const char *beside) {
  static double times[PEOPLE * ROUNDS], spent[PEOPLE * ROUNDS];
  size_t n = 0;
  for (unsigned i = 0; i < PEOPLE * ROUNDS; i++) {
    if (journal) keep_burst(journal);
    const struct taken taken = admit(&frames[i % PEOPLE]);
    if (taken.wall_ms < 0) continue;
    spent[n] = taken.spent_ms;
    times[n++] = taken.wall_ms;
  }
  if (n == 0) stop("nobody was let in");
  const double median = bench_median(times, n), middle = bench_median(spent, n);
  const size_t late = n - 1 - n / 100;
  printf("%zu of %u frames let somebody in%s; frame to relay: median %.1f ms, p99 %.1f ms; "
         "processor time: median %.1f ms, p99 %.1f ms\n",
         n, PEOPLE * ROUNDS, beside, median, times[late], middle, spent[late]);
  return median;
}

static double admit_beside_journal(const struct frame frames[PEOPLE]) {
  /* Here and not in /tmp, which may be memory. */
  char dir[] = "p7.XXXXXX", path[64];
  struct gate_journal *journal = NULL;
  if (!mkdtemp(dir)) stop("no folder");
  (void)snprintf(path, sizeof path, "%s/journal.db", dir);
  if (gate_journal_open(path, 0, &journal) != TX_OK) stop("no journal");
  const double median = admit_all(frames, journal, " beside a busy journal");
  gate_journal_flush(journal, 10000);
  printf("the journal kept %llu events meanwhile\n",
         (unsigned long long)gate_journal_stored(journal));
  gate_journal_close(journal);
  static const char *const endings[] = { "", "-wal", "-shm" };
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    (void)snprintf(path, sizeof path, "%s/journal.db%s", dir, endings[i]);
    (void)unlink(path);
  }
  (void)rmdir(dir);
  return median;
}

int main(void) {
  static struct frame frames[PEOPLE];
  eye = start_decoder();
  relay = open("/dev/null", O_WRONLY | O_CLOEXEC);
  street_build(&street);
  for (unsigned i = 0; i < PEOPLE; i++)
    frames[i] = shoot(i);
  admit_all(frames, NULL, "");
  const double median = admit_beside_journal(frames);
  printf("a frame lasts %.1f ms; goal: p99 within it\n", INTERVAL_MS);
  printf("P7 ratio %.2f\n", median / INTERVAL_MS);
  for (unsigned i = 0; i < PEOPLE; i++)
    free(frames[i].jpeg);
  eye_process_stop(eye);
  street_clear(&street);
  close(relay);
  return 0;
}
