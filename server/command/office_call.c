/* SPDX-License-Identifier: Apache-2.0 */
#include "office_call.h"

#include "api/admin.h"
#include "host/sys/csv.h"
#include "host/sys/date.h"
#include "socket.h"

#include <stdlib.h>
#include <unistd.h>

#define DEFAULT_DATA "/var/lib/tongxing"
#define CLAIM_MS 5000

const char *command_data_dir(const struct host_args *args) {
  const char *variable = getenv("TONGXING_DATA");
  return host_text(args, "data", variable && *variable ? variable : DEFAULT_DATA);
}

int64_t command_now(const struct host_args *args) {
  return host_int(args, "now", host_now_s());
}

static int status_of(enum tx_reason reason) {
  switch ((int)reason) {
  case TX_OK:
    return EX_OK;
  case TX_NOT_FOUND:
    return EX_NOINPUT;
  case TX_NOT_ALLOWED:
    return EX_NOPERM;
  case TX_BUSY:
    return EX_TEMPFAIL;
  case TX_DISK_FULL:
  case TX_IO_FAILED:
    return EX_IOERR;
  case TX_NO_MEMORY:
    return EX_OSERR;
  default:
    return EX_DATAERR;
  }
}

int command_problem(const struct host_problem *problem) {
  return host_fail(status_of(problem->reason), "%s%.0s", "%.0s%s", problem->zh, problem->en);
}

static void show_progress(unsigned per_mille) {
  fprintf(stderr, "\r%3u.%u %%", per_mille / 10, per_mille % 10);
  if (per_mille >= 1000) fputc('\n', stderr);
}

/* --- by oneself ------------------------------------------------------------------------------- */

static int run_here(const struct host_args *args, const char *name, const json_t *in,
                    json_t **out) {
  struct host_problem problem = { 0 };
  struct office *office = NULL;
  char actor[32];
  snprintf(actor, sizeof actor, "uid %lu", (unsigned long)getuid());
  const struct call call = { .now_s = command_now(args), .actor = actor };
  enum tx_reason reason = office_open(command_data_dir(args), &office, &problem);
  if (reason == TX_OK) {
    if (isatty(STDERR_FILENO)) office->progress = show_progress;
    reason = admin_run(office, &call, name, in, out, &problem);
  }
  office_close(office);
  return reason == TX_OK ? EX_OK : command_problem(&problem);
}

/* --- through the server ----------------------------------------------------------------------- */

static int read_answer(unsigned status, json_t *answer, json_t **out) {
  struct host_problem problem = { .reason = TX_IO_FAILED };
  if (status == 200 && answer) {
    *out = answer;
    return EX_OK;
  }
  const char *zh = json_string_value(json_object_get(answer, "detail_zh"));
  const char *en = json_string_value(json_object_get(answer, "detail_en"));
  const json_t *number = json_object_get(answer, "number");
  if (status == 0)
    host_problem_set(
        &problem, TX_IO_FAILED, "服务器没有回答就中断了;请先查看是否已经完成,再重试。",
        "The server ended before it answered; see whether it was done before you repeat it.");
  else if (zh && en)
    host_problem_say(&problem, (enum tx_reason)json_integer_value(number), zh, en);
  else
    host_problem_set(&problem, TX_IO_FAILED, "服务器的回答无法读取(HTTP %u)。",
                "The server's answer cannot be read (HTTP %u).", status);
  json_decref(answer);
  return command_problem(&problem);
}

static int run_there(const char *socket, const char *name, const json_t *in, json_t **out,
                     bool *reached) {
  char path[64];
  unsigned status = 0;
  json_t *answer = NULL;
  HOST_FREE char *body = json_dumps(in, JSON_COMPACT);
  snprintf(path, sizeof path, "/v1/admin/%s", name);
  *reached = body && socket_post(socket, path, body, &status, &answer);
  return *reached ? read_answer(status, answer, out) : EX_UNAVAILABLE;
}

