/* SPDX-License-Identifier: Apache-2.0 */
/* A scanner on a serial line, which is a pseudo-terminal: set up by nobody, pulled out, at the
 * wrong speed. */
#include "source_scene.h"

#include "host/text/date.h"

#include <fcntl.h>

/* --- a scanner -------------------------------------------------------------------------------- */

static int open_pair(char name[64]) {
  int line = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  assert_true(line >= 0 && grantpt(line) == 0 && unlockpt(line) == 0);
  assert_int_equal(ptsname_r(line, name, 64), 0);
  return line;
}

static void say(int fd, const char *text) {
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

static void a_scanner_that_is_pulled_out_is_found_again(void **state) {
  char name[64], address[128];
  HOST_FREE char *device = host_path(*state, "scanner");
  int line = open_pair(name);
  assert_int_equal(symlink(name, device), 0);
  snprintf(address, sizeof address, "serial:%s@115200", device);
  struct gate_source *source = open_source(address);
  say(line, "TX1:ONE\r\n");
  struct gate_sight sight = expect(source);
  assert_int_equal(sight.kind, GATE_SIGHT_TEXT);
  assert_int_equal(sight.text.n, 7);
  assert_false(source->gone);
  close(line);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  assert_true(source->gone);
  assert_int_equal(unlink(device), 0);
  line = open_pair(name);
  assert_int_equal(symlink(name, device), 0);
  for (int waited = 0; waited < WAIT_MS; waited += 100) {
    poll(&(struct pollfd){ .fd = source->fd, .events = POLLIN }, 1, 100);
    assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
    if (!source->gone) break;
  }
  assert_false(source->gone);
  say(line, "TX1:TWO\n");
  assert_memory_equal(expect(source).text.p, "TX1:TWO", 7);
  gate_source_close(source);
  close(line);
}

/* --- scanners as they come out of the box ----------------------------------------------------- */

struct line {
  int fd; /* what is written here the scanner sends */
  struct gate_source *source;
};

static struct line plug_in(void) {
  char name[64], address[128];
  struct line line = { .fd = open_pair(name) };
  snprintf(address, sizeof address, "serial:%s", name);
  line.source = open_source(address);
  return line;
}

static void pull_out(struct line *line) {
  gate_source_close(line->source);
  close(line->fd);
}

static void expect_text(struct gate_source *source, const char *text) {
  const struct gate_sight sight = expect(source);
  if (sight.text.n != strlen(text) || memcmp(sight.text.p, text, sight.text.n) != 0)
    fail_msg("\"%.*s\" instead of \"%s\"", (int)sight.text.n, (const char *)sight.text.p, text);
}

static void expect_silence(struct gate_source *source, int ms) {
  struct gate_sight sight;
  for (int waited = 0; waited < ms; waited += 10) {
    if (gate_source_next(source, &sight) == GATE_GOT_SIGHT)
      fail_msg("\"%.*s\"", (int)sight.text.n, (const char *)sight.text.p);
    poll(&(struct pollfd){ .fd = source->fd, .events = POLLIN }, 1, 10);
  }
}

static void what_a_transport_adds_at_either_end_is_taken_off(void **state) {
  (void)state;
  static const struct {
    const char *sent, *heard;
  } rows[] = {
    { "TX1:6BF +70\r", "TX1:6BF +70" },
    { "tx1:6bf+70\r", "TX1:6BF+70" },
    { "TX1:6BF+70\t", "TX1:6BF+70" },
    { "TX1:6BF+70\t\r\n", "TX1:6BF+70" },
    { "]Q1TX1:6BF+70\r", "TX1:6BF+70" },
    { "]q1tl1:6bf+70\r", "TL1:6BF+70" },
    { "]Q2\\000026TX1:6BF+70\r", "TX1:6BF+70" },
    { "\\000026TX1:6BF+70\r", "TX1:6BF+70" },
    { "  TX1:6BF+70 \r", "TX1:6BF+70" },
    { "\x02TX1:6BF+70\x03", "TX1:6BF+70" },
    { "]C1TUBE-0042a\r", "TUBE-0042a" },
    { "https://example.org/a b?c=]Q1\r", "https://example.org/a b?c=]Q1" },
    { "]Q\r", "]Q" },
  };
  struct line line = plug_in();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    say(line.fd, rows[i].sent);
    expect_text(line.source, rows[i].heard);
  }
  assert_int_equal(write(line.fd, "\0\0TX1:A\r\0\0\0", 11), 11);
  expect_text(line.source, "TX1:A");
  expect_silence(line.source, 400);
  assert_null(line.source->trouble);
  pull_out(&line);
}

