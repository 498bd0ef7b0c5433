/* SPDX-License-Identifier: Apache-2.0 */
#include "zip.h"

#include "limits.h"

#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>

#define AHEAD 32768u /* minizip reads its tables byte by byte */
#define ENCRYPTED 1u /* general purpose bit 0 (APPNOTE 4.4.4) */

struct workbook_zip {
  workbook_read_at *read_at;
  void *context;
  uint64_t size, at, unpacked;
  uint64_t ahead_at;
  size_t ahead_n;
  uint8_t ahead[AHEAD];
  unzFile file;
};

/* --- as minizip wants its files --------------------------------------------------------------- */

static voidpf open_file(voidpf opaque, const void *name, int mode) {
  (void)name;
  (void)mode;
  return opaque;
}

static bool fill(struct workbook_zip *zip) {
  if (zip->at >= zip->ahead_at && zip->at < zip->ahead_at + zip->ahead_n) return true;
  const long n =
      zip->at < zip->size ? zip->read_at(zip->context, zip->at, zip->ahead, sizeof zip->ahead) : 0;
  zip->ahead_at = zip->at;
  zip->ahead_n = n > 0 ? (size_t)n : 0;
  return n > 0;
}

static uLong read_file(voidpf opaque, voidpf stream, void *out, uLong n) {
  struct workbook_zip *zip = stream;
  uLong done = 0;
  (void)opaque;
  while (done < n && fill(zip)) {
    const size_t from = (size_t)(zip->at - zip->ahead_at);
    size_t some = zip->ahead_n - from;
    if (some > n - done) some = n - done;
    memcpy((uint8_t *)out + done, zip->ahead + from, some);
    zip->at += some;
    done += some;
  }
  return done;
}

static ZPOS64_T tell_file(voidpf opaque, voidpf stream) {
  (void)opaque;
  return ((struct workbook_zip *)stream)->at;
}

static long seek_file(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin) {
  struct workbook_zip *zip = stream;
  (void)opaque;
  const uint64_t base = origin == ZLIB_FILEFUNC_SEEK_END   ? zip->size
                        : origin == ZLIB_FILEFUNC_SEEK_CUR ? zip->at
                                                           : 0;
  if (offset > zip->size || base + offset > zip->size) return -1;
  zip->at = base + offset;
  return 0;
}

static int close_file(voidpf opaque, voidpf stream) {
  (void)opaque;
  (void)stream;
  return 0;
}

static int error_file(voidpf opaque, voidpf stream) {
  (void)opaque;
  (void)stream;
  return 0;
}

/* --- parts ------------------------------------------------------------------------------------ */

static enum workbook_refusal open_part(void *context, const char *name) {
  struct workbook_zip *zip = context;
  unz_file_info64 info;
  if (unzLocateFile(zip->file, name, 2) != UNZ_OK) return WORKBOOK_NO_PART;
  if (unzGetCurrentFileInfo64(zip->file, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
    return WORKBOOK_BROKEN;
  if (info.flag & ENCRYPTED) return WORKBOOK_LOCKED;
  return unzOpenCurrentFile(zip->file) == UNZ_OK ? WORKBOOK_READ : WORKBOOK_BROKEN;
}

/* What was unpacked counts, and not what the file says of itself. */
static enum workbook_refusal count(struct workbook_zip *zip, size_t n) {
  zip->unpacked += n;
  if (zip->unpacked > (uint64_t)WORKBOOK_UNPACKED_MIB << 20) return WORKBOOK_TOO_LARGE;
  if (zip->unpacked > WORKBOOK_RATIO_FREE && zip->unpacked / WORKBOOK_RATIO_MAX > zip->size)
    return WORKBOOK_TOO_DENSE;
  return WORKBOOK_READ;
}

static enum workbook_refusal read_part(void *context, void *out, size_t cap, size_t *n) {
  struct workbook_zip *zip = context;
  const int got = unzReadCurrentFile(zip->file, out, (unsigned)cap);
  *n = got > 0 ? (size_t)got : 0;
  return got < 0 ? WORKBOOK_BROKEN : count(zip, *n);
}

static enum workbook_refusal close_part(void *context) {
  struct workbook_zip *zip = context;
  const int closed = unzCloseCurrentFile(zip->file);
#ifdef TX_FUZZING
  return closed == UNZ_CRCERROR ? WORKBOOK_READ : closed ? WORKBOOK_BROKEN : WORKBOOK_READ;
#else
  return closed ? WORKBOOK_BROKEN : WORKBOOK_READ;
#endif
}

struct workbook_parts workbook_zip_parts(struct workbook_zip *zip) {
  return (struct workbook_parts){ open_part, read_part, close_part, zip };
}

enum workbook_refusal workbook_zip_open(workbook_read_at *read_at, void *context, uint64_t size,
                                        struct workbook_zip **out) {
  struct workbook_zip *zip = *out = calloc(1, sizeof *zip);
  unz_global_info64 info;
  if (!zip) return WORKBOOK_NO_MEMORY;
  zip->read_at = read_at;
  zip->context = context;
  zip->size = size;
  zlib_filefunc64_def calls = { .zopen64_file = open_file,
                                .zread_file = read_file,
                                .ztell64_file = tell_file,
                                .zseek64_file = seek_file,
                                .zclose_file = close_file,
                                .zerror_file = error_file,
                                .opaque = zip };
  zip->file = unzOpen2_64("", &calls);
  if (!zip->file || unzGetGlobalInfo64(zip->file, &info) != UNZ_OK) return WORKBOOK_BROKEN;
  return info.number_entry > WORKBOOK_PARTS_MAX ? WORKBOOK_TOO_MANY_PARTS : WORKBOOK_READ;
}

void workbook_zip_close(struct workbook_zip *zip) {
  if (!zip) return;
  if (zip->file) unzClose(zip->file);
  free(zip);
}
