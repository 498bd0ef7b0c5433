/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "host/sys/date.h"
#include "office_call.h"
#include "print/qr.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PIXELS_PER_MODULE 8

static int read_order(const struct host_args *args, json_t *in) {
  const char *resident = host_arg(args, 0), *key = host_text(args, "holder-key", NULL);
  char base64[512];
  if (!resident == !host_flag(args, "all"))
    return host_fail(EX_USAGE, "请给出一位居民(序号、证件号码或全名),或 --all。",
                     "Please name one resident (index, identity number or full name), or --all.");
  if (resident) json_object_set_new(in, "resident", json_string(resident));
  if (host_flag(args, "all")) json_object_set_new(in, "all", json_true());
  if (host_flag(args, "reissue")) json_object_set_new(in, "reissue", json_true());
  if (host_given(args, "days"))
    json_object_set_new(in, "days", json_integer(host_int(args, "days", 0)));
  if (host_given(args, "role"))
    json_object_set_new(in, "role", json_string(host_text(args, "role", "")));
  if (!key) return EX_OK;
  int status = command_read_key(key, base64, sizeof base64);
  if (status == EX_OK) json_object_set_new(in, "holder_key", json_string(base64));
  return status;
}

typedef enum tx_reason (*draw)(const struct qr *qr, FILE *out);

static enum tx_reason draw_png(const struct qr *qr, FILE *out) {
  return qr_png(qr, PIXELS_PER_MODULE, out);
}

static int draw_file(const char *path, const char *text, enum qr_level level, draw draw_it) {
  struct qr *qr = qr_create(text, level);
  HOST_FCLOSE FILE *out = qr ? fopen(path, "wbe") : NULL;
  enum tx_reason reason = out ? draw_it(qr, out) : TX_IO_FAILED;
  qr_destroy(qr);
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "%s 写不了:%s。", "%s cannot be written: %s.", path,
                   strerror(errno));
}

static int draw_terminal(const char *text) {
  struct qr *qr = qr_create(text, QR_SCREEN);
  enum tx_reason reason = qr ? qr_terminal(qr, stdout) : TX_NO_SPACE;
  qr_destroy(qr);
  return reason == TX_OK ? EX_OK
                         : host_fail(EX_SOFTWARE, "二维码画不出来。", "The code cannot be drawn.");
}

/* A card is printed at Q; a pass bound to a phone lives on a screen. */
static int draw_all(const struct host_args *args, const json_t *pass) {
  const char *text = json_string_value(json_object_get(pass, "text"));
  enum qr_level level = json_is_true(json_object_get(pass, "bound")) ? QR_SCREEN : QR_CARD;
  int status = EX_OK;
  if (host_given(args, "png"))
    status = draw_file(host_text(args, "png", ""), text, level, draw_png);
  if (status == EX_OK && host_given(args, "svg"))
    status = draw_file(host_text(args, "svg", ""), text, level, qr_svg);
  if (status == EX_OK && host_flag(args, "terminal")) status = draw_terminal(text);
  return status;
}

static void print_pass(const json_t *pass) {
  char until[HOST_DATE_SIZE];
  host_date_shanghai(json_integer_value(json_object_get(pass, "exp")), until);
  fprintf(stderr, host_words("%s(%s)序号%lld,有效至 %s\n", "%s (%s), index %lld, valid until %s\n"),
          json_string_value(json_object_get(pass, "name")),
          json_string_value(json_object_get(pass, "tail")),
          (long long)json_integer_value(json_object_get(pass, "index")), until);
  puts(json_string_value(json_object_get(pass, "text")));
}

/* One line a pass: index, a tab, its text. */
static int write_texts(const char *path, const json_t *passes) {
  HOST_FREE char *text = NULL;
  size_t n = 0, i;
  const json_t *pass;
  FILE *out = open_memstream(&text, &n);
  if (!out) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  json_array_foreach(passes, i, pass)
      fprintf(out, "%lld\t%s\n", (long long)json_integer_value(json_object_get(pass, "index")),
              json_string_value(json_object_get(pass, "text")));
  fclose(out);
  enum tx_reason reason = host_file_write(path, tx_span_of(text, n), 0600);
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "%s 写不了。", "%s cannot be written.", path);
}

static int show(const struct host_args *args, const json_t *result) {
  const json_t *passes = json_object_get(result, "passes");
  size_t count = json_array_size(passes);
  int status = EX_OK;
  if (host_given(args, "out")) status = write_texts(host_text(args, "out", ""), passes);
  if (status == EX_OK && count == 1) status = draw_all(args, json_array_get(passes, 0));
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(result);
  else if (count == 1 && !host_flag(args, "all"))
    print_pass(json_array_get(passes, 0));
  else
    printf(host_words("签发了%zu张通行证。\n", "%zu passes were issued.\n"), count);
  return EX_OK;
}

int command_issue(const struct host_args *args) {
  json_t *in = command_input(args), *out = NULL;
  int status = read_order(args, in);
  if (status != EX_OK) {
    json_decref(in);
    return status;
  }
  status = office_call(args, "issue", in, &out);
  if (status == EX_OK) status = show(args, out);
  json_decref(out);
  return status;
}
