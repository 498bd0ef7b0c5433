/* SPDX-License-Identifier: Apache-2.0 */
/* Status lists, deltas and certificate status. */
#include "member.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

/* --- records ------------------------------------------------------------------------------------
 */

/* "tomorrow": a swab that is dated a day ahead. */
static void set_swab(const struct world *world, struct tx_record *record) {
  record->sampled = tx_sampled_from_time(world->forge.now_s + FORGE_DAY_S);
}

static bool set_field(struct tx_record *record, const char *word) {
  static const char *const plain[] = { "yellow", "red", "positive" };
  for (int state = 0; state < TX_STATE_REVOKED_TOO; state++) {
    if (strcmp(tx_state_word((enum tx_state)state), word) != 0) continue;
    record->state = (enum tx_state)state;
    return true;
  }
  if (strncmp(word, "generation", 10) == 0) record->generation = (uint8_t)(word[10] - '0');
  if (strcmp(word, plain[0]) == 0) record->health = TX_HEALTH_YELLOW;
  if (strcmp(word, plain[1]) == 0) record->health = TX_HEALTH_RED;
  if (strcmp(word, plain[2]) == 0) record->test = TX_TEST_POSITIVE;
  return strncmp(word, "generation", 10) == 0 || strcmp(word, plain[0]) == 0 ||
         strcmp(word, plain[1]) == 0 || strcmp(word, plain[2]) == 0;
}

/* "suspended", "red,generation1" …; "zero" is no record at all. */
static uint32_t record_of(struct world *world, const char *text, uint32_t before) {
  char copy[64], *rest;
  struct tx_record record = tx_record_unpack(before);
  snprintf(copy, sizeof copy, "%s", text);
  if (strcmp(text, "zero") == 0) return 0;
  for (char *word = strtok_r(copy, ",", &rest); word; word = strtok_r(NULL, ",", &rest))
    if (strcmp(word, "tomorrow") == 0)
      set_swab(world, &record);
    else if (!set_field(&record, word))
      world_refuse(world, "no word of a record", word);
  return tx_record_pack(&record);
}

/* INDEX=WORDS: how somebody is. */
static void set_records(struct world *world, struct script_step *step, struct world_list *list) {
  char key[12];
  for (uint32_t i = 0; i < list->status.count; i++) {
    snprintf(key, sizeof key, "%u", i);
    const char *text = script_value(step, key);
    if (text) list->records[i] = record_of(world, text, list->records[i]);
  }
}

/* policy=AREA:TIME … */
static void name_policy(struct world *world, struct script_step *step, struct world_list *list) {
  char copy[64], *rest;
  const char *text = script_value(step, "policy");
  if (!text) return;
  snprintf(copy, sizeof copy, "%s", text);
  const char *area = strtok_r(copy, ":", &rest), *at = strtok_r(NULL, ":", &rest);
  if (!area || !at) {
    world_refuse(world, "policy=AREA:TIME", text);
    return;
  }
  list->policies[0] = (struct tx_seq_of){ .area = world_area_of(world, area),
                                          .seq = (uint64_t)world_time_of(world, at) };
  list->status.current.count = 1;
}

static void point(struct world_list *list) {
  list->status.records = list->records;
  list->status.current.policies = list->policies;
}

static void set_claims(struct world *world, struct script_step *step, struct world_list *list) {
  struct tx_status *s = &list->status;
  s->iat = world_time(world, step, "at", s->iat);
  s->seq = (uint64_t)world_time(world, step, "seq", s->iat);
  s->iat = world_time(world, step, "iat", s->iat);
  s->exp = world_time(world, step, "exp", s->iat + 3 * FORGE_DAY_S);
  s->current.trust = (uint64_t)world_time(world, step, "trust", (int64_t)s->current.trust);
  const int64_t count = world_number(world, step, "count", s->count);
  if (count > WORLD_RECORDS) world_refuse(world, "more records than a list here has", "count");
  s->count = (uint32_t)count;
  name_policy(world, step, list);
  set_records(world, step, list);
}

static struct world_list *published(struct world *world, uint64_t area) {
  for (size_t i = 0; i < world->list_count; i++)
    if (world->lists[i].status.area == area) return &world->lists[i];
  return NULL;
}

/* --- status lists -------------------------------------------------------------------------------
 */

static void draft_list(struct world *world, uint64_t area, struct world_list *list) {
  struct forge_status draft;
  *list = (struct world_list){ 0 };
  forge_status_draft(&world->forge, &draft);
  list->status = draft.status;
  list->status.area = area;
  memcpy(list->records, draft.records, sizeof draft.records);
  point(list);
}

void world_settle(struct world *world) {
  if (!world->drafted) return;
  struct world_list *place = published(world, world->draft.status.area);
  if (!place && world->list_count < WORLD_AREAS) place = &world->lists[world->list_count++];
  if (!place) {
    world_refuse(world, "more areas than a sequence has", "status");
    return;
  }
  *place = world->draft;
  point(place);
}

static void keep_draft(struct world *world, const struct world_list *list) {
  world->draft = *list;
  world->drafted = true;
}

