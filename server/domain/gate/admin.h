/* SPDX-License-Identifier: Apache-2.0 */
/* Gates: registering, listing, shutting out; the key by which neighbours know each other. */
#ifndef SERVER_DOMAIN_GATE_ADMIN_H
#define SERVER_DOMAIN_GATE_ADMIN_H

#include "domain/context/context.h"
#include "model/gate.h"

#include "format/neighbour.h"

struct gate_in {
  uint64_t area;
  const char *label; /* what people call it, 1 to 64 bytes */
  const char *kind;  /* a word of tx_gate_kind_find */
  const char *key;   /* base64 of a SubjectPublicKeyInfo */
};

/* Registers a gate. TX_BAD_ARGUMENT, TX_BAD_KEY, TX_CONFLICT (registered already) with a sentence.
 */
enum tx_reason gate_admin_add(struct server *server, const struct request *request,
                              const struct gate_in *in, struct gate_row *out,
                              struct host_problem *problem);
/* The same within the caller's transaction, who loads the registry after it. */
enum tx_reason gate_admin_enter(const struct request *request, const struct gate_in *in,
                                struct gate_row *out, struct host_problem *problem);

/* The same for a gate that shows a code again with the key that it is registered by, because it
 * lost power before it wrote that down: it stays registered as it is. */
enum tx_reason gate_admin_enter_again(const struct request *request, const struct gate_in *in,
                                      struct gate_row *out, struct host_problem *problem);

/* All gates, those that were shut out too, by area and label; the caller frees *out. */
enum tx_reason gate_admin_list(const struct request *request, struct gate_row **out, size_t *count,
                               struct host_problem *problem);

/* By its name or by what people call it. TX_NOT_FOUND with a sentence. */
enum tx_reason gate_admin_find(const struct request *request, const char *word,
                               struct gate_row *out, struct host_problem *problem);

/* Shuts a gate out: its token and key are dead at once, and its area's neighbour key changes.
 * TX_NOT_FOUND, TX_CONFLICT (out before). */
enum tx_reason gate_admin_remove(struct server *server, const struct request *request,
                                 const char *word, struct gate_row *out,
                                 struct host_problem *problem);

/* The neighbour key of an area, and the one before it, under which gates that have not heard of the
 * change still speak. */
struct neighbour_keys {
  struct tx_neighbour_key current, previous;
  bool has_previous;
};

/* Made when there is none yet; the caller cleanses out. */
enum tx_reason gate_admin_neighbour_keys(const struct server *server, const struct request *request,
                                         uint64_t area, struct neighbour_keys *out);

#endif
