/* SPDX-License-Identifier: Apache-2.0 */
#include "floors.h"

#include "host/sys/file.h"
#include "host/sys/runtime.h"
#include "host/text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COPY_SIZE 8192 /* at least; twice as much is a file */
#define COPY_MAX (1u << 20)
#define MAGIC "tongxing-floors 1 "
#define HASH_TEXT (2 * TX_HASH_SIZE)
/* MAGIC, the copy's number and the length of the rows in 20 digits each, the hash of the rows. */
#define HEAD_SIZE (sizeof MAGIC - 1 + 21 + 21 + HASH_TEXT + 1)

/* --- one copy -----------------------------------------------------------------------------------
 */

static bool read_number(const char *digits, uint64_t *out) {
  char text[21] = { 0 }, *end;
  memcpy(text, digits, 20);
  if (strspn(text, "0123456789") != 20) return false;
  errno = 0;
  *out = strtoull(text, &end, 10);
  return errno == 0;
}

static bool find_object(const char *name, enum gate_object *out) {
  for (int i = 0; i < GATE_OBJECTS; i++) {
    *out = (enum gate_object)i;
    if (strcmp(name, gate_object_name(*out)) == 0) return true;
  }
  return false;
}

/* "status 610113001001 1795392000 1795392000 HEX". A sign would be taken for a number. */
static bool read_row(const char *line, struct gate_remembered *out) {
  char name[8], signer[HASH_TEXT + 1];
  int end = 0;
  *out = (struct gate_remembered){ 0 };
  if (strpbrk(line, "+-")) return false;
  if (sscanf(line, "%7[a-z] %12" SCNu64 " %19" SCNu64 " %18" SCNd64 " %64[0-9a-f]%n", name,
             &out->area, &out->floor.seq, &out->floor.iat, signer, &end) != 5)
    return false;
  return line[end] == '\0' && find_object(name, &out->object) &&
         host_unhex(signer, out->signer, sizeof out->signer);
}

/* text ends with a 0 and is taken apart. */
static void read_rows(char *text, struct gate_state *state) {
  char *rest = text;
  for (char *line; (line = strsep(&rest, "\n"));) {
    struct gate_remembered row;
    if (read_row(line, &row)) gate_state_remember(state, &row);
  }
}

uint64_t gate_floors_parse(struct tx_span copy, struct gate_state *state) {
  uint64_t number, length;
  uint8_t wanted[TX_HASH_SIZE], hash[TX_HASH_SIZE];
  char digits[HASH_TEXT + 1] = { 0 };
  if (copy.n < HEAD_SIZE || memcmp(copy.p, MAGIC, sizeof MAGIC - 1) != 0) return 0;
  const char *at = (const char *)copy.p + sizeof MAGIC - 1;
  if (!read_number(at, &number) || !number || !read_number(at + 21, &length)) return 0;
  memcpy(digits, at + 42, HASH_TEXT);
  if (!host_unhex(digits, wanted, sizeof wanted) || length > copy.n - HEAD_SIZE) return 0;
  const struct tx_span rows = tx_span_of(copy.p + HEAD_SIZE, (size_t)length);
  tx_sha256(rows, hash);
  if (memcmp(hash, wanted, sizeof hash) != 0) return 0;
  HOST_FREE char *text = state ? strndup((const char *)rows.p, rows.n) : NULL;
  if (text) read_rows(text, state);
  return number;
}

static bool write_rows(FILE *file, const struct gate_state *state) {
  for (size_t i = 0; i < state->remembered_count; i++) {
    const struct gate_remembered *row = &state->remembered[i];
    char signer[HASH_TEXT + 1];
    host_hex(tx_span_of(row->signer, sizeof row->signer), signer);
    fprintf(file, "%s %" PRIu64 " %" PRIu64 " %" PRId64 " %s\n", gate_object_name(row->object),
            row->area, row->floor.seq, row->floor.iat, signer);
  }
  return fclose(file) == 0;
}

/* A copy with its head; its bytes are malloc'd. */
static bool make_copy(const struct gate_state *state, uint64_t number, struct host_bytes *out) {
  HOST_FREE char *rows = NULL;
  size_t n = 0;
  uint8_t hash[TX_HASH_SIZE];
  char digits[HASH_TEXT + 1];
  FILE *file = open_memstream(&rows, &n);
  if (!file || !write_rows(file, state)) return false;
  tx_sha256(tx_span_of((const uint8_t *)rows, n), hash);
  host_hex(tx_span_of(hash, sizeof hash), digits);
  char *text = NULL;
  const int length = asprintf(&text, MAGIC "%020" PRIu64 " %020zu %s\n%s", number, n, digits, rows);
  if (length < 0) return false;
  *out = (struct host_bytes){ (uint8_t *)text, (size_t)length };
  return true;
}

/* --- a file of two -------------------------------------------------------------------------------
 */

