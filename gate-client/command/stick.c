/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate stick DIR: news from a stick, and the journal onto it. */
#include "stick.h"
#include "command/commands.h"

#include <stdio.h>

static int carry(struct gate *gate, const char *dir) {
  struct gate_stick_counts counts = { 0 };
  bool news = gate_stick_take(gate, dir, &counts);
  enum tx_reason reason = gate_stick_give(gate, dir, &counts);
  if (reason != TX_OK)
    return host_fail(EX_CANTCREAT, "%s 无法写入:%s", "%s cannot be written: %s", dir,
                     tx_reason_text(reason, host_lang()));
  if (!news)
    fputs(host_words("其中没有 tongxing/v1/sync,没有可接收的消息\n",
                     "it has no tongxing/v1/sync: no news to take\n"),
          stdout);
  printf(host_words("接收%u件,已有%u件,拒收%u件,写出%llu条事件\n",
                    "%u objects taken, %u held already, %u refused, %llu events written\n"),
         counts.taken, counts.same, counts.refused, (unsigned long long)counts.events);
  return counts.refused ? 1 : EX_OK;
}

int gate_run_stick(const struct host_args *args) {
  struct gate gate;
  struct gate_error error;
  struct gate_options options = { .dir = gate_dir_by(args),
                                  .now_s = host_int(args, "now", GATE_MACHINE_CLOCK),
                                  .journal = true,
                                  .keep_sent_s = INT64_MAX / 4 };
  if (gate_open(&gate, &options, &error) != TX_OK) return gate_fail(EX_CONFIG, &error);
  int status = carry(&gate, host_arg(args, 0));
  gate_close(&gate);
  return status;
}
