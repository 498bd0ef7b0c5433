/* SPDX-License-Identifier: Apache-2.0 */
/* The record: all that changes about one residency, in 32 bits (docs/format.md, "Record"). */
#ifndef TX_RECORD_H
#define TX_RECORD_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

enum tx_state {
  TX_STATE_NOBODY,
  TX_STATE_ACTIVE,
  TX_STATE_MONITORING,
  TX_STATE_HOME_ISOLATION,
  TX_STATE_AWAY,
  TX_STATE_SUSPENDED,
  TX_STATE_REVOKED,
  TX_STATE_REVOKED_TOO, /* 7 is read as revoked and never written */
};
enum tx_health { TX_HEALTH_UNKNOWN, TX_HEALTH_GREEN, TX_HEALTH_YELLOW, TX_HEALTH_RED };
enum tx_travel { TX_TRAVEL_UNKNOWN, TX_TRAVEL_NONE, TX_TRAVEL_STARRED, TX_TRAVEL_RISK };
enum tx_test { TX_TEST_NONE, TX_TEST_NEGATIVE, TX_TEST_MIXED_POSITIVE, TX_TEST_POSITIVE };

struct tx_record {
  enum tx_state state;
  enum tx_health health;
  enum tx_travel travel;
  enum tx_test test;
  bool pending;
  uint8_t generation; /* 0 to 7 */
  uint32_t sampled;   /* half-hours since TX_SAMPLED_EPOCH_S, 0 to 2^19 - 1; 0 is never */
};

#define TX_SAMPLED_EPOCH_S 1577836800 /* 2020-01-01T00:00Z */
#define TX_SAMPLED_UNIT_S 1800
#define TX_SAMPLED_MAX 0x7ffffu

struct tx_record tx_record_unpack(uint32_t bits);

/* Fields past their width are cut to it. */
uint32_t tx_record_pack(const struct tx_record *record);

/* Seconds to half-hours, rounded down and kept within 0 to TX_SAMPLED_MAX; and back. */
uint32_t tx_sampled_from_time(int64_t at_s);
int64_t tx_sampled_to_time(uint32_t sampled);

/* A sampled-at more than 1,800 s ahead of now makes test, pending and sampled-at 0. */
uint32_t tx_record_clear_ahead(uint32_t bits, int64_t now_s);

/* What counts of a pass that is as new as the list or newer, where the list has a record that is
 * not zero (docs/format.md, "The record that counts"). Both were cleared before. False: the
 * generations do not follow each other (31). */
bool tx_record_merge(uint32_t snapshot, uint32_t listed, uint32_t *out);

/* The words of details.md that rules see; the empty string never. */
const char *tx_state_word(enum tx_state state);
const char *tx_health_word(enum tx_health health);
const char *tx_travel_word(enum tx_travel travel);
const char *tx_test_word(enum tx_test test);

/* The Chinese terms of format.md's table (正常, 绿码, 无异常, 阴性 …). */
const char *tx_state_zh(enum tx_state state);
const char *tx_health_zh(enum tx_health health);
const char *tx_travel_zh(enum tx_travel travel);
const char *tx_test_zh(enum tx_test test);

#ifdef __cplusplus
}
#endif

#endif
