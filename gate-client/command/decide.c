/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate decide TEXT: what the gate answers to the text of a code. */
#include "commands.h"
#include "loop/stdout.h"
#include "options.h"

static int decide(struct gate *gate, const struct host_args *args, const char *text) {
  struct gate_outcome outcome;
  gate_decide(gate, tx_span_text(text), gate->identity.direction, &outcome);
  if (gate->journal) gate_remember(gate, &outcome);
  const struct gate_lines lines = gate_lines_by(args);
  bool told = gate_line_outcome(&outcome, &lines);
  int status = told ? gate_exit_status(outcome.decision.verdict) : EX_IOERR;
  gate_outcome_finish(&outcome);
  return status;
}

static int run_decide(const struct host_args *args) {
  struct gate gate;
  int status = gate_open_by(args, host_flag(args, "record"), &gate);
  if (status != EX_OK) return status;
  for (size_t i = 0; i < host_arg_count(args) && status <= GATE_EXIT_NOTHING; i++) {
    int answer = decide(&gate, args, host_arg(args, i));
    status = answer > GATE_EXIT_NOTHING ? answer : gate_exit_worse(status, answer);
  }
  gate_close(&gate);
  return status;
}

static const struct host_option options[] = {
  STANDALONE,
  NAMES,
  RECORD,
  { 0 },
};

const struct host_command gate_decide_command = {
  .name = "decide",
  .args = "TEXT…",
  .zh = "判定一段码的文字",
  .en = "decide on the text of a code",
  .options = options,
  .run = run_decide,
};
