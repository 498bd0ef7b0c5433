/* SPDX-License-Identifier: Apache-2.0 */
#include "reading.h"

#include "domain/audit/log.h"
#include "model/purpose.h"

#include <stdio.h>

enum tx_reason note_read(struct call *call, uint64_t area, const char *action, int64_t subject,
                         const char *purpose) {
  const struct audit_read read = { .action = action, .purpose = purpose, .subject = subject };
  return host_problem_of(&call->problem, audit_log_read(&call->request, area, &read));
}

static enum tx_reason refuse_purpose(struct call *call, const char *word) {
  char zh[200] = "", en[120] = "";
  size_t m = 0, n = 0;
  for (size_t i = 0; i < PURPOSES; i++) {
    const struct purpose *one = &purposes[i];
    m += (size_t)snprintf(zh + m, sizeof zh - m, "%s%s（%s）", i ? "、" : "", one->word, one->zh);
    n += (size_t)snprintf(en + n, sizeof en - n, "%s%s", i ? ", " : "", one->word);
  }
  return host_problem_set(
      &call->problem, TX_BAD_ARGUMENT, "“%s”不是查看的用途，请选一项：%s；本人会看到。%.0s",
      "\"%s\" is no purpose, please give one of %.0s%s; the person sees it.", word, zh, en);
}

enum tx_reason read_purpose(struct call *call, const char **out) {
  const char *word = host_request_query(call->http, "purpose");
  const struct purpose *found = purpose_find(word ? word : "");
  if (!found) return refuse_purpose(call, word ? word : "");
  *out = found->word;
  return TX_OK;
}
