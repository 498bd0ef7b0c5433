/* SPDX-License-Identifier: Apache-2.0 */
#include "reason.h"

const char *tx_reason_name(enum tx_reason reason) {
  switch (reason) {
#define X(number, NAME, name, verdict, zh, en)                                                     \
  case TX_##NAME:                                                                                  \
    return #name;
    TX_REASONS(X)
#undef X
  }
  return "unknown";
}

static const char *text_en(enum tx_reason reason) {
  switch (reason) {
#define X(number, NAME, name, verdict, zh, en)                                                     \
  case TX_##NAME:                                                                                  \
    return en;
    TX_REASONS(X)
#undef X
  }
  return "Unknown reason";
}

static const char *text_zh(enum tx_reason reason) {
  switch (reason) {
#define X(number, NAME, name, verdict, zh, en)                                                     \
  case TX_##NAME:                                                                                  \
    return zh;
    TX_REASONS(X)
#undef X
  }
  return "未知原因";
}

const char *tx_reason_text(enum tx_reason reason, const char *lang) {
  return lang && strncmp(lang, "en", 2) == 0 ? text_en(reason) : text_zh(reason);
}

enum tx_verdict tx_reason_verdict(enum tx_reason reason) {
  switch (reason) {
#define X(number, NAME, name, verdict, zh, en)                                                     \
  case TX_##NAME:                                                                                  \
    return TX_##verdict;
    TX_REASONS(X)
#undef X
  }
  return TX_DENY;
}

bool tx_reason_known(int64_t number) {
  switch (number) {
#define X(number, NAME, name, verdict, zh, en) case number:
    TX_REASONS(X)
#undef X
    return true;
  default:
    return false;
  }
}

const char *tx_verdict_name(enum tx_verdict verdict) {
  switch (verdict) {
  case TX_ALLOW:
    return "allow";
  case TX_REVIEW:
    return "review";
  case TX_DENY:
    return "deny";
  }
  return "deny";
}
