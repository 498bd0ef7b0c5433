/* SPDX-License-Identifier: Apache-2.0 */
#include "make.h"

#include <stdio.h>
#include <stdlib.h>

#define PASS "TX1:"
#define MAP "0: 610113001001, 1: 5, 2: 713152540, 4: \"张*三\""
/* The room that claims need around MAP is filled in by claims(). */
#define WHOLE "{4: %lld, 6: %lld, -65537: {" MAP "}}"

static long long exp_of(const struct book *book) {
  return book->forge.now_s + 180LL * FORGE_DAY_S;
}
static long long iat_of(const struct book *book) {
  return book->forge.now_s - 3600LL;
}

/* A claim set that is right but for its pass map. */
static void add_map(struct book *book, const char *name, int reason, const char *map) {
  char text[TX_TEXT_MAX + 1];
  struct forge_bytes payload =
      forge_cbor("{4: %lld, 6: %lld, -65537: {%s}}", exp_of(book), iat_of(book), map);
  if (!payload.p || !forge_code(book->forge.keys[FORGE_ISSUE], PASS, payload, text))
    book_fail(name);
  book_text(book, name, reason, text, json_pack("{s:{s:s}}", "stale", "no_list", "accept"));
}

static void add_claims(struct book *book, const char *name, int reason,
                       struct forge_bytes payload) {
  char text[TX_TEXT_MAX + 1];
  if (!payload.p || !forge_code(book->forge.keys[FORGE_ISSUE], PASS, payload, text))
    book_fail(name);
  book_text(book, name, reason, text, json_pack("{s:{s:s}}", "stale", "no_list", "accept"));
}

static void add_maps(struct book *book) {
  add_map(book, "the smallest pass", TX_OK, MAP);
  add_map(book, "an unknown key in the map is ignored", TX_OK, MAP ", 77: [1, {2: true}]");
  add_map(book, "an unknown negative key is critical", TX_UNKNOWN_CRITICAL, MAP ", -1: 1");
  add_map(book, "no name", TX_MALFORMED_CLAIMS, "0: 610113001001, 1: 5, 2: 713152540");
  add_map(book, "an empty name", TX_MALFORMED_CLAIMS,
          "0: 610113001001, 1: 5, 2: 713152540, 4: \"\"");
  add_map(book, "a role of nobody", TX_MALFORMED_CLAIMS,
          "0: 610113001001, 1: 5, 2: 713152540, 3: 16, 4: \"张*三\"");
  add_map(book, "an area with a gap", TX_MALFORMED_CLAIMS,
          "0: 610113000001, 1: 5, 2: 713152540, 4: \"张*三\"");
  add_map(book, "a community in a city without counties, outside the key", TX_WRONG_JURISDICTION,
          "0: 441900003001, 1: 5, 2: 713152540, 4: \"张*三\"");
  add_map(book, "keys out of order", TX_MALFORMED_CLAIMS,
          "1: 5, 0: 610113001001, 2: 713152540, 4: \"张*三\"");
  add_map(book, "a key twice", TX_MALFORMED_CLAIMS, MAP ", 4: \"李*四\"");
  add_map(book, "a name that is not UTF-8", TX_MALFORMED_CLAIMS,
          "0: 610113001001, 1: 5, 2: 713152540, 4: raw'62c328'");
  add_map(book, "an index in more bytes than it needs", TX_MALFORMED_CLAIMS,
          "0: 610113001001, 1: raw'1805', 2: 713152540, 4: \"张*三\"");
}

static void add_payloads(struct book *book) {
  long long iat = iat_of(book), exp = exp_of(book);
  add_claims(
      book, "unknown claims are ignored", TX_OK,
      forge_cbor("{1: \"x\", 4: %lld, 6: %lld, -65537: {" MAP "}, -70000: [null]}", exp, iat));
  add_claims(book, "no exp", TX_MALFORMED_CLAIMS, forge_cbor("{6: %lld, -65537: {" MAP "}}", iat));
  add_claims(book, "no map", TX_MALFORMED_CLAIMS, forge_cbor("{4: %lld, 6: %lld}", exp, iat));
  add_claims(book, "a floating-point number among ignored claims", TX_MALFORMED_CLAIMS,
             forge_cbor("{4: %lld, 6: %lld, 40: raw'fa47c35000', -65537: {" MAP "}}", exp, iat));
  add_claims(book, "an indefinite length among ignored claims", TX_MALFORMED_CLAIMS,
             forge_cbor("{4: %lld, 6: %lld, 40: raw'9fff', -65537: {" MAP "}}", exp, iat));
  add_claims(book, "a tag among ignored claims", TX_MALFORMED_CLAIMS,
             forge_cbor("{4: %lld, 6: %lld, 40: 1(5), -65537: {" MAP "}}", exp, iat));
  add_claims(book, "nested eight deep", TX_OK,
             forge_cbor("{4: %lld, 6: %lld, 40: [[[[[[1]]]]]], -65537: {" MAP "}}", exp, iat));
  add_claims(book, "nested nine deep", TX_MALFORMED_CLAIMS,
             forge_cbor("{4: %lld, 6: %lld, 40: [[[[[[[1]]]]]]], -65537: {" MAP "}}", exp, iat));
  add_claims(book, "a text key among the claims", TX_MALFORMED_CLAIMS,
             forge_cbor("{4: %lld, 6: %lld, -65537: {" MAP "}, \"a\": 1}", exp, iat));
}

