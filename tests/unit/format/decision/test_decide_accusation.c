/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No accusation without a record: of all refusals only a record that was read yields 30 to 33. What
 * a gate cannot find out, what belongs to somebody else and what was changed on the way is said to
 * be so. Texts, keys, lists, lengths and areas are changed in every way, and the reasons counted.
 */
#include "city/chance.h"
#include "community.h"

#define REASONS 100 /* above every number of the table that a decision has */

struct counts {
  unsigned of[REASONS];
};

static bool accuses(enum tx_reason reason) {
  return reason >= TX_NOT_LISTED && reason <= TX_REVOKED;
}
static bool calls_forged(enum tx_reason reason) {
  return reason == TX_BAD_SIGNATURE || reason == TX_LIVE_BAD_SIGNATURE;
}

static enum tx_reason count(struct counts *counts, const struct tx_gate *gate, const char *text) {
  enum tx_reason reason = show_text(gate, text).reason;
  assert_in_range(reason, 0, REASONS - 1);
  counts->of[reason]++;
  return reason;
}
static unsigned accused(const struct counts *counts) {
  unsigned n = 0;
  for (enum tx_reason r = TX_NOT_LISTED; r <= TX_REVOKED; r++)
    n += counts->of[r];
  return n;
}

static void make_text(const struct community *c, uint32_t index, bool live,
                      char text[TX_TEXT_MAX + 1]) {
  char inner[TX_TEXT_MAX + 1];
  struct tx_pass pass = live ? forge_bound_pass(&c->forge) : forge_pass(&c->forge);
  pass.index = index;
  assert_true(forge_pass_text(&c->forge, &pass, live ? inner : text));
  if (!live) return;
  assert_int_equal(tx_live_sign(inner, NOW, c->forge.keys[FORGE_HOLDER], text), TX_OK);
}

/* --- the text ------------------------------------------------------------------------------------
 */

/* Indexes that the list accuses of each of the four, and one that it does not. */
static const uint32_t listed[] = { 6, 7, 8, 9, 19, 1 };

static void cut_everywhere(const struct community *c, const char *text, struct counts *counts) {
  char cut[TX_TEXT_MAX + 1];
  for (size_t n = 0; n < strlen(text); n++) {
    memcpy(cut, text, n);
    cut[n] = '\0';
    enum tx_reason reason = count(counts, &c->gate, cut);
    if (accuses(reason) || calls_forged(reason)) fail_msg("%d of %s", reason, cut);
  }
}

static void change_everywhere(const struct community *c, const char *text, struct counts *counts) {
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  char changed[TX_TEXT_MAX + 1];
  struct chance chance = chance_of(10, strlen(text));
  for (size_t i = 0; i < strlen(text); i++) {
    memcpy(changed, text, strlen(text) + 1);
    while (changed[i] == text[i])
      changed[i] = alphabet[chance_below(&chance, sizeof alphabet - 1)];
    enum tx_reason reason = count(counts, &c->gate, changed);
    if (accuses(reason)) fail_msg("%d of %s", reason, changed);
  }
}

static void a_text_changed_or_cut_anywhere_accuses_nobody(void **state) {
  const struct community *c = *state;
  struct counts cut = { 0 }, changed = { 0 };
  char text[TX_TEXT_MAX + 1];
  for (size_t i = 0; i < COUNT(listed); i++)
    for (int live = 0; live < 2; live++) {
      make_text(c, listed[i], live, text);
      cut_everywhere(c, text, &cut);
      change_everywhere(c, text, &changed);
    }
  assert_int_equal(accused(&cut) + accused(&changed), 0);
  assert_true(cut.of[TX_MALFORMED] > 2000 && cut.of[TX_NOT_OURS] > 0);
  assert_true(changed.of[TX_MALFORMED] > 100 && changed.of[TX_BAD_SIGNATURE] > 100);
}

/* --- the key -------------------------------------------------------------------------------------
 */

static enum tx_reason signed_by(const struct community *c, enum forge_key key, uint32_t index,
                                struct counts *counts) {
  char text[TX_TEXT_MAX + 1];
  struct tx_pass pass = forge_pass(&c->forge);
  pass.index = index;
  assert_int_equal(tx_pass_sign(&pass, c->forge.keys[key], text), TX_OK);
  return count(counts, &c->gate, text);
}