struct copies {
  struct host_bytes bytes;
  size_t size;         /* of a copy */
  uint64_t numbers[2]; /* 0: not whole */
};

static struct tx_span copy_at(const struct copies *copies, int i) {
  return tx_span_of(copies->bytes.p + (size_t)i * copies->size, copies->size);
}

static void read_copies(const char *path, struct copies *out) {
  *out = (struct copies){ 0 };
  if (host_file_read_regular(path, (size_t)2 * COPY_MAX, &out->bytes) != TX_OK) return;
  out->size = out->bytes.n / 2;
  for (int i = 0; i < 2; i++)
    out->numbers[i] = gate_floors_parse(copy_at(out, i), NULL);
}

static int newest(const struct copies *copies) {
  return copies->numbers[1] > copies->numbers[0];
}

/* Both places of a new file hold the same copy. */
static enum tx_reason write_file(const char *path, const struct host_bytes *copy) {
  size_t size = COPY_SIZE;
  while (size < copy->n * 2)
    size *= 2;
  HOST_FREE uint8_t *both = malloc(2 * size);
  if (!both) return TX_NO_MEMORY;
  memset(both, '\n', 2 * size);
  memcpy(both, copy->p, copy->n);
  memcpy(both + size, copy->p, copy->n);
  return host_file_write(path, tx_span_of(both, 2 * size), 0600);
}

static enum tx_reason overwrite(const char *path, const struct host_bytes *copy, off_t at) {
  HOST_CLOSE int fd = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return host_errno_reason(errno);
  for (size_t done = 0; done < copy->n;) {
    const ssize_t n = pwrite(fd, copy->p + done, copy->n - done, at + (off_t)done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return host_errno_reason(errno);
    done += (size_t)n;
  }
  return fdatasync(fd) == 0 ? TX_OK : host_errno_reason(errno);
}

/* Over the older of the two copies. */
static enum tx_reason write_copy(const char *path, const struct host_bytes *copy) {
  struct copies old;
  read_copies(path, &old);
  const bool fits = copy->n <= old.size && (old.numbers[0] || old.numbers[1]);
  const off_t at = newest(&old) ? 0 : (off_t)old.size;
  host_bytes_finish(&old.bytes);
  return fits ? overwrite(path, copy, at) : write_file(path, copy);
}

/* --- its places ---------------------------------------------------------------------------------
 */

static char *place(const char *gate_dir, size_t i) {
  return i == 0 ? host_path(gate_dir, "floors") : host_runtime_path(gate_dir, "floors", i - 1);
}

/* The newest copy of all places, into state when it is not NULL. */
static uint64_t read_newest(const char *gate_dir, struct gate_state *state) {
  struct copies best = { 0 };
  for (size_t i = 0;; i++) {
    HOST_FREE char *path = place(gate_dir, i);
    if (!path) break;
    struct copies found;
    read_copies(path, &found);
    const bool newer = found.numbers[newest(&found)] > best.numbers[newest(&best)];
    host_bytes_finish(newer ? &best.bytes : &found.bytes);
    if (newer) best = found;
  }
  const uint64_t number = best.numbers[newest(&best)];
  if (number && state) gate_floors_parse(copy_at(&best, newest(&best)), state);
  host_bytes_finish(&best.bytes);
  return number;
}

bool gate_floors_read(struct gate_floors *floors, const char *gate_dir, struct gate_state *state) {
  floors->number = read_newest(gate_dir, state);
  return floors->number > 0;
}

static void forget_places(const char *gate_dir) {
  for (size_t i = 1;; i++) {
    HOST_FREE char *path = place(gate_dir, i);
    if (!path) return;
    unlink(path);
  }
}

static enum tx_reason write_place(const struct gate_floors *floors, size_t i, const char *path,
                                  const struct host_bytes *copy) {
  return i == 0 && floors->away ? TX_NOT_FOUND : write_copy(path, copy);
}

/* Numbered above what a folder that is away holds, or that would count when it is back. */
enum tx_reason gate_floors_write(struct gate_floors *floors, const char *gate_dir,
                                 const struct gate_state *state) {
  HOST_BYTES copy = { 0 };
  enum tx_reason first = TX_NO_MEMORY;
  const uint64_t found = read_newest(gate_dir, NULL);
  const uint64_t number = (found > floors->number ? found : floors->number) + 1;
  floors->in_memory = false;
  if (!make_copy(state, number, &copy)) return TX_NO_MEMORY;
  for (size_t i = 0;; i++) {
    HOST_FREE char *path = place(gate_dir, i);
    if (!path) return first;
    const enum tx_reason reason = write_place(floors, i, path, &copy);
    if (i == 0) first = reason;
    floors->in_memory = i > 0;
    if (reason != TX_OK) continue;
    if (i == 0) forget_places(gate_dir);
    floors->number = number;
    return TX_OK;
  }
}
