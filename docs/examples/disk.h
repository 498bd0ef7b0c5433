/* SPDX-License-Identifier: Apache-2.0 */
/* Objects on a disk, in the current folder. Ends with a word where it cannot be written. */
#ifndef DISK_H
#define DISK_H

#include <fcntl.h>
#include <format/status.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline struct tx_span slurp(const char *name) {
  FILE *file = fopen(name, "rb");
  uint8_t *bytes = malloc(TX_STATUS_BYTES_MAX);
  const size_t n = file && bytes ? fread(bytes, 1, TX_STATUS_BYTES_MAX, file) : 0;
  if (file) fclose(file);
  return tx_span_of(bytes, n);
}

/* Whole or not at all, whenever the power goes. */
static inline void keep(const char *name, struct tx_span bytes) {
  const int fd = open("new", O_WRONLY | O_CREAT | O_TRUNC, 0600), folder = open(".", O_RDONLY);
  if (fd < 0 || write(fd, bytes.p, bytes.n) != (ssize_t)bytes.n || fsync(fd) || close(fd) ||
      rename("new", name) || fsync(folder)) {
    perror(name);
    exit(74);
  }
  close(folder);
}

/* The object, then how new it is, before anybody believes it. */
static inline void keep_object(const char *name, struct tx_span bytes, const char *of, uint64_t seq,
                               int64_t iat) {
  char floor[64], text[64];
  snprintf(floor, sizeof floor, "%s.floor", of);
  snprintf(text, sizeof text, "%" PRIu64 " %" PRId64, seq, iat);
  keep(name, bytes);
  keep(floor, tx_span_text(text));
}

static inline struct tx_floor read_floor(const char *of) {
  struct tx_floor floor = { 0 };
  char name[64];
  snprintf(name, sizeof name, "%s.floor", of);
  FILE *file = fopen(name, "r");
  if (file && fscanf(file, "%" SCNu64 " %" SCNd64, &floor.seq, &floor.iat) != 2) exit(74);
  if (file) fclose(file);
  return floor;
}

#endif
