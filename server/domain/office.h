/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The office: everything that one server knows and holds. Every command of the domain is
 *   enum tx_reason command(office, call, in, &out, problem)
 * with JSON in and out, so that it runs the same in a program of its own and behind a socket. The
 * caller holds the office's lock.
 */
#ifndef SERVER_DOMAIN_OFFICE_H
#define SERVER_DOMAIN_OFFICE_H

#include "gatebook.h"
#include "keybox.h"
#include "host/sys/problem.h"
#include "shelf.h"
#include "vault.h"

#include <jansson.h>
#include <pthread.h>

struct office {
  pthread_mutex_t lock; /* around db, keys and trust; shelf and gates have their own */
  struct db *db;
  struct vault vault;
  struct keybox keys;
  struct tx_trust *trust;
  struct shelf *shelf;
  struct gatebook *gates;
  uint64_t area; /* the one that commands speak of when none is named */
  bool demo;
  char *data_dir;
  const char *const *origins;           /* by which gates and phones know this server; NULL ends */
  void (*progress)(unsigned per_mille); /* of long work; may be NULL */
};

/* Who asks, and when. */
struct call {
  int64_t now_s;
  const char *actor; /* "uid 1000", for the audit chain */
};

typedef enum tx_reason (*office_command)(struct office *office, const struct call *call,
                                         const json_t *in, json_t **out, struct host_problem *problem);

struct office_plan {
  const char *data_dir;
  uint64_t area;
  struct tx_span trust; /* the trust list as signed */
  const char *keys_dir;
  const char *passphrase_file; /* of the keys; NULL: they have none */
  bool demo;
};

/* Makes a new data folder: database, key file, TLS certificate, settings, trust list. Nothing that
 * exists is touched (TX_CONFLICT). */
enum tx_reason office_init(const struct office_plan *plan, int64_t now_s, struct host_problem *problem);

/* Opens it. The caller has locked the folder (office_claim). */
enum tx_reason office_open(const char *data_dir, struct office **out, struct host_problem *problem);
void office_close(struct office *office);

/* Locks a data folder for this process, waiting up to wait_ms; *fd is closed to let go. TX_BUSY. */
enum tx_reason office_claim(const char *data_dir, unsigned wait_ms, int *fd);

/* Takes a newer trust list and reloads the keys: {trust: base64}. Answers {seq}. */
enum tx_reason office_trust_import(struct office *office, const struct call *call, const json_t *in,
                                   json_t **out, struct host_problem *problem);

/* --- what commands read from their input ------------------------------------------------------ */

const char *in_text(const json_t *in, const char *name, const char *fallback);
int64_t in_int(const json_t *in, const char *name, int64_t fallback);
bool in_flag(const json_t *in, const char *name);
/* "area", twelve digits, else the office's own. TX_BAD_ARGUMENT with a sentence, TX_NOT_FOUND where
 * this server keeps no list of it. */
enum tx_reason in_area(struct office *office, const json_t *in, uint64_t *area,
                       struct host_problem *problem);

#endif
