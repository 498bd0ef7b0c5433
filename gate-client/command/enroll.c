/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate enrol CODE: sets a gate up by a code that the server's console shows. */
#include "sync/enroll.h"
#include "commands.h"
#include "loop/eye_part.h"
#include "loop/loop.h"
#include "options.h"
#include "source/picture.h"
#include "sync/sync.h"

#include "host/sys/encoding.h"
#include "host/sys/file.h"
#include "host/sys/log.h"
#include "host/text/date.h"
#include "host/text/text.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define CODE_FILE_MAX (64u << 10)

/* Where a code comes from, behind what is wrong. */
#define ASK_ZH "请在服务器上执行 tongxing-server gate enrol 区划 --url 网址 取得登记码"
#define ASK_EN "the server shows a code by tongxing-server gate enrol AREA --url URL"

static int take_code(const struct host_args *args, struct tx_span code) {
  struct host_problem error = { 0 };
  struct gate_identity wanted = { 0 };
  int status = gate_place_by(args, &wanted);
  if (status != EX_OK) return status;
  return gate_enrol(gate_dir_by(args), code, &wanted, &error) == TX_OK
             ? EX_OK
             : gate_fail(EX_UNAVAILABLE, &error);
}

/* The server is there, for it has just answered: the first objects come at once. */
static bool fetch_first(const struct host_args *args) {
  struct gate gate;
  struct host_problem error = { 0 };
  struct gate_options options = { .dir = gate_dir_by(args), .now_s = GATE_MACHINE_CLOCK };
  if (gate_open(&gate, &options, &error) != TX_OK) return false;
  struct gate_sync *sync = gate_sync_create(&gate);
  bool all = sync && gate_sync_round(sync);
  gate_sync_destroy(sync);
  gate_close(&gate);
  return all;
}

