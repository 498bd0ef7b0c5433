/* SPDX-License-Identifier: Apache-2.0 */
/* What a roster would do, shown; then done, or forgotten. */
#include "command/client/import_shared.h"

#include "command/client/shared.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <string.h>

#define SHOWN 20 /* of each kind */

/* AREA/NUMBER, as it was shown. */
static char *resource_of(const char *word, const char *what) {
  char *path = NULL;
  if (strlen(word) < 14 || word[12] != '/' ||
      asprintf(&path, "/v1/imports/previews/%s%s", word, what) < 0)
    return NULL;
  return path;
}

static int say_form(void) {
  return host_fail(EX_USAGE, "请照 import --list 的样子给出：区划/序号。",
                   "Give it as import --list shows it: AREA/NUMBER.");
}

/* --- shown ------------------------------------------------------------------------------------ */

static void print_person(const json_t *item) {
  long long line = number_of(item, "line");
  if (line) host_screen_part(stdout, host_words("  第%lld行  ", "  line %lld  "), line);
  if (json_object_get(item, "index"))
    host_screen_part(stdout, host_words("%s序号%lld  ", "%sindex %lld  "), line ? "" : "  ",
                     number_of(item, "index"));
  host_screen_part(stdout, "%s %s  %s %s", text_of(item, "name"), text_of(item, "tail"),
                   text_of(item, "unit"), text_of(item, "room"));
}

static void print_changes(const json_t *item) {
  size_t i;
  const json_t *change;
  json_array_foreach(json_object_get(item, "changes"), i, change) host_screen_part(
      stdout, host_words("%s%s：%s → %s", "%s%s: %s → %s"), i ? host_words("；", "; ") : "  ",
      text_of(change, host_words("column", "column_en")), text_of(change, "old"),
      text_of(change, "new"));
}

static void print_item(const json_t *item) {
  print_person(item);
  print_changes(item);
  if (number_of(item, "passes") > 0) fputs(host_words("  有通行证", "  has a pass"), stdout);
  putchar('\n');
}

/* Page by page, as far as it is wanted. */
static int walk(struct client *client, const char *preview, const char *kind, bool all,
                json_t *into) {
  int status = EX_OK;
  long long from = 0;
  do {
    HOST_FREE char *path = NULL;
    json_t *page = NULL;
    if (asprintf(&path, "%s?kind=%s&from=%lld", preview, kind, from) < 0)
      return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
    status = client_get(client, path, &page);
    if (status == EX_OK) json_array_extend(into, json_object_get(page, "items"));
    from = number_of(page, "next");
    json_decref(page);
  } while (status == EX_OK && from && all);
  return status;
}

static const struct {
  const char *kind, *zh, *en;
} shown[] = {
  { "changed", "变更", "Changed" },
  { "gone", "名册里有、文件里没有（导入不注销任何人）",
    "On the roster and not in the file (nobody is ended by an import)" },
  { "added", "新增", "Added" },
};

static void print_list(const json_t *list, size_t kind, bool all) {
  size_t i, count = json_array_size(list);
  const json_t *item;
  if (count)
    host_screen_line(stdout, host_words("%s：", "%s:"), host_words(shown[kind].zh, shown[kind].en));
  json_array_foreach(list, i, item) if (all || i < SHOWN) print_item(item);
}

static int list_all(const struct host_args *args, struct client *client, json_t *out) {
  HOST_FREE char *preview = NULL;
  const bool json = host_flag(args, "json"), all = json || host_flag(args, "all");
  int status = EX_OK;
  if (asprintf(&preview, "/v1/imports/previews/%s/%lld", text_of(out, "area"),
               number_of(out, "preview")) < 0)
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  for (size_t i = 0; status == EX_OK && i < sizeof shown / sizeof *shown; i++) {
    HOST_FREE char *member = NULL;
    json_t *list = json_array();
    status = walk(client, preview, shown[i].kind, all, list);
    if (!json) print_list(list, i, all);
    if (json && asprintf(&member, "%s_items", shown[i].kind) > 0)
      json_object_set(out, member, list);
    json_decref(list);
  }
  return status;
}

/* --- made ------------------------------------------------------------------------------------- */

