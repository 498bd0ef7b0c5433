/* SPDX-License-Identifier: Apache-2.0 */
#include "write.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define WIDTH 18 /* characters of a column: a document's number has as many */
#define COLUMNS 64
#define BYTES_MAX (256u << 20)
/* Where the library lays the parts of a workbook while it is written, unlinked at once: memory, so
 * that no name comes to rest on a disk. */
#define PARTS_FOLDER "/dev/shm"

struct workbook_writer {
  int fd;
  char path[32];
  char folder[sizeof PARTS_FOLDER];
  lxw_workbook *book;
  lxw_worksheet *sheet;
  lxw_format *text, *heading;
  lxw_row_t row;
};

static bool open_book(struct workbook_writer *writer, const char *sheet) {
  lxw_workbook_options options = { .constant_memory = LXW_TRUE };
  if (access(writer->folder, W_OK) == 0) options.tmpdir = writer->folder;
  snprintf(writer->path, sizeof writer->path, "/proc/self/fd/%d", writer->fd);
  writer->book = workbook_new_opt(writer->path, &options);
  if (!writer->book) return false;
  writer->sheet = workbook_add_worksheet(writer->book, sheet);
  writer->text = workbook_add_format(writer->book);
  writer->heading = workbook_add_format(writer->book);
  if (!writer->sheet || !writer->text || !writer->heading) return false;
  format_set_num_format(writer->text, "@");
  format_set_num_format(writer->heading, "@");
  format_set_bold(writer->heading);
  worksheet_freeze_panes(writer->sheet, 1, 0);
  return worksheet_set_column(writer->sheet, 0, COLUMNS, WIDTH, writer->text) == LXW_NO_ERROR;
}

struct workbook_writer *workbook_write_begin(const char *sheet) {
  struct workbook_writer *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  *writer = (struct workbook_writer){ .fd = memfd_create("workbook", MFD_CLOEXEC),
                                      .folder = PARTS_FOLDER };
  if (writer->fd >= 0 && open_book(writer, sheet)) return writer;
  struct host_bytes none = { 0 };
  workbook_write_end(writer, &none);
  host_bytes_finish(&none);
  return NULL;
}

bool workbook_write_row(struct workbook_writer *writer, const char *const *cells, size_t count) {
  lxw_format *format = writer->row ? writer->text : writer->heading;
  bool good = true;
  for (size_t i = 0; i < count && good; i++)
    good = worksheet_write_string(writer->sheet, writer->row, (lxw_col_t)i, cells[i], format) ==
           LXW_NO_ERROR;
  writer->row++;
  return good;
}

enum tx_reason workbook_write_end(struct workbook_writer *writer, struct host_bytes *out) {
  enum tx_reason reason = TX_IO_FAILED;
  if (writer->book && workbook_close(writer->book) == LXW_NO_ERROR &&
      lseek(writer->fd, 0, SEEK_SET) == 0)
    reason = host_fd_read(writer->fd, BYTES_MAX, out);
  if (writer->fd >= 0) close(writer->fd);
  free(writer);
  return reason;
}
