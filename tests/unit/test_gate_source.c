/* SPDX-License-Identifier: Apache-2.0 */
/* Sources as the street has them: a folder that fills, a camera that hangs up, a scanner that is
 * pulled out. */
#include "source/address.h"
#include "source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scratch.h"

#include "host/sys/date.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_MS 5000

/* The next sight within a few seconds; fails when there is none. */
static struct gate_sight expect(struct gate_source *source) {
  struct gate_sight sight;
  for (int waited = 0; waited < WAIT_MS; waited += 50) {
    if (gate_source_next(source, &sight) == GATE_GOT_SIGHT) return sight;
    poll(&(struct pollfd){ .fd = source->fd, .events = POLLIN }, 1, 50);
  }
  fail_msg("nothing was seen");
  return (struct gate_sight){ 0 };
}

static struct gate_source *open_source(const char *address) {
  char error[256] = "";
  struct gate_source *source = gate_source_open(address, TX_IN, error, sizeof error);
  if (!source) fail_msg("%s", error);
  return source;
}

static void put_picture(const char *dir, const char *name) {
  HOST_FREE char *path = host_path(dir, "%s", name);
  FILE *file = fopen(path, "we");
  assert_non_null(file);
  fputs("no picture at all", file);
  assert_int_equal(fclose(file), 0);
}

static void a_folder_is_seen_as_it_fills_and_its_pictures_are_left_to_the_eye(void **state) {
  put_picture(*state, "b.jpg");
  put_picture(*state, "a.png");
  put_picture(*state, "notes.txt");
  HOST_FREE char *address = host_path("folder:", "%s", (const char *)*state);
  memmove(address + 7, address + 8, strlen(address + 8) + 1);
  struct gate_source *source = open_source(address);
  assert_non_null(strstr(expect(source).label, "a.png"));
  struct gate_sight sight = expect(source);
  assert_non_null(strstr(sight.label, "b.jpg"));
  assert_int_equal(sight.kind, GATE_SIGHT_FILE);
  assert_true(tx_span_equal(sight.file, tx_span_text("no picture at all")));
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  put_picture(*state, "c.jpeg");
  assert_non_null(strstr(expect(source).label, "c.jpeg"));
  gate_source_close(source);
}

static struct gate_source *watch(const char *root) {
  char address[512];
  snprintf(address, sizeof address, "folder:%s", root);
  return open_source(address);
}

static void expect_picture(struct gate_source *source, const char *ending) {
  const struct gate_sight sight = expect(source);
  const size_t n = strlen(ending), label_n = strlen(sight.label);
  if (label_n < n || strcmp(sight.label + label_n - n, ending) != 0)
    fail_msg("%s instead of %s", sight.label, ending);
  assert_int_equal(sight.kind, GATE_SIGHT_FILE);
}

static void expect_nothing(struct gate_source *source) {
  struct gate_sight sight;
  usleep(50000);
  if (gate_source_next(source, &sight) == GATE_GOT_SIGHT) fail_msg("%s", sight.label);
}

/* Cameras that upload make a folder a day, some a folder an hour in it. */
static void folders_within_a_watched_folder_are_watched_as_well(void **state) {
  HOST_FREE char *early = host_path(*state, "2026-11-27");
  HOST_FREE char *day = host_path(*state, "2026-11-28"), *hour = host_path(*state, "2026-11-28/07");
  HOST_FREE char *aside = host_path(*state, ".hidden"), *moved = host_path(*state, "moved");
  assert_int_equal(mkdir(early, 0700), 0);
  put_picture(early, "first.jfif");
  struct gate_source *source = watch(*state);
  expect_picture(source, "/2026-11-27/first.jfif");
  assert_int_equal(mkdir(day, 0700), 0);
  expect_nothing(source);
  put_picture(day, "a.jpg");
  expect_picture(source, "/2026-11-28/a.jpg");
  assert_int_equal(mkdir(hour, 0700), 0);
  put_picture(hour, "b.JFIF"); /* at once */
  expect_picture(source, "/2026-11-28/07/b.JFIF");
  expect_nothing(source);
  assert_int_equal(mkdir(aside, 0700), 0);
  put_picture(aside, "c.jpg");
  expect_nothing(source);
  assert_int_equal(rename(aside, moved), 0);
  expect_picture(source, "/moved/c.jpg");
  put_picture(moved, "d.jpg");
  expect_picture(source, "/moved/d.jpg");
  gate_source_close(source);
}

static void remove_tree(const char *root) {
  HOST_FREE char *picture = host_path(root, "a.jpg");
  unlink(picture);
  assert_int_equal(rmdir(root), 0);
}

