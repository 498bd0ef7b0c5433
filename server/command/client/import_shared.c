/* SPDX-License-Identifier: Apache-2.0 */
#include "import_shared.h"

#include "host/sys/csv.h"
#include "host/text/screen.h"
#include "host/text/text.h"
#include "shared.h"
#include "socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void show_progress(void *context, const json_t *line) {
  (void)context;
  if (!isatty(STDERR_FILENO)) return;
  fprintf(stderr, host_words("\r%3lld.%lld %%，%lld行%.0s", "\r%3lld.%lld %%, %lld %s"),
          number_of(line, "per_mille") / 10, number_of(line, "per_mille") % 10,
          number_of(line, "rows"), host_plural(number_of(line, "rows"), "row", "rows"));
}

static int send_import(struct client *client, const char *path, struct tx_span body,
                       const struct socket_file *file, json_t **out) {
  const struct client_request request = { .method = "POST",
                                          .path = path,
                                          .type = "text/csv",
                                          .body = body,
                                          .file = file,
                                          .line = show_progress };
  int status = client_send(client, &request, out, NULL);
  if (status == EX_OK && isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
  return status;
}

int import_stream(struct client *client, const char *path, struct tx_span body, json_t **out) {
  return send_import(client, path, body, NULL, out);
}

/* Of a size that is known, and no larger than is taken. */
static bool open_plain(const char *name, struct socket_file *out) {
  struct stat info;
  out->file = strcmp(name, "-") == 0 ? NULL : fopen(name, "re");
  if (!out->file) return false;
  bool plain = fstat(fileno(out->file), &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 &&
               info.st_size <= CSV_MAX;
  out->size = plain ? (size_t)info.st_size : 0;
  if (!plain) fclose(out->file);
  return plain;
}

/* The server holds the file: what sends it need not. */
int import_send_file(const struct host_args *args, struct client *client, const char *path,
                     json_t **out) {
  HOST_BYTES bytes = { 0 };
  struct socket_file file;
  if (open_plain(host_arg(args, 0), &file)) {
    int status = send_import(client, path, (struct tx_span){ 0 }, &file, out);
    fclose(file.file);
    return status;
  }
  int status = command_read_file(host_arg(args, 0), CSV_MAX, &bytes);
  return status == EX_OK ? import_stream(client, path, host_span(&bytes), out) : status;
}

static void print_notice(const json_t *notice) {
  long long line = number_of(notice, "line"), rows = number_of(notice, "rows");
  const char *words = text_of(notice, host_words("zh", "en"));
  if (rows == 1)
    host_screen_line(stderr, host_words("请看第%lld行：%s。", "note, line %lld: %s."), line, words);
  else
    host_screen_line(
        stderr, host_words("请看第%lld行等%lld行：%s。", "note, line %lld (of %lld such): %s."),
        line, rows, words);
}

void import_print_errors(const json_t *result) {
  size_t i;
  const json_t *error;
  json_array_foreach(json_object_get(result, "errors"), i, error) host_screen_line(
      stderr, host_words("第%lld行“%s”：%s", "line %lld, %s: %s"), number_of(error, "line"),
      text_of(error, host_words("column", "column_en")), text_of(error, host_words("zh", "en")));
  json_array_foreach(json_object_get(result, "left_out"), i, error)
      host_screen_line(stderr,
                       host_words("请看第%lld行“%s”：%s，这一项没有导入",
                                  "note, line %lld, %s: %s; this was left out"),
                       number_of(error, "line"), text_of(error, host_words("column", "column_en")),
                       text_of(error, host_words("zh", "en")));
  json_array_foreach(json_object_get(result, "notices"), i, error) print_notice(error);
  long long more = number_of(result, "more");
  if (more > 0) fprintf(stderr, host_words("还有%lld处\n", "and %lld more\n"), more);
}

/* What sheet of a workbook was read, and that another one was not. */
void import_print_sheets(const json_t *result) {
  const char *sheet = text_of(result, "sheet"), *other = text_of(result, "other_sheet");
  if (*sheet) host_screen_line(stdout, host_words("工作表：%s。", "Of sheet %s."), sheet);
  if (*other)
    host_screen_line(stderr,
                     host_words("请看：工作表“%s”也有表头，没有导入；请另存为一份工作簿再导入。",
                                "note: sheet %s has a heading too and was not read; please save it "
                                "as a workbook of its own."),
                     other);
}

char *import_path(const struct host_args *args, const char *path) {
  const char *refused = host_given(args, "refused") ? "&refused=xlsx" : "";
  const char *area = host_text(args, "area", "");
  HOST_FREE char *query = client_path("area=%s&map=%s", area, host_text(args, "map", ""));
  char *out = NULL;
  if (!query ||
      asprintf(&out, "%s?%s%s", path, *area ? query : strchr(query, '&') + 1, refused) < 0)
    return NULL;
  return out;
}

/* What was refused, as a workbook to be mended and imported again. */
int import_write_refused(const struct host_args *args, json_t *result) {
  const char *path = host_text(args, "refused", ""), *text = text_of(result, "refused_xlsx");
  const size_t n = strlen(text);
  size_t size = 0;
  if (!*path || !n) return EX_OK;
  HOST_FREE uint8_t *bytes = malloc(n);
  const bool read = bytes && host_unbase64(tx_span_text(text), bytes, n, &size);
  const enum tx_reason reason =
      read ? host_file_write(path, tx_span_of(bytes, size), 0600) : TX_IO_FAILED;
  json_object_del(result, "refused_xlsx");
  if (reason != TX_OK)
    return host_fail(EX_CANTCREAT, "无法写入未导入的行，请换一个文件名；其余的行已经导入。",
                     "The refused rows cannot be written there, please name another file; the "
                     "other rows are in.");
  host_screen_line(
      stderr,
      host_words("未导入的行在 %s 里，每行末尾写明原因；改好后可以再导入。",
                 "The refused rows are in %s, each with what is wrong at its end; mend "
                 "them and import that file."),
      path);
  return EX_OK;
}

/* Good rows went in: the status says whether all were good. */
int import_end(const struct host_args *args, json_t *result, const char *words) {
  if (host_flag(args, "json"))
    command_print_json(result);
  else
    puts(words);
  if (!host_flag(args, "json")) {
    import_print_sheets(result);
    import_print_errors(result);
  }
  int status = number_of(result, "refused") ? EX_DATAERR : EX_OK;
  json_decref(result);
  return status;
}

int import_finish(const struct host_args *args, json_t *out) {
  char words[300];
  const int written = import_write_refused(args, out);
  snprintf(words, sizeof words,
           host_words("共%lld行%.0s：新增%lld，更新%lld，不变%lld，未导入%lld。",
                      "%lld %s: %lld added, %lld updated, %lld unchanged, %lld refused."),
           number_of(out, "rows"), host_plural(number_of(out, "rows"), "row", "rows"),
           number_of(out, "added"), number_of(out, "updated"), number_of(out, "unchanged"),
           number_of(out, "refused"));
  const int finished = import_end(args, out, words);
  return written == EX_OK ? finished : written;
}
