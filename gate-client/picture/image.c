/* SPDX-License-Identifier: Apache-2.0 */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_codec.h"

static const struct {
  enum tx_reason reason;
  const char *zh, *en;
} faults[] = {
  [IMAGE_FINE] = { TX_OK, "", "" },
  [IMAGE_NO_PICTURE] = { TX_UNREADABLE, "不是图片；请提供 JPEG 或 PNG 文件",
                         "this is no picture; give a JPEG or PNG file" },
  [IMAGE_EMPTY] = { TX_UNREADABLE, "文件是空的；请重新拍摄或复制",
                    "the file is empty; take or copy the picture again" },
  [IMAGE_FILE_TOO_LARGE] = { TX_TOO_MANY, "文件超过 32 MiB；请缩小后再试",
                             "the file is over 32 MiB; make it smaller and try again" },
  [IMAGE_TOO_MANY_PIXELS] = { TX_TOO_MANY, "图片过大（上限 4000 万像素、每边 16384）；请缩小后再试",
                              "over the limit of 40 megapixels or 16384 a side; make it smaller "
                              "and try again" },
  [IMAGE_CUT_SHORT] = { TX_UNREADABLE, "图片不完整，在中途结束；请重新拍摄或复制",
                        "the picture is cut short; take or copy it again" },
  [IMAGE_DAMAGED] = { TX_UNREADABLE, "图片已损坏；请重新拍摄或复制",
                      "the picture is damaged; take or copy it again" },
  [IMAGE_NO_MEMORY] = { TX_NO_MEMORY, "内存不足；请缩小图片后再试",
                        "out of memory; make the picture smaller and try again" },
  [IMAGE_NO_FILE] = { TX_NOT_FOUND, "没有这个文件；请核对路径",
                      "there is no such file; check the path" },
  [IMAGE_IO] = { TX_IO_FAILED, "无法读取；请检查权限和存储",
                 "cannot be read; check it and its disk" },
  [IMAGE_NO_REGULAR_FILE] = { TX_UNREADABLE, "不是普通文件；监视的文件夹中不打开链接、管道和设备",
                              "no regular file; links, pipes and devices in a watched folder are "
                              "not opened" },
};

static enum tx_reason refuse(enum image_fault fault, const char *name, const char *words,
                             struct gate_image *out) {
  const char *open = *words ? " (" : "", *close = *words ? ")" : "";
  snprintf(out->zh, sizeof out->zh, *words ? "%.100s：%s（%.60s）" : "%.100s：%s%s", name,
           faults[fault].zh, words);
  snprintf(out->en, sizeof out->en, "%.100s: %s%s%.60s%s", name, faults[fault].en, open, words,
           close);
  return faults[fault].reason;
}

static bool begins_with(struct tx_span file, const char *bytes, size_t n) {
  return file.n >= n && memcmp(file.p, bytes, n) == 0;
}

static enum image_fault decode(struct tx_span file, struct image_raw *raw) {
  if (file.n == 0) return IMAGE_EMPTY;
  if (file.n > GATE_IMAGE_BYTES_MAX) return IMAGE_FILE_TOO_LARGE;
  if (begins_with(file, "\xff\xd8\xff", 3)) return image_decode_jpeg(file, raw);
  if (begins_with(file, "\x89PNG\r\n\x1a\n", 8)) return image_decode_png(file, raw);
  return IMAGE_NO_PICTURE;
}

enum tx_reason gate_image_decode(struct tx_span file, const char *name, struct gate_image *out) {
  *out = (struct gate_image){ 0 };
  struct image_raw raw = { 0 };
  const enum image_fault fault = decode(file, &raw);
  if (fault != IMAGE_FINE) return refuse(fault, name, raw.words, out);
  out->pixels = raw.grey;
  out->frame = (struct gate_frame){ raw.grey, raw.width, raw.height, raw.width };
  out->pixels_on_black = raw.on_black;
  out->on_black = (struct gate_frame){ raw.on_black, raw.width, raw.height, raw.width };
  return TX_OK;
}

static void close_file(const int *fd) {
  if (*fd >= 0) close(*fd);
}

/* Reads until the end or one byte past the limit; -1 with errno. */
static ssize_t read_all(int fd, uint8_t *to, size_t cap) {
  size_t n = 0;
  while (n < cap) {
    const ssize_t got = read(fd, to + n, cap - n);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    n += (size_t)got;
  }
  return (ssize_t)n;
}

static enum tx_reason refuse_errno(const char *path, struct gate_image *out) {
  if (errno == EINVAL) return refuse(IMAGE_NO_REGULAR_FILE, path, "", out);
  return refuse(errno == ENOENT ? IMAGE_NO_FILE : IMAGE_IO, path, strerror(errno), out);
}

enum tx_reason gate_image_load_fd(int fd, const char *name, struct gate_image *out) {
  struct stat st;
  *out = (struct gate_image){ 0 };
  if (fd < 0 || fstat(fd, &st) != 0) return refuse_errno(name, out);
  if (S_ISDIR(st.st_mode)) return refuse(IMAGE_NO_PICTURE, name, "a folder", out);
  if (S_ISREG(st.st_mode) && st.st_size > (off_t)GATE_IMAGE_BYTES_MAX)
    return refuse(IMAGE_FILE_TOO_LARGE, name, "", out);
  const size_t cap = S_ISREG(st.st_mode) ? (size_t)st.st_size + 1 : GATE_IMAGE_BYTES_MAX + 1;
  out->file = malloc(cap);
  if (!out->file) return refuse(IMAGE_NO_MEMORY, name, "", out);
  const ssize_t n = read_all(fd, out->file, cap);
  if (n < 0) {
    gate_image_free(out);
    return refuse_errno(name, out);
  }
  out->file_n = (size_t)n;
  return TX_OK;
}

enum tx_reason gate_image_load(const char *path, struct gate_image *out) {
  /* A pipe without a writer would hold the caller for ever. */
  __attribute__((cleanup(close_file))) const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  return gate_image_load_fd(fd, path, out);
}

enum tx_reason gate_image_read(const char *path, struct gate_image *out) {
  struct gate_image file;
  enum tx_reason reason = gate_image_load(path, &file);
  if (reason == TX_OK)
    reason = gate_image_decode(tx_span_of(file.file, file.file_n), path, out);
  else
    *out = file;
  gate_image_free(&file);
  return reason;
}

void gate_image_free(struct gate_image *image) {
  if (!image) return;
  free(image->pixels);
  free(image->pixels_on_black);
  free(image->file);
  image->pixels = image->pixels_on_black = image->file = NULL;
  image->file_n = 0;
  image->frame = image->on_black = (struct gate_frame){ 0 };
}
