/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "city/forge.h"
#include "print/qr.h"

static char text[TX_TEXT_MAX + 1];

static int sign_a_pass(UNUSED void **state) {
  struct forge forge;
  if (!forge_open(&forge, 1640995200)) return -1;
  struct tx_pass pass = forge_pass(&forge);
  bool signed_it = forge_pass_text(&forge, &pass, text);
  forge_close(&forge);
  return signed_it ? 0 : -1;
}

static char *draw(enum tx_reason (*how)(const struct qr *, FILE *), size_t *n) {
  char *out = NULL;
  FILE *stream = open_memstream(&out, n);
  struct qr *qr = qr_create(text, QR_CARD);
  assert_non_null(qr);
  assert_int_equal(how(qr, stream), TX_OK);
  qr_destroy(qr);
  fclose(stream);
  return out;
}

static void an_ordinary_pass_is_no_larger_than_promised(UNUSED void **state) {
  struct qr *screen = qr_create(text, QR_SCREEN), *card = qr_create(text, QR_CARD);
  assert_true(strlen(text) <= 221);
  assert_int_equal(qr_modules(screen), 8 * 4 + 17); /* version 8 */
  assert_true(qr_modules(card) > qr_modules(screen));
  qr_destroy(screen);
  qr_destroy(card);
}

static enum tx_reason png_of_three(const struct qr *qr, FILE *out) {
  return qr_png(qr, 3, out);
}

static void a_png_has_the_quiet_zone(UNUSED void **state) {
  size_t n = 0;
  char *png = draw(png_of_three, &n);
  struct qr *qr = qr_create(text, QR_CARD);
  int side = (qr_modules(qr) + 8) * 3;
  assert_memory_equal(png, "\x89PNG\r\n", 6);
  assert_int_equal((uint8_t)png[18] << 8 | (uint8_t)png[19], side);
  qr_destroy(qr);
  free(png);
}

static void svg_and_terminal_draw_something(UNUSED void **state) {
  size_t n = 0;
  char *svg = draw(qr_svg, &n);
  assert_int_equal(strncmp(svg, "<svg ", 5), 0);
  free(svg);
  char *blocks = draw(qr_terminal, &n);
  assert_non_null(strstr(blocks, "█"));
  free(blocks);
}

static void what_is_too_long_is_no_code(UNUSED void **state) {
  char long_text[8000];
  memset(long_text, 'a', sizeof long_text);
  long_text[sizeof long_text - 1] = '\0';
  assert_null(qr_create(long_text, QR_SCREEN));
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(an_ordinary_pass_is_no_larger_than_promised),
    PROMISE(a_png_has_the_quiet_zone),
    PROMISE(svg_and_terminal_draw_something),
    PROMISE(what_is_too_long_is_no_code),
  };
  return cmocka_run_group_tests(promises, sign_a_pass, NULL);
}
