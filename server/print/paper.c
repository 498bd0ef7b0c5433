/* SPDX-License-Identifier: Apache-2.0 */
#include "paper.h"

#include "protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef TONGXING_PAPER_INSTALLED
#define TONGXING_PAPER_INSTALLED "/usr/libexec/tongxing-paper"
#endif

#define SILENCE_S 30

struct paper {
  char *path, *draft; /* draft: where it is drawn until it is whole; NULL when it is in its place */
                      /* both NULL: in memory */
  int file;
  int talk;
  pid_t pid;
  FILE *in; /* of talk */
  size_t count;
};

static enum tx_reason cannot_write(const char *path, int number, struct host_problem *problem) {
  char detail[128];
  return host_problem_set(problem, host_errno_reason(number),
                          "%s 写不了（%s），请检查文件夹的权限和磁盘空间。",
                          "%s cannot be written (%s): check the folder's rights and its space.",
                          path, strerror_r(number, detail, sizeof detail));
}

/* --- beginning -------------------------------------------------------------------------------- */

static enum tx_reason open_draft(struct paper *paper, const char *path,
                                 struct host_problem *problem) {
  if (!path) paper->file = memfd_create("paper", MFD_CLOEXEC);
  if (!path) return paper->file >= 0 ? TX_OK : TX_NO_MEMORY;
  paper->path = strdup(path);
  if (!paper->path || asprintf(&paper->draft, "%s.XXXXXX", path) < 0) {
    paper->draft = NULL;
    return TX_NO_MEMORY;
  }
  paper->file = mkostemp(paper->draft, O_CLOEXEC);
  if (paper->file >= 0) return TX_OK;
  const int number = errno;
  free(paper->draft);
  paper->draft = NULL;
  return cannot_write(path, number, problem);
}

static enum tx_reason start(struct paper *paper, const char *program,
                            struct host_problem *problem) {
  char path[4096];
  int ends[2] = { -1, -1 };
  if (!host_child_find("tongxing-paper", TONGXING_PAPER_INSTALLED, program, path, sizeof path))
    return host_problem_set(problem, TX_NOT_FOUND, "找不到打印程序 %s，请重新安装服务器软件包。",
                            "The program that prints, %s, is not there: install the server anew.",
                            path);
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return TX_NO_MEMORY;
  paper->talk = ends[0];
  const struct timeval patience = { .tv_sec = SILENCE_S };
  if (!paper->path) setsockopt(paper->talk, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  paper->pid = host_child_start(path, (const int[]){ ends[1], paper->file }, 2);
  close(ends[1]);
  if (paper->pid > 0) paper->in = fdopen(paper->talk, "r");
  return paper->in ? TX_OK : TX_NO_MEMORY;
}

/* An answer; NULL when it ended, or was taken away. */
static json_t *hear(struct paper *paper) {
  HOST_FREE char *line = NULL;
  size_t room = 0;
  const ssize_t n = getline(&line, &room, paper->in);
  return n < 0 ? NULL : json_loadb(line, (size_t)n, 0, NULL);
}

static void send_line(struct paper *paper, const json_t *line) {
  HOST_FREE char *text = json_dumps(line, JSON_COMPACT);
  size_t n = text ? strlen(text) : 0;
  if (!text) return;
  text[n++] = '\n'; /* the terminator's place: what is sent has a length */
  for (size_t sent = 0; sent < n;) {
    const ssize_t some = send(paper->talk, text + sent, n - sent, MSG_NOSIGNAL);
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) return;
    sent += (size_t)some;
  }
}

static enum tx_reason await_ready(struct paper *paper, struct host_problem *problem) {
  json_t *answer = hear(paper);
  const bool ready = json_is_true(json_object_get(answer, "ready"));
  const bool no_font = json_object_get(answer, "refusal") != NULL;
  json_decref(answer);
  if (ready) return TX_OK;
  if (no_font)
    return host_problem_say(problem, TX_NOT_FOUND,
                            "本机没有中文字体，请安装一种，例如：apt install fonts-noto-cjk",
                            "This machine has no Chinese font: install one, for instance with apt "
                            "install fonts-noto-cjk");
  return host_problem_say(problem, TX_IO_FAILED, "打印程序没有启动，原因在上面的日志里。",
                          "The program that prints did not start; its log says why.");
}

