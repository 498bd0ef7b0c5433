/* SPDX-License-Identifier: Apache-2.0 */
/* Codes of passes as pictures, and on the terminal. */
#include "client.h"
#include "print/qr.h"
#include "shared.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PIXELS_PER_MODULE 8

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
  return host_fail(EX_CANTCREAT, "%s 写不了：%s。", "%s cannot be written: %s.", path,
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
int command_draw(const struct host_args *args, const json_t *pass) {
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
