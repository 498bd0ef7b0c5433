/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who a gate is: DIR/gate.ini says where it stands and whom it trusts, DIR/gate.key is its own key,
 * readable by it alone. Made once by init or enrolment; forgotten only by a physical reset.
 */
#ifndef GATE_IDENTITY_H
#define GATE_IDENTITY_H

#include "format/decide.h"
#include "format/event.h"

#include "host/sys/problem.h"

struct gate_identity {
  uint64_t area;
  enum tx_gate_kind kind;
  enum tx_direction direction;
  bool attended;    /* a person stands beside it */
  char phone[65];   /* to call where nobody does and no order has one; "": none */
  char name[65];    /* for people: "East gate" */
  char station[64]; /* `by` where nobody signed on */
  struct tx_pin pin;
  char server[257]; /* "" : works alone */
  bool has_tls;     /* of the server: from enrolment */
  uint8_t tls[TX_HASH_SIZE];
  struct tx_signer *key; /* NULL for a gate made of flags, which journals nothing */
  char id[TX_GATE_NAME_SIZE + 1];
};

/* Reads DIR/gate.ini and DIR/gate.key. TX_OK, TX_NOT_FOUND (not set up), TX_BAD_KEY (also one that
 * others can read), TX_MALFORMED, TX_IO_FAILED, with a sentence. */
enum tx_reason gate_identity_load(const char *dir, struct gate_identity *out,
                                  struct host_problem *error);
/* Makes a key and writes both. TX_CONFLICT when the folder is a gate's already; TX_BAD_ARGUMENT for
 * a name that gate.ini cannot hold. */
enum tx_reason gate_identity_create(const char *dir, struct gate_identity *identity,
                                    struct host_problem *error);
/* The same in two steps, for what has to be asked in between: the key first (one that is there
 * without settings is used again), then the settings. */
enum tx_reason gate_identity_begin(const char *dir, struct gate_identity *identity,
                                   struct host_problem *error);
enum tx_reason gate_identity_settle(const char *dir, const struct gate_identity *identity,
                                    struct host_problem *error);
/* Keeps a text that people typed, without what is invisible in it (host_visible_clean). False where
 * it holds a quote, is no UTF-8 or too long: 64 bytes. */
bool gate_name_set(struct gate_identity *identity, const char *name);
bool gate_phone_set(struct gate_identity *identity, const char *phone);
/* Whether a folder is a gate's. */
bool gate_identity_exists(const char *dir);
void gate_identity_finish(struct gate_identity *identity);

#endif
