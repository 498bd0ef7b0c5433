/* SPDX-License-Identifier: Apache-2.0 */
#include "reasons.h"

#include "format/base45.h"
#include "format/live.h"

#include <stdio.h>
#include <stdlib.h>

static void must(bool held) {
  if (!held) abort();
}

static void show_pass(const struct forge *forge, const struct tx_pass *pass, enum forge_key signer,
                      struct showing *out) {
  must(tx_pass_sign(pass, forge->keys[signer], out->text) == TX_OK);
}

static void show_indexed(const struct forge *forge, uint32_t index, struct showing *out) {
  struct tx_pass pass = forge_pass(forge);
  pass.index = index;
  show_pass(forge, &pass, FORGE_ISSUE, out);
}

static void show_live(const struct forge *forge, const struct tx_pass *pass, int64_t iat,
                      enum forge_key holder, struct showing *out) {
  char bound[TX_TEXT_MAX + 1];
  must(forge_pass_text(forge, pass, bound));
  must(tx_live_sign(bound, iat, forge->keys[holder], out->text) == TX_OK);
}

/* --- 10 to 26 --------------------------------------------------------------------------------- */

static void nothing(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 5, out);
}

static void another_code(const struct forge *forge, struct showing *out) {
  (void)forge;
  strcpy(out->text, "https://example.org/health-code?id=1");
}

static void half_a_code(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 5, out);
  out->text[60] = 0;
}

static void no_trust(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 5, out);
  out->trust = out->list = out->policy = "";
}

static void revoked_key(const struct forge *forge, struct showing *out) {
  struct tx_pass pass = forge_pass(forge);
  show_pass(forge, &pass, FORGE_ISSUE_REVOKED, out);
}

static void stranger(const struct forge *forge, struct showing *out) {
  struct tx_pass pass = forge_pass(forge);
  show_pass(forge, &pass, FORGE_STRANGER, out);
}

/* The last byte of the signature, and with it the text's last group, becomes another. */
static void turned_bit(const struct forge *forge, struct showing *out) {
  uint8_t object[TX_TEXT_MAX];
  size_t n = 0;
  show_indexed(forge, 5, out);
  must(tx_base45_decode(tx_span_text(out->text + TX_PREFIX_SIZE), object, &n));
  object[n - 1] ^= 1;
  must(tx_text_write("TX1:", tx_span_of(object, n), out->text));
}

static void show_map(const struct forge *forge, const char *map, struct showing *out) {
  long long exp = forge->now_s + FORGE_DAY_S, iat = forge->now_s - 60;
  struct forge_bytes payload = forge_cbor("{4: %lld, 6: %lld, -65537: {%s}}", exp, iat, map);
  must(payload.p && forge_code(forge->keys[FORGE_ISSUE], "TX1:", payload, out->text));
}

static void no_name(const struct forge *forge, struct showing *out) {
  show_map(forge, "0: 610113001001, 1: 5, 2: 713152540", out);
}

static void critical(const struct forge *forge, struct showing *out) {
  show_map(forge, "0: 610113001001, 1: 5, 2: 713152540, 4: \"张*三\", -1: 1", out);
}

static void other_area(const struct forge *forge, struct showing *out) {
  struct tx_pass pass = forge_pass(forge);
  pass.area++;
  show_pass(forge, &pass, FORGE_ISSUE, out);
}

static void late_key(const struct forge *forge, struct showing *out) {
  struct tx_pass pass = forge_pass(forge);
  show_pass(forge, &pass, FORGE_ISSUE_ENDED, out);
}

static void ahead(const struct forge *forge, struct showing *out) {
  struct tx_pass pass = forge_pass(forge);
  pass.iat = forge->now_s + TX_AHEAD_S + 60;
  show_pass(forge, &pass, FORGE_ISSUE, out);
}

static void ended(const struct forge *forge, struct showing *out) {
  struct tx_pass pass = forge_pass(forge);
  pass.exp = forge->now_s;
  show_pass(forge, &pass, FORGE_ISSUE, out);
}

static void bare(const struct forge *forge, struct showing *out) {
  struct tx_pass pass = forge_bound_pass(forge);
  show_pass(forge, &pass, FORGE_ISSUE, out);
}

static void unbound_live(const struct forge *forge, struct showing *out) {
  struct tx_pass pass = forge_pass(forge);
  show_live(forge, &pass, forge->now_s, FORGE_HOLDER, out);
}

static void other_phone(const struct forge *forge, struct showing *out) {
  struct tx_pass pass = forge_bound_pass(forge);
  show_live(forge, &pass, forge->now_s, FORGE_OTHER_HOLDER, out);
}

static void old_live(const struct forge *forge, struct showing *out) {
  struct tx_pass pass = forge_bound_pass(forge);
  show_live(forge, &pass, forge->now_s - 61, FORGE_HOLDER, out);
}

