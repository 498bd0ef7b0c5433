/* SPDX-License-Identifier: Apache-2.0 */
#include "wanted.h"

#include "domain/certificate/edition.h"
#include "domain/feed/held.h"
#include "host/text/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *body_json(const struct body *body) {
  return json_pack("{s:s, s:s, s:i, s:I}", "id", body->id, "name", body->name, "kind",
                   (int)body->kind, "area", (json_int_t)body->area);
}

static json_t *account_json(const struct account *account) {
  return json_pack("{s:s, s:s, s:I, s:I, s:s}", "login", account->login, "body", account->body,
                   "area", (json_int_t)account->area, "roles", (json_int_t)account->roles,
                   "document", account->document);
}

static json_t *policy_json(const struct policy_wish *policy) {
  char hash[2 * TX_HASH_SIZE + 1];
  host_hex(tx_span_of(policy->hash, TX_HASH_SIZE), hash);
  return json_pack("{s:I, s:I, s:s, s:s}", "draft", (json_int_t)policy->draft, "before",
                   (json_int_t)policy->before, "end", policy->end, "hash", hash);
}

static json_t *feed_json(const struct feed_wish *wish) {
  const struct feed_row *feed = &wish->feed;
  char token[2 * TX_HASH_SIZE + 1];
  host_hex(tx_span_of(feed->token, TX_HASH_SIZE), token);
  json_t *json = json_pack("{s:s, s:s, s:I, s:I, s:b, s:I, s:I, s:s, s:I, s:I}", "source",
                           feed->source, "body", feed->body, "area", (json_int_t)feed->area,
                           "fields", (json_int_t)feed->fields, "release_all", feed->release_all,
                           "hold_above", (json_int_t)feed->hold_above, "hold_share",
                           (json_int_t)feed->hold_share, "token", token, "token_until",
                           (json_int_t)feed->token_until, "before", (json_int_t)wish->before);
  char key[2 * TX_SPKI_MAX + 1];
  host_hex(tx_span_of(feed->spki, feed->spki_len), key);
  if (feed->spki_len) json_object_set_new(json, "key", json_string(key));
  return json;
}

static json_t *bulk_json(const struct bulk_wish *wish) {
  return json_pack("{s:s, s:I}", "what", bulk_word(wish->what), "people", (json_int_t)wish->people);
}

static json_t *trace_json(const struct trace_wish *wish) {
  return json_pack("{s:I, s:I, s:I, s:i, s:I, s:I}", "trace", (json_int_t)wish->trace, "from",
                   (json_int_t)wish->from_s, "to", (json_int_t)wish->to_s, "minutes", wish->minutes,
                   "first", (json_int_t)wish->people[0], "second", (json_int_t)wish->people[1]);
}

static json_t *exemption_json(const struct exemption_wish *wish) {
  return json_pack("{s:i, s:i}", "before", wish->before, "after", wish->after);
}

static json_t *document_json(const struct document_wish *wish) {
  char hash[2 * TX_HASH_SIZE + 1];
  host_hex(tx_span_of(wish->id_hash, TX_HASH_SIZE), hash);
  return json_pack("{s:i, s:s, s:I, s:b}", "type", wish->type, "document", hash, "other",
                   (json_int_t)wish->other, "elsewhere", wish->elsewhere);
}

static json_t *founding_json(const struct founding *done) {
  return json_pack("{s:s, s:I, s:I, s:I}", "what", founding_word(done->what), "import",
                   (json_int_t)done->import, "people", (json_int_t)done->people, "at",
                   (json_int_t)done->at_s);
}

static json_t *wanted_json(const struct request_row *row) {
  if (row->act == REQUEST_BODY) return body_json(&row->body);
  if (row->act == REQUEST_FEED) return feed_json(&row->feed);
  if (row->act == REQUEST_BULK) return bulk_json(&row->bulk);
  if (row->act == REQUEST_TRACE) return trace_json(&row->trace);
  if (row->act == REQUEST_EXEMPTION) return exemption_json(&row->exemption);
  if (row->act == REQUEST_DOCUMENT) return document_json(&row->document);
  if (row->act == REQUEST_CLOSING) return json_object();
  if (row->act == REQUEST_FOUNDING) return founding_json(&row->founding);
  return row->act == REQUEST_POLICY ? policy_json(&row->policy) : account_json(&row->account);
}

char *wanted_write(const struct request_row *row) {
  if (request_restrains(row->act)) return strdup("");
  if (row->act == REQUEST_HELD) return held_write(&row->held);
  if (row->act == REQUEST_EDITION) return edition_write(&row->edition);
  json_t *json = wanted_json(row);
  char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
  json_decref(json);
  return text;
}

static bool take(const json_t *json, const char *name, char *out, size_t cap) {
  const char *text = json_string_value(json_object_get(json, name));
  if (!text || strlen(text) >= cap) return false;
  memcpy(out, text, strlen(text) + 1);
  return true;
}

static int64_t number(const json_t *json, const char *name) {
  return (int64_t)json_integer_value(json_object_get(json, name));
}

static bool read_body(const json_t *json, struct body *out) {
  int64_t kind = number(json, "kind");
  out->area = (uint64_t)number(json, "area");
  out->kind = (enum body_kind)kind;
  return kind >= 0 && kind < BODY_KINDS && take(json, "id", out->id, sizeof out->id) &&
         take(json, "name", out->name, sizeof out->name);
}

