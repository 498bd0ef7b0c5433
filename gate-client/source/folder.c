/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures that arrive in a folder, seen in the order of their arrival (inotify). Those that lie
 * there at the start are seen first, by name. */
#include "source/kinds.h"
#include "source/picture.h"

#include "host/sys/date.h"
#include "host/sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

struct folder {
  struct gate_source head;
  char *dir;
  char **waiting; /* names, seen from the front */
  size_t count, seen;
  char *path; /* of the picture that out points to */
  struct gate_image image;
};

static bool is_picture(const char *name) {
  static const char *const endings[] = { ".jpg", ".jpeg", ".png" };
  const char *dot = strrchr(name, '.');
  for (size_t i = 0; dot && name[0] != '.' && i < sizeof endings / sizeof *endings; i++)
    if (strcasecmp(dot, endings[i]) == 0) return true;
  return false;
}

static void add_name(struct folder *folder, const char *name) {
  if (!is_picture(name)) return;
  char **grown = reallocarray(folder->waiting, folder->count + 1, sizeof *grown);
  if (!grown) return;
  folder->waiting = grown;
  grown[folder->count] = strdup(name);
  if (grown[folder->count]) folder->count++;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_present(struct folder *folder) {
  DIR *dir = opendir(folder->dir);
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir));)
    add_name(folder, entry->d_name);
  closedir(dir);
  if (folder->count) qsort(folder->waiting, folder->count, sizeof *folder->waiting, by_name);
}

static void close_folder(struct gate_source *source) {
  struct folder *folder = (struct folder *)source;
  if (!folder) return;
  if (folder->head.fd >= 0) close(folder->head.fd);
  for (size_t i = folder->seen; i < folder->count; i++)
    free(folder->waiting[i]);
  gate_image_free(&folder->image);
  free(folder->waiting);
  free(folder->path);
  free(folder->dir);
  free(folder);
}

static struct gate_source *open_folder(const char *rest, enum tx_direction direction, char *error,
                                       size_t cap) {
  (void)direction;
  struct folder *folder = calloc(1, sizeof *folder);
  if (!folder) return NULL;
  folder->head.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  folder->dir = strdup(rest);
  if (folder->dir && folder->head.fd >= 0 &&
      inotify_add_watch(folder->head.fd, rest, IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR) >= 0) {
    list_present(folder);
    return &folder->head;
  }
  snprintf(error, cap, "%s: cannot be watched: %s", rest, strerror(errno));
  close_folder(&folder->head);
  return NULL;
}

/* What arrived since. A file that was listed at the start may be named again: it is seen again. */
static void take_arrivals(struct folder *folder) {
  _Alignas(struct inotify_event) char buf[4096];
  for (;;) {
    ssize_t n = read(folder->head.fd, buf, sizeof buf);
    if (n <= 0) return;
    for (char *p = buf; p < buf + n;) {
      const struct inotify_event *event = (const struct inotify_event *)(void *)p;
      if (event->len) add_name(folder, event->name);
      p += sizeof *event + event->len;
    }
  }
}

/* The front of the queue, or NULL. */
static char *take_name(struct folder *folder) {
  if (folder->seen < folder->count) return folder->waiting[folder->seen++];
  folder->seen = folder->count = 0;
  return NULL;
}

static enum gate_got next(struct gate_source *source, struct gate_sight *out) {
  struct folder *folder = (struct folder *)source;
  take_arrivals(folder);
  HOST_FREE char *name = take_name(folder);
  if (!name) return GATE_GOT_NOTHING;
  gate_image_free(&folder->image);
  free(folder->path);
  folder->path = host_path(folder->dir, "%s", name);
  if (!folder->path) return GATE_GOT_NOTHING;
  gate_picture_hand_over(folder->path, source->direction, &folder->image, out);
  return GATE_GOT_SIGHT;
}

const struct gate_source_kind gate_source_folder = {
  .name = "folder",
  .rest = "DIR",
  .zh = "监视的文件夹,图片放入即读",
  .en = "a watched folder, pictures are read as they arrive",
  .open = open_folder,
  .next = next,
  .close = close_folder,
};
