/* SPDX-License-Identifier: Apache-2.0 */
#include "making.h"

#include "failure.h"
#include "host/sys/file.h"
#include "host/text/language.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static char *file_of(const struct keys_making *making, const char *suffix) {
  return host_path(making->folder, "%s%s", making->name, suffix);
}

static const char *last_of(const char *const *suffixes) {
  while (suffixes[1])
    suffixes++;
  return *suffixes;
}

static bool exists(const struct keys_making *making, const char *suffix) {
  HOST_FREE char *path = file_of(making, suffix);
  return path && host_file_exists(path);
}

/* The last one first: while it stands, the others count as whole. */
static void remove_files(const struct keys_making *making) {
  size_t count = 0;
  while (making->suffixes[count])
    count++;
  while (count > 0) {
    HOST_FREE char *path = file_of(making, making->suffixes[--count]);
    if (path) unlink(path);
  }
}

static int say_taken(const struct keys_making *making) {
  const char *const *suffix = making->suffixes;
  while (*suffix && !exists(making, *suffix))
    suffix++;
  if (!*suffix) return EX_OK;
  return host_fail(EX_CANTCREAT, "%s/%s%s 已存在。已有的密钥不会被覆盖，请换一个名称。",
                   "%s/%s%s exists. A key is never overwritten: take another name.", making->folder,
                   making->name, *suffix);
}

static int say_busy(const struct keys_making *making) {
  return host_fail(EX_TEMPFAIL, "另一个程序正在生成密钥 %s，请稍后再试。",
                   "Another program is making the key %s: try again later.", making->name);
}

/* *before: whether the marker stood there already. */
static int take_marker(struct keys_making *making, bool *before) {
  enum tx_reason reason = host_file_create(making->marker, (struct tx_span){ 0 }, 0600);
  *before = reason == TX_CONFLICT;
  if (reason != TX_OK && !*before) return keys_io_failed(making->marker, reason);
  making->lock = open(making->marker, O_RDWR | O_CLOEXEC);
  if (making->lock < 0) return keys_io_failed(making->marker, host_errno_reason(errno));
  if (flock(making->lock, LOCK_EX | LOCK_NB) != 0) return say_busy(making);
  /* Whoever held it may have ended meanwhile, and its name be gone. */
  struct stat st;
  return fstat(making->lock, &st) == 0 && st.st_nlink > 0 ? EX_OK : say_busy(making);
}

/* Leaves the files alone, whoever made them. */
static void let_go(struct keys_making *making, bool with_marker) {
  if (making->lock >= 0) close(making->lock);
  if (with_marker) unlink(making->marker);
  making->lock = -1;
  free(making->marker);
  making->marker = NULL;
}

static int look_at_files(struct keys_making *making, bool before) {
  if (!before || exists(making, last_of(making->suffixes))) {
    int status = say_taken(making);
    if (status != EX_OK) let_go(making, true);
    return status;
  }
  remove_files(making);
  host_fail(
      EX_OK, "上次生成密钥 %s 时中断，残留的文件已清除，现在重新生成。",
      "Making the key %s was cut short before: what that left is removed, and it is made anew.",
      making->name);
  return EX_OK;
}

int keys_making_begin(const char *folder, const char *name, const char *const *suffixes,
                      struct keys_making *out) {
  bool before = false;
  *out = (struct keys_making){ .folder = strdup(folder),
                               .name = strdup(name),
                               .suffixes = suffixes,
                               .marker = host_path(folder, ".%s%s.making", name, last_of(suffixes)),
                               .lock = -1 };
  if (!out->folder || !out->name || !out->marker) {
    let_go(out, false);
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  }
  int status = take_marker(out, &before);
  if (status == EX_OK) return look_at_files(out, before);
  let_go(out, false);
  return status;
}

void keys_making_done(struct keys_making *making) {
  let_go(making, true);
}

void keys_making_finish(struct keys_making *making) {
  if (making->marker) {
    remove_files(making);
    let_go(making, true);
  }
  free(making->folder);
  free(making->name);
  *making = (struct keys_making){ .lock = -1 };
}
