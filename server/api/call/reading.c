/* SPDX-License-Identifier: Apache-2.0 */
#include "reading.h"

#include "domain/audit/log.h"

enum tx_reason note_read(struct call *call, uint64_t area, const char *action, int64_t subject,
                         const char *purpose) {
  const struct audit_read read = { .action = action, .purpose = purpose, .subject = subject };
  return host_problem_of(&call->problem, audit_log_read(&call->request, area, &read));
}
