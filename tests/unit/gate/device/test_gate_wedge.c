/* SPDX-License-Identifier: Apache-2.0 */
#include "hal/keyboard.h"
#include "source/source.h"

#include <errno.h>
#include <linux/input-event-codes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
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
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  press(KEY_ENTER, false);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  assert_int_equal(sight.text.n, sizeof text - 1);
  assert_memory_equal(sight.text.p, text, sizeof text - 1);
  assert_int_equal(sight.direction, TX_OUT);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  gate_source_close(source);
}

static void two_codes_typed_at_once_come_one_after_the_other(void **state) {
  (void)state;
  struct gate_source *source = open_wedge();
  struct gate_sight sight;
  type("TX1:A\nTX1:B\n");
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  assert_memory_equal(sight.text.p, "TX1:A", 5);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
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
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  assert_true(sight.text.n > 1024 && sight.text.n < 3000);
  gate_source_close(source);
}

static void a_scanner_that_was_plugged_out_is_opened_again(void **state) {
  (void)state;
  struct gate_source *source = open_wedge();
  struct gate_sight sight;
  type("TX1:HAL");
  gone = true;
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  assert_true(source->gone);
  gone = false;
  count = taken = 0;
  for (int i = 0; i < 40 && opened < 2; i++) {
    usleep(100000);
    assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  }
  assert_int_equal(opened, 2);
  type("TX1:WHOLE\n"); /* the half text of before is gone */
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  assert_int_equal(sight.text.n, 9);
  gate_source_close(source);
}

static void expect_text(struct gate_source *source, const char *text) {
  struct gate_sight sight;
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  if (sight.text.n != strlen(text) || memcmp(sight.text.p, text, sight.text.n) != 0)
    fail_msg("\"%.*s\" instead of \"%s\"", (int)sight.text.n, (const char *)sight.text.p, text);
}

static const struct {
  unsigned code;
  char c;
} keypad[] = {
  { KEY_KP0, '0' },        { KEY_KP1, '1' },     { KEY_KP2, '2' },    { KEY_KP3, '3' },
  { KEY_KP4, '4' },        { KEY_KP5, '5' },     { KEY_KP6, '6' },    { KEY_KP7, '7' },
  { KEY_KP8, '8' },        { KEY_KP9, '9' },     { KEY_KPPLUS, '+' }, { KEY_KPMINUS, '-' },
  { KEY_KPASTERISK, '*' }, { KEY_KPSLASH, '/' }, { KEY_KPDOT, '.' },  { KEY_KPEQUAL, '=' },
};

static void what_is_typed_on_the_keypad_is_heard_with_shift_and_without(void **state) {
  (void)state;
  struct gate_source *source = open_wedge();
  char text[sizeof keypad / sizeof *keypad + 1] = "";
  for (int shift = 0; shift < 2; shift++) {
    for (size_t i = 0; i < sizeof keypad / sizeof *keypad; i++) {
      text[i] = keypad[i].c;
      press(keypad[i].code, shift);
    }
    press(KEY_KPENTER, shift);
    expect_text(source, text);
  }
  assert_null(source->trouble);
  gate_source_close(source);
}

static void a_tab_or_a_control_character_ends_a_text(void **state) {
  (void)state;
  static const unsigned ends[] = { KEY_M, KEY_J, KEY_I };
  struct gate_source *source = open_wedge();
  type("tx1:a");
  press(KEY_TAB, false);
  press(KEY_TAB, false);
  press(KEY_ENTER, false);
  expect_text(source, "TX1:A");
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    type("TX1:B");
    typed[count++] = (struct key){ KEY_LEFTCTRL, true };
    press(ends[i], false);
    typed[count++] = (struct key){ KEY_LEFTCTRL, false };
    expect_text(source, "TX1:B");
  }
  gate_source_close(source);
}

/* "ALT mode", for keyboards of any country: Alt, a character's number on the keypad. */
static void type_by_number(const char *text, bool zero) {
  for (; *text; text++) {
    char digits[8];
    snprintf(digits, sizeof digits, zero ? "%04d" : "%d", *text);
    typed[count++] = (struct key){ KEY_LEFTALT, true };
    for (const char *p = digits; *p; p++)
      press(keypad[*p - '0'].code, false);
    typed[count++] = (struct key){ KEY_LEFTALT, false };
  }
}

static void alt_with_digits_is_the_character_of_that_number(void **state) {
  (void)state;
  struct gate_source *source = open_wedge();
  type_by_number("TX1:6BF+70 $%*/.", false);
  press(KEY_ENTER, false);
  expect_text(source, "TX1:6BF+70 $%*/.");
  type_by_number("TX1:A\r", true);
  expect_text(source, "TX1:A");
  gate_source_close(source);
}

static void keys_that_type_nothing_are_spoken_of(void **state) {
  (void)state;
  struct gate_source *source = open_wedge();
  type("TX1:");
  press(KEY_RO, false);
  type("A\n");
  expect_text(source, "TX1:A");
  assert_ptr_equal(source->trouble, &gate_trouble_unknown_keys);
  assert_non_null(strstr(source->trouble->en, "US English"));
  press(KEY_CAPSLOCK, false);
  type("TX1:B\n");
  expect_text(source, "TX1:B");
  assert_null(source->trouble);
  gate_source_close(source);
}

static void what_is_typed_without_an_end_is_heard_after_a_quiet_and_spoken_of(void **state) {
  (void)state;
  struct gate_source *source = open_wedge();
  struct gate_sight sight;
  for (int i = 0; i < 3; i++) {
    assert_null(source->trouble);
    type("TX1:A");
    assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
    usleep(200000);
    expect_text(source, "TX1:A");
  }
  assert_ptr_equal(source->trouble, &gate_trouble_no_suffix);
  type("TX1:B\n");
  expect_text(source, "TX1:B");
  assert_null(source->trouble);
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
    cmocka_unit_test_setup(what_is_typed_on_the_keypad_is_heard_with_shift_and_without, fresh),
    cmocka_unit_test_setup(a_tab_or_a_control_character_ends_a_text, fresh),
    cmocka_unit_test_setup(alt_with_digits_is_the_character_of_that_number, fresh),
    cmocka_unit_test_setup(keys_that_type_nothing_are_spoken_of, fresh),
    cmocka_unit_test_setup(what_is_typed_without_an_end_is_heard_after_a_quiet_and_spoken_of,
                           fresh),
    cmocka_unit_test_setup(a_keyboard_that_is_not_there_is_named, fresh),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
