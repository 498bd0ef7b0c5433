/* SPDX-License-Identifier: Apache-2.0 */
#include "keyboard.h"

#include <errno.h>
#include <fcntl.h>
#include <libevdev/libevdev.h>
#include <stdlib.h>
#include <unistd.h>

struct gate_keyboard {
  struct libevdev *device;
  int fd;
};

static struct gate_keyboard *open_keyboard(const char *path) {
  struct gate_keyboard *k = calloc(1, sizeof *k);
  if (!k) return NULL;
  k->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  int failed = k->fd < 0 ? -errno : libevdev_new_from_fd(k->fd, &k->device);
  if (failed == 0) failed = libevdev_grab(k->device, LIBEVDEV_GRAB);
  if (failed == 0) return k;
  if (k->device) libevdev_free(k->device);
  if (k->fd >= 0) close(k->fd);
  free(k);
  errno = -failed;
  return NULL;
}

static int fd_of(const struct gate_keyboard *k) {
  return k->fd;
}

static int next(struct gate_keyboard *k, unsigned *code, bool *down) {
  struct input_event event;
  for (;;) {
    int got = libevdev_next_event(k->device, LIBEVDEV_READ_FLAG_NORMAL, &event);
    if (got == -EAGAIN) return 0;
    if (got < 0) return -1;
    if (event.type != EV_KEY || event.value == 2) continue; /* 2: a key that repeats */
    *code = event.code;
    *down = event.value == 1;
    return 1;
  }
}

static void close_keyboard(struct gate_keyboard *k) {
  if (!k) return;
  libevdev_free(k->device);
  close(k->fd);
  free(k);
}

static const struct gate_keyboard_calls calls = { open_keyboard, fd_of, next, close_keyboard };
const struct gate_keyboard_calls *gate_keyboard = &calls;

/* The keypad types the same with Shift and without, as scanners use it: NumLock is on. */
static char keypad_character(unsigned code) {
  static const char keypad[] = {
    [KEY_KP0] = '0',     [KEY_KP1] = '1',        [KEY_KP2] = '2',     [KEY_KP3] = '3',
    [KEY_KP4] = '4',     [KEY_KP5] = '5',        [KEY_KP6] = '6',     [KEY_KP7] = '7',
    [KEY_KP8] = '8',     [KEY_KP9] = '9',        [KEY_KPDOT] = '.',   [KEY_KPPLUS] = '+',
    [KEY_KPMINUS] = '-', [KEY_KPASTERISK] = '*', [KEY_KPSLASH] = '/', [KEY_KPENTER] = '\n',
    [KEY_KPEQUAL] = '=', [KEY_KPCOMMA] = ',',
  };
  return code < sizeof keypad ? keypad[code] : 0;
}

char gate_key_character(unsigned code, bool shift) {
  static const char plain[] = {
    [KEY_1] = '1',      [KEY_2] = '2',          [KEY_3] = '3',         [KEY_4] = '4',
    [KEY_5] = '5',      [KEY_6] = '6',          [KEY_7] = '7',         [KEY_8] = '8',
    [KEY_9] = '9',      [KEY_0] = '0',          [KEY_MINUS] = '-',     [KEY_EQUAL] = '=',
    [KEY_Q] = 'q',      [KEY_W] = 'w',          [KEY_E] = 'e',         [KEY_R] = 'r',
    [KEY_T] = 't',      [KEY_Y] = 'y',          [KEY_U] = 'u',         [KEY_I] = 'i',
    [KEY_O] = 'o',      [KEY_P] = 'p',          [KEY_LEFTBRACE] = '[', [KEY_RIGHTBRACE] = ']',
    [KEY_ENTER] = '\n', [KEY_A] = 'a',          [KEY_S] = 's',         [KEY_D] = 'd',
    [KEY_F] = 'f',      [KEY_G] = 'g',          [KEY_H] = 'h',         [KEY_J] = 'j',
    [KEY_K] = 'k',      [KEY_L] = 'l',          [KEY_SEMICOLON] = ';', [KEY_APOSTROPHE] = '\'',
    [KEY_GRAVE] = '`',  [KEY_BACKSLASH] = '\\', [KEY_Z] = 'z',         [KEY_X] = 'x',
    [KEY_C] = 'c',      [KEY_V] = 'v',          [KEY_B] = 'b',         [KEY_N] = 'n',
    [KEY_M] = 'm',      [KEY_COMMA] = ',',      [KEY_DOT] = '.',       [KEY_SLASH] = '/',
    [KEY_SPACE] = ' ',  [KEY_TAB] = '\t',       [KEY_102ND] = '<',
  };
  static const char from[] = "1234567890-=[];'`\\,./<", to[] = "!@#$%^&*()_+{}:\"~|<>?>";
  const char keypad = keypad_character(code);
  if (keypad) return keypad;
  char c = code < sizeof plain ? plain[code] : 0;
  if (!shift) return c;
  if (c >= 'a' && c <= 'z') return (char)(c - 'a' + 'A');
  for (unsigned i = 0; from[i]; i++)
    if (from[i] == c) return to[i];
  return c;
}