/* The object of an ordinary pass, so that a row can spoil its outside. */
static struct forge_bytes ordinary_object(struct book *book) {
  FORGED payload = forge_cbor(WHOLE, exp_of(book), iat_of(book));
  return forge_object(book->forge.keys[FORGE_ISSUE], NULL, forge_span(&payload));
}

static void add_object_text(struct book *book, const char *name, int reason,
                            struct tx_span object) {
  char text[TX_TEXT_MAX + 1];
  if (!object.p || !tx_text_write(PASS, object, text)) book_fail(name);
  book_text(book, name, reason, text, json_pack("{s:{s:s}}", "stale", "no_list", "accept"));
}

static void add_wrapped(struct book *book, const char *name, int reason, const char *format) {
  FORGED object = ordinary_object(book);
  char *hex = malloc(2 * object.n + 1);
  if (!hex) book_fail(name);
  char *notation = NULL;
  if (asprintf(&notation, format, forge_hex(forge_span(&object), hex)) < 0) book_fail(name);
  FORGED wrapped = forge_cbor("%s", notation);
  add_object_text(book, name, reason, forge_span(&wrapped));
  free(notation);
  free(hex);
}

static void add_outside(struct book *book) {
  add_wrapped(book, "the tag of COSE_Sign1", TX_OK, "18(raw'%s')");
  add_wrapped(book, "the tag of CWT around that of COSE_Sign1", TX_OK, "61(18(raw'%s'))");
  add_wrapped(book, "another tag", TX_MALFORMED, "98(raw'%s')");
  FORGED object = ordinary_object(book);
  add_object_text(book, "cut short", TX_MALFORMED, tx_span_of(object.p, object.n - 1));
  object.p[object.n - 1] ^= 1;
  add_object_text(book, "the last bit of the signature turned", TX_BAD_SIGNATURE,
                  forge_span(&object));
}

static void add_headers(struct book *book) {
  const struct tx_signer *key = book->forge.keys[FORGE_ISSUE];
  char kid[2 * TX_KID_SIZE + 1];
  forge_hex(tx_span_of(key->hash, TX_KID_SIZE), kid);
  FORGED payload = forge_cbor(WHOLE, exp_of(book), iat_of(book));
  FORGED old = forge_cbor("{1: -7, 4: h'%s'}", kid);
  FORGED old_object = forge_sign1(key, forge_span(&old), forge_span(&payload));
  add_object_text(book, "the older number of the algorithm", TX_OK, forge_span(&old_object));
  FORGED other = forge_cbor("{1: -19, 4: h'%s'}", kid);
  FORGED other_object = forge_sign1(key, forge_span(&other), forge_span(&payload));
  add_object_text(book, "a header that names another algorithm", TX_BAD_SIGNATURE,
                  forge_span(&other_object));
  FORGED more = forge_cbor("{1: -9, 3: 0, 4: h'%s'}", kid);
  FORGED more_object = forge_sign1(key, forge_span(&more), forge_span(&payload));
  add_object_text(book, "a header too many", TX_MALFORMED, forge_span(&more_object));
}

static void add_texts(struct book *book) {
  book_text(book, "a web address", TX_NOT_OURS, "https://example.org/health", NULL);
  book_text(book, "nothing", TX_NOT_OURS, " ", NULL);
  book_text(book, "the prefix in small letters", TX_NOT_OURS, "tx1:ABC", NULL);
  book_text(book, "the prefix alone", TX_MALFORMED, "TX1:", NULL);
  book_text(book, "a character that Base45 lacks", TX_MALFORMED, "TX1:abc", NULL);
  book_text(book, "a Base45 group past 65,535", TX_MALFORMED, "TX1:::::::", NULL);
  char text[TX_TEXT_MAX + 2];
  memset(text, '0', sizeof text);
  memcpy(text, PASS, TX_PREFIX_SIZE);
  text[TX_TEXT_MAX + 1] = 0;
  book_text(book, "a character too long", TX_MALFORMED, text, NULL);
  FORGED object = ordinary_object(book);
  char ordinary[TX_TEXT_MAX + 1];
  if (!tx_text_write(PASS, forge_span(&object), ordinary)) book_fail("no trust list");
  book_text(book, "an ordinary pass, and no trust list", TX_NO_TRUST_LIST, ordinary,
            json_pack("{s:s}", "trust", "none"));
}

void make_hostile_passes(struct book *book) {
  add_texts(book);
  add_outside(book);
  add_headers(book);
  add_payloads(book);
  add_maps(book);
}
