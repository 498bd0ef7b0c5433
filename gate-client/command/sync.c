/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate sync: one round with the server now. A gate that runs is told to begin one. */
#include "commands.h"
#include "control/control.h"
#include "control/status.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>

static bool tell_running(const char *dir) {
  char *body = NULL;
  long answer = gate_control_ask(dir, "/sync", "{}", &body);
  free(body);
  return answer == 202;
}

static int run_sync(const struct host_args *args) {
  if (tell_running(gate_dir_by(args))) return EX_OK;
  struct gate gate;
  struct host_problem error = { 0 };
  struct gate_options options = { .dir = gate_dir_by(args),
                                  .now_s = host_int(args, "now", GATE_MACHINE_CLOCK),
                                  .journal = true,
                                  .keep_sent_s = host_int(args, "keep-sent", 0) };
  if (gate_open(&gate, &options, &error) != TX_OK) return gate_fail(EX_CONFIG, &error);
  struct gate_sync *sync = gate.identity.server[0] ? gate_sync_create(&gate) : NULL;
  if (!sync) {
    gate_close(&gate);
    return host_fail(EX_CONFIG, "本门禁没有可用的服务器地址",
                     "this gate has no server address that can be used");
  }
  bool all = gate_sync_round(sync);
  if (!gate.fixed && !gate_now(&gate).unsure) gate_save_time(&gate, gate_now(&gate).now_s);
  struct gate_sync_counts counts = gate_sync_count(sync);
  if (host_flag(args, "json")) {
    json_t *json = gate_report_json(&gate, sync, NULL);
    if (json) json_dumpf(json, stdout, JSON_COMPACT);
    json_decref(json);
    putchar('\n');
  } else {
    printf(host_words("接收%llu件%.0s，拒收%llu件，上传%llu条事件%.0s\n",
                      "%llu %s taken, %llu refused, %llu %s sent\n"),
           (unsigned long long)counts.taken,
           host_plural((long long)counts.taken, "object", "objects"),
           (unsigned long long)counts.refused, (unsigned long long)counts.sent,
           host_plural((long long)counts.sent, "event", "events"));
  }
  gate_sync_destroy(sync);
  gate_close(&gate);
  return all ? EX_OK : EX_TEMPFAIL;
}

static const struct host_option options[] = { KEEP_SENT, { 0 } };

const struct host_command gate_sync_command = {
  .name = "sync",
  .zh = "立即与服务器同步一次",
  .en = "ask the server once, now",
  .options = options,
  .run = run_sync,
};
