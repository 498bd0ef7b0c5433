/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Objects for tests, good and hostile: a city of keys, drafts that are right until a test spoils
 * them, and CBOR written as it is asked for, however wrong.
 */
#ifndef CITY_FORGE_H
#define CITY_FORGE_H

#include "city.h"
#include "format/certificate.h"
#include "format/policy.h"

/* --- keys ---------------------------------------------------------------------------------------
 */

enum forge_key {
  FORGE_ROOT,
  FORGE_NEXT_ROOT, /* not in the trust list unless a draft names it */
  FORGE_ISSUE,     /* of the community */
  FORGE_ISSUE_STREET,
  FORGE_ISSUE_CITY,
  FORGE_ISSUE_ED25519, /* of the community, as the two below */
  FORGE_ISSUE_SM2,
  FORGE_ISSUE_ENDED, /* its sign-until is past */
  FORGE_ISSUE_DEAD,  /* its verify-until is past */
  FORGE_ISSUE_REVOKED,
  FORGE_STATUS, /* of the community */
  FORGE_STATUS_CITY,
  FORGE_POLICY, /* of the community */
  FORGE_POLICY_CITY,
  FORGE_CERTIFICATE, /* of the district */
  FORGE_STRANGER,    /* in nobody's list, as the four below */
  FORGE_HOLDER,
  FORGE_OTHER_HOLDER,
  FORGE_GATE,
  FORGE_OTHER_GATE,
  FORGE_KEYS,
};

#define FORGE_STREET 610113001000u
#define FORGE_DISTRICT 610113000000u
#define FORGE_CITY 610100000000u
#define FORGE_DAY_S 86400

struct forge {
  int64_t now_s;
  struct tx_signer *keys[FORGE_KEYS];
};

/* Fresh keys. False: out of memory. */
bool forge_open(struct forge *forge, int64_t now_s);
/* The keys that follow from a seed of at most 100 characters, each by its name. False as well for a
 * longer one. */
bool forge_open_seeded(struct forge *forge, int64_t now_s, const char *seed);
void forge_close(struct forge *forge);
/* "root" to "other-gate". */
const char *forge_key_name(enum forge_key key);
/* Which algorithm the city gives it: TX_ALG_…. */
int64_t forge_key_alg(enum forge_key key);

/* --- bytes that the caller frees -------------------------------------------------------------- */

struct forge_bytes {
  uint8_t *p; /* NULL: it could not be made */
  size_t n;
};
void forge_bytes_free(struct forge_bytes *bytes);
#define FORGED __attribute__((cleanup(forge_bytes_free))) struct forge_bytes
static inline struct tx_span forge_span(const struct forge_bytes *bytes) {
  return tx_span_of(bytes->p, bytes->n);
}

/* CBOR from diagnostic notation after printf: 1, -2, "text", h'0aff', true, null, 18(…), […], {…},
 * and raw'0aff' for bytes that stand there as they are. Maps keep the order they are written in. */
struct forge_bytes forge_cbor(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Lower-case hexadecimal, at most 1,024 bytes of it; out holds 2 * n + 1. */
char *forge_hex(struct tx_span bytes, char *out);

/* --- signing ---------------------------------------------------------------------------------- */

/* A COSE_Sign1 over any protected header and payload. */
struct forge_bytes forge_sign1(const struct tx_signer *signer, struct tx_span protected_,
                               struct tx_span payload);
/* The same with the header that a shape asks for; typ NULL for a pass or a certificate. */
struct forge_bytes forge_object(const struct tx_signer *signer, const char *typ,
                                struct tx_span payload);
/* The text of a code with any payload, signed by a key; frees payload. False: too long. */
bool forge_code(const struct tx_signer *signer, const char *prefix, struct forge_bytes payload,
                char text[TX_TEXT_MAX + 1]);

/* --- drafts that are right -------------------------------------------------------------------- */

/* 张*三 of unit 3-2: active, green, tested yesterday; issued an hour ago, static. */
struct tx_pass forge_pass(const struct forge *forge);
/* The same, bound to FORGE_HOLDER. */
struct tx_pass forge_bound_pass(const struct forge *forge);
/* Signed by FORGE_ISSUE. */
bool forge_pass_text(const struct forge *forge, const struct tx_pass *pass,
                     char text[TX_TEXT_MAX + 1]);
uint32_t forge_record(const struct forge *forge, enum tx_state state);

#define FORGE_ROWS 16
struct forge_trust {
  struct tx_trust trust; /* points into the rest */
  struct tx_key_row rows[FORGE_ROWS];
  uint8_t revoked[4][TX_HASH_SIZE];
};
/* Every key that belongs in, seq and iat a day ago, a year to live. Points into itself. */
void forge_trust_draft(const struct forge *forge, struct forge_trust *draft);
struct forge_bytes forge_trust(const struct forge *forge, struct forge_trust *draft,
                               enum forge_key signer);

#define FORGE_LIST_SIZE 20
struct forge_status {
  struct tx_status status; /* points into the rest */
  uint32_t records[FORGE_LIST_SIZE];
};
/* The community's: published half an hour ago, everybody active but 6 suspended, 7 revoked, 8
 * nobody, 9 once re-issued. */
void forge_status_draft(const struct forge *forge, struct forge_status *draft);
struct forge_bytes forge_status(const struct forge *forge, const struct forge_status *draft,
                                enum forge_key signer);

/* A policy of the community with one rule, said as JSON, for its topic and on_fail. */
struct forge_bytes forge_policy_json(const struct forge *forge, const char *logic,
                                     const char *then);
struct forge_bytes forge_policy(const struct forge *forge, struct tx_span json,
                                enum forge_key signer);

struct tx_certificate forge_certificate(const struct forge *forge);

#endif