static bool may_issue(enum forge_key key) {
  return key == FORGE_ISSUE || key == FORGE_ISSUE_STREET || key == FORGE_ISSUE_CITY ||
         key == FORGE_ISSUE_ED25519 || key == FORGE_ISSUE_SM2;
}

static void only_a_key_that_may_speak_is_asked_whom_the_list_accuses(void **state) {
  const struct community *c = *state;
  struct counts counts = { 0 };
  for (enum forge_key key = 0; key < FORGE_KEYS; key++)
    for (size_t i = 0; i < COUNT(listed); i++) {
      enum tx_reason reason = signed_by(c, key, listed[i], &counts);
      bool held_against_them = may_issue(key) && listed[i] != 1 && listed[i] != 19;
      if (accuses(reason) != held_against_them) fail_msg("%s: %d", forge_key_name(key), reason);
      if (calls_forged(reason)) fail_msg("%s called forged", forge_key_name(key));
    }
  assert_int_equal(accused(&counts), 5 * 4);
  assert_int_equal(counts.of[TX_KEY_REVOKED], COUNT(listed));
  assert_true(counts.of[TX_UNKNOWN_KEY] && counts.of[TX_KEY_OUT_OF_TIME]);
}

/* --- lists of others -----------------------------------------------------------------------------
 */

/* Areas above, beside and below, in which everybody is revoked. */
static const uint64_t others[] = { 0,
                                   610000000000,
                                   FORGE_CITY,
                                   FORGE_DISTRICT,
                                   FORGE_STREET,
                                   CITY_AREA - 1,
                                   CITY_AREA + 1,
                                   610113002001,
                                   610114001001,
                                   710113001001 };

static size_t hold_others(struct tx_status *lists, const struct tx_status **held, uint32_t *records,
                          size_t skip) {
  size_t n = 0;
  for (size_t i = 0; i < COUNT(others); i++) {
    if (i == skip) continue;
    lists[n] = (struct tx_status){ .area = others[i],
                                   .seq = 1,
                                   .iat = NOW - 60,
                                   .exp = NOW + 60,
                                   .count = FORGE_LIST_SIZE,
                                   .records = records };
    held[n] = &lists[n];
    n++;
  }
  return n;
}

static void the_list_of_another_area_says_nothing_of_anybody(void **state) {
  const struct community *c = *state;
  struct tx_status lists[COUNT(others)];
  const struct tx_status *held[COUNT(others)];
  uint32_t records[FORGE_LIST_SIZE];
  struct counts counts = { 0 };
  char text[TX_TEXT_MAX + 1];
  for (size_t i = 0; i < FORGE_LIST_SIZE; i++)
    records[i] = forge_record(&c->forge, TX_STATE_REVOKED);
  struct tx_gate gate = c->gate;
  gate.lists = held;
  for (size_t skip = 0; skip <= COUNT(others); skip++) {
    gate.list_count = hold_others(lists, held, records, skip);
    for (uint32_t index = 0; index < FORGE_LIST_SIZE; index++) {
      make_text(c, index, index % 2, text);
      count(&counts, &gate, text);
    }
  }
  assert_int_equal(accused(&counts), 0);
  assert_int_equal(counts.of[TX_OK_WITH_NOTICE], (COUNT(others) + 1) * FORGE_LIST_SIZE);
}

/* --- what was read -------------------------------------------------------------------------------
 */

struct reading {
  uint32_t snapshot, record; /* record: of the list at the index */
  uint32_t index, count;
  bool newer, held;
};

/* What docs/format.md lets a gate hold against a person, said another way than the code says it. */
static bool is_bad(unsigned of_state) {
  return of_state == TX_STATE_NOBODY || of_state >= TX_STATE_SUSPENDED;
}

static bool may_accuse(const struct reading *r) {
  struct tx_record own = tx_record_unpack(r->snapshot), list = tx_record_unpack(r->record);
  bool inside = r->held && r->index < r->count;
  if (!r->held || (r->newer && r->index >= r->count + 1024)) return is_bad(own.state);
  if (!r->newer) return !inside || is_bad(list.state) || list.generation != own.generation;
  if (!inside || r->record == 0) return is_bad(own.state);
  unsigned step = (own.generation + 8u - list.generation) % 8;
  if (step == 0 && list.state > own.state) return is_bad(list.state);
  return step > 3 || is_bad(own.state);
}