static void a_text_without_an_end_is_heard_after_a_short_quiet(void **state) {
  (void)state;
  struct line line = plug_in();
  const int64_t before_ms = host_monotonic_ms();
  say(line.fd, "TX1:WHOLE");
  expect_text(line.source, "TX1:WHOLE");
  assert_in_range(host_monotonic_ms() - before_ms, 100, 1000);
  say(line.fd, "TX1:ENDED\r");
  const int64_t ended_ms = host_monotonic_ms();
  expect_text(line.source, "TX1:ENDED");
  assert_in_range(host_monotonic_ms() - ended_ms, 0, 60); /* no quiet is waited for */
  pull_out(&line);
}

static void a_slow_line_does_not_break_a_text(void **state) {
  (void)state;
  struct line line = plug_in();
  for (int i = 0; i < 20; i++) {
    say(line.fd, "TX1:");
    expect_silence(line.source, 40);
  }
  say(line.fd, "\r");
  assert_int_equal(expect(line.source).text.n, 80);
  pull_out(&line);
}

static void a_broken_scan_is_not_glued_to_the_next_person_s(void **state) {
  (void)state;
  struct line line = plug_in();
  say(line.fd, "TX1:HAL");
  expect_text(line.source, "TX1:HAL");
  say(line.fd, "TX1:WHOLE\r");
  expect_text(line.source, "TX1:WHOLE");
  assert_null(line.source->trouble);
  pull_out(&line);
}

static void a_scanner_without_a_suffix_is_spoken_of_after_three_texts(void **state) {
  (void)state;
  struct line line = plug_in();
  for (int i = 0; i < 3; i++) {
    assert_null(line.source->trouble);
    say(line.fd, "TX1:NO END");
    expect_text(line.source, "TX1:NO END");
  }
  assert_ptr_equal(line.source->trouble, &gate_trouble_no_suffix);
  assert_non_null(strstr(line.source->trouble->en, "suffix to CR"));
  say(line.fd, "TX1:END\r");
  expect_text(line.source, "TX1:END");
  assert_null(line.source->trouble);
  pull_out(&line);
}

/* 7E1 instead of 8N1: its line end is none, either. */
static void a_line_at_another_speed_or_parity_is_spoken_of(void **state) {
  (void)state;
  struct line line = plug_in();
  char text[] = "TX1:6BF+70\r";
  for (char *p = text; *p; p++)
    if (__builtin_parity((unsigned)*p)) *p = (char)(*p | 0x80);
  say(line.fd, text);
  (void)expect(line.source);
  assert_ptr_equal(line.source->trouble, &gate_trouble_no_ascii);
  assert_non_null(strstr(line.source->trouble->en, "speed or parity"));
  say(line.fd, "别人的码\r");
  (void)expect(line.source);
  assert_null(line.source->trouble);
  pull_out(&line);
}

static void a_speed_that_no_scanner_has_is_refused_in_words(void **state) {
  (void)state;
  char error[256] = "";
  assert_null(gate_source_open("serial:/dev/null@1234", TX_IN, error, sizeof error));
  assert_non_null(strstr(error, "115200"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_scanner_that_is_pulled_out_is_found_again),
    PROMISE(what_a_transport_adds_at_either_end_is_taken_off),
    PROMISE(a_text_without_an_end_is_heard_after_a_short_quiet),
    PROMISE(a_slow_line_does_not_break_a_text),
    PROMISE(a_broken_scan_is_not_glued_to_the_next_person_s),
    PROMISE(a_scanner_without_a_suffix_is_spoken_of_after_three_texts),
    PROMISE(a_line_at_another_speed_or_parity_is_spoken_of),
    PROMISE(a_speed_that_no_scanner_has_is_refused_in_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
