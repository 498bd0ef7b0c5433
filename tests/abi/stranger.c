/* SPDX-License-Identifier: Apache-2.0 */
/* A program of somebody else's: knows only what is installed. */
#include <format/decide.h>
#include <format/enrol.h>
#include <format/event.h>
#include <format/login.h>
#include <stdio.h>

int main(void) {
  const struct tx_gate gate = { .area = 610113001001, .clock = { .now_s = 1669200000 } };
  struct tx_decision decision;
  tx_decide(tx_span_text("HC1:NCFOXN"), &gate, NULL, &decision);
  printf("%s: %s\n", tx_reason_name(decision.reason), tx_reason_text(decision.reason, "en"));
  return decision.reason == TX_NOT_OURS && decision.verdict == TX_DENY ? 0 : 1;
}