static void decide_reading(const struct community *c, const struct reading *r,
                           struct counts *counts) {
  uint32_t records[FORGE_LIST_SIZE] = { 0 };
  char text[TX_TEXT_MAX + 1];
  if (r->index < COUNT(records)) records[r->index] = r->record;
  struct tx_status list = {
    .area = CITY_AREA, .seq = 1, .iat = NOW - 600, .exp = NOW + 60, .count = r->count
  };
  list.records = records;
  const struct tx_status *lists[] = { &list };
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_pass(&c->forge);
  gate.lists = lists;
  gate.list_count = r->held;
  pass.index = r->index;
  pass.record = r->snapshot;
  pass.iat = NOW - (r->newer ? 600 : 601);
  assert_true(forge_pass_text(&c->forge, &pass, text));
  enum tx_reason reason = count(counts, &gate, text);
  if (accuses(reason) != may_accuse(r) || calls_forged(reason))
    fail_msg("%d: snapshot %08x, record %08x, index %u of %u, %s, %s", reason, r->snapshot,
             r->record, r->index, r->count, r->newer ? "newer" : "older",
             r->held ? "held" : "no list");
}

static uint32_t any_record(struct chance *chance) {
  struct tx_record record = { .state = (enum tx_state)chance_below(chance, 8),
                              .generation = (uint8_t)chance_below(chance, 8),
                              .health = TX_HEALTH_GREEN };
  if (chance_in(chance, 8)) return 0;
  if (chance_in(chance, 2)) record.state = TX_STATE_ACTIVE;
  if (chance_in(chance, 2)) record.generation = 0;
  return tx_record_pack(&record);
}

static void whoever_is_accused_stands_in_a_record_that_was_read(void **state) {
  struct counts counts = { 0 };
  struct chance chance = chance_of(10, 34);
  static const uint32_t indexes[] = { 0, 1, 18, 19, 20, 21, 1043, 1044, 1045, UINT32_MAX };
  for (int i = 0; i < 4000; i++) {
    struct reading r = { .snapshot = any_record(&chance),
                         .record = any_record(&chance),
                         .index = indexes[chance_below(&chance, COUNT(indexes))],
                         .count = (uint32_t)chance_below(&chance, FORGE_LIST_SIZE + 1),
                         .newer = chance_in(&chance, 2),
                         .held = !chance_in(&chance, 6) };
    if (r.index >= r.count) r.record = 0;
    decide_reading(*state, &r, &counts);
  }
  assert_true(counts.of[TX_NOT_LISTED] && counts.of[TX_SUPERSEDED] && counts.of[TX_SUSPENDED] &&
              counts.of[TX_REVOKED]);
  assert_true(counts.of[TX_OK] > 100 && counts.of[TX_OK_WITH_NOTICE] > 100);
}

/* --- certificates --------------------------------------------------------------------------------
 */

static void a_certificate_is_withdrawn_by_its_own_bit_alone(void **state) {
  const struct community *c = *state;
  uint8_t bits[2] = { 0xff, 0xff };
  struct counts counts = { 0 };
  char text[TX_TEXT_MAX + 1];
  struct tx_certificate certificate = forge_certificate(&c->forge);
  struct tx_certs certs = { .seq = 1, .iat = NOW - 60, .exp = NOW + 60, .withdrawn = bits };
  const struct tx_certs *held[] = { &certs };
  struct tx_gate gate = c->gate;
  gate.certs = held;
  gate.cert_count = 1;
  for (certificate.serial = 0; certificate.serial < 20; certificate.serial++) {
    assert_int_equal(tx_certificate_sign(&certificate, c->forge.keys[FORGE_CERTIFICATE], text),
                     TX_OK);
    for (certs.count = 0; certs.count <= 16; certs.count++)
      for (size_t i = 0; i <= COUNT(others); i++) {
        certs.area = i < COUNT(others) ? others[i] : certificate.area;
        bool own = certs.area == certificate.area && certificate.serial < certs.count;
        assert_int_equal(count(&counts, &gate, text) == TX_REVOKED, own);
      }
  }
  assert_int_equal(accused(&counts), counts.of[TX_REVOKED]);
  assert_true(counts.of[TX_REVOKED] > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_text_changed_or_cut_anywhere_accuses_nobody),
    PROMISE(only_a_key_that_may_speak_is_asked_whom_the_list_accuses),
    PROMISE(the_list_of_another_area_says_nothing_of_anybody),
    PROMISE(whoever_is_accused_stands_in_a_record_that_was_read),
    PROMISE(a_certificate_is_withdrawn_by_its_own_bit_alone),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
