/* SPDX-License-Identifier: Apache-2.0 */
#include "decoder/process.h"

#include <dirent.h>
#include <png.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "eye_code.h"
#include "qr/reader.h"

/* Such builds go without the filter, see decoder/sandbox.c. */
#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static struct eye_process *started(void) {
  char error[512] = "";
  struct eye_process *process = eye_process_start(TONGXING_DECODER, error, sizeof error);
  if (!process) fail_msg("%s", error);
  return process;
}

static struct eye_texts texts;

static void a_frame_handed_over_comes_back_as_its_text(UNUSED void **state) {
  const struct camera_shot shot = a_shot(A_PASS, 4);
  struct camera_picture picture = taken(&shot);
  const struct eye_frame frame = frame_of(&picture);
  struct eye_process *process = started();
  assert_int_equal(eye_process_read(process, &frame, EYE_STREAM, &texts), EYE_ANSWER);
  assert_true(holds_text(&texts, A_PASS));
  assert_int_equal(eye_process_counts(process).frames, 1);
  assert_int_equal(eye_process_restarts(process), 0);
  eye_process_stop(process);
  camera_free(&picture);
}

static void a_picture_file_is_decoded_where_it_can_do_no_harm(UNUSED void **state) {
  const struct camera_shot shot = a_shot(A_PASS, 4);
  struct camera_picture picture = taken(&shot);
  uint8_t *jpeg;
  size_t n;
  assert_true(camera_jpeg(&picture, 80, &jpeg, &n));
  struct eye_process *process = started();
  assert_int_equal(eye_process_read_file(process, jpeg, n, EYE_STREAM, &texts), EYE_ANSWER);
  assert_true(holds_text(&texts, A_PASS));
  assert_int_equal(eye_process_read_file(process, jpeg, n / 2, EYE_STREAM, &texts), EYE_REFUSED);
  assert_int_not_equal(eye_process_refusal(process), 0);
  assert_int_equal(eye_process_restarts(process), 0);
  eye_process_stop(process);
  camera_free(&picture);
  free(jpeg);
}

/* A hole in the middle of every finder, and the timing patterns under dirt. */
static struct eye_frame worn_code(const char *text, uint8_t **grey) {
  CODE *code = a_code(text);
  const int side = code->width, far = side - 4;
  code->data[3 * side + 3] = code->data[3 * side + far] = code->data[far * side + 3] = 0;
  for (int i = 8; i < side - 8; i++)
    code->data[6 * side + i] = code->data[i * side + 6] = 1;
  return drawn(code, 5, false, grey);
}

static bool is_read_by(const struct eye_reader_kind *kind, const struct eye_frame *frame,
                       const char *text) {
  struct eye_reader *reader = kind->open();
  assert_non_null(reader);
  texts.n = 0;
  kind->read(reader, frame, true, &texts);
  kind->close(reader);
  return holds_text(&texts, text);
}

/* Having decoded, ZBar asks for converters of characters, and the C library for files of them. */
static void a_code_that_zbar_alone_reads_is_read_inside_the_sandbox(UNUSED void **state) {
  uint8_t *grey;
  const struct eye_frame frame = worn_code(ANOTHER_PASS, &grey);
  for (int i = 0; eye_reader_kinds[i]; i++)
    assert_int_equal(is_read_by(eye_reader_kinds[i], &frame, ANOTHER_PASS),
                     eye_reader_kinds[i] == &eye_reader_zbar);
  struct eye_process *process = started();
  for (int i = 0; i < 2; i++) {
    assert_int_equal(eye_process_read(process, &frame, EYE_STILL, &texts), EYE_ANSWER);
    assert_true(holds_text(&texts, ANOTHER_PASS));
  }
  assert_int_equal(eye_process_restarts(process), 0);
  eye_process_stop(process);
  free(grey);
}

/* What is dark in paint, the rest clear. */
static png_alloc_size_t painted(const struct eye_frame *frame, int paint, uint8_t *to, size_t cap) {
  png_image image = { .version = PNG_IMAGE_VERSION,
                      .width = frame->width,
                      .height = frame->height,
                      .format = PNG_FORMAT_GA };
  const size_t n = (size_t)frame->width * frame->height;
  uint8_t *ink = malloc(2 * n);
  assert_non_null(ink);
  for (size_t i = 0; i < n; i++) {
    ink[2 * i] = (uint8_t)paint;
    ink[2 * i + 1] = (uint8_t)(255 - frame->grey[i]);
  }
  png_alloc_size_t size = cap;
  assert_int_equal(png_image_write_to_memory(&image, to, &size, 0, ink, 0, NULL), 1);
  free(ink);
  return size;
}

static void a_code_on_a_clear_ground_is_read_in_white_and_in_black(UNUSED void **state) {
  static uint8_t png[1 << 17];
  uint8_t *grey;
  CODE *code = a_code(A_PASS);
  const struct eye_frame frame = drawn(code, 4, false, &grey);
  struct eye_process *process = started();
  for (int paint = 0; paint <= 255; paint += 255) {
    const size_t n = painted(&frame, paint, png, sizeof png);
    assert_int_equal(eye_process_read_file(process, png, n, EYE_STILL, &texts), EYE_ANSWER);
    assert_true(holds_text(&texts, A_PASS));
  }
  eye_process_stop(process);
  free(grey);
}

