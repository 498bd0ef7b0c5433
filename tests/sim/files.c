/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What programs write by themselves: real files in memory (/dev/shm), of which a power cut keeps
 * what was synced: of a file its bytes, of a folder the names in it. Each fsync is noted here; what
 * was not synced is there afterwards or not, as the dice say.
 */
#include "machine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_MAX 64

/* A file's bytes, or a folder's names, as the last sync left them. */
struct synced {
  struct synced *next;
  ino_t number;
  uint8_t *bytes;
  size_t n;
};

/* A file as it will be found. */
struct image {
  struct image *next;
  char *path;
  bool there;
  uint8_t *bytes;
  size_t n;
};

struct entry {
  ino_t number;
  char name[256];
};

#define PLACES 1024u

static struct synced *all[PLACES]; /* by number */
static struct image *images;

static uint8_t *copy_of(const void *p, size_t n) {
  uint8_t *copy = malloc(n + 1);
  if (!copy) abort();
  if (n) memcpy(copy, p, n);
  return copy;
}

static struct synced *find(ino_t number) {
  for (struct synced *one = all[number % PLACES]; one; one = one->next)
    if (one->number == number) return one;
  return NULL;
}

static void keep(ino_t number, const void *p, size_t n) {
  struct synced *one = find(number);
  if (!one) {
    one = calloc(1, sizeof *one);
    if (!one) abort();
    one->number = number;
    one->next = all[number % PLACES];
    all[number % PLACES] = one;
  }
  free(one->bytes);
  one->bytes = copy_of(p, n);
  one->n = n;
}

/* --- syncing ---------------------------------------------------------------------------------- */

static size_t list(DIR *dir, struct entry out[NAMES_MAX]) {
  size_t n = 0;
  for (const struct dirent *d; dir && n < NAMES_MAX && (d = readdir(dir));) {
    if (d->d_type != DT_REG) continue;
    memset(&out[n], 0, sizeof out[n]);
    out[n].number = d->d_ino;
    snprintf(out[n++].name, sizeof out->name, "%s", d->d_name);
  }
  if (dir) closedir(dir);
  return n;
}

static size_t slurp(int fd, uint8_t **out) {
  struct stat st;
  if (fstat(fd, &st) != 0) return 0;
  *out = malloc((size_t)st.st_size + 1);
  if (!*out) abort();
  const ssize_t n = pread(fd, *out, (size_t)st.st_size, 0);
  return n > 0 ? (size_t)n : 0;
}

static void keep_folder(int fd, ino_t number) {
  struct entry entries[NAMES_MAX];
  const int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = again < 0 ? NULL : fdopendir(again);
  if (!dir) return;
  keep(number, entries, list(dir, entries) * sizeof *entries);
}

static void keep_file(int fd, ino_t number) {
  char link[64];
  uint8_t *bytes = NULL;
  size_t n = 0;
  if ((fcntl(fd, F_GETFL) & O_ACCMODE) != O_WRONLY) {
    n = slurp(fd, &bytes);
  } else {
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const int again = open(link, O_RDONLY | O_CLOEXEC);
    if (again >= 0) n = slurp(again, &bytes);
    if (again >= 0) close(again);
  }
  keep(number, bytes, n);
  free(bytes);
}

/* --- what programs call ----------------------------------------------------------------------- */

int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
ssize_t __wrap_write(int fd, const void *p, size_t n);
ssize_t __wrap_pwrite64(int fd, const void *p, size_t n, off_t at);
int __wrap_mkostemp64(char *path, int flags);
ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __real_pwrite64(int fd, const void *p, size_t n, off_t at);
int __real_mkostemp64(char *path, int flags);

static bool refuses(int fd, bool grows) {
  struct stat st;
  if (sim_disk_is_whole()) return false;
  const bool on_disk =
      fd < 0 || (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)));
  const int why = on_disk ? sim_disk_refuses(grows) : 0;
  if (why) errno = why;
  return why != 0;
}

ssize_t __wrap_write(int fd, const void *p, size_t n) {
  if (!refuses(fd, true)) return __real_write(fd, p, n);
  if (errno == EIO && n > 1) return __real_write(fd, p, n / 2);
  return -1;
}

ssize_t __wrap_pwrite64(int fd, const void *p, size_t n, off_t at) {
  struct stat st;
  const bool grows = sim_disk_is_whole() || fstat(fd, &st) != 0 || at + (off_t)n > st.st_size;
  return refuses(fd, grows) ? -1 : __real_pwrite64(fd, p, n, at);
}

