/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-workbook: reads one workbook for the server and can do nothing else. Started by it
 * alone. */
#include "host/sandbox/sandbox.h"
#include "limits.h"
#include "protocol.h"
#include "read.h"
#include "zip.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

static int refuse_people(void) {
  fputs("tongxing-workbook 由 tongxing-server 启动，不能单独使用。\n"
        "tongxing-workbook is started by tongxing-server and is of no use by itself.\n",
        stderr);
  return EX_USAGE;
}

static bool say(const void *bytes, size_t n) {
  const uint8_t *p = bytes;
  while (n > 0) {
    const ssize_t some = write(WORKBOOK_FD_TALK, p, n);
    if (some <= 0) return false;
    p += some;
    n -= (size_t)some;
  }
  return true;
}

static bool say_frame(enum workbook_frame_kind kind, const char *bytes, size_t n) {
  const struct workbook_frame head = { .kind = kind, .size = (uint32_t)n };
  return n <= WORKBOOK_FRAME_MAX && say(&head, sizeof head) && say(bytes, n);
}

static bool say_sheet(void *context, const char *name) {
  (void)context;
  return say_frame(WORKBOOK_FRAME_SHEET, name, strlen(name));
}

static bool say_text(void *context, const char *csv, size_t n) {
  (void)context;
  return say_frame(WORKBOOK_FRAME_TEXT, csv, n);
}

static long read_at(void *context, uint64_t offset, void *out, size_t n) {
  (void)context;
  return pread(WORKBOOK_FD_FILE, out, n, (off_t)offset);
}

static enum workbook_refusal read_all(uint64_t size) {
  const struct workbook_sink sink = { say_sheet, say_text, NULL };
  struct workbook_zip *zip = NULL;
  enum workbook_refusal refusal = workbook_zip_open(read_at, NULL, size, &zip);
  if (refusal == WORKBOOK_READ) {
    const struct workbook_parts parts = workbook_zip_parts(zip);
    refusal = workbook_read(&parts, &sink);
  }
  workbook_zip_close(zip);
  return refusal;
}

int main(int argc, char **argv) {
  const struct host_sandbox cell = { .memory_max = WORKBOOK_MEMORY_MAX,
                                     .cpu_s_max = WORKBOOK_CPU_S_MAX,
                                     .file = WORKBOOK_FD_FILE,
                                     .talk = WORKBOOK_FD_TALK };
  struct stat file;
  const char *step;
  (void)argv;
  if (argc > 1 || fstat(WORKBOOK_FD_FILE, &file) != 0 || file.st_size <= 0) return refuse_people();
  if (!host_sandbox_lock(&cell, &step)) {
    fprintf(stderr,
            "tongxing-workbook: the sandbox cannot be had (%s); nothing is read without it.\n",
            step);
    return EX_OSERR;
  }
  const struct workbook_frame end = { .kind = WORKBOOK_FRAME_END,
                                      .refusal = read_all((uint64_t)file.st_size) };
  return say(&end, sizeof end) ? EX_OK : EX_IOERR;
}
