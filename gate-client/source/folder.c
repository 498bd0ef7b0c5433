/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures that arrive in a folder and in those within it, seen in the order of their arrival.
 * Those that lie there at the start are seen first, by name. */
#include "source/kinds.h"
#include "source/picture.h"
#include "source/tree.h"

#include "host/sys/file.h"
#include "host/sys/opening.h"
#include "host/text/date.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LATEST 100 /* of the waiting ones are compared with what arrives */

struct folder {
  struct gate_source head;
  struct gate_tree tree;
  char **waiting; /* paths below the root, seen from the front */
  size_t count, seen;
  char *path; /* of the picture that out points to */
  struct gate_image image;
};

static bool is_picture(const char *path) {
  static const char *const endings[] = { ".jpg", ".jpeg", ".jfif", ".png" };
  const char *dot = strrchr(path, '.');
  for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
    if (strcasecmp(dot, endings[i]) == 0) return true;
  return false;
}

/* One that is listed and arrives at the same time is seen once. */
static bool waits_already(const struct folder *folder, const char *path) {
  const size_t few = folder->count - folder->seen < LATEST ? folder->count - folder->seen : LATEST;
  for (size_t i = folder->count - few; i < folder->count; i++)
    if (strcmp(folder->waiting[i], path) == 0) return true;
  return false;
}

static void find(void *context, const char *path) {
  struct folder *folder = context;
  if (!is_picture(path) || waits_already(folder, path)) return;
  char **grown = reallocarray(folder->waiting, folder->count + 1, sizeof *grown);
  if (!grown) return;
  folder->waiting = grown;
  grown[folder->count] = strdup(path);
  if (grown[folder->count]) folder->count++;
}

static void close_folder(struct gate_source *source) {
  struct folder *folder = (struct folder *)source;
  if (!folder) return;
  gate_tree_close(&folder->tree);
  for (size_t i = folder->seen; i < folder->count; i++)
    free(folder->waiting[i]);
  gate_image_free(&folder->image);
  free(folder->waiting);
  free(folder->path);
  free(folder);
}

static struct gate_source *open_folder(const char *rest, enum tx_direction direction, char *error,
                                       size_t cap) {
  (void)direction;
  struct folder *folder = calloc(1, sizeof *folder);
  if (!folder) return NULL;
  folder->tree.found = find;
  folder->tree.context = folder;
  if (gate_tree_open(&folder->tree, rest)) {
    folder->head.fd = folder->tree.fd;
    folder->head.label = folder->tree.root;
    return &folder->head;
  }
  host_open_absent(error, cap, "%s: cannot be watched", rest);
  const int why = errno;
  close_folder(&folder->head);
  errno = why;
  return NULL;
}

/* The front of the queue, or NULL. */
static char *take_path(struct folder *folder) {
  if (folder->seen < folder->count) return folder->waiting[folder->seen++];
  folder->seen = folder->count = 0;
  return NULL;
}

static void look(struct folder *folder) {
  gate_tree_look(&folder->tree);
  folder->head.gone = folder->tree.gone;
  gate_source_have_trouble(&folder->head,
                           folder->tree.full ? &gate_trouble_too_many_folders : NULL);
}

static enum gate_got next(struct gate_source *source, struct gate_sight *out) {
  struct folder *folder = (struct folder *)source;
  look(folder);
  HOST_FREE char *path = take_path(folder);
  if (!path) return GATE_GOT_NOTHING;
  gate_image_free(&folder->image);
  free(folder->path);
  folder->path = host_path(folder->tree.root, "%s", path);
  if (!folder->path) return GATE_GOT_NOTHING;
  HOST_CLOSE int fd = gate_tree_open_file(&folder->tree, path);
  gate_picture_hand_over_fd(fd, folder->path, source->direction, &folder->image, out);
  return GATE_GOT_SIGHT;
}

const struct gate_source_kind gate_source_folder = {
  .name = "folder",
  .rest = "DIR",
  .zh = "监视的文件夹，图片放入即读",
  .en = "a watched folder, pictures are read as they arrive",
  .open = open_folder,
  .next = next,
  .close = close_folder,
};
