/* SPDX-License-Identifier: Apache-2.0 */
#include "routes.h"

#include "api/admin.h"
#include "api/gates.h"
#include "api/health.h"
#include "api/sync.h"

#include "format/event.h"
#include "format/login.h"

const struct host_route public_routes[] = {
  { "GET", "/v1/sync/trust", sync_trust, 0 },
  { "GET", "/v1/sync/trust/{seq}", sync_trust_seq, 0 },
  { "GET", "/v1/sync/status/{area}", sync_status, 0 },
  { "GET", "/v1/sync/status/{area}/{seq}", sync_status_seq, 0 },
  { "GET", "/v1/sync/status/{area}/{seq}/delta", sync_delta, 0 },
  { "GET", "/v1/sync/policy/{area}", sync_policy, 0 },
  { "GET", "/v1/sync/policy/{area}/{seq}", sync_policy_seq, 0 },
  { "GET", "/v1/sync/certs/{area}", sync_certs, 0 },
  { "GET", "/v1/sync/certs/{area}/{seq}", sync_certs_seq, 0 },
  { "GET", "/v1/nonce", gates_nonce, 0 },
  { "POST", "/v1/gates", gates_enrol, 4096 },
  { "POST", "/v1/gates/token", gates_token, TX_LOGIN_MAX },
  { "POST", "/v1/events", gates_events, TX_BATCH_MAX },
  { "GET", "/v1/history/{area}", gates_history, 0 },
  { "GET", "/healthz", health_alive, 0 },
  { "GET", "/readyz", health_ready, 0 },
  { "GET", "/metrics", health_metrics, 0 },
};
const size_t public_route_count = sizeof public_routes / sizeof *public_routes;

const struct host_route socket_routes[] = {
  { "POST", "/v1/admin/{command}", admin_handle, ADMIN_BODY_MAX },
  { "GET", "/healthz", health_alive, 0 },
};
const size_t socket_route_count = sizeof socket_routes / sizeof *socket_routes;
