/* SPDX-License-Identifier: Apache-2.0 */
#include "routes.h"

#include "api/call/grounds.h"
#include "api/call/holders.h"
#include "api/feed/feed_statements.h"
#include "api/feed/feeds.h"
#include "api/gate/events.h"
#include "api/gate/gates.h"
#include "api/gate/publications.h"
#include "api/gate/sync.h"
#include "api/home/home.h"
#include "api/office/accounts.h"
#include "api/office/appeals.h"
#include "api/office/audit.h"
#include "api/office/clock.h"
#include "api/office/closings.h"
#include "api/office/drills.h"
#include "api/office/health.h"
#include "api/office/requests.h"
#include "api/office/sessions.h"
#include "api/office/status.h"
#include "api/order/policies.h"
#include "api/pass/cards.h"
#include "api/pass/certificates.h"
#include "api/pass/claims.h"
#include "api/pass/ledger.h"
#include "api/pass/me_passes.h"
#include "api/pass/passes.h"
#include "api/pass/visitors.h"
#include "api/report/reports.h"
#include "api/report/traces.h"
#include "api/resident/applications.h"
#include "api/resident/changes.h"
#include "api/resident/documents.h"
#include "api/resident/exemptions.h"
#include "api/resident/gone.h"
#include "api/resident/households.h"
#include "api/resident/imports.h"
#include "api/resident/me.h"
#include "api/resident/person.h"
#include "api/resident/previews.h"
#include "api/resident/resident_edit.h"
#include "api/resident/residents.h"
#include "api/resident/undo.h"

#include "web/web.h"

#include "domain/import/preview.h"
#include "model/account.h"

#include "format/event.h"
#include "format/login.h"
#include "format/policy.h"
#include "format/trust.h"

#define FORM 4096u
#define MANY (1u << 20)            /* the numbers of people, each of whom is meant */
#define CARDS (512u << 10)         /* the passes of a call, as they were issued */
#define FILE_MAX (512u << 20)      /* a roster, a feed */
#define FEED_MAX ((size_t)4 << 30) /* nothing of it is kept */

/* For the database, by whose work it is: gates go first, residents' pages last. */
#define GATES (HOST_WAITS | HOST_CLASS(HOST_FIRST))
#define OBJECTS (GATES | HOST_SOON)                  /* the newest are in memory */
#define WAITS (HOST_WAITS | HOST_CLASS(HOST_SECOND)) /* the office */
#define FEEDS (HOST_WAITS | HOST_CLASS(HOST_THIRD))
#define LINES (FEEDS | HOST_PARTS)
#define PHONES (HOST_WAITS | HOST_CLASS(HOST_LAST))
#define MAKES HOST_MAKES   /* what makes something, once under an Idempotency-Key */
#define PUBLIC HOST_PUBLIC /* the same to everybody, by whatever name they call the server */