static void a_folder_that_was_removed_and_made_anew_is_watched_again(void **state) {
  HOST_FREE char *root = host_path(*state, "pictures"), *away = host_path(*state, "away");
  assert_int_equal(mkdir(root, 0700), 0);
  struct gate_source *source = watch(root);
  put_picture(root, "a.jpg");
  expect_picture(source, "/pictures/a.jpg");
  for (int at_once = 0; at_once < 2; at_once++) {
    remove_tree(root);
    if (!at_once) expect_nothing(source);
    assert_int_equal(source->gone, !at_once);
    assert_int_equal(mkdir(root, 0700), 0);
    put_picture(root, "a.jpg");
    expect_picture(source, "/pictures/a.jpg");
    assert_false(source->gone);
  }
  assert_int_equal(rename(root, away), 0);
  assert_int_equal(mkdir(root, 0700), 0);
  put_picture(root, "b.jpg");
  expect_picture(source, "/pictures/b.jpg");
  put_picture(away, "c.jpg");
  put_picture(root, "d.jpg");
  expect_picture(source, "/pictures/d.jpg");
  gate_source_close(source);
}

static void expect_no_file(struct gate_source *source) {
  const struct gate_sight sight = expect(source);
  if (sight.kind != GATE_SIGHT_UNREADABLE) fail_msg("%s was opened", sight.label);
}

/* What lies there comes from strangers: a link to the gate's key, a pipe that nobody writes to. */
static void only_regular_files_of_a_watched_folder_are_opened(void **state) {
  HOST_FREE char *root = host_path(*state, "pictures"), *away = host_path(*state, "away");
  HOST_FREE char *secret = host_path(away, "secret.jpg"), *link = host_path(root, "link.jpg");
  HOST_FREE char *pipe_ = host_path(root, "pipe.jpg"), *folder = host_path(root, "folder");
  HOST_FREE char *parked = host_path(*state, "parked");
  assert_int_equal(mkdir(root, 0700) | mkdir(away, 0700), 0);
  put_picture(away, "secret.jpg");
  assert_int_equal(symlink(secret, link), 0);
  assert_int_equal(mkfifo(pipe_, 0600), 0);
  assert_int_equal(symlink(away, folder), 0);
  struct gate_source *source = watch(root);
  expect_no_file(source);
  expect_no_file(source);
  expect_nothing(source);
  assert_int_equal(rename(link, parked), 0);
  assert_int_equal(rename(parked, link), 0);
  expect_no_file(source);
  put_picture(away, "more.jpg");
  expect_nothing(source);
  gate_source_close(source);
}

static void a_direction_before_an_address_is_the_sources_own(void **state) {
  char address[256], error[256];
  snprintf(address, sizeof address, "out=folder:%s", (const char *)*state);
  struct gate_source *source = open_source(address);
  assert_int_equal(source->direction, TX_OUT);
  gate_source_close(source);
  assert_null(gate_source_open("nowhere:/x", TX_IN, error, sizeof error));
  assert_non_null(strstr(error, "no such"));
}

/* --- a camera --------------------------------------------------------------------------------- */

#define PICTURE                                                                                    \
  "\xff\xd8"                                                                                       \
  "picture %d"                                                                                     \
  "\xff\xd9"

/* Two pictures a connection, then it hangs up. */
static void *serve(void *context) {
  int listener = *(int *)context;
  for (int connection = 0; connection < 2; connection++) {
    char request[2048], part[64];
    int client = accept(listener, NULL, NULL);
    if (client < 0 || read(client, request, sizeof request) <= 0) break;
    dprintf(client,
            "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=cut\r\n\r\n");
    for (int i = 0; i < 2; i++) {
      int n = snprintf(part, sizeof part, PICTURE, connection * 2 + i);
      dprintf(client, "--cut\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n", n);
      if (write(client, part, (size_t)n) != n) break;
      usleep(150000);
    }
    close(client);
  }
  return NULL;
}

static void a_camera_that_hangs_up_is_dialled_again(void **state) {
  (void)state;
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
  socklen_t length = sizeof address;
  char url[64];
  pthread_t camera;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(listener, 4), 0);
  assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
  snprintf(url, sizeof url, "camera:http://127.0.0.1:%u/video", ntohs(address.sin_port));
  assert_int_equal(pthread_create(&camera, NULL, serve, &listener), 0);
  struct gate_source *source = open_source(url);
  for (int i = 0; i < 4; i++) {
    char picture[64];
    size_t n = (size_t)snprintf(picture, sizeof picture, PICTURE, i);
    struct gate_sight sight = expect(source);
    assert_int_equal(sight.kind, GATE_SIGHT_FILE);
    assert_int_equal(sight.file.n, n);
    assert_memory_equal(sight.file.p, picture, n);
  }
  gate_source_close(source);
  pthread_join(camera, NULL);
  close(listener);
}

