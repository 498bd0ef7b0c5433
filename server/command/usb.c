/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-server usb DIR: the gates' journals from removable media, and the newest news onto them.
 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/screen.h"

#include "format/event.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

struct walk {
  const struct host_args *args;
  struct client *client;
  const char *dir;
  unsigned taken, same;    /* batches */
  unsigned written, there; /* objects */
  json_int_t events;
  json_t *refused; /* [{file, reason, zh, en}] */
};

/* --- journals in ------------------------------------------------------------------------------ */

static void refuse(struct walk *walk, const char *path, const char *name, const char *zh,
                   const char *en) {
  json_array_append_new(walk->refused, json_pack("{s:s, s:s, s:s, s:s}", "file", path, "reason",
                                                 name, "zh", zh, "en", en));
  if (!host_flag(walk->args, "json"))
    host_screen_line(stderr, host_words("%s：%s", "%s: %s"), path, host_words(zh, en));
}

static void count_batch(struct walk *walk, const json_t *answer) {
  json_int_t stored = json_integer_value(json_object_get(answer, "stored"));
  walk->taken += stored > 0;
  walk->same += stored == 0;
  walk->events += stored;
}

/* Whether a batch was refused for what it is, so that the next may still be good. */
static bool is_its_fault(enum tx_reason reason) {
  switch ((int)reason) {
  case TX_NO_MEMORY:
  case TX_DISK_FULL:
  case TX_IO_FAILED:
  case TX_BUSY:
    return false;
  default:
    return reason != TX_OK;
  }
}

static int take_batch(struct walk *walk, const char *path) {
  HOST_BYTES bytes = { 0 };
  json_t *answer = NULL;
  enum tx_reason reason = host_file_read_regular(path, TX_BATCH_MAX, &bytes);
  if (reason != TX_OK) {
    refuse(walk, path, tx_reason_name(reason), tx_reason_text(reason, "zh"),
           tx_reason_text(reason, "en"));
    return EX_OK;
  }
  const struct client_request request = {
    .method = "POST", .path = "/v1/events", .type = "application/cose", .body = host_span(&bytes)
  };
  struct host_problem problem = { 0 };
  if (client_send(walk->client, &request, &answer, &problem) == EX_OK)
    count_batch(walk, answer);
  else if (is_its_fault(problem.reason))
    refuse(walk, path, tx_reason_name(problem.reason), problem.zh, problem.en);
  else
    return command_problem(&problem);
  json_decref(answer);
  return EX_OK;
}

/* FIRST.cose */
static int is_batch(const struct dirent *entry) {
  char *end;
  if (!isdigit((unsigned char)entry->d_name[0])) return 0;
  strtoull(entry->d_name, &end, 10);
  return strcmp(end, ".cose") == 0;
}

static int by_first(const struct dirent **a, const struct dirent **b) {
  unsigned long long first = strtoull((*a)->d_name, NULL, 10);
  unsigned long long other = strtoull((*b)->d_name, NULL, 10);
  return (first > other) - (first < other);
}

static int is_shown(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

typedef int visit(struct walk *walk, const char *path);
typedef int choose(const struct dirent *entry);
typedef int compare(const struct dirent **a, const struct dirent **b);

/* Visits what a folder holds, in order, until a visit fails; no folder holds nothing. */
static int visit_all(struct walk *walk, const char *folder, choose *chosen, compare *order,
                     visit *visited) {
  struct dirent **entries = NULL;
  int n = scandir(folder, &entries, chosen, order), status = EX_OK;
  for (int i = 0; i < n; i++) {
    HOST_FREE char *path = host_path(folder, "%s", entries[i]->d_name);
    if (status == EX_OK) status = path ? visited(walk, path) : EX_OSERR;
    free(entries[i]);
  }
  free(entries);
  return status;
}

static int take_gate(struct walk *walk, const char *folder) {
  return visit_all(walk, folder, is_batch, by_first, take_batch);
}

static int take_journals(struct walk *walk) {
  HOST_FREE char *journal = host_path(walk->dir, "tongxing/journal");
  return journal ? visit_all(walk, journal, is_shown, alphasort, take_gate) : EX_OSERR;
}

/* --- news out --------------------------------------------------------------------------------- */

static bool is_there(const char *path, const struct host_bytes *bytes) {
  HOST_BYTES held = { 0 };
  return host_file_read_regular(path, bytes->n, &held) == TX_OK &&
         tx_span_equal(host_span(&held), host_span(bytes));
}

static int write_file(struct walk *walk, const char *folder, const char *path,
                      const struct host_bytes *bytes) {
  if (is_there(path, bytes)) {
    walk->there++;
    return EX_OK;
  }
  enum tx_reason reason = host_mkdirs(folder, 0755);
  if (reason == TX_OK) reason = host_file_write(path, host_span(bytes), 0644);
  walk->written += reason == TX_OK;
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "%s 无法写入：%s。", "%s cannot be written: %s.", path,
                   tx_reason_text(reason, host_lang()));
}

