/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a scanner's text costs on its way through the serial source, against a bare read of the same
 * line up to its CR: the quiet that ends a text without an end adds nothing to one that has it.
 */
#include "bench.h"

#include "source/source.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define TURNS 201
#define TEXTS 5

struct line {
  int scanner, plain; /* the scanner's end; the other, for the bare read */
  struct gate_source *source;
};

static char text[224];

static void must(bool done, const char *what) {
  if (done) return;
  (void)fprintf(stderr, "quiet: %s failed\n", what);
  exit(70);
}

static void open_line(struct line *line, bool bare) {
  char name[64], address[80], error[256];
  struct termios raw;
  line->scanner = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  must(line->scanner >= 0 && grantpt(line->scanner) == 0 && unlockpt(line->scanner) == 0 &&
           ptsname_r(line->scanner, name, sizeof name) == 0,
       "a line");
  if (!bare) {
    (void)snprintf(address, sizeof address, "serial:%s", name);
    line->source = gate_source_open(address, TX_IN, error, sizeof error);
    must(line->source != NULL, "the source");
    return;
  }
  line->plain = open(name, O_RDONLY | O_NOCTTY | O_CLOEXEC);
  must(line->plain >= 0 && tcgetattr(line->plain, &raw) == 0, "opening it plainly");
  cfmakeraw(&raw);
  must(tcsetattr(line->plain, TCSANOW, &raw) == 0, "a raw line");
}

static void scan(const struct line *line) {
  must(write(line->scanner, text, strlen(text)) == (ssize_t)strlen(text), "scanning");
}

static void hear(void *state) {
  struct line *line = state;
  struct gate_sight sight;
  scan(line);
  while (gate_source_next(line->source, &sight) != GATE_GOT_SIGHT)
    poll(&(struct pollfd){ .fd = line->source->fd, .events = POLLIN }, 1, 1000);
  must(sight.text.n == strlen(text) - 1, "hearing the whole text");
}

static void read_bare(void *state) {
  const struct line *line = state;
  char buf[256];
  ssize_t n = 0, got;
  scan(line);
  do {
    poll(&(struct pollfd){ .fd = line->plain, .events = POLLIN }, 1, 1000);
    got = read(line->plain, buf + n, sizeof buf - (size_t)n);
    must(got > 0, "reading");
    n += got;
  } while (buf[n - 1] != '\r');
}

int main(void) {
  struct line ours = { 0 }, bare = { 0 };
  memset(text, 'A', 222);
  memcpy(text, "TX1:", 4);
  text[222] = '\r';
  open_line(&ours, false);
  open_line(&bare, true);
  const struct bench_side a = { "serial source, 221 characters and CR", hear, &ours, TEXTS };
  const struct bench_side b = { "bare read of the same line", read_bare, &bare, TEXTS };
  const struct bench_result result = bench_pair(&a, &b, TURNS, CLOCK_MONOTONIC);
  bench_report("quiet", &a, &b, &result);
  printf("above the bare read: %.3f ms a text\n", (result.ours_s - result.reference_s) * 1e3);
  gate_source_close(ours.source);
  return 0;
}
