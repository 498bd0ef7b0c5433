/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate usb DIR: news from a stick, and the journal onto it. Whoever runs the command
 * reads and writes the stick; a gate that runs need not be able to, and is handed one object at a
 * time through its socket. */
#include "sync/usb.h"
#include "commands.h"
#include "control/control.h"

#include "host/sys/file.h"
#include "host/text/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* --- a gate that runs ------------------------------------------------------------------------- */

static json_t *read_answer(long status, const char *body) {
  return status == 200 && body ? json_loads(body, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

static enum tx_reason take_there(void *context, enum gate_object object, uint64_t area,
                                 struct tx_span bytes) {
  char path[64];
  char *body = NULL;
  snprintf(path, sizeof path, "/objects/%s/%012" PRIu64, gate_object_name(object), area);
  long status = gate_control_send(context, path, bytes, &body);
  json_t *json = read_answer(status, body);
  const json_t *reason = json_object_get(json, "reason");
  enum tx_reason told =
      json_is_integer(reason) ? (enum tx_reason)json_integer_value(reason) : TX_IO_FAILED;
  json_decref(json);
  free(body);
  return told;
}

static enum tx_reason read_batch(const json_t *json, struct gate_batch *out) {
  struct tx_span base64 = tx_span_text("");
  const char *text = json_string_value(json_object_get(json, "batch"));
  if (text) base64 = tx_span_text(text);
  out->first = (uint64_t)json_integer_value(json_object_get(json, "first"));
  out->next = (uint64_t)json_integer_value(json_object_get(json, "next"));
  out->object = malloc(base64.n + 1);
  if (!out->object) return TX_NO_MEMORY;
  return text && host_unbase64(base64, out->object, base64.n, &out->n) ? TX_OK : TX_IO_FAILED;
}

static enum tx_reason batch_there(void *context, uint64_t from, struct gate_batch *out) {
  char path[48];
  char *body = NULL;
  *out = (struct gate_batch){ 0 };
  snprintf(path, sizeof path, "/batches/%" PRIu64, from);
  long status = gate_control_send(context, path, (struct tx_span){ 0 }, &body);
  json_t *json = read_answer(status, body);
  enum tx_reason reason = status == 404 ? TX_NOT_FOUND : read_batch(json, out);
  if (reason != TX_OK) gate_batch_finish(out);
  json_decref(json);
  free(body);
  return reason;
}

/* False: none runs in dir. */
static bool find_running(char *dir, struct gate_usb_gate *out) {
  char *body = NULL;
  long status = gate_control_ask(dir, "/status", NULL, &body);
  json_t *json = read_answer(status, body);
  const char *id = json_string_value(json_object_get(json, "gate"));
  const json_t *journal = json_object_get(json, "journal");
  *out = (struct gate_usb_gate){
    .area = (uint64_t)json_integer_value(json_object_get(json, "area")),
    .acknowledged = (uint64_t)json_integer_value(json_object_get(journal, "acknowledged")),
    .take = take_there,
    .batch = batch_there,
    .context = dir,
  };
  bool found = id && strlen(id) == TX_GATE_NAME_SIZE;
  if (found) memcpy(out->id, id, sizeof out->id);
  json_decref(json);
  free(body);
  return found;
}

/* ---------------------------------------------------------------------------------------------- */

static int carry(const struct gate_usb_gate *gate, const char *dir) {
  struct gate_usb_counts counts = { 0 };
  bool news = gate_usb_take(gate, dir, &counts);
  enum tx_reason reason = gate_usb_give(gate, dir, &counts);
  if (reason != TX_OK)
    return host_fail(EX_CANTCREAT, "日志无法写到 %s：%s", "the journal cannot be written to %s: %s",
                     dir, tx_reason_text(reason, host_lang()));
  if (!news)
    fputs(host_words("其中没有 tongxing/v1/sync，没有可接收的消息\n",
                     "it has no tongxing/v1/sync: no news to take\n"),
          stdout);
  printf(host_words("接收%u件%.0s，已有%u件，拒收%u件，写出%llu条事件%.0s\n",
                    "%u %s taken, %u held already, %u refused, %llu %s written\n"),
         counts.taken, host_plural(counts.taken, "object", "objects"), counts.same, counts.refused,
         (unsigned long long)counts.events,
         host_plural((long long)counts.events, "event", "events"));
  return counts.refused ? 1 : EX_OK;
}

static int carry_at_rest(const struct host_args *args, const char *dir) {
  struct gate gate;
  struct host_problem error = { 0 };
  struct gate_options options = { .dir = gate_dir_by(args),
                                  .now_s = host_int(args, "now", GATE_MACHINE_CLOCK),
                                  .journal = true,
                                  .keep_sent_s = INT64_MAX / 4 };
  if (gate_open(&gate, &options, &error) != TX_OK) return gate_fail(EX_CONFIG, &error);
  struct gate_usb_gate rests = gate_usb_at_rest(&gate);
  int status = carry(&rests, dir);
  gate_close(&gate);
  return status;
}

static int run_usb(const struct host_args *args) {
  struct gate_usb_gate runs;
  const char *dir = host_arg(args, 0);
  HOST_FREE char *gate_dir = strdup(gate_dir_by(args));
  if (!host_file_exists(dir))
    return host_fail(EX_NOINPUT, "没有目录 %s，U盘挂载了吗？",
                     "there is no folder %s: is the stick mounted?", dir);
  if (gate_dir && find_running(gate_dir, &runs)) return carry(&runs, dir);
  return carry_at_rest(args, dir);
}

const struct host_command gate_usb_command = {
  .name = "usb",
  .args = "DIR",
  .zh = "从U盘接收消息，并把日志写到U盘",
  .en = "import objects from a USB stick, and export the journal onto it",
  .run = run_usb,
};
