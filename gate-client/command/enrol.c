/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate enrol CODE: sets a gate up by a code that the server's console shows. */
#include "enrol.h"
#include "command/commands.h"
#include "look.h"
#include "source/picture.h"

#include "host/file.h"
#include "host/log.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define CODE_FILE_MAX (64u << 10)

static int enrol(const struct host_args *args, struct tx_span code) {
  struct gate_error error;
  struct gate_identity wanted = { 0 };
  int status = gate_place_by(args, &wanted);
  if (status != EX_OK) return status;
  if (gate_enrol(gate_dir_by(args), code, &wanted, &error) != TX_OK)
    return gate_fail(EX_UNAVAILABLE, &error);
  puts(host_words("已登记,运行 tongxing-gate sync 取得信任列表与名册",
                  "enrolled; tongxing-gate sync fetches the trust list and the lists"));
  return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static struct tx_span trimmed(struct tx_span text) {
  while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
    text.n--;
  return text;
}

static bool is_code(struct tx_span text) {
  return text.n > 4 && memcmp(text.p, "TE1:", 4) == 0;
}

/* The first enrolment code of a picture. */
static bool find_code(struct gate_look *look, const struct gate_sight *sight,
                      struct eye_texts *texts, struct tx_span *code) {
  uint32_t count = 0;
  if (sight->kind == GATE_SIGHT_TEXT) *code = sight->text;
  if (sight->kind == GATE_SIGHT_TEXT) return is_code(sight->text);
  if (sight->kind == GATE_SIGHT_FRAME)
    count = gate_look_read(look, &sight->frame, sight->still, texts);
  if (sight->kind == GATE_SIGHT_FILE)
    count = gate_look_read_file(look, sight->file, sight->still, texts);
  for (uint32_t i = 0; i < count; i++) {
    *code = tx_span_of(texts->at[i].bytes, texts->at[i].size);
    if (is_code(*code)) return true;
  }
  return false;
}

static int enrol_picture(const struct host_args *args, const char *path) {
  struct gate_image image;
  struct gate_sight sight;
  struct tx_span code;
  gate_picture_see(path, TX_NEITHER, &image, &sight);
  if (sight.kind == GATE_SIGHT_UNREADABLE) return host_fail(EX_DATAERR, "%s", "%s", sight.detail);
  struct gate_look *look = gate_look_open();
  struct eye_texts *texts = malloc(sizeof *texts);
  int status = EX_UNAVAILABLE;
  if (look && texts)
    status = find_code(look, &sight, texts, &code)
                 ? enrol(args, code)
                 : host_fail(EX_DATAERR, "%s:没有门禁登记码", "%s: no enrolment code", path);
  free(texts);
  gate_look_close(look);
  gate_image_free(&image);
  return status;
}

int gate_run_enrol(const struct host_args *args) {
  HOST_BYTES file = { 0 };
  const char *what = host_arg(args, 0);
  if (is_code(tx_span_text(what))) return enrol(args, tx_span_text(what));
  enum tx_reason reason = host_file_read(what, CODE_FILE_MAX, &file);
  if (reason == TX_OK && is_code(host_span(&file))) return enrol(args, trimmed(host_span(&file)));
  if (reason == TX_NOT_FOUND)
    return host_fail(EX_NOINPUT, "%s:既不是登记码也不是文件",
                     "%s: neither an enrolment code nor a file", what);
  return enrol_picture(args, what);
}

/* --- by its own camera ------------------------------------------------------------------------ */

/* Looks at what a source has now. EX_OK: a code was shown, and taken. */
static int look_at(const struct host_args *args, struct gate_look *look, struct gate_source *source,
                   struct eye_texts *texts, bool *ended) {
  struct gate_sight sight;
  struct tx_span code;
  enum gate_got got = source->kind->next(source, &sight);
  *ended = got == GATE_GOT_END;
  if (got != GATE_GOT_SIGHT || !find_code(look, &sight, texts, &code)) return EX_UNAVAILABLE;
  return enrol(args, code);
}

int gate_enrol_by_showing(const struct host_args *args, struct gate_look *look, int stop_fd) {
  char error[512];
  bool ended = false;
  int status = EX_UNAVAILABLE;
  struct gate_source *source = gate_source_open(host_arg(args, 0), TX_IN, error, sizeof error);
  struct eye_texts *texts = malloc(sizeof *texts);
  if (!source) status = host_fail(EX_NOINPUT, "%s", "%s", error);
  host_log(HOST_NOTICE, "not enrolled yet: show the enrolment code");
  while (source && texts && status != EX_OK && !ended) {
    struct pollfd fds[] = { { .fd = stop_fd, .events = POLLIN },
                            { .fd = source->fd, .events = POLLIN } };
    poll(fds, 2, source->fd < 0 ? 0 : 200);
    if (fds[0].revents) break;
    status = look_at(args, look, source, texts, &ended);
  }
  free(texts);
  gate_source_close(source);
  return status;
}