static void the_eye_outlives_a_street_in_which_nobody_shows_anything(UNUSED void **state) {
  struct eye_process *process = started();
  for (uint64_t seed = 10; seed < 14; seed++) {
    const struct camera_shot shot = { .ppm = 3, .severity = -1, .seed = seed };
    struct camera_picture picture = taken(&shot);
    const struct eye_frame frame = frame_of(&picture);
    assert_int_equal(eye_process_read(process, &frame, EYE_STILL, &texts), EYE_ANSWER);
    assert_int_equal(texts.n, 0);
    camera_free(&picture);
  }
  assert_int_equal(eye_process_restarts(process), 0);
  eye_process_stop(process);
}

static void an_eye_that_was_killed_is_started_again_and_counted(UNUSED void **state) {
  const struct camera_shot shot = a_shot(A_PASS, 4);
  struct camera_picture picture = taken(&shot);
  const struct eye_frame frame = frame_of(&picture);
  struct eye_process *process = started();
  for (uint64_t i = 1; i <= 5; i++) {
    assert_int_equal(kill(eye_process_id(process), SIGKILL), 0);
    enum eye_result result = EYE_LOST;
    for (int tries = 0; tries < 20 && result == EYE_LOST; tries++)
      result = eye_process_read(process, &frame, EYE_STREAM, &texts);
    assert_int_equal(result, EYE_ANSWER);
    assert_true(holds_text(&texts, A_PASS));
    assert_int_equal(eye_process_restarts(process), i);
  }
  assert_int_equal(eye_process_counts(process).frames, 5);
  eye_process_stop(process);
  camera_free(&picture);
}

static void an_eye_that_takes_too_long_is_ended(UNUSED void **state) {
  const struct camera_shot shot = a_shot(A_PASS, 4);
  struct camera_picture picture = taken(&shot);
  const struct eye_frame frame = frame_of(&picture);
  struct eye_process *process = started();
  assert_int_equal(kill(eye_process_id(process), SIGSTOP), 0);
  assert_true(eye_process_submit(process, &frame, EYE_STREAM, 1000));
  assert_false(eye_process_submit(process, &frame, EYE_STREAM, 1000));
  const int64_t limit_ms = 1000 + EYE_STREAM_LIMIT_MS;
  assert_int_equal(eye_process_collect(process, limit_ms - 1, &texts), EYE_WAIT);
  assert_int_equal(eye_process_collect(process, limit_ms, &texts), EYE_LOST);
  assert_int_equal(eye_process_id(process), -1);
  assert_true(eye_process_submit(process, &frame, EYE_STREAM, limit_ms + 5000));
  assert_int_equal(eye_process_restarts(process), 1);
  eye_process_stop(process);
  camera_free(&picture);
}

/* The value behind a name in /proc/PID/status; -1 where there is none. */
static long status_of(int pid, const char *name) {
  char path[64], line[256];
  long value = -1;
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  FILE *file = fopen(path, "r");
  while (file && fgets(line, sizeof line, file))
    if (strncmp(line, name, strlen(name)) == 0) value = strtol(line + strlen(name) + 1, NULL, 10);
  if (file) fclose(file);
  return value;
}

static int files_open_in(int pid) {
  char path[64];
  int n = 0;
  snprintf(path, sizeof path, "/proc/%d/fd", pid);
  DIR *dir = opendir(path);
  if (!dir) return -1;
  while (readdir(dir))
    n++;
  closedir(dir);
  return n - 2;
}

static void the_eye_holds_no_file_and_may_call_next_to_nothing(UNUSED void **state) {
  const struct camera_shot shot = a_shot(NULL, 4);
  struct camera_picture picture = taken(&shot);
  const struct eye_frame frame = frame_of(&picture);
  struct eye_process *process = started();
  assert_int_equal(eye_process_read(process, &frame, EYE_STREAM, &texts), EYE_ANSWER);
  const int pid = eye_process_id(process);
  assert_int_equal(status_of(pid, "NoNewPrivs:"), 1);
  if (!SANITIZED) assert_int_equal(status_of(pid, "Seccomp:"), 2);
  /* Null in and out, errors, and the conversation; the pictures are mapped, their file closed. */
  if (getuid() == 0) assert_int_equal(files_open_in(pid), 4);
  eye_process_stop(process);
  camera_free(&picture);
}

static void an_eye_that_is_not_there_is_named(UNUSED void **state) {
  char error[512] = "";
  assert_null(eye_process_start("/nowhere/tongxing-decoder", error, sizeof error));
  assert_non_null(strstr(error, "/nowhere/tongxing-decoder"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_frame_handed_over_comes_back_as_its_text),
    cmocka_unit_test(a_picture_file_is_decoded_where_it_can_do_no_harm),
    cmocka_unit_test(a_code_that_zbar_alone_reads_is_read_inside_the_sandbox),
    cmocka_unit_test(a_code_on_a_clear_ground_is_read_in_white_and_in_black),
    cmocka_unit_test(the_eye_outlives_a_street_in_which_nobody_shows_anything),
    cmocka_unit_test(an_eye_that_was_killed_is_started_again_and_counted),
    cmocka_unit_test(an_eye_that_takes_too_long_is_ended),
    cmocka_unit_test(the_eye_holds_no_file_and_may_call_next_to_nothing),
    cmocka_unit_test(an_eye_that_is_not_there_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
