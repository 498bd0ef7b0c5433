/* SPDX-License-Identifier: Apache-2.0 */
/* One picture file, seen once. */
#include "source/picture.h"

#include "source/kinds.h"

#include "host/text/date.h"
#include "host/text/language.h"

#include <stdlib.h>

struct picture {
  struct gate_source head;
  char *path;
  bool seen;
  struct gate_image image;
};

static void begin(const char *path, enum tx_direction direction, struct gate_sight *out) {
  *out = (struct gate_sight){
    .direction = direction, .at_ms = host_monotonic_ms(), .label = path, .still = true
  };
}

static void refuse(const struct gate_image *image, enum tx_reason why, struct gate_sight *out) {
  out->kind = GATE_SIGHT_UNREADABLE;
  out->why = why;
  out->detail = host_words(image->zh, image->en);
}

void gate_picture_see(const char *path, enum tx_direction direction, struct gate_image *image,
                      struct gate_sight *out) {
  begin(path, direction, out);
  const enum tx_reason reason = gate_image_read(path, image);
  out->kind = GATE_SIGHT_FRAME;
  out->frame = image->frame;
  out->on_black = image->on_black;
  if (reason != TX_OK) refuse(image, reason, out);
}

static void hand_over(const char *path, enum tx_direction direction, enum tx_reason reason,
                      const struct gate_image *image, struct gate_sight *out) {
  begin(path, direction, out);
  out->kind = GATE_SIGHT_FILE;
  out->file = tx_span_of(image->file, image->file_n);
  if (reason != TX_OK) refuse(image, reason, out);
}

void gate_picture_hand_over(const char *path, enum tx_direction direction, struct gate_image *image,
                            struct gate_sight *out) {
  const enum tx_reason reason = gate_image_load(path, image);
  hand_over(path, direction, reason, image, out);
}

void gate_picture_hand_over_fd(int fd, const char *path, enum tx_direction direction,
                               struct gate_image *image, struct gate_sight *out) {
  const enum tx_reason reason = gate_image_load_fd(fd, path, image);
  hand_over(path, direction, reason, image, out);
}

static void close_picture(struct gate_source *source) {
  struct picture *picture = (struct picture *)source;
  if (!picture) return;
  gate_image_free(&picture->image);
  free(picture->path);
  free(picture);
}

static struct gate_source *open_picture(const char *rest, enum tx_direction direction, char *error,
                                        size_t cap) {
  (void)direction;
  (void)error;
  (void)cap;
  struct picture *picture = calloc(1, sizeof *picture);
  if (!picture) return NULL;
  picture->head.fd = -1;
  picture->head.label = picture->path = strdup(rest);
  if (picture->path) return &picture->head;
  free(picture);
  return NULL;
}

static enum gate_got next(struct gate_source *source, struct gate_sight *out) {
  struct picture *picture = (struct picture *)source;
  if (picture->seen) return GATE_GOT_END;
  picture->seen = true;
  gate_picture_hand_over(picture->path, source->direction, &picture->image, out);
  return GATE_GOT_SIGHT;
}

const struct gate_source_kind gate_source_picture = {
  .name = "picture",
  .rest = "FILE",
  .zh = "一张图片（JPEG 或 PNG）",
  .en = "one picture file (JPEG or PNG)",
  .open = open_picture,
  .next = next,
  .close = close_picture,
};