const struct host_route server_routes[] = {
  { "GET", "/", web_home, 0, PUBLIC, 0 },
  { "GET", "/resident/{path…}", web_resident, 0, PUBLIC, 0 },
  { "GET", "/office/{path…}", web_office, 0, PUBLIC, 0 },
  { "GET", "/v1/sync/trust", api_sync_trust, 0, PUBLIC, 0 },
  { "GET", "/v1/sync/trust/{seq}", api_sync_trust_seq, 0, OBJECTS | PUBLIC, 0 },
  { "GET", "/v1/sync/status/{area}", api_sync_status, 0, 0, 0 },
  { "GET", "/v1/sync/status/{area}/{seq}", api_sync_status_seq, 0, OBJECTS, 0 },
  { "GET", "/v1/sync/status/{area}/{seq}/delta", api_sync_delta, 0, OBJECTS, 0 },
  { "GET", "/v1/sync/policy/{area}", api_sync_policy, 0, PUBLIC, 0 },
  { "GET", "/v1/sync/policy/{area}/{seq}", api_sync_policy_seq, 0, OBJECTS | PUBLIC, 0 },
  { "GET", "/v1/sync/end/{area}", api_sync_end, 0, PHONES | PUBLIC, 0 },
  { "GET", "/v1/sync/certs/{area}", api_sync_certs, 0, PUBLIC, 0 },
  { "GET", "/v1/sync/certs/{area}/{seq}", api_sync_certs_seq, 0, OBJECTS | PUBLIC, 0 },
  { "GET", "/v1/nonce", api_gates_nonce, 0, 0, 0 },
  { "POST", "/v1/gates", api_gates_add, FORM, MAKES | GATES, 0 },
  { "GET", "/v1/gates/token", api_gates_token_show, 0, 0, 0 },
  { "POST", "/v1/gates/token", api_gates_token, TX_LOGIN_MAX, GATES, 0 },
  { "POST", "/v1/events", api_events_take, TX_BATCH_MAX, GATES, 0 },
  { "GET", "/v1/events", api_events_find, 0, WAITS, RIGHT_SEARCH },
  { "GET", "/v1/events/hours", api_events_hours, 0, WAITS, RIGHT_REPORTS },
  { "GET", "/v1/history/{area}", api_events_history, 0, GATES, 0 },
  { "GET", "/healthz", api_health_alive, 0, PUBLIC, 0 },
  { "GET", "/readyz", api_health_ready, 0, GATES | PUBLIC, 0 },
  { "GET", "/metrics", api_health_metrics, 0, 0, 0 },
  { "POST", "/v1/sessions", api_sessions_open, FORM, WAITS, 0 },
  { "GET", "/v1/changes", api_changes_show, 0, 0, 0 },
  { "GET", "/v1/sessions/current", api_sessions_show, 0, WAITS, RIGHT_SIGNED_IN },
  { "DELETE", "/v1/sessions/current", api_sessions_close, 0, WAITS, RIGHT_SIGNED_IN },
  { "POST", "/v1/accounts/activations", api_accounts_activate, FORM, WAITS, 0 },
  { "POST", "/v1/accounts/bindings", api_accounts_bind, 0, WAITS, RIGHT_LOCAL },
  { "POST", "/v1/accounts/{login}/codes", api_accounts_code, 0, MAKES | WAITS, RIGHT_ADMIN },
  { "GET", "/v1/accounts", api_accounts_show, 0, WAITS, RIGHT_ADMIN | RIGHT_AUDIT },
  { "POST", "/v1/accounts", api_accounts_add, FORM, MAKES | WAITS, RIGHT_ADMIN },
  { "DELETE", "/v1/accounts/{login}", api_accounts_end, 0, WAITS, RIGHT_ADMIN },
  { "GET", "/v1/bodies", api_bodies_show, 0, WAITS, RIGHT_ADMIN | RIGHT_AUDIT },
  { "POST", "/v1/bodies", api_bodies_add, FORM, MAKES | WAITS, RIGHT_ADMIN },
  { "GET", "/v1/status", api_status_show, 0, WAITS, RIGHT_LOCAL },
  { "GET", "/v1/reports/{report}", api_reports_show, 0, WAITS, RIGHT_REPORTS },
  { "GET", "/v1/reports/tests/people", api_reports_untested, 0, WAITS, RIGHT_SEARCH },
  { "GET", "/v1/figures/{area}", api_figures_show, 0, WAITS, RIGHT_REPORTS },
  { "GET", "/v1/ends", api_status_ends, 0, WAITS, RIGHT_REPORTS },
  { "GET", "/v1/home", api_home_show, 0, WAITS, RIGHT_REPORTS },
  { "GET", "/v1/clock", api_clock_show, 0, WAITS, RIGHT_LOCAL },
  { "POST", "/v1/clock/confirmations", api_clock_confirm, FORM, MAKES | WAITS, RIGHT_ADMIN },
  { "POST", "/v1/areas", api_status_add_area, FORM, MAKES | WAITS, RIGHT_ADMIN },
  { "GET", "/v1/audit", api_audit_show, 0, WAITS, RIGHT_SECOND | RIGHT_AUDIT },
  { "GET", "/v1/audit/verification", api_status_audit, 0, WAITS, RIGHT_LOCAL | RIGHT_AUDIT },
  { "GET", "/v1/residents", api_residents_show, 0, WAITS, RIGHT_SEARCH },
  { "POST", "/v1/residents", api_residents_add, FORM, MAKES | WAITS, RIGHT_ROSTER },
  { "PATCH", "/v1/residents/{area}/{index}", api_residents_edit, FORM, WAITS, RIGHT_ROSTER },
  { "GET", "/v1/households", api_households_show, 0, WAITS, RIGHT_SEARCH },
  { "POST", "/v1/residents/search", api_residents_search, FORM, WAITS, RIGHT_SEARCH },
  { "GET", "/v1/residents/{area}/{index}", api_person_show, 0, WAITS, RIGHT_OPEN },
  { "PUT", "/v1/residents/{area}/{index}/state", api_residents_state, FORM, WAITS, RIGHT_PASSES },
  { "POST", "/v1/residents/{area}/{index}/documents", api_documents_add, FORM, MAKES | WAITS,
    RIGHT_ROSTER },
  { "DELETE", "/v1/residents/{area}/{index}/documents/{document}", api_documents_remove, 0, WAITS,
    RIGHT_ROSTER },
  { "PUT", "/v1/residents/{area}/{index}/exemptions", api_exemptions_set, FORM, WAITS,
    RIGHT_PASSES },
  { "POST", "/v1/residents/{area}/{index}/statements", api_residents_statement, FORM, MAKES | WAITS,
    RIGHT_PROPOSE | RIGHT_STATEMENTS },
  { "GET", "/v1/grounds", api_grounds_show, 0, WAITS, RIGHT_SIGNED_IN },
  { "GET", "/v1/requests", api_requests_show, 0, WAITS,
    RIGHT_PROPOSE | RIGHT_SECOND | RIGHT_AUDIT },
  { "POST", "/v1/requests", api_requests_make, FORM, MAKES | WAITS,
    RIGHT_ROSTER | RIGHT_PASSES | RIGHT_TRACES },
  { "POST", "/v1/requests/{area}/{id}/decisions", api_requests_decide, FORM, MAKES | WAITS,
    RIGHT_PROPOSE | RIGHT_SECOND },
  { "POST", "/v1/residents/{area}/{index}/passes", api_passes_issue, FORM, MAKES | WAITS,
    RIGHT_PASSES },
  { "POST", "/v1/residents/{area}/{index}/explanations", api_policies_explain, TX_POLICY_MAX, WAITS,
    RIGHT_OPEN },
  { "GET", "/v1/passes", api_ledger_show, 0, WAITS, RIGHT_PASSES },
  { "POST", "/v1/passes", api_passes_issue_all, FORM, MAKES | WAITS, RIGHT_PASSES },
  { "POST", "/v1/cards", api_cards_draw, CARDS, WAITS, RIGHT_PASSES },
  { "POST", "/v1/passes/search", api_ledger_search, FORM, WAITS, RIGHT_PASSES },
  { "GET", "/v1/claims", api_claims_show, 0, WAITS, RIGHT_PASSES },
  { "POST", "/v1/claims", api_claims_make, FORM, MAKES | WAITS, RIGHT_PASSES },
  { "POST", "/v1/applications", api_applications_make, FORM, MAKES | PHONES, 0 },
  { "GET", "/v1/applications", api_applications_show, 0, WAITS, RIGHT_PASSES },
  { "POST", "/v1/applications/{area}/{id}/decisions", api_applications_decide, FORM, MAKES | WAITS,
    RIGHT_PASSES },
  { "POST", "/v1/holders/sessions", api_holders_open, TX_LOGIN_MAX, PHONES, 0 },
  { "DELETE", "/v1/holders/sessions/current", api_holders_close, 0, PHONES, 0 },
  { "GET", "/v1/me", api_me_show, 0, PHONES, 0 },
  { "GET", "/v1/me/appeals", api_me_appeals, 0, PHONES, 0 },
  { "POST", "/v1/me/appeals", api_me_appeal, FORM, MAKES | PHONES, 0 },
  { "GET", "/v1/me/certificates", api_me_certificates, 0, PHONES, 0 },
  { "GET", "/v1/me/reads", api_me_reads, 0, PHONES, 0 },
  { "POST", "/v1/me/passes/{area}/{index}/renewals", api_me_renew, 0, MAKES | PHONES, 0 },
  { "POST", "/v1/me/passes/{area}/{index}/cards", api_me_card, 0, PHONES, 0 },
  { "GET", "/v1/me/visitors", api_me_visitors, 0, PHONES, 0 },
  { "POST", "/v1/me/visitors", api_me_visitor, FORM, MAKES | PHONES, 0 },
  { "DELETE", "/v1/me/visitors/{area}/{visit}", api_me_visitor_end, 0, PHONES, 0 },
  { "GET", "/v1/visitors", api_visitors_show, 0, WAITS, RIGHT_PASSES },
  { "POST", "/v1/visitors", api_visitors_add, FORM, MAKES | WAITS, RIGHT_PASSES },
  { "GET", "/v1/appeals", api_appeals_show, 0, WAITS, RIGHT_PASSES | RIGHT_APPEALS },
  { "POST", "/v1/appeals", api_appeals_make, FORM, MAKES | WAITS, RIGHT_PASSES | RIGHT_APPEALS },
  { "POST", "/v1/appeals/{area}/{id}/answers", api_appeals_answer, FORM, MAKES | WAITS,
    RIGHT_APPEALS },
  { "GET", "/v1/certificates", api_certificates_show, 0, WAITS, RIGHT_PASSES },
  { "POST", "/v1/certificates", api_certificates_issue, FORM, MAKES | WAITS, RIGHT_PASSES },
  { "POST", "/v1/certificates/answers", api_certificates_may, FORM, WAITS, RIGHT_PASSES },
  { "POST", "/v1/certificates/verifications", api_certificates_verify, FORM, WAITS,
    RIGHT_SIGNED_IN },
  { "GET", "/v1/certificates/editions", api_certificates_editions, 0, WAITS,
    RIGHT_PASSES | RIGHT_POLICIES },
  { "POST", "/v1/certificates/editions", api_certificates_edition, FORM, MAKES | WAITS,
    RIGHT_POLICIES },
  { "GET", "/v1/certificates/{area}/{serial}", api_certificates_open, 0, WAITS, RIGHT_PASSES },
  { "POST", "/v1/certificates/{area}/{serial}/withdrawals", api_certificates_withdraw, FORM,
    MAKES | WAITS, RIGHT_PASSES },
  { "GET", "/v1/closings", api_closings_show, 0, WAITS, RIGHT_REPORTS },
  { "POST", "/v1/closings", api_closings_ask, FORM, MAKES | WAITS, RIGHT_ADMIN },
  { "POST", "/v1/closings/verifications", api_closings_verify, 2 * FORM, WAITS, RIGHT_SIGNED_IN },
  { "GET", "/v1/drills", api_drills_show, 0, WAITS, RIGHT_REPORTS },
  { "POST", "/v1/drills", api_drills_start, FORM, MAKES | WAITS, RIGHT_POLICIES },
  { "DELETE", "/v1/drills/{area}", api_drills_end, 0, WAITS, RIGHT_POLICIES },
  { "GET", "/v1/traces", api_traces_show, 0, WAITS, RIGHT_TRACES },
  { "POST", "/v1/traces", api_traces_make, FORM, MAKES | FEEDS, RIGHT_TRACES },
  { "GET", "/v1/traces/{area}/{id}", api_traces_open, 0, WAITS, RIGHT_TRACES },
  { "POST", "/v1/traces/{area}/{id}/requests", api_traces_ask, FORM, MAKES | WAITS, RIGHT_TRACES },
  { "GET", "/v1/traces/{area}/{id}/people", api_traces_people, 0, FEEDS, RIGHT_TRACES },
  { "GET", "/v1/imports", api_imports_show, 0, WAITS, RIGHT_ROSTER },
  { "POST", "/v1/imports", api_imports_create, FILE_MAX, MAKES | FEEDS, RIGHT_ROSTER },
  { "POST", "/v1/imports/previews", api_previews_create, PREVIEW_FILE_MAX, FEEDS, RIGHT_ROSTER },
  { "GET", "/v1/imports/previews/{area}/{id}", api_previews_show, 0, WAITS, RIGHT_ROSTER },
  { "DELETE", "/v1/imports/previews/{area}/{id}", api_previews_discard, 0, WAITS, RIGHT_ROSTER },
  { "POST", "/v1/imports/previews/{area}/{id}/confirmations", api_previews_confirm, 0,
    MAKES | FEEDS, RIGHT_ROSTER },
  { "POST", "/v1/imports/{area}/{id}/undo", api_undo_create, 0, MAKES | FEEDS, RIGHT_ROSTER },
  { "GET", "/v1/imports/{area}/{id}/gone", api_gone_show, 0, WAITS, RIGHT_ROSTER },
  { "POST", "/v1/imports/{area}/{id}/gone/confirmations", api_gone_confirm, MANY, MAKES | FEEDS,
    RIGHT_ROSTER },
  { "POST", "/v1/imports/{area}/{id}/gone/undo", api_gone_undo, MANY, MAKES | FEEDS, RIGHT_ROSTER },
  { "DELETE", "/v1/imports/{area}/{id}", api_imports_cancel, 0, WAITS, RIGHT_ROSTER },
  { "POST", "/v1/feeds", api_imports_feed, FILE_MAX, MAKES | FEEDS,
    RIGHT_ROSTER | RIGHT_STATEMENTS },
  { "GET", "/v1/feeds", api_feeds_show, 0, WAITS, RIGHT_AUDIT | RIGHT_ADMIN },
  { "PUT", "/v1/feeds/{source}", api_feeds_set, FORM, WAITS, RIGHT_ADMIN },
  { "DELETE", "/v1/feeds/{source}", api_feeds_end, 0, WAITS, RIGHT_ADMIN },
  { "POST", "/v1/feeds/token", api_feeds_sign_in, TX_LOGIN_MAX, FEEDS, 0 },
  { "POST", "/v1/feeds/{source}/tokens", api_feeds_renew, 0, MAKES | WAITS, RIGHT_ADMIN },
  { "POST", "/v1/feeds/{source}/statements", api_feeds_take, FEED_MAX, LINES, RIGHT_FEED },
  { "GET", "/v1/feeds/{source}/receipts/{id}", api_feeds_receipt, 0, WAITS,
    RIGHT_AUDIT | RIGHT_ADMIN | RIGHT_FEED },
  { "GET", "/v1/publications", api_publications_show, 0, WAITS, RIGHT_REPORTS },
  { "POST", "/v1/publications", api_publications_create, 0, MAKES | WAITS,
    RIGHT_PASSES | RIGHT_POLICIES | RIGHT_ADMIN },
  { "PUT", "/v1/trust", api_publications_trust, TX_TRUST_MAX, WAITS, RIGHT_ADMIN },
  { "GET", "/v1/gates", api_gates_show, 0, WAITS, RIGHT_REPORTS },
  { "POST", "/v1/gates/codes", api_gates_code, FORM, MAKES | WAITS, RIGHT_GATES },
  { "DELETE", "/v1/gates/{gate}", api_gates_remove, 0, WAITS, RIGHT_GATES },
  { "GET", "/v1/gates/{gate}/events", api_events_show, 0, WAITS, RIGHT_SEARCH },
  { "GET", "/v1/policies", api_policies_show, 0, WAITS, RIGHT_REPORTS },
  { "POST", "/v1/policies", api_policies_publish, TX_POLICY_MAX, MAKES | WAITS, RIGHT_POLICIES },
  { "GET", "/v1/policies/contradictions", api_policies_contradictions, 0, WAITS, RIGHT_REPORTS },
  { "POST", "/v1/policies/drafts", api_policies_draft, TX_POLICY_MAX, MAKES | WAITS,
    RIGHT_POLICIES },
  { "GET", "/v1/policies/drafts/{draft}", api_policies_draft_show, 0, WAITS, RIGHT_POLICIES },
  { "POST", "/v1/policies/checks", api_policies_check, TX_POLICY_MAX, WAITS, RIGHT_POLICIES },
  { "POST", "/v1/policies/rehearsals", api_policies_rehearse, TX_POLICY_MAX, WAITS,
    RIGHT_POLICIES },
  { "POST", "/v1/policies/signed", api_policies_import, TX_POLICY_MAX * 2, MAKES | WAITS,
    RIGHT_POLICIES },
  { "GET", "/v1/policies/data", api_policies_declared, 0, WAITS, RIGHT_REPORTS },
  { "PUT", "/v1/policies/data", api_policies_declare, FORM, WAITS, RIGHT_POLICIES },
};
const size_t server_route_count = sizeof server_routes / sizeof *server_routes;

bool server_lost(struct host_request *http, void *context) {
  return web_lost(http, context);
}
