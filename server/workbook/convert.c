/* SPDX-License-Identifier: Apache-2.0 */
#include "convert.h"

#include "host/sys/csv.h"
#include "host/text/date.h"
#include "host/text/text.h"
#include "protocol.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef TONGXING_WORKBOOK_INSTALLED
#define TONGXING_WORKBOOK_INSTALLED "/usr/libexec/tongxing-workbook"
#endif
#define WALL_MS 90000 /* for all of it, on a machine that is busy */
#define BOM "\xef\xbb\xbf"

struct hearing {
  int talk;
  pid_t pid;
  int64_t until_ms;
  workbook_wanted *wanted;
  struct workbook_text at_hand; /* of the sheet that comes in */
  char name[128];
  bool found; /* *out is one that is wanted, not only the first */
  struct workbook_csv *out;
};

/* --- what it is ------------------------------------------------------------------------------- */

static bool begins(struct tx_span bytes, const char *prefix, size_t n) {
  return bytes.n >= n && memcmp(bytes.p, prefix, n) == 0;
}

/* A compound file (MS-CFB): of old, or a new one that is locked (MS-OFFCRYPTO 2.3.4.4). */
static bool is_compound(struct tx_span bytes) {
  return begins(bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
}

bool workbook_is(struct tx_span bytes) {
  return begins(bytes, "PK\x03\x04", 4) || is_compound(bytes);
}

static bool is_locked(struct tx_span bytes) {
  static const char stream[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
  return memmem(bytes.p, bytes.n, stream, sizeof stream) != NULL;
}

/* --- the child -------------------------------------------------------------------------------- */

static bool write_all(int fd, struct tx_span bytes) {
  while (bytes.n > 0) {
    const ssize_t n = write(fd, bytes.p, bytes.n);
    if (n <= 0) return false;
    bytes = tx_span_of(bytes.p + n, bytes.n - (size_t)n);
  }
  return true;
}

static int share(struct tx_span bytes) {
  const int fd = memfd_create("workbook", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd >= 0 && write_all(fd, bytes) &&
      fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0)
    return fd;
  if (fd >= 0) close(fd);
  return -1;
}

static enum workbook_refusal start(struct hearing *hearing, struct tx_span bytes,
                                   const char *program) {
  char path[4096];
  int ends[2] = { -1, -1 };
  if (!host_child_find("tongxing-workbook", TONGXING_WORKBOOK_INSTALLED, program, path,
                       sizeof path))
    return WORKBOOK_NO_READER;
  const int file = share(bytes);
  if (file >= 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0)
    hearing->pid = host_child_start(path, (const int[]){ file, ends[1] }, 2);
  if (file >= 0) close(file);
  if (ends[1] >= 0) close(ends[1]);
  hearing->talk = ends[0];
  return hearing->pid > 0 ? WORKBOOK_READ : WORKBOOK_NO_READER;
}

/* False: it ended, or was given time enough. */
static bool hear(struct hearing *hearing, void *out, size_t n) {
  uint8_t *p = out;
  while (n > 0) {
    struct pollfd talk = { .fd = hearing->talk, .events = POLLIN };
    const int64_t left_ms = hearing->until_ms - host_monotonic_ms();
    if (left_ms <= 0) return false;
    if (poll(&talk, 1, (int)left_ms) <= 0 && errno != EINTR) return false;
    const ssize_t some = recv(hearing->talk, p, n, MSG_DONTWAIT);
    if (some == 0 || (some < 0 && errno != EAGAIN && errno != EINTR)) return false;
    if (some < 0) continue;
    p += some;
    n -= (size_t)some;
  }
  return true;
}

/* --- sheets ----------------------------------------------------------------------------------- */

static void keep(struct hearing *hearing) {
  struct workbook_csv *out = hearing->out;
  free(out->text);
  out->text = hearing->at_hand.bytes;
  out->n = hearing->at_hand.n;
  host_copy(hearing->name, out->sheet, sizeof out->sheet);
  hearing->at_hand = (struct workbook_text){ 0 };
}

/* A sheet is over: the first that is wanted is kept, and another one named. */
static void judge(struct hearing *hearing) {
  const struct workbook_text *text = &hearing->at_hand;
  struct workbook_csv *out = hearing->out;
  const bool any = text->n > sizeof BOM - 1;
  const bool wanted = any && hearing->wanted && hearing->wanted(text->bytes, text->n);
  if (wanted && hearing->found && !*out->more)
    host_copy(hearing->name, out->more, sizeof out->more);
  if ((any && !out->text) || (wanted && !hearing->found)) keep(hearing);
  hearing->found |= wanted;
  hearing->at_hand.n = 0;
}

static bool begin_sheet(struct hearing *hearing, const char *name) {
  judge(hearing);
  host_copy(name, hearing->name, sizeof hearing->name);
  return workbook_text_add(&hearing->at_hand, BOM, sizeof BOM - 1, CSV_MAX);
}

/* One frame; *over after the last. Every number of a child that may have been taken over is
 * doubted. */
static enum workbook_refusal hear_frame(struct hearing *hearing, bool *over) {
  static _Thread_local char bytes[WORKBOOK_FRAME_MAX + 1];
  struct workbook_frame head;
  if (!hear(hearing, &head, sizeof head) || head.size > WORKBOOK_FRAME_MAX ||
      !hear(hearing, bytes, head.size))
    return WORKBOOK_LOST;
  bytes[head.size] = '\0';
  *over = head.kind == WORKBOOK_FRAME_END;
  if (*over)
    return head.refusal < WORKBOOK_NOT_WANTED ? (enum workbook_refusal)head.refusal : WORKBOOK_LOST;
  const bool good = head.kind == WORKBOOK_FRAME_SHEET
                        ? begin_sheet(hearing, bytes)
                        : workbook_text_add(&hearing->at_hand, bytes, head.size, CSV_MAX);
  return good ? WORKBOOK_READ : WORKBOOK_NO_MEMORY;
}

static enum workbook_refusal hear_all(struct hearing *hearing) {
  bool over = false;
  enum workbook_refusal refusal = WORKBOOK_READ;
  while (refusal == WORKBOOK_READ && !over)
    refusal = hear_frame(hearing, &over);
  judge(hearing);
  return refusal;
}

enum tx_reason workbook_convert(struct tx_span bytes, const char *program, workbook_wanted *wanted,
                                struct workbook_csv *out, struct host_problem *problem) {
  struct hearing hearing = {
    .talk = -1, .pid = -1, .until_ms = host_monotonic_ms() + WALL_MS, .wanted = wanted, .out = out
  };
  *out = (struct workbook_csv){ 0 };
  if (is_compound(bytes))
    return workbook_refusal_say(is_locked(bytes) ? WORKBOOK_LOCKED : WORKBOOK_OLD, problem);
  enum workbook_refusal refusal = start(&hearing, bytes, program);
  if (refusal == WORKBOOK_READ) refusal = hear_all(&hearing);
  host_child_end(hearing.pid);
  if (hearing.talk >= 0) close(hearing.talk);
  workbook_text_finish(&hearing.at_hand);
  if (refusal == WORKBOOK_READ && !out->text)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "工作簿是空的：没有一张工作表有内容。",
                            "The workbook is empty: nothing stands on any of its sheets.");
  return workbook_refusal_say(refusal, problem);
}

void workbook_csv_finish(struct workbook_csv *csv) {
  free(csv->text);
  *csv = (struct workbook_csv){ 0 };
}
