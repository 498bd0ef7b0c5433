/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate scan FILE…: what the gate answers to each picture. */
#include "commands.h"
#include "decoder/client.h"
#include "loop/stdout.h"
#include "options.h"
#include "source/picture.h"

#include "host/sys/file.h"

#include <stdlib.h>

struct scan {
  struct gate gate;
  struct gate_look *look;
  struct eye_texts *texts;
  const struct host_args *args;
};

static int nothing(const struct scan *scan, const struct gate_sight *sight, enum tx_reason why) {
  bool told =
      gate_line_nothing(stdout, sight->label, why, sight->detail, host_flag(scan->args, "json"));
  return told ? GATE_EXIT_NOTHING : EX_IOERR;
}

static int answer(struct scan *scan, const char *label, const struct eye_text *text) {
  struct gate_outcome outcome;
  struct gate *gate = &scan->gate;
  gate_decide(gate, tx_span_of(text->bytes, text->size), gate->identity.direction, &outcome);
  outcome.label = label;
  if (gate->journal) gate_remember(gate, &outcome);
  const struct gate_lines lines = gate_lines_by(scan->args);
  bool told = gate_line_outcome(&outcome, &lines);
  int status = told ? gate_exit_status(outcome.decision.verdict) : EX_IOERR;
  gate_outcome_finish(&outcome);
  return status;
}

static int scan_file(struct scan *scan, const char *path) {
  struct gate_image image;
  struct gate_sight sight;
  int status = 0;
  gate_picture_see(path, scan->gate.identity.direction, &image, &sight);
  if (sight.kind == GATE_SIGHT_UNREADABLE) return nothing(scan, &sight, sight.why);
  uint32_t count = gate_look_read_sight(scan->look, &sight, scan->texts);
  gate_image_free(&image);
  if (count == 0) return nothing(scan, &sight, TX_NO_CODE);
  for (uint32_t i = 0; i < count && status <= GATE_EXIT_NOTHING; i++) {
    int one = answer(scan, path, &scan->texts->at[i]);
    status = one > GATE_EXIT_NOTHING ? one : gate_exit_worse(status, one);
  }
  return status;
}

static int scan_files(struct scan *scan) {
  int status = 0;
  HOST_FREE struct eye_texts *texts = malloc(sizeof *texts);
  if (!texts) return host_fail(EX_OSERR, "内存不足", "out of memory");
  scan->texts = texts;
  for (size_t i = 0; i < host_arg_count(scan->args) && status <= GATE_EXIT_NOTHING; i++) {
    int one = scan_file(scan, host_arg(scan->args, i));
    status = one > GATE_EXIT_NOTHING ? one : gate_exit_worse(status, one);
  }
  return status;
}

static int run_scan(const struct host_args *args) {
  struct scan scan = { .args = args };
  scan.look = gate_look_open(); /* before any secret is read */
  if (!scan.look) return EX_UNAVAILABLE;
  int status = gate_open_by(args, host_flag(args, "record"), &scan.gate);
  if (status == EX_OK) {
    status = scan_files(&scan);
    gate_close(&scan.gate);
  }
  gate_look_close(scan.look);
  return status;
}

static const struct host_option options[] = {
  STANDALONE,
  NAMES,
  RECORD,
  { 0 },
};

const struct host_command gate_scan_command = {
  .name = "scan",
  .args = "FILE…",
  .zh = "判定图片中的码；退出码 0 通行 1 拒绝 2 核验 3 未读到",
  .en = "decide on pictures; exits 0 allow, 1 deny, 2 review, 3 nothing readable",
  .options = options,
  .run = run_scan,
};
