/* SPDX-License-Identifier: Apache-2.0 */
#include "source/source.h"

#include "source/address.h"
#include "source/kinds.h"

#include "host/sys/opening.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const struct gate_source_kind *const gate_source_kinds[] = {
  &gate_source_picture, &gate_source_folder, &gate_source_stdin, &gate_source_camera,
  &gate_source_serial,  &gate_source_wedge,  &gate_source_v4l2,  NULL,
};

static const char *strip_direction(const char *address, enum tx_direction *direction) {
  for (int i = TX_IN; i < TX_DIRECTION_COUNT; i++) {
    const char *word = tx_direction_word((enum tx_direction)i);
    size_t n = strlen(word);
    if (strncmp(address, word, n) != 0 || address[n] != '=') continue;
    *direction = (enum tx_direction)i;
    return address + n + 1;
  }
  return address;
}

static const struct gate_source_kind *find_kind(const char *address, const char **rest) {
  for (size_t i = 0; gate_source_kinds[i]; i++) {
    size_t n = strlen(gate_source_kinds[i]->name);
    if (strncmp(address, gate_source_kinds[i]->name, n) != 0 || address[n] != ':') continue;
    *rest = address + n + 1;
    return gate_source_kinds[i];
  }
  return NULL;
}

/* What a path by itself means. */
static const struct gate_source_kind *guess_kind(const char *path) {
  struct stat stat_;
  if (strcmp(path, "-") == 0) return &gate_source_stdin;
  if (strncmp(path, "http://", 7) == 0 || strncmp(path, "https://", 8) == 0)
    return &gate_source_camera;
  if (stat(path, &stat_) != 0) return NULL;
  return S_ISDIR(stat_.st_mode) ? &gate_source_folder : &gate_source_picture;
}

/* "camra:/dev/video0": a word and a colon, where a path would have begun with a folder. */
static bool names_a_kind(const char *address) {
  const size_t n = strspn(address, "abcdefghijklmnopqrstuvwxyz0123456789_-");
  return address[0] == '\0' || (n > 0 && address[n] == ':');
}

struct gate_source *gate_source_open(const char *address, enum tx_direction direction, char *error,
                                     size_t cap) {
  const char *rest = address = strip_direction(address, &direction);
  const struct gate_source_kind *kind = find_kind(address, &rest);
  if (!kind) kind = guess_kind(address);
  if (!kind) {
    char said[GATE_ADDRESS_MAX];
    gate_address_say(address, said, sizeof said);
    if (names_a_kind(address))
      host_open_wrong(error, cap, "%s: no such file, folder or kind of source", said);
    else
      host_open_absent(error, cap, "%s: no such file, folder or kind of source", said);
    return NULL;
  }
  struct gate_source *source = kind->open(rest, direction, error, cap);
  if (source) {
    source->kind = kind;
    source->direction = direction;
  }
  return source;
}

enum gate_got gate_source_next(struct gate_source *source, struct gate_sight *out) {
  for (;;) {
    const enum gate_got got = source->kind->next(source, out);
    if (got != GATE_GOT_SIGHT || out->kind != GATE_SIGHT_TEXT) return got;
    out->text = gate_text_tidy(out->text, source->folded);
    if (out->text.n > 0) return got;
  }
}

void gate_source_close(struct gate_source *source) {
  if (source) source->kind->close(source);
}
