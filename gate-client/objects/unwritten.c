/* SPDX-License-Identifier: Apache-2.0 */
#include "unwritten.h"

#include "host/sys/file.h"

#include <stdlib.h>

struct gate_unwritten_file {
  struct gate_unwritten_file *next;
  char *path;
  size_t n;
  uint8_t bytes[];
};

static void drop_at(struct gate_unwritten *waiting, struct gate_unwritten_file **at) {
  struct gate_unwritten_file *file = *at;
  if (!file) return;
  *at = file->next;
  waiting->count--;
  free(file->path);
  free(file);
}

void gate_unwritten_drop(struct gate_unwritten *waiting, const char *prefix) {
  const size_t n = strlen(prefix);
  for (struct gate_unwritten_file **at = &waiting->first; *at;)
    if (strncmp((*at)->path, prefix, n) == 0)
      drop_at(waiting, at);
    else
      at = &(*at)->next;
}

void gate_unwritten_finish(struct gate_unwritten *waiting) {
  gate_unwritten_drop(waiting, "");
}

static void wait_for_disk(struct gate_unwritten *waiting, const char *path, struct tx_span bytes) {
  if (waiting->count == GATE_UNWRITTEN_MAX) drop_at(waiting, &waiting->first);
  struct gate_unwritten_file *file = malloc(sizeof *file + bytes.n);
  if (!file) return;
  *file = (struct gate_unwritten_file){ .path = strdup(path), .n = bytes.n };
  if (!file->path) {
    free(file);
    return;
  }
  memcpy(file->bytes, bytes.p, bytes.n);
  struct gate_unwritten_file **last = &waiting->first;
  while (*last)
    last = &(*last)->next;
  *last = file;
  waiting->count++;
}

enum tx_reason gate_unwritten_write(struct gate_unwritten *waiting, const char *path,
                                    struct tx_span bytes, bool away) {
  gate_unwritten_drop(waiting, path);
  enum tx_reason reason = away ? TX_NOT_FOUND : host_file_write(path, bytes, 0644);
  if (reason != TX_OK) wait_for_disk(waiting, path, bytes);
  return reason;
}

enum tx_reason gate_unwritten_retry(struct gate_unwritten *waiting) {
  while (waiting->first) {
    const struct gate_unwritten_file *file = waiting->first;
    enum tx_reason reason = host_file_write(file->path, tx_span_of(file->bytes, file->n), 0644);
    if (reason != TX_OK) return reason;
    drop_at(waiting, &waiting->first);
  }
  return TX_OK;
}
