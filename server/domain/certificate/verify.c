/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate.h"

#include "domain/publication/cache.h"
#include "host/text/text.h"

#include "format/decide.h"

#include <stdio.h>

static void free_certs(struct tx_certs **certs) {
  tx_certs_destroy(*certs);
}
static void release(struct cache_item **item) {
  if (*item) cache_release(*item);
}

/* The newest list of the area's withdrawn certificates that this server holds. */
static struct tx_certs *find_list(struct server *server, const struct request *request,
                                  uint64_t area) {
  __attribute__((cleanup(release))) struct cache_item *item =
      cache_take(server->cache, PUBLISHED_CERTS, area);
  struct tx_certs *certs = NULL;
  if (!item || tx_certs_take(item->body, request->signing->trust, NULL,
                             (struct tx_clock){ .now_s = request->now_s }, &certs) != TX_OK)
    return NULL;
  return certs;
}

static void fill(const struct tx_certificate *certificate, struct certificate_verified *out) {
  struct certificate_row row = { .area = certificate->area,
                                 .serial = certificate->serial,
                                 .iat = certificate->iat };
  out->certificate = *certificate;
  certificate_number(&row, out->number);
  for (size_t i = 0; i < certificate->value_count; i++)
    snprintf(out->values[i], sizeof out->values[i], "%.*s", (int)certificate->values[i].n,
             (const char *)certificate->values[i].p);
}

enum tx_reason certificate_verify(struct server *server, const struct request *request,
                                  const char *text, struct certificate_verified *out) {
  struct tx_showing showing;
  struct tx_decision decision = { 0 };
  struct tx_certificate unchecked = { 0 };
  __attribute__((cleanup(free_certs))) struct tx_certs *certs = NULL;
  *out = (struct certificate_verified){ 0 };
  enum tx_reason reason = tx_decide_open(&showing, tx_span_text(text), request->signing->trust);
  if (reason == TX_OK && showing.kind != TX_SHOWN_CERTIFICATE) return TX_BAD_ARGUMENT;
  if (reason == TX_OK) reason = tx_certificate_read(showing.checks[0].sign1.payload, &unchecked);
  if (reason == TX_OK) certs = find_list(server, request, unchecked.area);
  const struct tx_certs *const lists[] = { certs };
  const struct tx_gate gate = { .area = unchecked.area,
                                .clock = { .now_s = request->now_s },
                                .trust = request->signing->trust,
                                .certs = lists,
                                .cert_count = certs ? 1 : 0 };
  bool held = showing.check_count && tx_check_holds(&showing.checks[0]);
  tx_decide_conclude(&showing, held ? TX_HELD_ISSUER : 0, &gate, &decision);
  out->reason = decision.reason;
  out->read = decision.certified;
  out->listed = decision.listed;
  out->data_as_of = decision.data_as_of;
  if (decision.certified) fill(&decision.certificate, out);
  return TX_OK;
}
