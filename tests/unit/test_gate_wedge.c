/* SPDX-License-Identifier: Apache-2.0 */
#include "hal/keyboard.h"
#include "source/source.h"

#include <errno.h>
#include <linux/input-event-codes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
/* cmocka wants the two above first */
#include <cmocka.h>

/* --- a keyboard that is typed on here --------------------------------------------------------- */

#define KEYS_MAX 8192
struct key {
  unsigned code;
  bool down;
};
struct gate_keyboard {
  int fd;
};
static struct key typed[KEYS_MAX];
static size_t count, taken, opened;
static bool plugged, gone;

static struct gate_keyboard *open_one(const char *path) {
  (void)path;
  struct gate_keyboard *k = plugged ? malloc(sizeof *k) : NULL;
  errno = ENOENT;
  if (!k) return NULL;
  k->fd = eventfd(1, EFD_CLOEXEC);
  opened++;
  return k;
}
static int fd_of(const struct gate_keyboard *k) {
  return k->fd;
}
static int next(struct gate_keyboard *k, unsigned *code, bool *down) {
  (void)k;
  if (gone) return -1;
  if (taken == count) return 0;
  *code = typed[taken].code;
  *down = typed[taken++].down;
  return 1;
}
static void close_one(struct gate_keyboard *k) {
  if (!k) return;
  close(k->fd);
  free(k);
}
static const struct gate_keyboard_calls desk = { open_one, fd_of, next, close_one };

static void press(unsigned code, bool shift) {
  if (shift) typed[count++] = (struct key){ KEY_LEFTSHIFT, true };
  typed[count++] = (struct key){ code, true };
  typed[count++] = (struct key){ code, false };
  if (shift) typed[count++] = (struct key){ KEY_LEFTSHIFT, false };
}

static void type(const char *text) {
  for (; *text; text++) {
    for (unsigned code = 1; code < 128; code++) {
      bool plain = gate_key_character(code, false) == *text;
      if (!plain && gate_key_character(code, true) != *text) continue;
      press(code, !plain);
      break;
    }
  }
}

static int fresh(void **state) {
  (void)state;
  gate_keyboard = &desk;
  count = taken = opened = 0;
  plugged = true;
  gone = false;
  return 0;
}

static struct gate_source *open_wedge(void) {
  char error[256] = "";
  struct gate_source *source =
      gate_source_open("out=wedge:/dev/input/event3", TX_IN, error, sizeof error);
  if (!source) fail_msg("%s", error);
  return source;
}

/* --- promises --------------------------------------------------------------------------------- */

static void every_character_of_a_code_can_be_typed(void **state) {
  (void)state;
  static const char text[] = "TX1:0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  struct gate_source *source = open_wedge();
  struct gate_sight sight;
  type(text);
  assert_int_equal(source->kind->next(source, &sight), GATE_GOT_NOTHING);
  press(KEY_ENTER, false);
  assert_int_equal(source->kind->next(source, &sight), GATE_GOT_SIGHT);
  assert_int_equal(sight.text.n, sizeof text - 1);
  assert_memory_equal(sight.text.p, text, sizeof text - 1);
  assert_int_equal(sight.direction, TX_OUT);
  assert_int_equal(source->kind->next(source, &sight), GATE_GOT_NOTHING);
  gate_source_close(source);
}

static void two_codes_typed_at_once_come_one_after_the_other(void **state) {
  (void)state;
  struct gate_source *source = open_wedge();
  struct gate_sight sight;
  type("TX1:A\nTX1:B\n");
  assert_int_equal(source->kind->next(source, &sight), GATE_GOT_SIGHT);
  assert_memory_equal(sight.text.p, "TX1:A", 5);
  assert_int_equal(source->kind->next(source, &sight), GATE_GOT_SIGHT);
  assert_memory_equal(sight.text.p, "TX1:B", 5);
  gate_source_close(source);
}

static void endless_typing_is_cut_short_and_seen(void **state) {
  (void)state;
  struct gate_source *source = open_wedge();
  struct gate_sight sight;
  for (int i = 0; i < 3000; i++)
    press(KEY_1, false);
  press(KEY_KPENTER, false);
  assert_int_equal(source->kind->next(source, &sight), GATE_GOT_SIGHT);
  assert_true(sight.text.n > 1024 && sight.text.n < 3000);
  gate_source_close(source);
}

static void a_scanner_that_was_plugged_out_is_opened_again(void **state) {
  (void)state;
  struct gate_source *source = open_wedge();
  struct gate_sight sight;
  type("TX1:HAL");
  gone = true;
  assert_int_equal(source->kind->next(source, &sight), GATE_GOT_NOTHING);
  assert_true(source->gone);
  gone = false;
  count = taken = 0;
  for (int i = 0; i < 40 && opened < 2; i++) {
    usleep(100000);
    assert_int_equal(source->kind->next(source, &sight), GATE_GOT_NOTHING);
  }
  assert_int_equal(opened, 2);
  type("TX1:WHOLE\n"); /* the half text of before is gone */
  assert_int_equal(source->kind->next(source, &sight), GATE_GOT_SIGHT);
  assert_int_equal(sight.text.n, 9);
  gate_source_close(source);
}

static void a_keyboard_that_is_not_there_is_named(void **state) {
  (void)state;
  char error[256] = "";
  plugged = false;
  assert_null(gate_source_open("wedge:/dev/input/event3", TX_IN, error, sizeof error));
  assert_non_null(strstr(error, "/dev/input/event3"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(every_character_of_a_code_can_be_typed, fresh),
    cmocka_unit_test_setup(two_codes_typed_at_once_come_one_after_the_other, fresh),
    cmocka_unit_test_setup(endless_typing_is_cut_short_and_seen, fresh),
    cmocka_unit_test_setup(a_scanner_that_was_plugged_out_is_opened_again, fresh),
    cmocka_unit_test_setup(a_keyboard_that_is_not_there_is_named, fresh),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
