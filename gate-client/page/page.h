/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate's own pages, live by server-sent events: what the queue may see (a verdict, never a
 * health reason) and what the guard sees and says. On loopback; elsewhere only with a certificate,
 * and after pairing by the word that the gate was started with.
 */
#ifndef GATE_PAGE_H
#define GATE_PAGE_H

#include "host/sys/address.h"
#include "loop/operator_queue.h"

struct gate_page;

struct gate_page_options {
  const char *listen;               /* "127.0.0.1:8090"; port 0: any free one */
  const char *cert_path, *key_path; /* NULL: plain, and only on loopback */
  const char *pairing;              /* what a phone on the LAN must say once; NULL on loopback */
  const char *const *names; /* by which it is called beside addresses; NULL ends, NULL: by none */
  const struct host_network *proxies; /* whose X-Forwarded-For is believed */
  size_t proxy_count;
  unsigned places;          /* connections at once; 0: 128 */
  unsigned request_s;       /* for a stranger's request; 0: 10 */
  const char *server;       /* whose residents' page phones have; "", NULL: none */
  struct gate_words *words; /* where what the guard says goes; must outlive the page */
};

/* Whether a page may be there: on loopback, elsewhere with a certificate and pairing. */
bool gate_page_may_be(const struct gate_page_options *options);
/* TX_OK, or as host_http_start; TX_NOT_ALLOWED for an address off loopback without certificate and
 * pairing. */
enum tx_reason gate_page_start(const struct gate_page_options *options, struct gate_page **out);
uint16_t gate_page_port(const struct gate_page *page);
/* As host_http_turns. */
bool gate_page_turns(const struct gate_page *page, int64_t within_ms);
void gate_page_stop(struct gate_page *page); /* NULL is nothing */

/* Shows an outcome on both views. Never waits for a browser. */
void gate_page_show(struct gate_page *page, const struct gate_outcome *outcome);

/* The gate's state, in a line: {"zh": …, "en": …, "station": …, "guard": …, "signing_on": …}. Sent
 * when it differs from the last. */
void gate_page_state(struct gate_page *page, const json_t *state);

#endif
