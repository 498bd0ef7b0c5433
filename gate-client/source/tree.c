/* SPDX-License-Identifier: Apache-2.0 */
#include "source/tree.h"

#include "host/sys/file.h"
#include "host/sys/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define LOOK_S 2 /* how often it is looked whether the root is still the same */
#define ARRIVALS (IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF)

struct gate_tree_watch {
  int wd;
  char *dir; /* below root; "" is the root itself */
};

/* --- what is watched -------------------------------------------------------------------------- */

static struct gate_tree_watch *find_watch(const struct gate_tree *tree, int wd) {
  for (size_t i = 0; i < tree->count; i++)
    if (tree->watches[i].wd == wd) return &tree->watches[i];
  return NULL;
}

static void forget(struct gate_tree *tree, struct gate_tree_watch *watch) {
  free(watch->dir);
  *watch = tree->watches[--tree->count];
}

static void forget_all(struct gate_tree *tree) {
  while (tree->count) {
    inotify_rm_watch(tree->inotify, tree->watches[0].wd);
    forget(tree, tree->watches);
  }
}

/* The kernel knows a folder by its inode: one that was renamed has the number that it had. */
static bool remember(struct gate_tree *tree, int wd, const char *dir) {
  char *copy = strdup(dir);
  struct gate_tree_watch *known = find_watch(tree, wd);
  if (copy && known) {
    free(known->dir);
    known->dir = copy;
    return true;
  }
  struct gate_tree_watch *grown =
      copy ? reallocarray(tree->watches, tree->count + 1, sizeof *grown) : NULL;
  if (!grown) {
    free(copy);
    return false;
  }
  tree->watches = grown;
  grown[tree->count++] = (struct gate_tree_watch){ wd, copy };
  return true;
}

static char *join(const char *dir, const char *name) {
  return dir[0] ? host_path(dir, "%s", name) : strdup(name);
}

static size_t depth_of(const char *dir) {
  size_t depth = dir[0] != 0;
  for (; *dir; dir++)
    depth += *dir == '/';
  return depth;
}

/* --- never through a link --------------------------------------------------------------------- */

