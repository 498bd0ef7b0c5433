/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate inspect WHAT…: any object, text or picture. */
#include "inspect/inspect.h"
#include "commands.h"
#include "decoder/client.h"
#include "loop/stdout.h"
#include "options.h"
#include "source/picture.h"

#include "host/sys/file.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct inspection {
  struct gate gate;
  const struct host_args *args;
};

/* --- for people ------------------------------------------------------------------------------- */

static void print_tree(const char *key, const json_t *value, int depth);

static void print_children(const json_t *value, int depth) {
  const char *key;
  json_t *child;
  size_t i;
  char number[24];
  json_object_foreach((json_t *)value, key, child) print_tree(key, child, depth);
  json_array_foreach(value, i, child) {
    snprintf(number, sizeof number, "[%zu]", i);
    print_tree(number, child, depth);
  }
}

/* JSON has times as RFC 3339 writes them; a screen has them as every screen. */
static bool print_time(const json_t *value) {
  const json_t *of_object = json_object_get(value, "iso");
  const char *iso = json_string_value(of_object ? of_object : value);
  char when[HOST_DATE_SIZE];
  int64_t at_s;
  if (!iso || strlen(iso) != sizeof "2026-11-23T12:20:00Z" - 1 || iso[10] != 'T') return false;
  if (!host_date_read(iso, 0, &at_s)) return false;
  host_date_shanghai_minute(at_s, when);
  printf(" %s\n", when);
  return true;
}

static void print_tree(const char *key, const json_t *value, int depth) {
  printf("%*s", depth * 2, "");
  host_screen_print(stdout, key, 0);
  putchar(':');
  if (print_time(value)) return;
  if (json_is_string(value) && json_string_length(value)) {
    putchar(' ');
    host_screen_print(stdout, json_string_value(value), 0);
    putchar('\n');
  } else if (json_is_integer(value))
    printf(" %" JSON_INTEGER_FORMAT "\n", json_integer_value(value));
  else if (json_is_boolean(value))
    printf(" %s\n", json_is_true(value) ? host_words("是", "yes") : host_words("否", "no"));
  else if (json_is_null(value) || json_is_string(value)) /* one that says nothing */
    puts(" -");
  else {
    putchar('\n');
    print_children(value, depth + 1);
  }
}

static const char *word(const json_t *view, const char *zh, const char *en) {
  const char *text = json_string_value(json_object_get(view, host_words(zh, en)));
  return text ? text : "";
}

static void print_view(const char *source, const json_t *view) {
  static const char *const parts[] = { "signed_by", "fields", "pass_signed_by",
                                       "pass",      "states", "detail" };
  bool valid = json_is_true(json_object_get(view, "valid"));
  int64_t reason = json_integer_value(json_object_get(view, "reason"));
  host_screen_line(stdout, host_words("%s：%s", "%s: %s"), source, word(view, "zh", "en"));
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    const json_t *part = json_object_get(view, parts[i]);
    if (part) print_tree(parts[i], part, 1);
  }
  const char *verdict = valid ? host_words("有效", "valid") : host_words("无效", "not valid");
  if (reason == TX_OK)
    printf("  %s\n", verdict);
  else
    host_screen_line(stdout, host_words("  %s：%s（%" PRId64 " %s）", "  %s: %s (%" PRId64 " %s)"),
                     verdict, word(view, "reason_zh", "reason_en"), reason,
                     json_string_value(json_object_get(view, "name")));
}

/* --- what it may be --------------------------------------------------------------------------- */

static int show(const struct inspection *in, const char *source, json_t *view) {
  if (!view)
    return host_fail(EX_DATAERR, "%s：不是通行系统的对象、码或图片",
                     "%s: no object, code or picture of Tongxing", source);
  bool valid = json_is_true(json_object_get(view, "valid"));
  json_object_set_new(view, "source", json_string(source));
  if (host_flag(in->args, "json")) {
    json_dumpf(view, stdout, JSON_COMPACT);
    putchar('\n');
  } else {
    print_view(source, view);
  }
  json_decref(view);
  return valid ? 0 : 1;
}

static int inspect_text(struct inspection *in, const char *source, struct tx_span text) {
  json_t *view = gate_inspect_text(&in->gate, text);
  const char *foreign = tx_foreign_kind(text);
  if (!view && *foreign)
    return host_fail(1, "%s：其他系统的码（%s）", "%s: a code of another system (%s)", source,
                     foreign);
  return show(in, source, view);
}

static bool is_picture(const struct host_bytes *bytes) {
  return bytes->n > 4 &&
         ((bytes->p[0] == 0xff && bytes->p[1] == 0xd8) || memcmp(bytes->p, "\x89PNG", 4) == 0);
}

static int inspect_picture(struct inspection *in, const char *path) {
  struct gate_image image;
  struct gate_sight sight;
  int status = 0;
  gate_picture_see(path, TX_NEITHER, &image, &sight);
  if (sight.kind == GATE_SIGHT_UNREADABLE) return host_fail(EX_DATAERR, "%s", "%s", sight.detail);
  struct gate_look *look = gate_look_open();
  struct eye_texts *texts = malloc(sizeof *texts);
  uint32_t count = look && texts ? gate_look_read_sight(look, &sight, texts) : 0;
  for (uint32_t i = 0; i < count; i++) {
    int one = inspect_text(in, path, tx_span_of(texts->at[i].bytes, texts->at[i].size));
    if (one) status = one;
  }
  if (!count) {
    gate_line_nothing(stderr, path, TX_NO_CODE, NULL, host_flag(in->args, "json"));
    status = GATE_EXIT_NOTHING;
  }
  free(texts);
  gate_look_close(look);
  gate_image_free(&image);
  return status;
}

static struct tx_span trimmed(struct tx_span text) {
  while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
    text.n--;
  return text;
}

static int inspect_file(struct inspection *in, const char *path) {
  HOST_BYTES bytes = { 0 };
  enum tx_reason reason = host_file_read(path, TX_STATUS_BYTES_MAX, &bytes);
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "%s：%s", "%s: %s", path, tx_reason_text(reason, host_lang()));
  if (is_picture(&bytes)) return inspect_picture(in, path);
  json_t *view = gate_inspect_bytes(&in->gate, host_span(&bytes));
  if (view) return show(in, path, view);
  return inspect_text(in, path, trimmed(host_span(&bytes)));
}

static int inspect(struct inspection *in, const char *what) {
  if (host_file_exists(what)) return inspect_file(in, what);
  return inspect_text(in, host_words("文字", "text"), tx_span_text(what));
}

/* Without --dir and --area it still says what a thing is, and that nobody vouches for it. */
static int open_gate(struct inspection *in) {
  if (host_given(in->args, "area") || host_given(in->args, "dir") || getenv("TONGXING_GATE_DIR"))
    return gate_open_by(in->args, false, &in->gate);
  return gate_open_anywhere(in->args, &in->gate);
}

static int run_inspect(const struct host_args *args) {
  struct inspection in = { .args = args };
  int status = open_gate(&in);
  if (status != EX_OK) return status;
  for (size_t i = 0; i < host_arg_count(args); i++) {
    int one = inspect(&in, host_arg(args, i));
    if (one) status = one;
  }
  gate_close(&in.gate);
  return status;
}

static const struct host_option options[] = { STANDALONE, { 0 } };

const struct host_command gate_inspect_command = {
  .name = "inspect",
  .args = "FILE|TEXT…",
  .zh = "说明一个对象、码或图片是什么、谁签的、是否有效",
  .en = "what an object, code or picture is, who signed it, whether it holds",
  .options = options,
  .run = run_inspect,
};