int __wrap_mkostemp64(char *path, int flags) {
  return refuses(-1, true) ? -1 : __real_mkostemp64(path, flags);
}

int __wrap_fsync(int fd) {
  struct stat st;
  if (fstat(fd, &st) != 0 || refuses(fd, false)) return -1;
  if (S_ISDIR(st.st_mode))
    keep_folder(fd, st.st_ino);
  else
    keep_file(fd, st.st_ino);
  return 0;
}

int __wrap_fdatasync(int fd) {
  return __wrap_fsync(fd);
}

/* --- cutting ---------------------------------------------------------------------------------- */

static void add_image(const char *folder, const char *name, const struct synced *bytes) {
  struct image *image = calloc(1, sizeof *image);
  if (!image || asprintf(&image->path, "%s/%s", folder, name) < 0) abort();
  image->there = bytes != NULL;
  image->bytes = copy_of(bytes ? bytes->bytes : NULL, bytes ? bytes->n : 0);
  image->n = bytes ? bytes->n : 0;
  image->next = images;
  images = image;
}

static struct synced *read_now(const char *folder, const char *name) {
  static struct synced now;
  char path[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  free(now.bytes);
  now = (struct synced){ .n = 0 };
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return NULL;
  now.n = slurp(fd, &now.bytes);
  close(fd);
  return &now;
}

static bool same_bytes(const struct synced *a, const struct synced *b) {
  return a && b && a->n == b->n && (!a->n || memcmp(a->bytes, b->bytes, a->n) == 0);
}

/* A name as it is now: with its synced bytes, none where it never was, or with those of now, or
 * half of them. */
static void image_present(const char *folder, const struct entry *entry, struct chance *dice) {
  static const struct synced nothing;
  const struct synced *kept = find(entry->number), *now = read_now(folder, entry->name);
  const size_t roll = chance_below(dice, 8);
  struct synced torn = now ? *now : nothing;
  if (roll == 0 && !same_bytes(kept, now)) torn.n /= 2;
  if (roll < 4) kept = &torn;
  add_image(folder, entry->name, kept ? kept : &nothing);
}

static const struct entry *named(const struct entry *entries, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(entries[i].name, name) == 0) return &entries[i];
  return NULL;
}

/* Each name is what the last sync of its folder knows, or what it is now. */
static void cut_folder(const char *folder, struct chance *dice) {
  struct stat st;
  struct entry now[NAMES_MAX];
  if (stat(folder, &st) != 0) return;
  const size_t n = list(opendir(folder), now);
  const struct synced *kept = find(st.st_ino);
  const struct entry *before = kept ? (const struct entry *)(const void *)kept->bytes : now;
  const size_t known = kept ? kept->n / sizeof *now : n;
  for (size_t i = 0; i < n; i++) {
    const struct entry *old = named(before, known, now[i].name);
    const bool same = old && old->number == now[i].number;
    if (same || chance_in(dice, 2))
      image_present(folder, &now[i], dice);
    else
      add_image(folder, now[i].name, old ? find(old->number) : NULL);
  }
  for (size_t i = 0; i < known; i++)
    if (!named(now, n, before[i].name) && chance_in(dice, 2))
      add_image(folder, before[i].name, find(before[i].number));
}

static void image_all(const char *folder) {
  struct entry now[NAMES_MAX];
  const size_t n = list(opendir(folder), now);
  for (size_t i = 0; i < n; i++)
    add_image(folder, now[i].name, read_now(folder, now[i].name));
}

void sim_files_note(const char *folder, bool power_cut, struct chance *dice) {
  if (power_cut)
    cut_folder(folder, dice);
  else
    image_all(folder);
}

static void lay_down(const struct image *image) {
  unlink(image->path);
  if (!image->there) return;
  const int fd = open(image->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || write(fd, image->bytes, image->n) != (ssize_t)image->n) abort();
  __wrap_fsync(fd);
  close(fd);
}

static void sync_folder_of(const char *path) {
  char folder[512];
  snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
  const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) __wrap_fsync(fd);
  if (fd >= 0) close(fd);
}

void sim_files_put_back(void) {
  for (const struct image *image = images; image; image = image->next)
    lay_down(image);
  while (images) {
    struct image *image = images;
    images = image->next;
    sync_folder_of(image->path);
    free(image->path);
    free(image->bytes);
    free(image);
  }
}

void sim_files_clear(void) {
  for (size_t i = 0; i < PLACES; i++)
    while (all[i]) {
      struct synced *one = all[i];
      all[i] = one->next;
      free(one->bytes);
      free(one);
    }
}