/* A folder below root; -1 with errno. */
static int open_folder(const struct gate_tree *tree, const char *dir, size_t n) {
  int fd = open(tree->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
  for (size_t at = 0; fd >= 0 && at < n;) {
    const size_t part = strcspn(dir + at, "/");
    char name[NAME_MAX + 1];
    snprintf(name, sizeof name, "%.*s", (int)part, dir + at);
    const int inner = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    close(fd);
    fd = inner;
    at += part + 1;
  }
  return fd;
}

int gate_tree_open_file(const struct gate_tree *tree, const char *path) {
  const char *slash = strrchr(path, '/');
  HOST_CLOSE int folder = open_folder(tree, path, slash ? (size_t)(slash - path) : 0);
  return folder < 0 ? -1 : host_open_regular(folder, slash ? slash + 1 : path);
}

/* --- folders ---------------------------------------------------------------------------------- */

static void watch_folder(struct gate_tree *tree, const char *dir);

static bool is_folder(int folder, const struct dirent *entry) {
  struct stat st;
  if (entry->d_type != DT_UNKNOWN) return entry->d_type == DT_DIR;
  return fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static void find_one(struct gate_tree *tree, const char *dir, const char *name, bool folder) {
  HOST_FREE char *path = name[0] == '.' ? NULL : join(dir, name);
  if (path && folder) watch_folder(tree, path);
  if (path && !folder) tree->found(tree->context, path);
}

static void list(struct gate_tree *tree, const char *dir) {
  struct dirent **entries;
  HOST_CLOSE int folder = open_folder(tree, dir, strlen(dir));
  const int n = folder < 0 ? -1 : scandirat(folder, ".", &entries, NULL, alphasort);
  for (int i = 0; i < n; i++) {
    find_one(tree, dir, entries[i]->d_name, is_folder(folder, entries[i]));
    free(entries[i]);
  }
  if (n >= 0) free(entries);
}

/* Watched first and listed then: what arrives in between is found twice rather than never. */
static void watch_folder(struct gate_tree *tree, const char *dir) {
  if (depth_of(dir) > GATE_TREE_DEPTH_MAX) return;
  HOST_FREE char *path = dir[0] ? host_path(tree->root, "%s", dir) : strdup(tree->root);
  const uint32_t mask = ARRIVALS | IN_ONLYDIR | (dir[0] ? IN_DONT_FOLLOW : 0);
  const int wd = path && tree->count < GATE_TREE_FOLDERS_MAX
                     ? inotify_add_watch(tree->inotify, path, mask)
                     : -1;
  if (wd >= 0 && remember(tree, wd, dir)) {
    list(tree, dir);
    return;
  }
  tree->full |= tree->count == GATE_TREE_FOLDERS_MAX || errno == ENOSPC;
}

/* --- the root --------------------------------------------------------------------------------- */

static bool watch_root(struct gate_tree *tree) {
  struct stat st;
  tree->full = false;
  if (stat(tree->root, &st) != 0) return false;
  tree->device = st.st_dev;
  tree->inode = st.st_ino;
  watch_folder(tree, "");
  return tree->count > 0;
}

static bool is_watched(const struct gate_tree *tree) {
  struct stat st;
  if (stat(tree->root, &st) != 0 || st.st_dev != tree->device || st.st_ino != tree->inode)
    return false;
  for (size_t i = 0; i < tree->count; i++)
    if (!tree->watches[i].dir[0]) return true;
  return false;
}

/* One that was removed, moved away or mounted over is no longer what its path says. */
static void look_after_root(struct gate_tree *tree) {
  if (is_watched(tree)) return;
  forget_all(tree);
  if (watch_root(tree)) {
    host_log(HOST_NOTICE, "%s: the folder is there again, and is watched", tree->root);
    tree->gone = false;
    return;
  }
  if (!tree->gone)
    host_log(HOST_WARNING, "%s: the folder is gone; make it again, and it is watched", tree->root);
  tree->gone = true;
}

/* --- events ----------------------------------------------------------------------------------- */

/* A folder that was moved within the tree has been found at its new place by now. */
static void look_after_folder(struct gate_tree *tree, struct gate_tree_watch *watch) {
  HOST_CLOSE int fd = open_folder(tree, watch->dir, strlen(watch->dir));
  if (fd >= 0) return;
  inotify_rm_watch(tree->inotify, watch->wd);
  forget(tree, watch);
}

static void take_event(struct gate_tree *tree, const struct inotify_event *event) {
  struct gate_tree_watch *watch = find_watch(tree, event->wd);
  if (event->mask & IN_Q_OVERFLOW)
    host_log(HOST_WARNING, "%s: too many pictures at once, some were not seen", tree->root);
  if (!watch) return;
  if (event->mask & IN_IGNORED) {
    forget(tree, watch);
  } else if (event->mask & IN_MOVE_SELF) {
    if (watch->dir[0]) look_after_folder(tree, watch);
  } else if (event->len && (event->mask & (IN_ISDIR | IN_CLOSE_WRITE | IN_MOVED_TO))) {
    /* Where it is listed, more may be watched, and all watches move. */
    HOST_FREE char *dir = strdup(watch->dir);
    if (dir) find_one(tree, dir, event->name, event->mask & IN_ISDIR);
  }
}

static bool take_events(struct gate_tree *tree) {
  _Alignas(struct inotify_event) char buf[4096];
  bool any = false;
  for (ssize_t n; (n = read(tree->inotify, buf, sizeof buf)) > 0; any = true) {
    for (char *p = buf; p < buf + n;) {
      const struct inotify_event *event = (const struct inotify_event *)(void *)p;
      take_event(tree, event);
      p += sizeof *event + event->len;
    }
  }
  return any;
}

void gate_tree_look(struct gate_tree *tree) {
  uint64_t times;
  const bool any = take_events(tree);
  const bool rung = read(tree->timer, &times, sizeof times) == sizeof times;
  if (any || rung) look_after_root(tree);
}

/* --- its life --------------------------------------------------------------------------------- */

static bool watch_fd(const struct gate_tree *tree, int fd) {
  struct epoll_event readable = { .events = EPOLLIN };
  return fd >= 0 && epoll_ctl(tree->fd, EPOLL_CTL_ADD, fd, &readable) == 0;
}

static bool start(struct gate_tree *tree) {
  const struct itimerspec every = { .it_value.tv_sec = LOOK_S, .it_interval.tv_sec = LOOK_S };
  return tree->root && tree->fd >= 0 && watch_fd(tree, tree->inotify) &&
         watch_fd(tree, tree->timer) && timerfd_settime(tree->timer, 0, &every, NULL) == 0 &&
         watch_root(tree);
}

bool gate_tree_open(struct gate_tree *tree, const char *root) {
  tree->fd = epoll_create1(EPOLL_CLOEXEC);
  tree->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  tree->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  tree->root = strdup(root);
  if (start(tree)) return true;
  const int why = errno;
  gate_tree_close(tree);
  errno = why;
  return false;
}

static void close_fd(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

void gate_tree_close(struct gate_tree *tree) {
  while (tree->count)
    forget(tree, tree->watches);
  free(tree->watches);
  free(tree->root);
  tree->watches = NULL;
  tree->root = NULL;
  close_fd(&tree->timer);
  close_fd(&tree->inotify);
  close_fd(&tree->fd);
}