static int enrol(const struct host_args *args, struct tx_span code) {
  int status = take_code(args, code);
  if (status != EX_OK) return status;
  if (fetch_first(args))
    puts(host_words("已登记，信任列表与名册已取得",
                    "enrolled; the trust list and the lists are here"));
  else
    puts(host_words("已登记，运行 tongxing-gate sync 取得信任列表与名册",
                    "enrolled; tongxing-gate sync fetches the trust list and the lists"));
  return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static bool is_code(struct tx_span text) {
  return text.n > 4 && memcmp(text.p, "TE1:", 4) == 0;
}

/* A file that a mail program wrapped or an editor marked. True: it holds a code, which is *code. */
static bool take_text(struct host_bytes *file, struct tx_span *code) {
  size_t n = 0;
  if (host_text_of_people(file) != TX_OK) return false;
  for (size_t i = 0; i < file->n; i++)
    if (file->p[i] != '\n') file->p[n++] = file->p[i];
  *code = host_text_trim(tx_span_of(file->p, n));
  return is_code(*code);
}

/* The first enrolment code of a picture. */
static bool find_code(struct gate_look *look, const struct gate_sight *sight,
                      struct eye_texts *texts, struct tx_span *code) {
  if (sight->kind == GATE_SIGHT_TEXT) *code = sight->text;
  if (sight->kind == GATE_SIGHT_TEXT) return is_code(sight->text);
  if (sight->kind == GATE_SIGHT_UNREADABLE) return false;
  const uint32_t count = gate_look_read_sight(look, sight, texts);
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
  if (sight.kind == GATE_SIGHT_UNREADABLE)
    return host_fail(EX_DATAERR, "%s；" ASK_ZH, "%s; " ASK_EN, sight.detail);
  struct gate_look *look = gate_look_open();
  struct eye_texts *texts = malloc(sizeof *texts);
  int status = EX_UNAVAILABLE;
  if (look && texts)
    status = find_code(look, &sight, texts, &code)
                 ? enrol(args, code)
                 : host_fail(EX_DATAERR, "%s：没有门禁登记码；" ASK_ZH,
                             "%s: no enrolment code; " ASK_EN, path);
  free(texts);
  gate_look_close(look);
  gate_image_free(&image);
  return status;
}

static int run_enroll(const struct host_args *args) {
  HOST_BYTES file = { 0 };
  const char *what = host_arg(args, 0);
  if (!what)
    return host_fail(EX_USAGE, "没有给出门禁登记码；" ASK_ZH "，再给本命令",
                     "no enrolment code was given; " ASK_EN ", give it to this command");
  struct tx_span code = host_text_trim(tx_span_text(what));
  if (is_code(code)) return enrol(args, code);
  enum tx_reason reason = host_file_read(what, CODE_FILE_MAX, &file);
  if (reason == TX_OK && take_text(&file, &code)) return enrol(args, code);
  if (reason == TX_NOT_FOUND)
    return host_fail(EX_NOINPUT, "%s：既不是登记码也不是文件；" ASK_ZH,
                     "%s: neither an enrolment code nor a file; " ASK_EN, what);
  return enrol_picture(args, what);
}

/* --- by its own cameras ----------------------------------------------------------------------- */

#define TEND_MS 1000   /* between two looks after the decoder */
#define AGAIN_MS 10000 /* before a code that failed is tried again: it is seen in every frame */

struct showing {
  const struct host_args *args;
  struct gate_look *look;
  struct gate_source *sources[GATE_SOURCES_MAX]; /* NULL: it has ended */
  size_t source_count;
  struct eye_texts *texts;
  struct gate_parts parts; /* the decoder alone */
  int64_t tended_ms;
  char tried[TX_TEXT_MAX + 1];
  int64_t tried_ms;
};

static int open_sources(struct showing *showing) {
  char error[512] = "", origin[512];
  const char *address;
  for (size_t i = 0; (address = gate_source_by(showing->args, i)); i++) {
    if (i == GATE_SOURCES_MAX) return EX_OK; /* what runs afterwards says so */
    showing->sources[i] = gate_source_open(address, TX_NEITHER, error, sizeof error);
    if (!showing->sources[i])
      return host_fail(EX_NOINPUT, "%s%s", "%s%s",
                       gate_source_origin(showing->args, i, origin, sizeof origin), error);
    showing->source_count = i + 1;
  }
  return EX_OK;
}

static bool failed_lately(const struct showing *showing, struct tx_span code) {
  return tx_span_equal(code, tx_span_text(showing->tried)) &&
         host_monotonic_ms() - showing->tried_ms < AGAIN_MS;
}

/* Looks at what a source has now. EX_OK: a code was shown, and taken. */
static int look_at(struct showing *showing, struct gate_source **source) {
  struct gate_sight sight;
  struct tx_span code;
  enum gate_got got = gate_source_next(*source, &sight);
  if (got == GATE_GOT_END) {
    gate_source_close(*source);
    *source = NULL;
  }
  if (got != GATE_GOT_SIGHT || !find_code(showing->look, &sight, showing->texts, &code) ||
      code.n > TX_TEXT_MAX || failed_lately(showing, code))
    return EX_UNAVAILABLE;
  memcpy(showing->tried, code.p, code.n);
  showing->tried[code.n] = 0;
  int status = take_code(showing->args, code);
  showing->tried_ms = host_monotonic_ms();
  return status;
}

/* Until one of them has something, or it is time to stop. */
static void wait_for_sight(const struct showing *showing, int stop_fd, bool *stop, bool *ended) {
  struct pollfd fds[1 + GATE_SOURCES_MAX] = { { .fd = stop_fd, .events = POLLIN } };
  int patience_ms = 200;
  nfds_t n = 1;
  for (size_t i = 0; i < showing->source_count; i++) {
    if (!showing->sources[i]) continue;
    if (showing->sources[i]->fd < 0) patience_ms = 0;
    fds[n++] = (struct pollfd){ .fd = showing->sources[i]->fd, .events = POLLIN };
  }
  poll(fds, n, patience_ms);
  *stop = fds[0].revents != 0;
  *ended = n == 1;
}

/* A camera beside a decoder that does not work reads no code, and says so. */
static void tend_decoder(struct showing *showing) {
  const int64_t now_ms = host_monotonic_ms();
  if (now_ms - showing->tended_ms < TEND_MS) return;
  showing->tended_ms = now_ms;
  gate_parts_tend_decoder(&showing->parts, showing->look, now_ms, showing->texts);
  gate_parts_try(&showing->parts, now_ms);
}

static int await_code(struct showing *showing, int stop_fd) {
  char error[512] = "";
  host_log(HOST_NOTICE, "not enrolled yet: show the enrolment code");
  if (!gate_parts_add_decoder(&showing->parts, showing->look, error, sizeof error))
    return host_fail(EX_CONFIG, "%s", "%s", error);
  for (;;) {
    bool stop, ended;
    tend_decoder(showing);
    wait_for_sight(showing, stop_fd, &stop, &ended);
    if (stop) return GATE_NO_CODE_SHOWN;
    if (ended)
      return host_fail(EX_UNAVAILABLE, "没有出示门禁登记码；" ASK_ZH,
                       "no enrolment code was shown; " ASK_EN);
    for (size_t i = 0; i < showing->source_count; i++)
      if (showing->sources[i] && look_at(showing, &showing->sources[i]) == EX_OK) return EX_OK;
  }
}

int gate_enrol_by_showing(const struct host_args *args, struct gate_look *look, int stop_fd,
                          char code[TX_TEXT_MAX + 1]) {
  struct showing showing = { .args = args, .look = look, .texts = malloc(sizeof *showing.texts) };
  int status = showing.texts ? open_sources(&showing) : EX_OSERR;
  if (status == EX_OK) status = await_code(&showing, stop_fd);
  if (status == EX_OK) host_log(HOST_NOTICE, "enrolled");
  if (status == EX_OK) memcpy(code, showing.tried, sizeof showing.tried);
  for (size_t i = 0; i < showing.source_count; i++)
    gate_source_close(showing.sources[i]);
  free(showing.texts);
  tx_cleanse(&showing, sizeof showing);
  return status;
}

static const struct host_option options[] = {
  PLACE,
  { 0 },
};

const struct host_command gate_enroll_command = {
  .name = "enrol",
  .args = "[CODE|FILE]",
  .zh = "用登记码（文字、文本文件或图片）设立门禁",
  .en = "set up a gate by an enrolment code: its text, or a file or picture of it",
  .options = options,
  .run = run_enroll,
};