static void an_address_is_told_without_the_name_and_the_password_in_it(void **state) {
  (void)state;
  static const struct {
    const char *address, *said;
  } rows[] = {
    { "http://admin:secret@10.0.0.7/video?user=admin&pwd=secret", "http://10.0.0.7/video" },
    { "in=camera:https://admin:se%40cret@cam:8443/a/b#secret", "in=camera:https://cam:8443/a/b" },
    { "http://10.0.0.7/", "http://10.0.0.7/" },
    { "http://admin:sec/r?e#t@10.0.0.7/a@b?c", "http://10.0.0.7/a@b" },
    { "http://admin:se@cret@10.0.0.7/", "http://10.0.0.7/" },
    { "http://admin:8080/secret@10.0.0.7/", "http://…" },
    { "http://admin:se@c/ret@10.0.0.7/", "http://…" },
    { "http://10.0.0.7/a@b", "http://10.0.0.7/a@b" },
    { "https://cam/snap?key=secret#sha256=00", "https://…" },
    { "rtsp://admin:secret@[::1/", "rtsp://…" },
    { "serial:/dev/ttyS0@115200", "serial:/dev/ttyS0@115200" },
  };
  char said[GATE_ADDRESS_MAX];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    gate_address_say(rows[i].address, said, sizeof said);
    assert_string_equal(said, rows[i].said);
  }
}

static void a_password_is_taken_as_it_is_written(void **state) {
  (void)state;
  static const struct {
    const char *address, *url, *name, *password;
  } rows[] = {
    { "http://10.0.0.7:8080/a?b=c", "http://10.0.0.7:8080/a?b=c", NULL, NULL },
    { "http://admin@10.0.0.7/", "http://10.0.0.7/", "admin", NULL },
    { "http://admin:@10.0.0.7/", "http://10.0.0.7/", "admin", "" },
    { "http://a%20b:c:d@cam/x?y#z", "http://cam/x?y", "a b", "c:d" },
    { "http://a:100%@cam/", "http://cam/", "a", "100%" },
    { "http://a:%4@cam/", "http://cam/", "a", "%4" },
    { "http://a:%40%zz@cam/", "http://cam/", "a", "@%zz" },
    { "http://a:b/c?d#e@cam/x@2.jpg", "http://cam/x@2.jpg", "a", "b/c?d#e" },
    { "http://a:密码@[::1]:81/", "http://[::1]:81/", "a", "密码" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct gate_address read;
    const char *why = gate_address_read(rows[i].address, &read);
    if (why) fail_msg("%s: %s", rows[i].address, why);
    assert_string_equal(read.url, rows[i].url);
    assert_string_equal(read.name ? read.name : "none", rows[i].name ? rows[i].name : "none");
    assert_string_equal(read.password ? read.password : "none",
                        rows[i].password ? rows[i].password : "none");
    gate_address_finish(&read);
  }
}

static void what_is_refused_as_a_camera_is_refused_without_its_password(void **state) {
  (void)state;
  static const char *const addresses[] = { "camra:http://admin:secret@10.0.0.7/",
                                           "camera:rtsp://admin:secret@10.0.0.7/",
                                           "camera:http://admin:secret@[10.0.0.7/" };
  for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
    char error[256] = "";
    assert_null(gate_source_open(addresses[i], TX_IN, error, sizeof error));
    assert_non_null(strchr(error, ' '));
    assert_null(strstr(error, "secret"));
  }
}

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

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_folder_is_seen_as_it_fills_and_its_pictures_are_left_to_the_eye),
    PROMISE(folders_within_a_watched_folder_are_watched_as_well),
    PROMISE(a_folder_that_was_removed_and_made_anew_is_watched_again),
    PROMISE(only_regular_files_of_a_watched_folder_are_opened),
    PROMISE(a_direction_before_an_address_is_the_sources_own),
    PROMISE(a_camera_that_hangs_up_is_dialled_again),
    PROMISE(an_address_is_told_without_the_name_and_the_password_in_it),
    PROMISE(a_password_is_taken_as_it_is_written),
    PROMISE(what_is_refused_as_a_camera_is_refused_without_its_password),
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