static bool read_account(const json_t *json, struct account *out) {
  out->area = (uint64_t)number(json, "area");
  out->roles = (uint32_t)number(json, "roles");
  return take(json, "login", out->login, sizeof out->login) &&
         take(json, "body", out->body, sizeof out->body) &&
         take(json, "document", out->document, sizeof out->document);
}

static bool read_policy(const json_t *json, struct policy_wish *out) {
  char hash[2 * TX_HASH_SIZE + 1];
  out->draft = number(json, "draft");
  out->before = (uint64_t)number(json, "before");
  return take(json, "end", out->end, sizeof out->end) && take(json, "hash", hash, sizeof hash) &&
         host_unhex(hash, out->hash, TX_HASH_SIZE);
}

static bool read_held(const json_t *json, struct held_wish *out) {
  char digest[2 * TX_HASH_SIZE + 1];
  const json_t *counts = json_object_get(json, "counts");
  out->import = number(json, "import");
  out->lines = number(json, "lines");
  for (int i = 0; i < RESTRAINTS; i++)
    out->counts[i] = (uint32_t)number(counts, restraint_en((enum restraint)i));
  return take(json, "digest", digest, sizeof digest) &&
         host_unhex(digest, out->digest, TX_HASH_SIZE);
}

static bool read_feed_key(const json_t *json, struct feed_row *out) {
  const char *key = json_string_value(json_object_get(json, "key"));
  out->spki_len = key ? strlen(key) / 2 : 0;
  return out->spki_len <= sizeof out->spki && (!key || host_unhex(key, out->spki, out->spki_len));
}

static bool read_feed(const json_t *json, struct feed_wish *out) {
  char token[2 * TX_HASH_SIZE + 1];
  struct feed_row *feed = &out->feed;
  feed->area = (uint64_t)number(json, "area");
  feed->fields = (uint32_t)number(json, "fields");
  feed->release_all = json_is_true(json_object_get(json, "release_all"));
  feed->hold_above = number(json, "hold_above");
  feed->hold_share = number(json, "hold_share");
  feed->token_until = number(json, "token_until");
  out->before = number(json, "before");
  return take(json, "source", feed->source, sizeof feed->source) &&
         take(json, "body", feed->body, sizeof feed->body) &&
         take(json, "token", token, sizeof token) && host_unhex(token, feed->token, TX_HASH_SIZE) &&
         read_feed_key(json, feed);
}

static bool read_bulk(const json_t *json, struct bulk_wish *out) {
  const char *word = json_string_value(json_object_get(json, "what"));
  int what = word ? bulk_find(word) : -1;
  if (what < 0) return false;
  *out = (struct bulk_wish){ .what = (enum bulk_what)what, .people = number(json, "people") };
  return out->people > 0 && out->people <= BULK_PEOPLE_MAX;
}

static bool read_trace(const json_t *json, struct trace_wish *out) {
  *out = (struct trace_wish){ .trace = number(json, "trace"),
                              .from_s = number(json, "from"),
                              .to_s = number(json, "to"),
                              .minutes = (int)number(json, "minutes"),
                              .people = { number(json, "first"), number(json, "second") } };
  return out->trace > 0;
}

static bool read_exemption(const json_t *json, struct exemption_wish *out) {
  *out = (struct exemption_wish){ (uint8_t)number(json, "before"), (uint8_t)number(json, "after") };
  return out->before & ~out->after;
}

static bool read_document(const json_t *json, struct document_wish *out) {
  char hash[2 * TX_HASH_SIZE + 1];
  *out = (struct document_wish){ .type = (int)number(json, "type"),
                                 .other = number(json, "other"),
                                 .elsewhere = json_is_true(json_object_get(json, "elsewhere")) };
  return take(json, "document", hash, sizeof hash) && host_unhex(hash, out->id_hash, TX_HASH_SIZE);
}

static bool read_any(const json_t *json, struct request_row *row) {
  if (row->act == REQUEST_BODY) return read_body(json, &row->body);
  if (row->act == REQUEST_POLICY) return read_policy(json, &row->policy);
  if (row->act == REQUEST_HELD) return read_held(json, &row->held);
  if (row->act == REQUEST_FEED) return read_feed(json, &row->feed);
  if (row->act == REQUEST_BULK) return read_bulk(json, &row->bulk);
  if (row->act == REQUEST_TRACE) return read_trace(json, &row->trace);
  if (row->act == REQUEST_EXEMPTION) return read_exemption(json, &row->exemption);
  if (row->act == REQUEST_DOCUMENT) return read_document(json, &row->document);
  if (row->act == REQUEST_CLOSING) return json_is_object(json);
  return read_account(json, &row->account);
}

enum tx_reason wanted_read(const char *text, struct request_row *row) {
  struct host_problem none = { 0 };
  if (request_restrains(row->act) || row->act == REQUEST_FOUNDING) return TX_OK;
  if (row->act == REQUEST_EDITION)
    return edition_read(text ? text : "", &row->edition, &none) == TX_OK ? TX_OK : TX_MALFORMED;
  json_t *json = json_loads(text ? text : "", JSON_REJECT_DUPLICATES, NULL);
  bool good = read_any(json, row);
  json_decref(json);
  return good ? TX_OK : TX_MALFORMED;
}
