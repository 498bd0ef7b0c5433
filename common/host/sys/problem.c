/* SPDX-License-Identifier: Apache-2.0 */
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>

/* Cuts what truncation left of a last character. */
static void tidy(char *text) {
  size_t n = strlen(text), start = n;
  while (start > 0 && n - start < 4 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
    start--;
  if (start == 0) return;
  unsigned char lead = (unsigned char)text[start - 1];
  size_t want = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  if (n - (start - 1) < want) text[start - 1] = '\0';
}

void host_problem_tidy(struct host_problem *problem) {
  tidy(problem->zh);
  tidy(problem->en);
}

enum tx_reason host_problem_set(struct host_problem *problem, enum tx_reason reason, const char *zh,
                                const char *en, ...) {
  va_list args;
  problem->reason = reason;
  va_start(args, en);
  vsnprintf(problem->zh, sizeof problem->zh, zh, args);
  va_end(args);
  va_start(args, en);
  vsnprintf(problem->en, sizeof problem->en, en, args);
  va_end(args);
  host_problem_tidy(problem);
  return reason;
}

enum tx_reason host_problem_say(struct host_problem *problem, enum tx_reason reason, const char *zh,
                                const char *en) {
  problem->reason = reason;
  snprintf(problem->zh, sizeof problem->zh, "%s", zh);
  snprintf(problem->en, sizeof problem->en, "%s", en);
  host_problem_tidy(problem);
  return reason;
}

enum tx_reason host_problem_of(struct host_problem *problem, enum tx_reason reason) {
  if (reason == TX_OK || problem->reason == reason) return reason;
  problem->reason = reason;
  snprintf(problem->zh, sizeof problem->zh, "%s。", tx_reason_text(reason, "zh"));
  snprintf(problem->en, sizeof problem->en, "%s.", tx_reason_text(reason, "en"));
  return reason;
}

enum tx_reason host_problem_path(struct host_problem *problem, enum tx_reason reason,
                                 const char *path) {
  if (reason == TX_OK || problem->reason != TX_OK) return reason;
  return host_problem_set(problem, reason, "%s：%s。%.0s", "%s: %.0s%s.", path,
                          tx_reason_text(reason, "zh"), tx_reason_text(reason, "en"));
}
