/* SPDX-License-Identifier: Apache-2.0 */
#include "damaged.h"

#include "host/sys/file.h"
#include "host/sys/log.h"
#include "host/text/text.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASIDE ".damaged"
#define FLOORS "floors"

static const char *last_part(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static const char *folder_of(const char *name) {
  return strcmp(name, FLOORS) == 0 ? "" : "objects/";
}

static char *path_of(const char *gate_dir, const char *name, const char *end) {
  return host_path(gate_dir, "%s%s%s", folder_of(name), name, end);
}

static struct gate_damaged_file *find(struct gate_damaged *damaged, const char *name) {
  for (size_t i = 0; i < damaged->n; i++)
    if (strcmp(damaged->at[i].name, name) == 0) return &damaged->at[i];
  return NULL;
}

static struct gate_damaged_file *add(struct gate_damaged *damaged, const char *name) {
  struct gate_damaged_file *file = find(damaged, name);
  if (!file && damaged->n < GATE_DAMAGED_MAX) file = &damaged->at[damaged->n++];
  if (!file) return NULL;
  *file = (struct gate_damaged_file){ 0 };
  host_copy(name, file->name, sizeof file->name);
  return file;
}

static void find_in(struct gate_damaged *damaged, const char *pattern) {
  glob_t found;
  if (!pattern || glob(pattern, 0, NULL, &found) != 0) return;
  for (size_t i = 0; i < found.gl_pathc; i++) {
    char *name = strrchr(found.gl_pathv[i], '/') + 1;
    name[strlen(name) - strlen(ASIDE)] = '\0';
    struct gate_damaged_file *file = add(damaged, name);
    if (file) file->aside = true;
  }
  globfree(&found);
}

void gate_damaged_find(struct gate_damaged *damaged, const char *gate_dir) {
  HOST_FREE char *objects = host_path(gate_dir, "objects/*" ASIDE);
  HOST_FREE char *floors = host_path(gate_dir, FLOORS ASIDE);
  find_in(damaged, objects);
  find_in(damaged, floors);
}

void gate_damaged_note(struct gate_damaged *damaged, const char *path, bool older) {
  struct gate_damaged_file *file = add(damaged, last_part(path));
  if (file) file->older = older;
}

/* False: somebody deleted it. */
static bool move(struct gate_damaged_file *file, const char *gate_dir) {
  struct stat st;
  HOST_FREE char *path = path_of(gate_dir, file->name, "");
  HOST_FREE char *aside = path_of(gate_dir, file->name, ASIDE);
  if (!path || !aside) return true;
  if (file->aside || file->older) return lstat(file->aside ? aside : path, &st) == 0;
  if (rename(path, aside) != 0) return lstat(path, &st) == 0;
  file->aside = true;
  host_log(HOST_ERROR,
           "%s: damaged, put aside as %s; sync by network or stick brings it again; if it happens "
           "again, replace the card",
           path, aside);
  return true;
}

void gate_damaged_put_aside(struct gate_damaged *damaged, const char *gate_dir) {
  size_t kept = 0;
  for (size_t i = 0; i < damaged->n; i++)
    if (move(&damaged->at[i], gate_dir)) damaged->at[kept++] = damaged->at[i];
  damaged->n = kept;
}

void gate_damaged_forget(struct gate_damaged *damaged, const char *gate_dir, const char *path) {
  const char *prefix = last_part(path);
  size_t kept = 0;
  for (size_t i = 0; i < damaged->n; i++) {
    const struct gate_damaged_file *file = &damaged->at[i];
    if (strncmp(file->name, prefix, strlen(prefix)) != 0) {
      damaged->at[kept++] = *file;
      continue;
    }
    HOST_FREE char *aside = file->aside ? path_of(gate_dir, file->name, ASIDE) : NULL;
    if (aside) unlink(aside);
  }
  damaged->n = kept;
}

/* --- in words --------------------------------------------------------------------------------- */

struct kind {
  const char *begin, *end, *zh, *en;
};

static const struct kind *kind_of(const char *name) {
  static const struct kind kinds[] = {
    { "trust.", "", "信任列表", "trust list" },
    { "policy-", "", "策略", "policy" },
    { "status-", ".delta", "名册更新", "update of a list" },
    { "status-", "", "名册", "list" },
    { "certs-", "", "证明状态", "list of certificates" },
    { "roots", "", "根密钥记录", "record of roots" },
    { FLOORS, "", "防回退记录", "record of what was newest" },
    { "", "", "数据", "data" },
  };
  const size_t n = strlen(name);
  for (size_t i = 0;; i++) {
    const size_t end = strlen(kinds[i].end);
    if (strncmp(name, kinds[i].begin, strlen(kinds[i].begin)) == 0 && n >= end &&
        strcmp(name + n - end, kinds[i].end) == 0)
      return &kinds[i];
  }
}

static void say_older(const struct kind *kind, struct gate_damaged_words *out) {
  snprintf(out->zh, sizeof out->zh,
           "本机存有的%s比启用过的旧，不再启用；请联网或插U盘同步取回；反复出现请更换存储卡",
           kind->zh);
  snprintf(out->en, sizeof out->en,
           "the stored %s is older than what was in force and is not used; sync by network or "
           "stick; if it happens again, replace the card",
           kind->en);
  snprintf(out->short_zh, sizeof out->short_zh, "本机存有的%s是旧的，请同步取回", kind->zh);
  snprintf(out->short_en, sizeof out->short_en, "the stored %s is an older one, please sync",
           kind->en);
}

void gate_damaged_say(const struct gate_damaged_file *file, struct gate_damaged_words *out) {
  const struct kind *kind = kind_of(file->name);
  const bool floors = strcmp(file->name, FLOORS) == 0;
  snprintf(out->label, sizeof out->label, "%s%s%s", folder_of(file->name), file->name,
           file->aside ? ASIDE : "");
  if (file->older) {
    say_older(kind, out);
    return;
  }
  snprintf(out->zh, sizeof out->zh,
           "本机存有的%s已损坏%s；请联网或插U盘同步取回%s；反复出现请更换存储卡", kind->zh,
           file->aside ? "，已另存为此文件" : "，暂时移不开",
           floors ? "，在此之前旧数据可能被当作新数据" : "");
  snprintf(out->en, sizeof out->en,
           "the stored %s is damaged%s; sync by network or stick brings it again%s; if it happens "
           "again, replace the card",
           kind->en,
           file->aside ? " and was put aside under this name" : " and cannot be moved yet",
           floors ? ", until then older data could be taken for new" : "");
  snprintf(out->short_zh, sizeof out->short_zh, "本机存有的%s已损坏，请同步取回", kind->zh);
  snprintf(out->short_en, sizeof out->short_en, "the stored %s is damaged, please sync", kind->en);
}
