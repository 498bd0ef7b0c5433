/* SPDX-License-Identifier: Apache-2.0 */
#include "shared.h"

#include "format/crypto.h"

#include "domain/context/standby.h"
#include "host/sys/encoding.h"
#include "host/text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_DATA "/var/lib/tongxing"

const char *command_data_dir(const struct host_args *args) {
  const char *variable = getenv("TONGXING_DATA");
  return host_text(args, "data", variable && *variable ? variable : DEFAULT_DATA);
}

struct server_place command_place(const struct host_args *args) {
  return (struct server_place){ .data_dir = command_data_dir(args),
                                .database = host_text(args, "database", NULL),
                                .standby = standby_find(host_text(args, "standby", "none")) };
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
  case TX_CLOCK_UNSURE:
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

void command_print_json(const json_t *json) {
  json_dumpf(json, stdout, isatty(STDOUT_FILENO) ? JSON_INDENT(2) : JSON_COMPACT);
  putchar('\n');
}

int command_read_file(const char *path, size_t max, struct host_bytes *out) {
  enum tx_reason reason = host_file_read(path, max, out);
  if (reason == TX_OK) return EX_OK;
  if (reason == TX_NO_SPACE && max >= 1u << 20)
    return host_fail(EX_DATAERR, "%s 超过%zu MB，太大了，请分成几份。",
                     "%s is larger than %zu MB: please split it.", path, max >> 20);
  struct host_problem problem = { .reason = reason };
  snprintf(problem.zh, sizeof problem.zh, "%s：%s。", path, tx_reason_text(reason, "zh"));
  snprintf(problem.en, sizeof problem.en, "%s: %s.", path, tx_reason_text(reason, "en"));
  return command_problem(&problem);
}

/* Word processors turn the quotes of JSON into curly ones; *line is where. */
static bool has_curly_quotes(const char *text, size_t *line) {
  bool quoted = false;
  *line = 1;
  for (; *text; text++) {
    if (!quoted && (strncmp(text, "“", 3) == 0 || strncmp(text, "”", 3) == 0)) return true;
    if (quoted && *text == '\\' && text[1])
      text++;
    else if (*text == '"')
      quoted = !quoted;
    *line += *text == '\n';
  }
  return false;
}

int command_read_json(const char *path, size_t max, struct host_bytes *out) {
  size_t line;
  int status = command_read_file(path, max * 2, out); /* UTF-16 has twice the bytes */
  if (status != EX_OK) return status;
  enum tx_reason reason = host_text_of_people(out);
  if (reason == TX_NO_MEMORY) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (reason != TX_OK)
    return host_fail(EX_DATAERR, "%s：有无法辨认的字符，请另存为UTF-8再试。",
                     "%s holds bytes that are no character, please save it as UTF-8.", path);
  if (has_curly_quotes((const char *)out->p, &line))
    return host_fail(EX_DATAERR, "%s第%zu行：弯引号“”不能用于JSON，请改成直引号\"。",
                     "%s, line %zu: JSON has straight quotes (\"), please replace the curly ones.",
                     path, line);
  return EX_OK;
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
  return host_fail(EX_DATAERR, "公钥无法读取：请给出base64，或PEM文件。",
                   "The public key cannot be read: give base64, or a PEM file.");
}

json_t *command_input(const struct host_args *args) {
  json_t *in = json_object();
  const char *area = host_text(args, "area", NULL);
  if (area) json_object_set_new(in, "area", json_string(area));
  return in;
}

json_t *command_split(const char *text) {
  json_t *list = json_array();
  while (*text) {
    size_t n = strcspn(text, ",");
    json_array_append_new(list, json_stringn(text, n));
    text += n + (text[n] == ',');
  }
  return list;
}

const char *text_of(const json_t *json, const char *name) {
  const char *text = json_string_value(json_object_get(json, name));
  return text ? text : "";
}

long long number_of(const json_t *json, const char *name) {
  return (long long)json_integer_value(json_object_get(json, name));
}

/* A pipe is nobody else's; standard input is named by -. */
static bool is_for_others(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

int command_password(const struct host_args *args, char out[257]) {
  HOST_BYTES file = { 0 };
  const char *path = host_text(args, "password-file", "");
  if (!*path)
    return host_fail(EX_USAGE, "请用 --password-file 给出密码的文件（- 为标准输入）。",
                     "Please give the password by --password-file FILE (- for standard input).");
  if (strcmp(path, "-") != 0 && is_for_others(path))
    return host_fail(EX_NOPERM, "密码文件 %s 可被他人读取，请执行：chmod 600 '%s'",
                     "The password file %s can be read by others: run chmod 600 '%s'", path, path);
  int status = command_read_file(path, 4096, &file);
  if (status != EX_OK) return status;
  size_t n = 0;
  while (n < file.n && n < 256 && file.p[n] != '\n' && file.p[n] != '\r')
    n++;
  if (n) memcpy(out, file.p, n);
  out[n] = '\0';
  if (file.n) tx_cleanse(file.p, file.n);
  return EX_OK;
}
