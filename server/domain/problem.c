/* SPDX-License-Identifier: Apache-2.0 */
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>

enum tx_reason problem_set(struct problem *problem, enum tx_reason reason, const char *zh,
                           const char *en, ...) {
  va_list args;
  problem->reason = reason;
  va_start(args, en);
  vsnprintf(problem->zh, sizeof problem->zh, zh, args);
  va_end(args);
  va_start(args, en);
  vsnprintf(problem->en, sizeof problem->en, en, args);
  va_end(args);
  return reason;
}

enum tx_reason problem_say(struct problem *problem, enum tx_reason reason, const char *zh,
                           const char *en) {
  problem->reason = reason;
  snprintf(problem->zh, sizeof problem->zh, "%s", zh);
  snprintf(problem->en, sizeof problem->en, "%s", en);
  return reason;
}

enum tx_reason problem_of(struct problem *problem, enum tx_reason reason) {
  if (reason == TX_OK || problem->reason == reason) return reason;
  problem->reason = reason;
  snprintf(problem->zh, sizeof problem->zh, "%s。", tx_reason_text(reason, "zh"));
  snprintf(problem->en, sizeof problem->en, "%s.", tx_reason_text(reason, "en"));
  return reason;
}
