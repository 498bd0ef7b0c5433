/* SPDX-License-Identifier: Apache-2.0 */
#include "content.h"

#include "host/text/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *word_of(const struct statement_words *words, enum feed_member member) {
  return words->of[member] ? words->of[member] : "";
}

/* "" where nothing of it was sent. */
static enum tx_reason write_origin(const struct statement_words *words, char **out) {
  static const enum feed_member members[] = { FEED_EVIDENCE, FEED_DECIDED, FEED_CONFIRMED };
  json_t *json = json_object();
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    const char *word = word_of(words, members[i]);
    if (*word) json_object_set_new(json, feed_member_en(members[i]), json_string(word));
  }
  *out = json_object_size(json) ? json_dumps(json, JSON_COMPACT) : strdup("");
  json_decref(json);
  return *out ? TX_OK : TX_NO_MEMORY;
}

static enum tx_reason hash_content(const struct field_keys *fields,
                                   const uint8_t subject[TX_HASH_SIZE], const char *origin,
                                   struct statement_row *row) {
  uint8_t hash[TX_HASH_SIZE];
  char hex[2 * TX_HASH_SIZE + 1], *text = NULL;
  uint64_t content = 0;
  host_hex(tx_span_of(subject, TX_HASH_SIZE), hex);
  if (asprintf(&text, "%d %d %d %d %lld %lld %lld %d\n%s\n%s\n%s", row->field, (int)row->act,
               row->value, (int)row->method, (long long)row->observed_at,
               (long long)row->reported_at, (long long)row->valid_until, row->ground, row->retracts,
               hex, origin) < 0)
    return TX_NO_MEMORY;
  field_hash(fields, "statement", text, hash);
  free(text);
  for (int i = 0; i < 8; i++)
    content = content << 8 | hash[i];
  row->content = (int64_t)(content >> 1 | 1);
  return TX_OK;
}

static enum tx_reason seal(const struct field_keys *fields, const struct statement_row *row,
                           const char *origin, struct host_bytes *sealed) {
  char name[STATEMENT_SOURCE_SIZE + STATEMENT_ID_SIZE + 16];
  if (!*origin) return TX_OK;
  snprintf(name, sizeof name, "statement %s %s", row->source, row->id);
  return field_seal_new(fields, name, tx_span_text(origin), sealed);
}

enum tx_reason statement_content(const struct field_keys *fields,
                                 const struct statement_words *words,
                                 const uint8_t subject[TX_HASH_SIZE], struct statement_row *row,
                                 struct host_bytes *sealed) {
  HOST_FREE char *origin = NULL;
  enum tx_reason reason = write_origin(words, &origin);
  if (reason == TX_OK && *row->id != '~') reason = hash_content(fields, subject, origin, row);
  return reason == TX_OK ? seal(fields, row, origin, sealed) : reason;
}
