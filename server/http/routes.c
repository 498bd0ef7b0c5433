/* SPDX-License-Identifier: Apache-2.0 */
#include "routes.h"

#include "api/events.h"
#include "api/gates.h"
#include "api/health.h"
#include "api/imports.h"
#include "api/passes.h"
#include "api/policies.h"
#include "api/publications.h"
#include "api/residents.h"
#include "api/status.h"
#include "api/sync.h"

#include "format/event.h"
#include "format/login.h"
#include "format/policy.h"
#include "format/trust.h"

#define FORM 4096u
#define FILE_MAX (512u << 20) /* a roster, a feed */

#define WAITS true /* for the database */

#define ANYONE(...)                                                                                \
  {                                                                                                \
    ROUTE_ANYONE, {                                                                                \
      __VA_ARGS__                                                                                  \
    }                                                                                              \
  }
#define OFFICE(...)                                                                                \
  {                                                                                                \
    ROUTE_OFFICE, {                                                                                \
      __VA_ARGS__                                                                                  \
    }                                                                                              \
  }

const struct server_route server_routes[] = {
  ANYONE("GET", "/v1/sync/trust", api_sync_trust, 0, false),
  ANYONE("GET", "/v1/sync/trust/{seq}", api_sync_trust_seq, 0, WAITS),
  ANYONE("GET", "/v1/sync/status/{area}", api_sync_status, 0, false),
  ANYONE("GET", "/v1/sync/status/{area}/{seq}", api_sync_status_seq, 0, WAITS),
  ANYONE("GET", "/v1/sync/status/{area}/{seq}/delta", api_sync_delta, 0, WAITS),
  ANYONE("GET", "/v1/sync/policy/{area}", api_sync_policy, 0, false),
  ANYONE("GET", "/v1/sync/policy/{area}/{seq}", api_sync_policy_seq, 0, WAITS),
  ANYONE("GET", "/v1/sync/certs/{area}", api_sync_certs, 0, false),
  ANYONE("GET", "/v1/sync/certs/{area}/{seq}", api_sync_certs_seq, 0, WAITS),
  ANYONE("GET", "/v1/nonce", api_gates_nonce, 0, false),
  ANYONE("POST", "/v1/gates", api_gates_add, FORM, WAITS),
  ANYONE("POST", "/v1/gates/token", api_gates_token, TX_LOGIN_MAX, WAITS),
  ANYONE("POST", "/v1/events", api_events_take, TX_BATCH_MAX, WAITS),
  ANYONE("GET", "/v1/history/{area}", api_events_history, 0, WAITS),
  ANYONE("GET", "/healthz", api_health_alive, 0, false),
  ANYONE("GET", "/readyz", api_health_ready, 0, WAITS),
  ANYONE("GET", "/metrics", api_health_metrics, 0, false),
  OFFICE("GET", "/v1/status", api_status_show, 0, WAITS),
  OFFICE("POST", "/v1/areas", api_status_add_area, FORM, WAITS),
  OFFICE("GET", "/v1/audit/verification", api_status_audit, 0, WAITS),
  OFFICE("GET", "/v1/residents", api_residents_show, 0, WAITS),
  OFFICE("POST", "/v1/residents/search", api_residents_search, FORM, WAITS),
  OFFICE("PUT", "/v1/residents/{area}/{index}/state", api_residents_state, FORM, WAITS),
  OFFICE("POST", "/v1/residents/{area}/{index}/statements", api_residents_statement, FORM, WAITS),
  OFFICE("POST", "/v1/residents/{area}/{index}/passes", api_passes_issue, FORM, WAITS),
  OFFICE("POST", "/v1/residents/{area}/{index}/explanations", api_policies_explain, TX_POLICY_MAX,
         WAITS),
  OFFICE("POST", "/v1/passes", api_passes_issue_all, FORM, WAITS),
  OFFICE("GET", "/v1/imports", api_imports_show, 0, WAITS),
  OFFICE("POST", "/v1/imports", api_imports_create, FILE_MAX, WAITS),
  OFFICE("DELETE", "/v1/imports/{area}/{id}", api_imports_cancel, 0, WAITS),
  OFFICE("POST", "/v1/feeds", api_imports_feed, FILE_MAX, WAITS),
  OFFICE("GET", "/v1/publications", api_publications_show, 0, WAITS),
  OFFICE("POST", "/v1/publications", api_publications_create, 0, WAITS),
  OFFICE("PUT", "/v1/trust", api_publications_trust, TX_TRUST_MAX, WAITS),
  OFFICE("GET", "/v1/gates", api_gates_show, 0, WAITS),
  OFFICE("POST", "/v1/gates/codes", api_gates_code, FORM, WAITS),
  OFFICE("DELETE", "/v1/gates/{gate}", api_gates_remove, 0, WAITS),
  OFFICE("GET", "/v1/gates/{gate}/events", api_events_show, 0, WAITS),
  OFFICE("GET", "/v1/policies", api_policies_show, 0, WAITS),
  OFFICE("POST", "/v1/policies", api_policies_publish, TX_POLICY_MAX, WAITS),
  OFFICE("POST", "/v1/policies/drafts", api_policies_draft, TX_POLICY_MAX, WAITS),
  OFFICE("POST", "/v1/policies/checks", api_policies_check, TX_POLICY_MAX, WAITS),
  OFFICE("POST", "/v1/policies/rehearsals", api_policies_rehearse, TX_POLICY_MAX, WAITS),
  OFFICE("POST", "/v1/policies/signed", api_policies_import, TX_POLICY_MAX * 2, WAITS),
  OFFICE("PUT", "/v1/policies/data", api_policies_declare, FORM, WAITS),
};
const size_t server_route_count = sizeof server_routes / sizeof *server_routes;

size_t routes_of(bool office, struct host_route *out) {
  size_t count = 0;
  for (size_t i = 0; i < server_route_count; i++)
    if (office || server_routes[i].who == ROUTE_ANYONE) out[count++] = server_routes[i].route;
  return count;
}
