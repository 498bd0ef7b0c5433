/* SPDX-License-Identifier: Apache-2.0 */
#include "login.h"

#include "domain/pass/issue.h"
#include "host/text/text.h"
#include "store/resident/holders.h"

#include <stdlib.h>

static enum tx_reason say(enum tx_reason reason, struct host_problem *problem) {
  if (reason == TX_BAD_SIGNATURE)
    return host_problem_say(problem, reason, "登录不是用这部手机的密钥签的。",
                            "The sign-in is not signed by this phone's key.");
  return host_problem_of(problem, reason);
}

static bool holds(struct tx_login *login, const struct tx_holder *holder) {
  login->check.alg = TX_ALG_ES256;
  login->check.holder = holder;
  bool good = tx_check_holds(&login->check);
  login->check.holder = NULL; /* it may end before the login */
  return good;
}

enum tx_reason holder_login_read(struct tx_span bytes, const char *who,
                                 const struct tx_holder *holder, struct tx_login *out,
                                 struct host_problem *problem) {
  enum tx_reason reason = tx_login_read(bytes, out);
  if (reason == TX_OK && !tx_span_equal(out->who, tx_span_text(who)))
    return host_problem_set(problem, TX_NOT_ALLOWED, "登录的名称应为“%s”。",
                            "The sign-in should be by the name \"%s\".", who);
  if (reason == TX_OK && !holds(out, holder)) reason = TX_BAD_SIGNATURE;
  return say(reason, problem);
}

/* --- whose key -------------------------------------------------------------------------------- */

/* AREA/INDEX. */
static bool read_place(struct tx_span who, uint64_t *area, uint32_t *index) {
  char digits[9] = "";
  if (who.n < 14 || who.n > 12 + 1 + 8 || who.p[12] != '/') return false;
  memcpy(digits, who.p + 13, who.n - 13);
  if (strspn(digits, "0123456789") != who.n - 13) return false;
  *index = (uint32_t)strtoul(digits, NULL, 10);
  return tx_area_parse(tx_span_of(who.p, 12), area);
}

static enum tx_reason find_by_place(const struct request *request, struct tx_login *login,
                                    struct holder_key *out) {
  struct holding holding;
  struct tx_span sealed;
  uint64_t area;
  uint32_t index;
  if (!read_place(login->who, &area, &index)) return TX_UNKNOWN_KEY;
  DB_ROWS rows = holdings_of(request->db, area, index);
  while (db_next(&rows)) {
    holdings_read(&rows, &holding, &sealed);
    struct tx_holder holder = holder_of_key(&holding.holder);
    if (!holds(login, &holder)) continue;
    *out = holding.holder;
    return TX_OK;
  }
  return rows.end == TX_OK ? TX_BAD_SIGNATURE : rows.end;
}

enum tx_reason holder_login_find(const struct request *request, struct tx_span bytes,
                                 struct holder_key *out, struct tx_login *login,
                                 struct host_problem *problem) {
  uint8_t spki[128];
  size_t n = 0;
  struct tx_holder holder;
  enum tx_reason reason = tx_login_read(bytes, login);
  if (reason != TX_OK) return say(reason, problem);
  bool is_key = host_unbase64(login->who, spki, sizeof spki, &n) &&
                pass_read_holder(tx_span_of(spki, n), &holder);
  if (!is_key) return say(find_by_place(request, login, out), problem);
  *out = holder_key_of(&holder);
  return say(holds(login, &holder) ? TX_OK : TX_BAD_SIGNATURE, problem);
}
