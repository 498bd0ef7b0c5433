/* SPDX-License-Identifier: Apache-2.0 */
/* Files read whole and within a limit, written so that a power cut leaves the old or the new. */
#ifndef HOST_FILE_H
#define HOST_FILE_H

#include "format/reason.h"

#include <stdio.h>
#include <sys/types.h>

struct host_bytes {
  uint8_t *p; /* malloc'd; one 0 follows the n bytes, so a text can be used as a C string */
  size_t n;
};

static inline struct tx_span host_span(const struct host_bytes *bytes) {
  return tx_span_of(bytes->p, bytes->n);
}

/* Frees; _secret overwrites first. */
void host_bytes_finish(struct host_bytes *bytes);
void host_bytes_finish_secret(struct host_bytes *bytes);
#define HOST_BYTES __attribute__((cleanup(host_bytes_finish))) struct host_bytes
#define HOST_SECRET __attribute__((cleanup(host_bytes_finish_secret))) struct host_bytes

/* Reads a whole file, "-" for standard input. TX_OK, TX_NOT_FOUND, TX_NOT_ALLOWED, TX_NO_SPACE
 * (larger than max), TX_NO_MEMORY, TX_IO_FAILED (also for a folder). Nothing to free after an
 * error. */
enum tx_reason host_file_read(const char *path, size_t max, struct host_bytes *out);
/* What strangers may have put there: on a stick, in a watched folder, in a folder of state. Opens a
 * regular file in folder (AT_FDCWD, or a descriptor) to read: never a link, a pipe, a socket or a
 * device, and never waiting. The folders before the last part of name are the caller's. -1 with
 * errno, EINVAL for what is no regular file. */
int host_open_regular(int folder, const char *name);
/* The same, read whole. As host_file_read, and TX_NOT_ALLOWED for what is no regular file; "-" is a
 * name. */
enum tx_reason host_file_read_regular(const char *path, size_t max, struct host_bytes *out);
/* The same from an open descriptor, from where it stands to its end. */
enum tx_reason host_fd_read(int fd, size_t max, struct host_bytes *out);

/* Replaces a file by a temporary one beside it, synced, renamed, and the folder synced. TX_OK,
 * TX_NOT_FOUND (no such folder), TX_NOT_ALLOWED, TX_DISK_FULL, TX_NO_MEMORY, TX_IO_FAILED; then
 * what stood there stands. */
enum tx_reason host_file_write(const char *path, struct tx_span bytes, mode_t mode);

/* Makes a file that did not exist, in the same way: a power cut leaves it whole or not at all.
 * TX_CONFLICT when it does; otherwise as above. */
enum tx_reason host_file_create(const char *path, struct tx_span bytes, mode_t mode);

bool host_file_exists(const char *path);

/* Makes a folder and those above it, each on disk when it returns. TX_OK also when it is there. */
enum tx_reason host_mkdirs(const char *path, mode_t mode);

/* A path made of a folder and a printf-formatted name; malloc'd, NULL without memory. */
char *host_path(const char *folder, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What an errno means, as a reason; never TX_OK. */
enum tx_reason host_errno_reason(int number);

/* --- cleanup ------------------------------------------------------------------------------------
 */

void host_cleanup_free(void *pointer);
void host_cleanup_close(const int *fd);
void host_cleanup_fclose(FILE **file);
#define HOST_FREE __attribute__((cleanup(host_cleanup_free)))
#define HOST_CLOSE __attribute__((cleanup(host_cleanup_close))) /* an int; -1 is none */
#define HOST_FCLOSE __attribute__((cleanup(host_cleanup_fclose)))

#endif
