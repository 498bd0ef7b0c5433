/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decision: text in, verdict out. Two calls, so that the signatures between them may be
 * verified wherever the caller likes: tx_decide_open says which bytes must be verified by which
 * key, tx_decide_conclude takes what held. tx_decide does both with OpenSSL. No allocation, no
 * I/O, no clock, no global state.
 */
#ifndef TX_DECIDE_H
#define TX_DECIDE_H

#include "certificate.h"
#include "live.h"
#include "policy.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- between the two calls -------------------------------------------------------------------- */

enum tx_showing_kind { TX_SHOWN_NOTHING, TX_SHOWN_PASS, TX_SHOWN_LIVE, TX_SHOWN_CERTIFICATE };

/* What was shown, taken apart. The caller owns it; it points into itself: do not copy it. */
struct tx_showing {
  uint8_t bytes[TX_TEXT_MAX]; /* the decoded object */
  enum tx_showing_kind kind;
  enum tx_reason reason;        /* TX_OK, or what is already known: 10 to 14 */
  const struct tx_key_row *row; /* the issuer's */
  struct tx_check checks[2];    /* to be verified: the issuer's signature, then the holder's */
  size_t check_count;
  struct tx_holder holder; /* the second check's key */
};

/* trust may be NULL (12). Returns showing->reason. */
enum tx_reason tx_decide_open(struct tx_showing *showing, struct tx_span text,
                              const struct tx_trust *trust);

#define TX_HELD_ISSUER 1u
#define TX_HELD_HOLDER 2u

/* --- what a gate is, holds and remembers --------------------------------------------------------
 */

/* What a gate remembers of a person; -1 and unknown where it does not know. */
struct tx_history {
  int64_t last_entry_age_s, last_exit_age_s; /* -1: not known */
  int inside;                                /* 1, 0, or -1: not known */
  int64_t household_exits;                   /* within exit_window_s; -1: not known */
  bool medical_return;                       /* out on medical grounds less than 24 hours ago */
};

/* The gate's memory, behind two functions. A gate embeds it in a struct of its own. */
struct tx_memory {
  /* Whether a live pass of this iat was admitted already within its window (26). */
  bool (*replayed)(const struct tx_memory *memory, uint64_t area, uint32_t index, int64_t live_iat);
  void (*history)(const struct tx_memory *memory, const struct tx_pass *pass, int64_t exit_window_s,
                  struct tx_history *out);
};

/* A vehicle that was shown less than 60 s ago (role 5). */
struct tx_vehicle {
  uint8_t role;
  enum tx_state state;
  char plate[25];
};

struct tx_gate {
  uint64_t area;
  enum tx_gate_kind kind;
  enum tx_direction direction;
  bool attended;
  struct tx_clock clock;
  const struct tx_trust *trust;         /* NULL: 12 */
  const struct tx_status *const *lists; /* ascending by area, one an area */
  size_t list_count;
  const struct tx_certs *const *certs; /* the same */
  size_t cert_count;
  const struct tx_policy *const *policies; /* any order; those whose area holds no gate are
                                              passed over */
  size_t policy_count;
  const struct tx_memory *memory; /* NULL: nothing is remembered */
  bool has_reading;
  int32_t centi_celsius;
  const struct tx_vehicle *vehicle; /* NULL: none stands there */
};

/* --- the answer ----------------------------------------------------------------------------------
 */

#define TX_NOTICES 8 /* rules that warn; of more the first are kept */

/* A rule that failed, and whose it is. */
struct tx_finding {
  const struct tx_policy *policy;
  const struct tx_order *order;
  const struct tx_rule *rule;
};

struct tx_decision {
  enum tx_verdict verdict;
  enum tx_reason reason;
  enum tx_showing_kind kind;
  bool identified; /* 12 to 21 held: pass is filled, and area and index may be journalled */
  struct tx_pass pass;
  bool certified; /* the same for certificate */
  struct tx_certificate certificate;
  bool live;
  int64_t live_iat;      /* when live */
  int64_t clock_skew_s;  /* with 25: by how many seconds the clocks differ, now - iat */
  int64_t since;         /* with 20: from when it is valid; with 21: since when it is not; else 0 */
  int32_t live_window_s; /* in force */
  uint32_t record;       /* that counts */
  int64_t data_as_of;
  bool listed;                           /* a list of the pass's area governed */
  uint64_t list_seq;                     /* of it */
  struct tx_finding by;                  /* with 40 and 41: what decided */
  struct tx_finding notices[TX_NOTICES]; /* rules with on_fail warn that failed */
  size_t notice_count;
  bool stale_notice; /* data out of date, no list or news withheld, and stale says warn */
  bool medical_return;
};

/* Concludes. held is TX_HELD_… of the checks that held; the gate's trust list is the one that
 * showing was opened with. */
void tx_decide_conclude(const struct tx_showing *showing, unsigned held, const struct tx_gate *gate,
                        struct tx_decision *out);

/* Open, verify by a keyring of the gate's trust list, conclude. ring may be NULL: each key is then
 * loaded anew. */
void tx_decide(struct tx_span text, const struct tx_gate *gate, struct tx_keyring *ring,
               struct tx_decision *out);

/* The rule that decided as journals have it: AREA/SEQ/ORDER/RULE, terminated; "" for none. A
 * shorter out gets its beginning only. */
#define TX_FINDING_NAME_SIZE 164
void tx_finding_name(const struct tx_finding *finding, char *out, size_t cap);

/* What text is, when it is not ours: "health_code", "travel_code", "payment", "eu_certificate",
 * "web", "enrolment", "newer" (ours, of a later version of the format) or "". */
const char *tx_foreign_kind(struct tx_span text);

#ifdef __cplusplus
}
#endif

#endif
