/* SPDX-License-Identifier: Apache-2.0 */
#include "make.h"

#include <stdio.h>

/* A gate without a list weighs nothing else. */
static json_t *unlisted(void) {
  return json_pack("{s:{s:s}}", "stale", "no_list", "accept");
}

static void add(struct book *book, const char *name, int reason, const struct tx_pass *pass,
                enum forge_key signer) {
  char text[TX_TEXT_MAX + 1] = "";
  if (tx_pass_sign(pass, book->forge.keys[signer], text) != TX_OK) book_fail(name);
  book_text(book, name, reason, text, unlisted());
}

static void add_ordinary(struct book *book) {
  struct tx_pass pass = forge_pass(&book->forge);
  char text[TX_TEXT_MAX + 1];
  if (!forge_pass_text(&book->forge, &pass, text)) book_fail("an ordinary pass");
  json_t *more = json_pack("{s:{s:s}, s:{s:I, s:i, s:s, s:s, s:s, s:i}}", "stale", "no_list",
                           "accept", "fields", "area", (json_int_t)CITY_AREA, "index", 5, "name",
                           pass.name, "tail", pass.tail, "unit", pass.unit, "household", 17);
  book_text(book, "an ordinary pass", TX_OK, text, more);
}

static void add_longest(struct book *book) {
  struct tx_pass pass = forge_bound_pass(&book->forge);
  pass.bound = false;
  pass.role = TX_ROLE_MAX;
  pass.age = TX_AGE_70_PLUS;
  pass.exempt = 255;
  pass.index = UINT32_MAX;
  pass.household = 65535;
  memcpy(pass.name, "买买提**依木江", sizeof "买买提**依木江");
  memcpy(pass.unit, "东12-3-11号", sizeof "东12-3-11" - 1);
  add(book, "everything long", TX_OK, &pass, FORGE_ISSUE);
}

static void add_signers(struct book *book) {
  struct tx_pass pass = forge_pass(&book->forge);
  add(book, "signed by a key of the street", TX_OK, &pass, FORGE_ISSUE_STREET);
  add(book, "signed by a key of the city", TX_OK, &pass, FORGE_ISSUE_CITY);
  add(book, "signed with Ed25519", TX_OK, &pass, FORGE_ISSUE_ED25519);
  add(book, "signed with SM2 and SM3", TX_OK, &pass, FORGE_ISSUE_SM2);
  add(book, "signed by a stranger", TX_UNKNOWN_KEY, &pass, FORGE_STRANGER);
  add(book, "signed by a status key", TX_UNKNOWN_KEY, &pass, FORGE_STATUS);
  add(book, "signed by a revoked key", TX_KEY_REVOKED, &pass, FORGE_ISSUE_REVOKED);
  add(book, "issued after its key's sign-until", TX_KEY_OUT_OF_TIME, &pass, FORGE_ISSUE_ENDED);
  pass.iat = book->forge.now_s - 60 * FORGE_DAY_S;
  char text[TX_TEXT_MAX + 1];
  if (tx_pass_sign(&pass, book->forge.keys[FORGE_ISSUE_ENDED], text) != TX_OK)
    book_fail("an old pass");
  book_text(book, "issued before its key's sign-until", TX_OK, text,
            json_pack("{s:{s:s, s:s}}", "stale", "no_list", "accept", "then", "accept"));
  add(book, "its key is past verify-until", TX_KEY_OUT_OF_TIME, &pass, FORGE_ISSUE_DEAD);
}

static void add_areas(struct book *book) {
  struct tx_pass pass = forge_pass(&book->forge);
  pass.area = CITY_AREA + 1;
  add(book, "another community under a community's key", TX_WRONG_JURISDICTION, &pass, FORGE_ISSUE);
  pass.area = 610113011001;
  add(book, "street 011 under a key of street 001", TX_WRONG_JURISDICTION, &pass,
      FORGE_ISSUE_STREET);
  add(book, "street 011 under a key of the city", TX_OK, &pass, FORGE_ISSUE_CITY);
  pass.area = FORGE_STREET;
  add(book, "the street itself under a community's key", TX_WRONG_JURISDICTION, &pass, FORGE_ISSUE);
}

static void add_times(struct book *book) {
  struct tx_pass pass = forge_pass(&book->forge);
  pass.iat = book->forge.now_s + TX_AHEAD_S;
  add(book, "as far ahead as clocks may differ", TX_OK, &pass, FORGE_ISSUE);
  pass.iat++;
  add(book, "a second further ahead", TX_NOT_YET_VALID, &pass, FORGE_ISSUE);
  pass = forge_pass(&book->forge);
  pass.exp = book->forge.now_s + 1;
  add(book, "a second before it ends", TX_OK, &pass, FORGE_ISSUE);
  pass.exp--;
  add(book, "the second in which it ends", TX_EXPIRED, &pass, FORGE_ISSUE);
}

static void add_states(struct book *book) {
  struct tx_pass pass = forge_pass(&book->forge);
  pass.record = forge_record(&book->forge, TX_STATE_SUSPENDED);
  add(book, "suspended when it was issued", TX_SUSPENDED, &pass, FORGE_ISSUE);
  pass.record = forge_record(&book->forge, TX_STATE_REVOKED);
  add(book, "revoked when it was issued", TX_REVOKED, &pass, FORGE_ISSUE);
  pass.record = 0;
  add(book, "a record of nobody", TX_NOT_LISTED, &pass, FORGE_ISSUE);
}

void make_passes(struct book *book) {
  add_ordinary(book);
  add_longest(book);
  add_signers(book);
  add_areas(book);
  add_times(book);
  add_states(book);
}
