/* SPDX-License-Identifier: Apache-2.0 */
/* P23: a workbook of 100,000 residents to rows of text, against expat and minizip alone on the same
 * file; and the memory of the program that reads it. */
#include "bench.h"
#include "unit/workbook_maker.h"

#include "workbook/convert.h"
#include "workbook/read.h"
#include "workbook/zip.h"

#include <expat.h>
#include <minizip/unzip.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define ROWS 100000u
#define TURNS 7
#define MEMORY_MAX_MIB 32.0

static struct tx_span book;
static const char *path;
static size_t seen;

static bool take_sheet(void *context, const char *name) {
  (void)context;
  return *name != '\0';
}

static bool take_text(void *context, const char *csv, size_t n) {
  (void)context;
  seen += n + (size_t)(*csv == '\n');
  return true;
}

static long read_at(void *context, uint64_t offset, void *out, size_t n) {
  (void)context;
  if (offset >= book.n) return 0;
  if (n > book.n - offset) n = book.n - (size_t)offset;
  memcpy(out, book.p + offset, n);
  return (long)n;
}

static void read_rows(void *state) {
  const struct workbook_sink sink = { take_sheet, take_text, NULL };
  struct workbook_zip *zip = NULL;
  (void)state;
  if (workbook_zip_open(read_at, NULL, book.n, &zip) != WORKBOOK_READ) exit(70);
  const struct workbook_parts parts = workbook_zip_parts(zip);
  if (workbook_read(&parts, &sink) != WORKBOOK_READ) exit(70);
  workbook_zip_close(zip);
}

static void on_start(void *state, const char *name, const char **attributes) {
  (void)state;
  (void)attributes;
  seen += *name == 'c';
}
static void on_end(void *state, const char *name) {
  (void)state;
  seen += *name == 'c';
}
static void on_text(void *state, const char *text, int n) {
  (void)state;
  seen += (size_t)n + (size_t)(*text == ' ');
}

static void read_part(unzFile file, const char *name) {
  static char block[65536];
  XML_Parser parser = XML_ParserCreate(NULL);
  XML_SetElementHandler(parser, on_start, on_end);
  XML_SetCharacterDataHandler(parser, on_text);
  if (unzLocateFile(file, name, 2) != UNZ_OK || unzOpenCurrentFile(file) != UNZ_OK) exit(70);
  int n;
  do {
    n = unzReadCurrentFile(file, block, sizeof block);
    if (XML_Parse(parser, block, n, n == 0) != XML_STATUS_OK) exit(70);
  } while (n > 0);
  unzCloseCurrentFile(file);
  XML_ParserFree(parser);
}

static void read_bare(void *state) {
  (void)state;
  unzFile file = unzOpen64(path);
  read_part(file, "xl/sharedStrings.xml");
  read_part(file, "xl/worksheets/sheet1.xml");
  unzClose(file);
}

/* As a spreadsheet saves it: texts shared, telephones and rooms as numbers. */
static void make_book(void) {
  char *sheet, *strings;
  size_t sheet_n, strings_n;
  FILE *rows = open_memstream(&sheet, &sheet_n), *texts = open_memstream(&strings, &strings_n);
  fputs("<worksheet><sheetData>", rows);
  fputs("<sst>", texts);
  for (unsigned i = 1; i <= ROWS; i++) {
    fprintf(rows, "<row r=\"%u\" spans=\"1:8\">", i);
    for (unsigned c = 0; c < 4; c++)
      fprintf(rows, "<c r=\"%c%u\" s=\"1\" t=\"s\"><v>%u</v></c>", 'A' + (int)c, i,
              (i - 1) * 2 + c % 2);
    fprintf(rows, "<c r=\"E%u\" s=\"1\"><v>138%08u</v></c><c r=\"F%u\" s=\"1\"><v>%u</v></c>", i, i,
            i, i % 30);
    fprintf(rows, "<c r=\"G%u\"><v>%u</v></c><c r=\"H%u\" s=\"1\"/></row>", i, i % 2000, i);
    fprintf(texts, "<si><t>居民%u</t></si><si><t>9901011980%08u</t></si>", i, i);
  }
  fputs("</sheetData></worksheet>", rows);
  fputs("</sst>", texts);
  fclose(rows);
  fclose(texts);
  book = maker_workbook(MAKER_BOOK("", MAKER_ONE_SHEET), sheet, strings, NULL);
  free(sheet);
  free(strings);
}

static double reader_mib(void) {
  struct workbook_csv csv;
  struct host_problem problem = { 0 };
  struct rusage used;
  if (workbook_convert(book, TONGXING_WORKBOOK, NULL, &csv, &problem) != TX_OK) exit(70);
  workbook_csv_finish(&csv);
  getrusage(RUSAGE_CHILDREN, &used);
  return (double)used.ru_maxrss / 1024;
}

/* By a process that has had no other child. */
static double child_mib(void) {
  int ends[2];
  double mib = -1;
  if (pipe(ends) != 0) exit(70);
  const pid_t pid = fork();
  if (pid == 0) {
    mib = reader_mib();
    _exit(write(ends[1], &mib, sizeof mib) == sizeof mib ? 0 : 70);
  }
  if (read(ends[0], &mib, sizeof mib) != sizeof mib || waitpid(pid, NULL, 0) != pid) exit(70);
  return mib;
}

/* In a process of its own: what this one has had in memory, its children would be counted as having
 * had, too. */
static bool make_file(int fd) {
  int status = -1;
  const pid_t pid = fork();
  if (pid == 0) {
    make_book();
    _exit(write(fd, book.p, book.n) == (ssize_t)book.n ? 0 : 70);
  }
  return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

int main(void) {
  char made[] = "/tmp/p23-XXXXXX";
  struct stat file;
  const int fd = mkstemp(made);
  if (fd < 0 || !make_file(fd) || fstat(fd, &file) != 0) return 70;
  const size_t n = (size_t)file.st_size;
  const void *bytes = mmap(NULL, n, PROT_READ, MAP_SHARED, fd, 0);
  if (bytes == MAP_FAILED) return 70;
  book = tx_span_of(bytes, n);
  path = made;
  const double mib = child_mib();
  const struct bench_side ours = { "a workbook of 100,000 rows to text", read_rows, NULL, 1 };
  const struct bench_side bare = { "expat and minizip on the same file", read_bare, NULL, 1 };
  const struct bench_result result = bench_pair(&ours, &bare, TURNS, CLOCK_THREAD_CPUTIME_ID);
  printf("memory of the reading program: %.1f MiB, of %.0f\n", mib, MEMORY_MAX_MIB);
  bench_report("P23", &ours, &bare, &result);
  close(fd);
  unlink(made);
  return mib > MEMORY_MAX_MIB;
}
