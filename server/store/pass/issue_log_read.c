/* SPDX-License-Identifier: Apache-2.0 */
#include "issue_log.h"

#include "format/area.h"
#include "format/status.h"

#include "host/sys/file.h"
#include "host/text/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/* --- a line ----------------------------------------------------------------------------------- */

/* Whole numbers from 0 to max. */
static bool number(const json_t *line, const char *name, int64_t max, int64_t *out) {
  const json_t *value = json_object_get(line, name);
  *out = json_integer_value(value);
  return json_is_integer(value) && *out >= 0 && *out <= max;
}

static bool read_holder(const json_t *line, struct issue_row *out) {
  uint8_t point[33];
  const char *hex = json_string_value(json_object_get(line, "holder"));
  if (!hex) return false;
  out->bound = *hex != 0;
  if (!out->bound) return true;
  if (strlen(hex) != sizeof point * 2 || !host_unhex(hex, point, sizeof point)) return false;
  if (point[0] != 2 && point[0] != 3) return false;
  out->holder.y_odd = point[0] == 3;
  memcpy(out->holder.x, point + 1, sizeof out->holder.x);
  return true;
}

static bool read_line(const json_t *line, struct issue_row *out) {
  int64_t area, index, n, generation, role;
  const char *signer = json_string_value(json_object_get(line, "signer"));
  if (!number(line, "area", INT64_MAX, &area) || !tx_area_valid((uint64_t)area)) return false;
  if (!number(line, "index", TX_COUNT_MAX - 1, &index) || !number(line, "n", UINT32_MAX, &n) ||
      !number(line, "generation", 7, &generation) || !number(line, "role", UINT8_MAX, &role) ||
      !number(line, "iat", INT64_MAX, &out->iat) || !number(line, "exp", INT64_MAX, &out->exp))
    return false;
  if (!signer || strlen(signer) != TX_HASH_SIZE * 2) return false;
  out->area = (uint64_t)area;
  out->index = (uint32_t)index;
  out->n = (uint32_t)n;
  out->generation = (uint8_t)generation;
  out->role = (uint8_t)role;
  return read_holder(line, out) && host_unhex(signer, out->signer, TX_HASH_SIZE);
}

bool issue_log_parse(struct tx_span line, struct issue_row *out) {
  *out = (struct issue_row){ 0 };
  json_t *json = json_loadb((const char *)line.p, line.n, JSON_REJECT_DUPLICATES, NULL);
  bool good = json && read_line(json, out);
  json_decref(json);
  return good;
}

/* --- a folder --------------------------------------------------------------------------------- */

struct walk {
  enum tx_reason (*take)(void *context, const struct issue_row *row);
  void *context;
  struct issue_log_walk *out;
};

static enum tx_reason read_file(struct walk *walk, FILE *file) {
  char *line = NULL;
  size_t room = 0;
  ssize_t n;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && (n = getline(&line, &room, file)) > 0) {
    struct issue_row row;
    const size_t length = line[n - 1] == '\n' ? (size_t)n - 1 : (size_t)n;
    if (length == 0) continue;
    bool good = length < ISSUE_LOG_LINE_MAX && issue_log_parse(tx_span_of(line, length), &row);
    walk->out->passes += good;
    walk->out->damaged += !good;
    if (good) reason = walk->take(walk->context, &row);
  }
  if (reason == TX_OK && ferror(file)) reason = TX_IO_FAILED;
  free(line);
  return reason;
}

static enum tx_reason read_day(struct walk *walk, const char *folder, const char *name) {
  HOST_FREE char *path = host_path(folder, "%s", name);
  if (!path) return TX_NO_MEMORY;
  HOST_CLOSE int fd = host_open_regular(AT_FDCWD, path);
  HOST_FCLOSE FILE *file = fd >= 0 ? fdopen(fd, "r") : NULL;
  if (!file) return host_errno_reason(errno);
  fd = -1;
  return read_file(walk, file);
}

enum tx_reason issue_log_read(const char *folder,
                              enum tx_reason (*take)(void *context, const struct issue_row *row),
                              void *context, struct issue_log_walk *out) {
  struct dirent **days = NULL;
  struct walk walk = { .take = take, .context = context, .out = out };
  *out = (struct issue_log_walk){ 0 };
  const int count = scandir(folder, &days, issue_log_is_day, alphasort);
  if (count < 0) return host_errno_reason(errno);
  enum tx_reason reason = TX_OK;
  for (int i = 0; i < count; i++) {
    if (reason == TX_OK) reason = read_day(&walk, folder, days[i]->d_name);
    free(days[i]);
  }
  free(days);
  return reason;
}
