/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_json.h"

#include "domain/feed/sign_in.h"
#include "domain/feed/source.h"
#include "domain/resident/merge.h"

static json_t *fields_json(uint32_t fields) {
  json_t *list = json_array();
  for (int i = 0; i < STATEMENT_FIELDS; i++)
    if (fields & 1u << i) json_array_append_new(list, json_string(feed_field_word(i)));
  return list;
}

json_t *feed_json(const struct feed_row *feed) {
  json_t *out = json_pack("{s:s, s:s, s:o, s:o, s:b, s:I, s:I}", "source", feed->source, "body",
                          feed->body, "area", area_json(feed->area), "fields",
                          fields_json(feed->fields), "release_all", feed->release_all, "hold_above",
                          (json_int_t)feed->hold_above, "hold_share", (json_int_t)feed->hold_share);
  char key[FEED_KEY_NAME_SIZE];
  feed_key_name(feed, key);
  if (*key) json_object_set_new(out, "key", json_string(key));
  if (feed->token_until) json_object_set_new(out, "token_until", json_integer(feed->token_until));
  if (feed->ended_at) json_object_set_new(out, "ended_at", json_integer(feed->ended_at));
  return out;
}