bool world_make_status(struct world *world, struct script_step *step, struct made *out) {
  struct world_list list;
  char when[48], digits[13];
  const enum forge_key by = world_key(world, step, "by", FORGE_STATUS);
  draft_list(world, world_area(world, step, "area", CITY_AREA), &list);
  set_claims(world, step, &list);
  tx_status_sign(&list.status, world->forge.keys[by], &out->bytes.p, &out->bytes.n);
  keep_draft(world, &list);
  out->area = list.status.area;
  snprintf(out->story, sizeof out->story, "a status list of %s of %s, signed by %s",
           world_area_name(out->area, digits), world_when(world, (int64_t)list.status.seq, when),
           forge_key_name(by));
  return out->bytes.p != NULL;
}

/* --- deltas -------------------------------------------------------------------------------------
 */

/* What tx_delta_sign makes is right: here a value of it is written over, and signed again. */
static bool write_over(struct world *world, enum forge_key by, int64_t key, struct tx_span value,
                       struct made *out) {
  struct tx_sign1 sign1;
  struct tx_span item;
  if (tx_sign1_read(forge_span(&out->bytes), TX_SHAPE_TYPED, "tx-delta", &sign1) != TX_OK ||
      !member_find(sign1.payload, CLAIM_OF_DELTA, key, &item) || item.n != value.n)
    return false;
  memcpy(out->bytes.p + (item.p - out->bytes.p), value.p, value.n);
  struct forge_bytes again = forge_object(world->forge.keys[by], "tx-delta", sign1.payload);
  forge_bytes_free(&out->bytes);
  out->bytes = again;
  return again.p != NULL;
}

static bool write_number(struct world *world, enum forge_key by, int64_t key, int64_t number,
                         struct made *out) {
  uint8_t bytes[9];
  struct tx_cbor_out cbor = tx_cbor_to(bytes, sizeof bytes);
  tx_cbor_put_int(&cbor, number);
  return write_over(world, by, key, tx_cbor_written(&cbor), out);
}

/* to=TIME, shrunk=COUNT, hash=another: what no publisher of ours would sign. */
static bool spoil_delta(struct world *world, struct script_step *step, enum forge_key by,
                        struct made *out) {
  static const uint8_t hash[34] = { 0x58, 0x20 };
  const int64_t to = world_time(world, step, "to", 0),
                count = world_number(world, step, "shrunk", 0);
  if (to && !write_number(world, by, 1, to, out)) return false;
  if (count && !write_number(world, by, 2, count, out)) return false;
  return !script_value(step, "hash") ||
         write_over(world, by, 4, tx_span_of(hash, sizeof hash), out);
}

/* From what was published last, or from a time that a line names. */
bool world_make_delta(struct world *world, struct script_step *step, struct made *out) {
  struct world_list before, after;
  char when[48], digits[13];
  const uint64_t area = world_area(world, step, "area", CITY_AREA);
  const enum forge_key by = world_key(world, step, "by", FORGE_STATUS);
  const struct world_list *last = published(world, area);
  if (last)
    before = *last;
  else
    draft_list(world, area, &before);
  point(&before);
  after = before;
  point(&after);
  before.status.seq = (uint64_t)world_time(world, step, "from", (int64_t)before.status.seq);
  after.status.iat += 600;
  set_claims(world, step, &after);
  tx_delta_sign(&before.status, &after.status, world->forge.keys[by], &out->bytes.p, &out->bytes.n);
  if (!out->bytes.p || !spoil_delta(world, step, by, out)) return false;
  keep_draft(world, &after);
  out->area = area;
  snprintf(out->story, sizeof out->story, "a delta of %s that leads to %s, signed by %s",
           world_area_name(area, digits), world_when(world, (int64_t)after.status.seq, when),
           forge_key_name(by));
  return out->bytes.p != NULL;
}

/* --- certificate status -------------------------------------------------------------------------
 */

bool world_make_certs(struct world *world, struct script_step *step, struct made *out) {
  uint8_t withdrawn[WORLD_RECORDS / 8] = { 0 };
  char when[48], digits[13];
  const int64_t at = world_time(world, step, "at", world->forge.now_s - 1800);
  const enum forge_key by = world_key(world, step, "by", FORGE_CERTIFICATE);
  const int64_t serial = world_number(world, step, "withdrawn", -1);
  struct tx_certs certs = { .area = world_area(world, step, "area", FORGE_DISTRICT),
                            .seq = (uint64_t)world_time(world, step, "seq", at),
                            .iat = world_time(world, step, "iat", at),
                            .exp = world_time(world, step, "exp", at + 3 * FORGE_DAY_S),
                            .ttl_s = 60,
                            .count = (uint32_t)world_number(world, step, "count", 16),
                            .withdrawn = withdrawn };
  if (serial >= 0 && serial < certs.count) withdrawn[serial / 8] = (uint8_t)(1u << serial % 8);
  tx_certs_sign(&certs, world->forge.keys[by], &out->bytes.p, &out->bytes.n);
  out->area = certs.area;
  snprintf(out->story, sizeof out->story, "a certificate status of %s of %s, signed by %s",
           world_area_name(out->area, digits), world_when(world, (int64_t)certs.seq, when),
           forge_key_name(by));
  return out->bytes.p != NULL;
}
