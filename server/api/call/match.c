/* SPDX-License-Identifier: Apache-2.0 */
#include "match.h"

#include "host/text/text.h"

#include <stdio.h>

void match_version(struct tx_span bytes, char out[MATCH_SIZE]) {
  uint8_t hash[TX_HASH_SIZE];
  tx_sha256(bytes, hash);
  host_hex(tx_span_of(hash, MATCH_SIZE / 2), out);
}

void match_tell(struct host_request *http, const char *version) {
  char tag[MATCH_SIZE + 2];
  snprintf(tag, sizeof tag, "\"%s\"", version);
  host_reply_header(http, "ETag", tag);
}

bool match_meant(struct host_request *http, const char *version) {
  const char *tags = host_request_header(http, "If-Match");
  return !tags || strcmp(tags, "*") == 0 || strstr(tags, version);
}

void match_answer(struct call *call, bool meant, enum tx_reason reason, json_t *json) {
  if (meant) {
    call_answer(call, reason, 200, json);
    return;
  }
  json_decref(json);
  call_give(call);
  answer_problem(call->http, 412, &call->problem);
}