static int reach(const struct host_args *args, const char *name, const json_t *in, json_t **out) {
  const char *data = command_data_dir(args);
  HOST_FREE char *socket = host_path(data, "office.sock");
  HOST_CLOSE int lock = -1;
  bool reached = false;
  if (!socket) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int64_t until = host_monotonic_ms() + CLAIM_MS;
  for (;;) {
    enum tx_reason claimed = office_claim(data, 200, &lock);
    if (claimed == TX_OK) return run_here(args, name, in, out);
    if (claimed != TX_BUSY)
      return host_fail(status_of(claimed), "数据目录 %s 打不开,请检查 --data。%.0s",
                       "The data folder %s cannot be opened, please see to --data.%.0s", data, "");
    int status = run_there(socket, name, in, out, &reached);
    if (reached) return status;
    if (host_monotonic_ms() >= until) break; /* another command holds it, and goes on */
  }
  return host_fail(EX_TEMPFAIL, "数据目录 %s 正被另一条命令使用,请稍后再试。",
                   "Another command is using the data folder %s, please try again later.", data);
}

int office_call(const struct host_args *args, const char *name, json_t *in, json_t **out) {
  int status = reach(args, name, in, out);
  json_decref(in);
  return status;
}

/* --- what commands share ---------------------------------------------------------------------- */

void command_print_json(const json_t *json) {
  json_dumpf(json, stdout, isatty(STDOUT_FILENO) ? JSON_INDENT(2) : JSON_COMPACT);
  putchar('\n');
}

int command_read_file(const char *path, size_t max, struct host_bytes *out) {
  enum tx_reason reason = host_file_read(path, max, out);
  if (reason == TX_OK) return EX_OK;
  struct host_problem problem = { .reason = reason };
  snprintf(problem.zh, sizeof problem.zh, "%s:%s。", path, tx_reason_text(reason, "zh"));
  snprintf(problem.en, sizeof problem.en, "%s: %s.", path, tx_reason_text(reason, "en"));
  return command_problem(&problem);
}

int command_read_csv(const char *path, json_t **out) {
  HOST_BYTES bytes = { 0 };
  HOST_FREE char *text = NULL;
  size_t len = 0;
  struct host_problem problem = { 0 };
  int status = command_read_file(path, CSV_MAX, &bytes);
  if (status != EX_OK) return status;
  if (csv_to_utf8(host_span(&bytes), &text, &len, &problem) != TX_OK)
    return command_problem(&problem);
  if (memchr(text, '\0', len))
    return host_fail(EX_DATAERR, "%s 含有零字节,不是CSV文本。", "%s holds zero bytes: no CSV text.",
                     path);
  *out = json_stringn_nocheck(text, len);
  return *out ? EX_OK : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
}

/* Drops PEM's armour and line breaks; false when it does not fit. */
static bool flatten(const char *text, char *out, size_t cap) {
  size_t n = 0;
  while (*text) {
    size_t line = strcspn(text, "\r\n");
    if (strncmp(text, "-----", 5) != 0) {
      if (n + line >= cap) return false;
      memcpy(out + n, text, line);
      n += line;
    }
    text += line;
    text += strspn(text, "\r\n");
  }
  out[n] = '\0';
  return n > 0;
}

int command_read_key(const char *word, char *out, size_t cap) {
  HOST_BYTES bytes = { 0 };
  if (host_file_exists(word)) {
    int status = command_read_file(word, 16384, &bytes);
    if (status != EX_OK) return status;
    word = (const char *)bytes.p;
  }
  if (flatten(word, out, cap)) return EX_OK;
  return host_fail(EX_DATAERR, "公钥无法读取:请给出base64,或PEM文件。",
                   "The public key cannot be read: give base64, or a PEM file.");
}

json_t *command_input(const struct host_args *args) {
  json_t *in = json_object();
  const char *area = host_text(args, "area", NULL);
  if (area) json_object_set_new(in, "area", json_string(area));
  return in;
}

void command_print_errors(const json_t *result) {
  size_t i;
  const json_t *error;
  bool chinese = strcmp(host_lang(), "zh") == 0;
  json_array_foreach(json_object_get(result, "errors"), i, error) {
    const char *column =
        json_string_value(json_object_get(error, chinese ? "column" : "column_en"));
    const char *words = json_string_value(json_object_get(error, chinese ? "zh" : "en"));
    fprintf(stderr, host_words("第%lld行“%s”:%s\n", "line %lld, %s: %s\n"),
            (long long)json_integer_value(json_object_get(error, "line")), column, words);
  }
  int64_t more = json_integer_value(json_object_get(result, "more"));
  if (more > 0) fprintf(stderr, host_words("还有%lld处\n", "and %lld more\n"), (long long)more);
}
