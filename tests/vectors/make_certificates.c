/* SPDX-License-Identifier: Apache-2.0 */
#include "make.h"

static void add(struct book *book, const char *name, int reason, const char *verdict,
                const struct tx_certificate *certificate, enum forge_key signer) {
  char text[TX_TEXT_MAX + 1];
  if (tx_certificate_sign(certificate, book->forge.keys[signer], text) != TX_OK) book_fail(name);
  book_text(book, name, reason, text, json_pack("{s:s}", "verdict", verdict));
}

static void add_misplaced(struct book *book) {
  struct tx_pass pass = forge_pass(&book->forge);
  char text[TX_TEXT_MAX + 1];
  if (!forge_pass_text(&book->forge, &pass, text)) book_fail("a pass as a certificate");
  text[1] = 'C';
  book_text(book, "a pass under the prefix of certificates", TX_UNKNOWN_KEY, text, NULL);
}

static void add_withdrawals(struct book *book) {
  uint8_t withdrawn[2] = { 1u << 4, 1u << 1 };
  struct tx_certs certs = { .area = FORGE_DISTRICT,
                            .seq = (uint64_t)(book->forge.now_s - 1800),
                            .iat = book->forge.now_s - 1800,
                            .exp = book->forge.now_s + FORGE_DAY_S,
                            .ttl_s = 60,
                            .count = 10,
                            .withdrawn = withdrawn };
  struct forge_bytes bytes = { 0 };
  tx_certs_sign(&certs, book->forge.keys[FORGE_CERTIFICATE], &bytes.p, &bytes.n);
  book_object(book, "certs", "serials 4 and 9 of 10 withdrawn", TX_OK, bytes,
              json_pack("{s:i, s:[i, i]}", "count", 10, "withdrawn", 4, 9));
  bytes = (struct forge_bytes){ 0 };
  tx_certs_sign(&certs, book->forge.keys[FORGE_STATUS], &bytes.p, &bytes.n);
  book_object(book, "certs", "by a status key", TX_UNKNOWN_KEY, bytes, NULL);
}

void make_certificates(struct book *book) {
  struct tx_certificate certificate = forge_certificate(&book->forge);
  add(book, "a certificate, and no list of those withdrawn", TX_NO_LIST, "review", &certificate,
      FORGE_CERTIFICATE);
  add(book, "a certificate by an issuing key", TX_UNKNOWN_KEY, "deny", &certificate, FORGE_ISSUE);
  certificate.area = FORGE_CITY;
  add(book, "a certificate of the city by a key of the district", TX_WRONG_JURISDICTION, "deny",
      &certificate, FORGE_CERTIFICATE);
  certificate.area = FORGE_DISTRICT;
  certificate.exp = book->forge.now_s;
  add(book, "a certificate in the second in which it ends", TX_EXPIRED, "deny", &certificate,
      FORGE_CERTIFICATE);
  add_misplaced(book);
  add_withdrawals(book);
}