static int write_object(struct walk *walk, const json_t *object) {
  HOST_BYTES bytes = { 0 };
  const char *kind = json_string_value(json_object_get(object, "object"));
  const char *area = json_string_value(json_object_get(object, "area"));
  bool of_area = strcmp(kind, "trust") != 0;
  HOST_FREE char *folder = host_path(walk->dir, "tongxing/v1/sync/%s%s%s", kind, of_area ? "/" : "",
                                     of_area ? area : "");
  HOST_FREE char *path = host_path(folder ? folder : "", "%lld",
                                   (long long)json_integer_value(json_object_get(object, "seq")));
  if (!folder || !path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  HOST_FREE char *address = NULL;
  if (asprintf(&address, "/v1/sync/%s%s%s/%lld", kind, of_area ? "/" : "", of_area ? area : "",
               number_of(object, "seq")) < 0)
    return EX_OSERR;
  int status = client_fetch(walk->client, address, &bytes);
  return status == EX_OK ? write_file(walk, folder, path, &bytes) : status;
}

static int write_news(struct walk *walk) {
  json_t *answer = NULL, *object;
  size_t i;
  int status = client_get(walk->client, "/v1/publications", &answer);
  json_array_foreach(json_object_get(answer, "objects"), i, object) {
    if (status == EX_OK) status = write_object(walk, object);
  }
  json_decref(answer);
  return status;
}

/* ---------------------------------------------------------------------------------------------- */

static void print(const struct walk *walk) {
  size_t refused = json_array_size(walk->refused);
  if (host_flag(walk->args, "json")) {
    json_t *json = json_pack("{s:i, s:I, s:i, s:O, s:i, s:i}", "taken", (int)walk->taken, "events",
                             walk->events, "same", (int)walk->same, "refused", walk->refused,
                             "written", (int)walk->written, "there", (int)walk->there);
    command_print_json(json);
    json_decref(json);
    return;
  }
  printf(host_words("收下日志%u批%.0s（%lld条事件%.0s），已有%u批，拒收%zu个文件%.0s；写出消息%u件%"
                    ".0s，已有%u件\n",
                    "%u %s taken (%lld %s), %u held already, %zu %s refused; "
                    "%u %s written, %u there already\n"),
         walk->taken, host_plural(walk->taken, "batch", "batches"), (long long)walk->events,
         host_plural(walk->events, "event", "events"), walk->same, refused,
         host_plural((long long)refused, "file", "files"), walk->written,
         host_plural(walk->written, "object", "objects"), walk->there);
}

static int run_usb(const struct host_args *args) {
  CLIENT client = NULL;
  struct walk walk = { .args = args, .dir = host_arg(args, 0) };
  if (!host_file_exists(walk.dir))
    return host_fail(EX_NOINPUT, "没有目录 %s，U盘挂载了吗？",
                     "There is no folder %s: is the stick mounted?", walk.dir);
  int status = client_open(args, &client);
  if (status != EX_OK) return status;
  walk.client = client;
  walk.refused = json_array();
  status = take_journals(&walk);
  if (status == EX_OK) status = write_news(&walk);
  if (status == EX_OK) print(&walk);
  if (status == EX_OK && json_array_size(walk.refused)) status = 1;
  json_decref(walk.refused);
  return status;
}

const struct host_command command_usb = {
  .name = "usb",
  .args = "DIR",
  .zh = "收下U盘上门禁的日志，并把最新消息写到U盘",
  .en = "take gates' journals from a USB stick, and write the newest news onto it",
  .run = run_usb,
};