enum tx_reason paper_begin(const char *path, const json_t *heading, const char *program,
                           struct paper **out, struct host_problem *problem) {
  PAPER paper = calloc(1, sizeof *paper);
  *out = NULL;
  if (!paper) return host_problem_of(problem, TX_NO_MEMORY);
  paper->file = paper->talk = -1;
  enum tx_reason reason = open_draft(paper, path, problem);
  if (reason == TX_OK) reason = start(paper, program, problem);
  if (reason == TX_OK) {
    send_line(paper, heading);
    reason = await_ready(paper, problem);
  }
  if (reason != TX_OK) return host_problem_of(problem, reason);
  *out = paper;
  paper = NULL;
  return TX_OK;
}

void paper_add(struct paper *paper, const json_t *item) {
  paper->count++;
  send_line(paper, item);
}

size_t paper_count(const struct paper *paper) {
  return paper->count;
}

/* --- the end ---------------------------------------------------------------------------------- */

/* *end: the last of its lines. */
static void hear_all(struct paper *paper, json_t *lacking, json_t **end) {
  json_t *answer;
  while ((answer = hear(paper))) {
    json_t *note = json_object_get(answer, "lacking");
    if (note) json_array_append(lacking, note);
    json_decref(*end);
    *end = answer;
  }
}

static enum tx_reason put_in_place(struct paper *paper, struct host_problem *problem) {
  if (!paper->path) return TX_OK;
  if (fsync(paper->file) != 0 || rename(paper->draft, paper->path) != 0)
    return cannot_write(paper->path, errno, problem);
  free(paper->draft);
  paper->draft = NULL;
  return TX_OK;
}

static enum tx_reason judge(struct paper *paper, const json_t *end, struct host_problem *problem) {
  const json_int_t items = json_integer_value(json_object_get(end, "items"));
  const json_t *written = json_object_get(end, "written");
  const char *path = paper->path ? paper->path : "PDF";
  if (written && !json_is_true(written)) return cannot_write(path, ENOSPC, problem);
  if (!written || items != (json_int_t)paper->count)
    return host_problem_set(problem, TX_IO_FAILED, "打印程序中途停止，%s 没有画成。",
                            "The program that prints stopped half-way: %s was not drawn.", path);
  return put_in_place(paper, problem);
}

enum tx_reason paper_end(struct paper *paper, json_t **lacking, size_t *pages,
                         struct host_problem *problem) {
  json_t *end = NULL;
  *lacking = json_array();
  shutdown(paper->talk, SHUT_WR);
  hear_all(paper, *lacking, &end);
  const enum tx_reason reason = judge(paper, end, problem);
  if (pages) *pages = (size_t)json_integer_value(json_object_get(end, "pages"));
  json_decref(end);
  return host_problem_of(problem, reason);
}

enum tx_reason paper_take(const struct paper *paper, struct host_bytes *out) {
  const off_t n = lseek(paper->file, 0, SEEK_END);
  *out = (struct host_bytes){ 0 };
  if (n < 0) return TX_IO_FAILED;
  out->p = malloc((size_t)n + 1);
  if (!out->p) return TX_NO_MEMORY;
  for (ssize_t some = 1; out->n < (size_t)n && some > 0; out->n += some > 0 ? (size_t)some : 0)
    some = pread(paper->file, out->p + out->n, (size_t)n - out->n, (off_t)out->n);
  out->p[out->n] = 0;
  return out->n == (size_t)n ? TX_OK : TX_IO_FAILED;
}

void paper_close(struct paper **slot) {
  struct paper *paper = *slot;
  if (!paper) return;
  host_child_end(paper->pid);
  if (paper->in) fclose(paper->in);
  if (!paper->in && paper->talk >= 0) close(paper->talk);
  if (paper->file >= 0) close(paper->file);
  if (paper->draft) unlink(paper->draft);
  free(paper->draft);
  free(paper->path);
  free(paper);
  *slot = NULL;
}
