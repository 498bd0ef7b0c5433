/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate read FILE…: decodes pictures, one line per code; all else on standard error. */
#include "commands.h"
#include "decoder/client.h"
#include "loop/stdout.h"
#include "source/picture.h"

#include "host/text/text.h"
#include "host/text/visible.h"

#include <stdio.h>
#include <stdlib.h>

static const char *symbology(const struct eye_text *text) {
  return text->symbology == EYE_QR ? "qr" : "code128";
}

/* Texts that are no UTF-8 are given in base64, so that a line stays a line of JSON. */
static bool print_json(const char *path, const struct eye_text *text) {
  struct tx_span bytes = tx_span_of(text->bytes, text->size);
  json_t *json = json_pack("{s:s,s:s}", "source", path, "symbology", symbology(text));
  json_t *string =
      tx_utf8_valid(bytes) ? json_stringn((const char *)text->bytes, text->size) : NULL;
  if (string) {
    json_object_set_new(json, "text", string);
  } else {
    char *base64 = malloc(HOST_BASE64_SIZE(text->size));
    if (base64) host_base64(bytes, base64);
    json_object_set_new(json, "base64", json_string(base64 ? base64 : ""));
    free(base64);
  }
  json_t *corners = json_array();
  for (size_t i = 0; i < 4; i++)
    json_array_append_new(
        corners, json_pack("[f,f]", (double)text->corners[i].x, (double)text->corners[i].y));
  json_object_set_new(json, "corners", corners);
  bool done = json_dumpf(json, stdout, JSON_COMPACT) == 0 && putchar('\n') == '\n';
  json_decref(json);
  return done;
}

/* Whoever printed the code could forge lines by control characters, or turn them around. */
static bool print_text(const struct eye_text *text) {
  char shown[sizeof text->bytes + 1];
  host_visible_copy(tx_span_of(text->bytes, text->size), shown, sizeof shown);
  return puts(shown) >= 0;
}

static int read_file(struct gate_look *look, const struct host_args *args, const char *path,
                     struct eye_texts *texts) {
  struct gate_image image;
  struct gate_sight sight;
  bool json = host_flag(args, "json"), done = true;
  gate_picture_see(path, TX_NEITHER, &image, &sight);
  if (sight.kind == GATE_SIGHT_UNREADABLE) {
    gate_line_nothing(stderr, path, sight.why, sight.detail, json);
    return GATE_EXIT_NOTHING;
  }
  uint32_t count = gate_look_read_sight(look, &sight, texts);
  gate_image_free(&image);
  if (count == 0) gate_line_nothing(stderr, path, TX_NO_CODE, NULL, json);
  for (uint32_t i = 0; i < count && done; i++)
    done = json ? print_json(path, &texts->at[i]) : print_text(&texts->at[i]);
  if (!done) return EX_IOERR;
  return count ? 0 : GATE_EXIT_NOTHING;
}

static int run_read(const struct host_args *args) {
  int status = 0;
  struct gate_look *look = gate_look_open();
  if (!look) return EX_UNAVAILABLE;
  struct eye_texts *texts = malloc(sizeof *texts);
  if (!texts) {
    gate_look_close(look);
    return host_fail(EX_OSERR, "内存不足", "out of memory");
  }
  for (size_t i = 0; i < host_arg_count(args) && status <= GATE_EXIT_NOTHING; i++) {
    int one = read_file(look, args, host_arg(args, i), texts);
    status = one ? one : status;
  }
  free(texts);
  gate_look_close(look);
  return status;
}

const struct host_command gate_read_command = {
  .name = "read",
  .args = "FILE…",
  .zh = "读出图片中的码",
  .en = "decode pictures, one line per code",
  .run = run_read,
};
