/* SPDX-License-Identifier: Apache-2.0 */
#include "make.h"

/* The lists that texts name: the community's as it should be, and with one thing wrong each. */

static json_t *signed_hex(struct book *book, const struct forge_status *draft,
                          enum forge_key signer) {
  FORGED bytes = forge_status(&book->forge, draft, signer);
  if (!bytes.p) book_fail("a status list");
  return book_hex(forge_span(&bytes));
}

static json_t *make_aged(struct book *book) {
  struct forge_status draft;
  forge_status_draft(&book->forge, &draft);
  draft.status.iat = book->forge.now_s - FORGE_DAY_S - 1;
  draft.status.seq = (uint64_t)draft.status.iat;
  return signed_hex(book, &draft, FORGE_STATUS);
}

static json_t *make_expired(struct book *book) {
  struct forge_status draft;
  forge_status_draft(&book->forge, &draft);
  draft.status.exp = book->forge.now_s;
  return signed_hex(book, &draft, FORGE_STATUS);
}

static json_t *make_ahead(struct book *book) {
  struct forge_status draft;
  forge_status_draft(&book->forge, &draft);
  draft.status.current.trust = (uint64_t)book->forge.now_s;
  return signed_hex(book, &draft, FORGE_STATUS);
}

static json_t *make_policy_ahead(struct book *book) {
  struct forge_status draft;
  forge_status_draft(&book->forge, &draft);
  struct tx_seq_of city = { .area = FORGE_CITY, .seq = (uint64_t)book->forge.now_s };
  draft.status.current.policies = &city;
  draft.status.current.count = 1;
  return signed_hex(book, &draft, FORGE_STATUS);
}

json_t *make_lists(struct book *book) {
  struct forge_status draft;
  forge_status_draft(&book->forge, &draft);
  return json_pack("{s:o, s:o, s:o, s:o, s:o}", "community", signed_hex(book, &draft, FORGE_STATUS),
                   "expired", make_expired(book), "aged", make_aged(book), "ahead",
                   make_ahead(book), "policyahead", make_policy_ahead(book));
}

/* --- texts that are judged by them ------------------------------------------------------------ */

static void add(struct book *book, const char *name, int reason, const struct tx_pass *pass,
                const char *list, const char *verdict) {
  char text[TX_TEXT_MAX + 1];
  if (!forge_pass_text(&book->forge, pass, text)) book_fail(name);
  json_t *more = json_pack("{s:[s]}", "lists", list);
  if (verdict) json_object_set_new(more, "verdict", json_string(verdict));
  book_text(book, name, reason, text, more);
}

static void add_indexes(struct book *book) {
  struct tx_pass pass = forge_pass(&book->forge);
  add(book, "in the list", TX_OK, &pass, "community", NULL);
  pass.index = 6;
  add(book, "suspended in the list", TX_SUSPENDED, &pass, "community", NULL);
  pass.index = 7;
  add(book, "revoked in the list", TX_REVOKED, &pass, "community", NULL);
  pass.index = 8;
  add(book, "nobody in the list", TX_NOT_LISTED, &pass, "community", NULL);
  pass.index = 9;
  add(book, "re-issued since", TX_SUPERSEDED, &pass, "community", NULL);
  pass.index = FORGE_LIST_SIZE;
  add(book, "behind the end of a newer list", TX_NOT_LISTED, &pass, "community", NULL);
}

static void add_newer(struct book *book) {
  struct tx_pass pass = forge_pass(&book->forge);
  pass.iat = book->forge.now_s - 60;
  pass.index = 6;
  pass.record |= 1u << 19;
  add(book, "re-issued after the list, on which the old one is suspended", TX_OK, &pass,
      "community", NULL);
  pass.index = 9;
  pass.record = forge_record(&book->forge, TX_STATE_ACTIVE);
  add(book, "newer than the list, but of a generation before it", TX_SUPERSEDED, &pass, "community",
      NULL);
  pass.index = FORGE_LIST_SIZE + TX_NEW_MAX;
  add(book, "further past a list than anybody could be", TX_NO_LIST, &pass, "community", "review");
}

static void add_old_news(struct book *book) {
  struct tx_pass pass = forge_pass(&book->forge);
  pass.iat = book->forge.now_s - 5 * FORGE_DAY_S;
  add(book, "the list is past its exp", TX_OUT_OF_DATE, &pass, "expired", "review");
  add(book, "the list is older than a day", TX_OUT_OF_DATE, &pass, "aged", "review");
  add(book, "the list names a newer trust list", TX_NEWS_WITHHELD, &pass, "ahead", "review");
  add(book, "the list names a newer policy of the city", TX_NEWS_WITHHELD, &pass, "policyahead",
      "review");
  pass.index = 7;
  add(book, "revoked in a list past its exp", TX_REVOKED, &pass, "expired", NULL);
}

static void add_without_list(struct book *book) {
  struct tx_pass pass = forge_pass(&book->forge);
  char text[TX_TEXT_MAX + 1];
  if (!forge_pass_text(&book->forge, &pass, text)) book_fail("no list");
  book_text(book, "no list is held", TX_NO_LIST, text, json_pack("{s:s}", "verdict", "review"));
  book_text(book, "no list is held, and that is denied", TX_NO_LIST, text,
            json_pack("{s:s, s:{s:s}}", "verdict", "deny", "stale", "no_list", "deny"));
  book_text(book, "the trust list is past its exp", TX_OUT_OF_DATE, text,
            json_pack("{s:s, s:s, s:[s]}", "verdict", "review", "trust", "expired", "lists",
                      "community"));
}

void make_listed(struct book *book) {
  add_indexes(book);
  add_newer(book);
  add_old_news(book);
  add_without_list(book);
}
