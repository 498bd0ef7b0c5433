/* SPDX-License-Identifier: Apache-2.0 */
/* What an entry of the audit log says, in Chinese and in English. Entries rest as they were
 * written, since their hashes are chained; they are put into words when somebody reads them. */
#ifndef SERVER_API_OFFICE_AUDIT_WORDS_H
#define SERVER_API_OFFICE_AUDIT_WORDS_H

#include "domain/audit/log.h"

#define AUDIT_WORDS_SIZE 1024

/* The action itself where there are none. */
const char *audit_action_words(const char *action, bool english);

/* False: no form of that action's is known, and out is the detail as it was written. */
bool audit_detail_words(const struct audit_line *line, bool english, char out[AUDIT_WORDS_SIZE]);

#endif