static void print_counts(const json_t *out) {
  printf(
      host_words(
          "共%lld行%.0s：将新增%lld，变更%lld，不变%lld，未导入%lld；名册里另有%lld人%.0s不在文件"
          "里。尚未导入。\n",
          "%lld %s: %lld would be added, %lld changed, %lld unchanged, %lld refused; "
          "%lld %s not in the file. Nothing is imported yet.\n"),
      number_of(out, "rows"), host_plural(number_of(out, "rows"), "row", "rows"),
      number_of(out, "added"), number_of(out, "changed"), number_of(out, "unchanged"),
      number_of(out, "refused"), number_of(out, "gone"),
      host_plural(number_of(out, "gone"), "person of the roster is", "people of the roster are"));
}

static void print_next(struct client *client, const json_t *out, bool keep) {
  if (!keep) return;
  if (client_serves_itself(client))
    puts(host_words("没有运行中的服务，预览不保留；导入请执行 import 文件。",
                    "No server runs, so the preview is not kept: import FILE imports it."));
  else
    host_screen_line(stdout,
                     host_words("确认导入（一小时内）：tongxing-server import --confirm %s/%lld",
                                "To import it, within an hour: tongxing-server import --confirm "
                                "%s/%lld"),
                     text_of(out, "area"), number_of(out, "preview"));
}

static int show(const struct host_args *args, struct client *client, json_t *out, bool keep) {
  const bool json = host_flag(args, "json");
  int status = import_write_refused(args, out);
  if (!json) print_counts(out);
  if (!json) import_print_sheets(out);
  const int listed = list_all(args, client, out);
  if (!json) import_print_errors(out);
  if (!json) print_next(client, out, keep);
  if (json) command_print_json(out);
  if (status == EX_OK) status = listed;
  return status == EX_OK && number_of(out, "refused") ? EX_DATAERR : status;
}

static int forget(struct client *client, const json_t *out) {
  HOST_FREE char *path = NULL;
  json_t *answer = NULL;
  if (asprintf(&path, "/v1/imports/previews/%s/%lld", text_of(out, "area"),
               number_of(out, "preview")) < 0)
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  const struct client_request request = { .method = "DELETE", .path = path };
  int status = client_send(client, &request, &answer, NULL);
  json_decref(answer);
  return status;
}

int import_preview(const struct host_args *args, bool keep) {
  CLIENT client = NULL;
  json_t *out = NULL;
  HOST_FREE char *path = import_path(args, "/v1/imports/previews");
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = client_open(args, &client);
  if (status == EX_OK) status = import_send_file(args, client, path, &out);
  if (status != EX_OK) return status;
  status = show(args, client, out, keep);
  const int forgotten = keep ? EX_OK : forget(client, out);
  json_decref(out);
  return status == EX_OK ? forgotten : status;
}

/* --- decided ---------------------------------------------------------------------------------- */

int import_confirm(const struct host_args *args, const char *word) {
  CLIENT client = NULL;
  json_t *out = NULL;
  const char *what = host_given(args, "refused") ? "/confirmations?refused=xlsx" : "/confirmations";
  HOST_FREE char *path = resource_of(word, what);
  if (!path) return say_form();
  int status = client_open(args, &client);
  if (status == EX_OK) status = import_stream(client, path, tx_span_text(""), &out);
  return status == EX_OK ? import_finish(args, out) : status;
}

int import_discard(const struct host_args *args, const char *word) {
  json_t *out = NULL;
  HOST_FREE char *path = resource_of(word, "");
  if (!path) return say_form();
  int status = client_call(args, "DELETE", path, NULL, &out);
  json_decref(out);
  if (status == EX_OK) puts(host_words("已放弃。", "Forgotten."));
  return status;
}

void import_print_previews(const json_t *out) {
  size_t i;
  const json_t *one;
  json_array_foreach(json_object_get(out, "previews"), i, one) host_screen_line(
      stdout, "%s/%lld  preview  %s  +%lld ~%lld -%lld !%lld", text_of(one, "area"),
      number_of(one, "preview"), text_of(one, "actor"), number_of(one, "added"),
      number_of(one, "changed"), number_of(one, "gone"), number_of(one, "refused"));
  json_array_foreach(json_object_get(out, "done"), i, one) host_screen_line(
      stdout, "%s/%lld  %s  %s  +%lld ~%lld -%lld", text_of(one, "area"), number_of(one, "import"),
      json_is_true(json_object_get(one, "undone")) ? "undone" : "done", text_of(one, "actor"),
      number_of(one, "added"), number_of(one, "updated"), number_of(one, "gone"));
}