/* --- 30 to 50 --------------------------------------------------------------------------------- */

static void nobody(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 8, out);
}
static void reissued(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 9, out);
}
static void suspended(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 6, out);
}
static void revoked(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 7, out);
}

static void no_list(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 5, out);
  out->list = "";
}

static void old_list(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 5, out);
  out->list = "list-aged";
}

static void withheld(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 5, out);
  out->list = "list-ahead";
}

static void against_rule(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 5, out);
  out->policy = "policy-denies";
}

static void broken_rule(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 5, out);
  out->policy = "policy-errs";
}

static void no_policy(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 5, out);
  out->policy = "";
}

static void certificate(const struct forge *forge, struct showing *out) {
  struct tx_certificate shown = forge_certificate(forge);
  must(tx_certificate_sign(&shown, forge->keys[FORGE_CERTIFICATE], out->text) == TX_OK);
  out->certs = "certs";
}

static void withdrawn(const struct forge *forge, struct showing *out) {
  struct tx_certificate shown = forge_certificate(forge);
  shown.serial = 9;
  must(tx_certificate_sign(&shown, forge->keys[FORGE_CERTIFICATE], out->text) == TX_OK);
  out->certs = "certs";
}

static void clock_of_1970(const struct forge *forge, struct showing *out) {
  show_indexed(forge, 5, out);
  out->now_s = 86400;
}

const struct reason_row reason_rows[] = {
  { TX_OK, TX_ALLOW, "a resident in good standing is let in", nothing },
  { TX_NOT_OURS, TX_DENY, "another system's code is named as such", another_code },
  { TX_MALFORMED, TX_DENY, "half a code is asked for again", half_a_code },
  { TX_NO_TRUST_LIST, TX_DENY, "a gate without a trust list lets nobody in", no_trust },
  { TX_KEY_REVOKED, TX_DENY, "a pass by a revoked key is refused", revoked_key },
  { TX_UNKNOWN_KEY, TX_DENY, "a pass by a stranger's key is refused", stranger },
  { TX_BAD_SIGNATURE, TX_DENY, "a pass with one bit turned is refused", turned_bit },
  { TX_MALFORMED_CLAIMS, TX_DENY, "a signed pass without a name is refused", no_name },
  { TX_UNKNOWN_CRITICAL, TX_DENY, "what must be understood and isn't is refused", critical },
  { TX_WRONG_JURISDICTION, TX_DENY, "a key reaches no neighbouring community", other_area },
  { TX_KEY_OUT_OF_TIME, TX_DENY, "a key that has ended signs no more", late_key },
  { TX_NOT_YET_VALID, TX_DENY, "a pass of tomorrow is refused today", ahead },
  { TX_EXPIRED, TX_DENY, "a pass that has ended is refused", ended },
  { TX_LIVE_REQUIRED, TX_DENY, "a pass shown without its phone is refused", bare },
  { TX_LIVE_NOT_BOUND, TX_DENY, "a pass of no phone can't be made live", unbound_live },
  { TX_LIVE_BAD_SIGNATURE, TX_DENY, "another phone can't show my pass", other_phone },
  { TX_LIVE_OUT_OF_WINDOW, TX_DENY, "a live code of a minute ago is refused", old_live },
  { TX_NOT_LISTED, TX_DENY, "who is not in the list is refused", nobody },
  { TX_SUPERSEDED, TX_DENY, "the pass before a re-issue is refused", reissued },
  { TX_SUSPENDED, TX_DENY, "a suspended pass is refused", suspended },
  { TX_REVOKED, TX_DENY, "a revoked pass is refused", revoked },
  { TX_REVOKED, TX_DENY, "a withdrawn certificate is refused", withdrawn },
  { TX_NO_LIST, TX_REVIEW, "without a list of the area a person decides", no_list },
  { TX_OUT_OF_DATE, TX_REVIEW, "with old news a person decides", old_list },
  { TX_NEWS_WITHHELD, TX_REVIEW, "when news is withheld a person decides", withheld },
  { TX_RULE_FAILED, TX_DENY, "who fails a rule is refused by its name", against_rule },
  { TX_RULE_ERROR, TX_DENY, "a rule that breaks refuses", broken_rule },
  { TX_NO_POLICY, TX_REVIEW, "without a policy a person decides", no_policy },
  { TX_CERTIFICATE_SHOWN, TX_REVIEW, "a certificate that holds opens no barrier by itself",
    certificate },
  { TX_CLOCK_UNSURE, TX_REVIEW, "a clock in 1970 decides nothing alone", clock_of_1970 },
};
const size_t reason_row_count = sizeof reason_rows / sizeof reason_rows[0];
