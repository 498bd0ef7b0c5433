/* SPDX-License-Identifier: Apache-2.0 */
/* A gate before a server that does as a test likes: what it is told, and what it does about it.
 * What an honest server does is tried with a real one, in tests/integration. */
#include "sync/sync_internal.h"

#include "gate_scene.h"

#include "host/http/http.h"

#include <stdio.h>
#include <unistd.h>

struct office {
  struct host_http *http;
  const char *events_answer; /* JSON */
  unsigned events_status;
  struct forge_bytes trust;   /* served when there is any */
  char link[128];             /* the header Link beside it; "": none */
  struct forge_bytes between; /* the list at between_seq */
  uint64_t between_seq; /* 0: a stranger's list at every address, and a link to the one before */
  unsigned between_asked;
  unsigned events_asked, trust_asked;
  uint64_t first; /* of the last batch */
  size_t count;
  uint64_t lost_to; /* 0: no gap was declared */
  const struct tx_signer *gate_key;
};

static void get_trust(struct host_request *request, void *context) {
  struct office *office = context;
  office->trust_asked++;
  if (office->link[0]) host_reply_header(request, "Link", office->link);
  if (office->trust.p)
    host_reply(request, 200, "application/cose", forge_span(&office->trust));
  else
    host_reply_problem(request, 404, TX_NOT_FOUND, NULL);
}

static void link_to(uint64_t seq, char out[128]) {
  snprintf(out, 128, "</v1/sync/trust/%llu>; rel=\"predecessor-version\"", (unsigned long long)seq);
}

static void get_between(struct host_request *request, void *context) {
  struct office *office = context;
  uint64_t seq = strtoull(host_request_param(request, "seq"), NULL, 10);
  char link[128];
  office->between_asked++;
  link_to(seq - 1, link);
  if (!office->between_seq) host_reply_header(request, "Link", link);
  if (office->between.p && (!office->between_seq || office->between_seq == seq))
    host_reply(request, 200, "application/cose", forge_span(&office->between));
  else
    host_reply_problem(request, 404, TX_NOT_FOUND, NULL);
}

static void get_nothing(struct host_request *request, void *context) {
  (void)context;
  host_reply_problem(request, 404, TX_NOT_FOUND, NULL);
}

static void get_nonce(struct host_request *request, void *context) {
  (void)context;
  host_reply_json(request, 200, "{\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}");
}

static void post_token(struct host_request *request, void *context) {
  (void)context;
  host_reply_json(request, 200,
                  "{\"token\":\"t\",\"expires_in\":3600,\"subscriptions\":[\"610113001002\"]}");
}

static void post_events(struct host_request *request, void *context) {
  struct office *office = context;
  struct tx_batch *batch = NULL;
  const struct tx_signer *key = office->gate_key;
  office->events_asked++;
  if (tx_batch_take(host_request_body(request), key->alg, tx_span_of(key->spki, key->spki_len),
                    &batch) == TX_OK) {
    office->first = batch->first;
    office->count = batch->count;
    office->lost_to = batch->lost ? batch->lost_to : 0;
  }
  tx_batch_destroy(batch);
  host_reply_json(request, office->events_status, office->events_answer);
}

static const struct host_route routes[] = {
  { "GET", "/v1/sync/trust", get_trust, 0, 0, 0 },
  { "GET", "/v1/sync/trust/{seq}", get_between, 0, 0, 0 },
  { "GET", "/v1/sync/{rest…}", get_nothing, 0, 0, 0 },
  { "GET", "/v1/history/{area}", get_nothing, 0, 0, 0 },
  { "GET", "/v1/nonce", get_nonce, 0, 0, 0 },
  { "POST", "/v1/gates/token", post_token, 4096, 0, 0 },
  { "POST", "/v1/events", post_events, TX_BATCH_MAX, 0, 0 },
};

struct meeting {
  struct scene scene;
  struct office office;
  struct gate_sync *sync;
};

static void meet(struct meeting *meeting) {
  struct office *office = &meeting->office;
  *office = (struct office){ .events_status = 200, .events_answer = "{}" };
  const struct host_http_options options = { .listen = "127.0.0.1:0",
                                             .routes = routes,
                                             .route_count = sizeof routes / sizeof *routes,
                                             .context = office,
                                             .threads = 1 };
  assert_int_equal(host_http_start(&options, &office->http), TX_OK);
  scene_begin(&meeting->scene, TX_GATE_PEDESTRIAN, TX_IN);
  struct gate_identity *identity = &meeting->scene.gate.identity;
  office->gate_key = identity->key;
  snprintf(identity->server, sizeof identity->server, "http://127.0.0.1:%u",
           host_http_port(office->http));
  meeting->sync = gate_sync_create(&meeting->scene.gate);
  assert_non_null(meeting->sync);
}

static void part(struct meeting *meeting) {
  gate_sync_destroy(meeting->sync);
  scene_end(&meeting->scene);
  host_http_stop(meeting->office.http, 500);
  forge_bytes_free(&meeting->office.trust);
  forge_bytes_free(&meeting->office.between);
}

static void happen(struct meeting *meeting, int events) {
  for (int i = 0; i < events; i++)
    scene_show(&meeting->scene, "https://example.org/");
  assert_true(gate_journal_flush(meeting->scene.gate.journal, 5000));
}

static uint64_t acknowledged(struct meeting *meeting) {
  return gate_journal_count(meeting->scene.gate.journal).acknowledged;
}

static void events_go_when_the_server_acknowledges_them(void **state) {
  (void)state;
  struct meeting meeting;
  meet(&meeting);
  happen(&meeting, 3);
  meeting.office.events_answer = "{\"acknowledged\":3}";
  assert_true(gate_sync_round(meeting.sync));
  assert_int_equal(meeting.office.first, 1);
  assert_int_equal(meeting.office.count, 3);
  assert_int_equal(acknowledged(&meeting), 3);
  assert_int_equal(gate_journal_stored(meeting.scene.gate.journal), 0);
  part(&meeting);
}

static void a_server_that_answers_nonsense_makes_the_gate_forget_nothing(void **state) {
  (void)state;
  static const char *const nonsense[] = {
    "{}", "{\"acknowledged\":\"3\"}", "{\"acknowledged\":99}", "{\"acknowledged\":0}", "<html>", ""
  };
  struct meeting meeting;
  meet(&meeting);
  happen(&meeting, 3);
  for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
    meeting.office.events_answer = nonsense[i];
    assert_false(gate_sync_round(meeting.sync));
    assert_int_equal(acknowledged(&meeting), 0);
    assert_int_equal(gate_journal_stored(meeting.scene.gate.journal), 3);
  }
  part(&meeting);
}

static void a_restored_server_gets_again_what_it_forgot_or_is_told_of_the_gap(void **state) {
  (void)state;
  struct meeting meeting;
  meet(&meeting);
  happen(&meeting, 3);
  meeting.office.events_answer = "{\"acknowledged\":3}";
  assert_true(gate_sync_round(meeting.sync));
  happen(&meeting, 1);
  meeting.office.events_status = 409;
  meeting.office.events_answer = "{\"expected\":2}";
  gate_sync_round(meeting.sync);
  assert_int_equal(meeting.office.first, 4);
  assert_int_equal(meeting.office.count, 1);
  assert_int_equal(meeting.office.lost_to, 3);
  meeting.office.events_status = 200;
  meeting.office.events_answer = "{\"acknowledged\":4}";
  assert_true(gate_sync_round(meeting.sync));
  assert_int_equal(acknowledged(&meeting), 4);
  part(&meeting);
}

static void an_acknowledgement_over_a_line_that_anybody_could_be_on_does_not_count(void **state) {
  (void)state;
  struct meeting meeting;
  meet(&meeting);
  happen(&meeting, 3);
  meeting.office.events_answer = "{\"acknowledged\":3}";
  meeting.sync->fetch.loopback = false;
  assert_false(gate_sync_round(meeting.sync));
  assert_int_equal(meeting.office.count, 3);
  assert_int_equal(acknowledged(&meeting), 0);
  assert_int_equal(gate_journal_stored(meeting.scene.gate.journal), 3);
  part(&meeting);
}

static void a_long_journal_goes_in_batches_within_the_limit(void **state) {
  (void)state;
  struct meeting meeting;
  meet(&meeting);
  happen(&meeting, TX_BATCH_EVENTS + 5);
  meeting.office.events_answer = "{\"acknowledged\":1000}";
  gate_sync_round(meeting.sync);
  assert_int_equal(acknowledged(&meeting), TX_BATCH_EVENTS);
  assert_int_equal(meeting.office.first, TX_BATCH_EVENTS + 1);
  assert_int_equal(meeting.office.count, 5);
  part(&meeting);
}

static void a_trust_list_is_taken_and_a_page_of_html_in_its_place_is_not(void **state) {
  (void)state;
  struct meeting meeting;
  struct forge_trust draft;
  meet(&meeting);
  forge_trust_draft(&meeting.scene.forge, &draft);
  meeting.office.trust = forge_trust(&meeting.scene.forge, &draft, FORGE_ROOT);
  assert_true(gate_sync_round(meeting.sync));
  assert_non_null(meeting.scene.gate.state->trust);
  uint64_t seq = meeting.scene.gate.state->trust->seq;
  forge_bytes_free(&meeting.office.trust);
  meeting.office.trust.p = (uint8_t *)strdup("<html>Wi-Fi login</html>");
  meeting.office.trust.n = 24;
  assert_false(gate_sync_round(meeting.sync));
  assert_int_equal(meeting.scene.gate.state->trust->seq, seq);
  assert_int_equal(gate_sync_count(meeting.sync).refused, 1);
  part(&meeting);
}

/* --- roots that were replaced ----------------------------------------------------------------- */

/* A list some seconds after the one that the gate holds, with these roots. */
static struct forge_bytes later_list(const struct forge *forge, uint64_t later, enum forge_key root,
                                     enum forge_key next, enum forge_key signer) {
  struct forge_trust draft;
  const enum forge_key roots[] = { root, next };
  forge_trust_draft(forge, &draft);
  draft.trust.seq += later;
  draft.trust.root_count = root == next ? 1 : 2;
  for (size_t i = 0; i < draft.trust.root_count; i++) {
    const struct tx_signer *key = forge->keys[roots[i]];
    draft.trust.roots[i] =
        (struct tx_key_row){ .alg = key->alg, .spki = tx_span_of(key->spki, key->spki_len) };
  }
  return forge_trust(forge, &draft, signer);
}

/* The gate holds a list by the root; while it was away two came, and only the last is by the next
 * root alone. */
static uint64_t sleep_through_a_replacement(struct meeting *meeting) {
  const struct forge *forge = &meeting->scene.forge;
  struct office *office = &meeting->office;
  meet(meeting);
  scene_trust(&meeting->scene);
  uint64_t held = meeting->scene.gate.state->trust->seq;
  office->between = later_list(forge, 1, FORGE_ROOT, FORGE_NEXT_ROOT, FORGE_ROOT);
  office->between_seq = held + 1;
  office->trust = later_list(forge, 2, FORGE_NEXT_ROOT, FORGE_NEXT_ROOT, FORGE_NEXT_ROOT);
  link_to(held + 1, office->link);
  return held;
}

static void a_root_that_was_replaced_while_the_gate_was_away_is_followed(void **state) {
  (void)state;
  struct meeting meeting;
  uint64_t held = sleep_through_a_replacement(&meeting);
  assert_true(gate_sync_round(meeting.sync));
  assert_int_equal(meeting.scene.gate.state->trust->seq, held + 2);
  assert_int_equal(meeting.office.between_asked, 1);
  part(&meeting);
}

static void a_mirror_that_forges_a_list_on_the_way_only_withholds(void **state) {
  (void)state;
  struct meeting meeting;
  uint64_t held = sleep_through_a_replacement(&meeting);
  struct office *office = &meeting.office;
  forge_bytes_free(&office->between);
  office->between =
      later_list(&meeting.scene.forge, 1, FORGE_ROOT, FORGE_NEXT_ROOT, FORGE_STRANGER);
  assert_false(gate_sync_round(meeting.sync));
  assert_int_equal(meeting.scene.gate.state->trust->seq, held);
  part(&meeting);
}

static void a_way_back_without_end_is_left_after_sixteen_steps(void **state) {
  (void)state;
  struct meeting meeting;
  uint64_t held = sleep_through_a_replacement(&meeting);
  struct office *office = &meeting.office;
  forge_bytes_free(&office->between);
  office->between = later_list(&meeting.scene.forge, 1, FORGE_ROOT, FORGE_ROOT, FORGE_STRANGER);
  office->between_seq = 0;
  link_to(held + 1000000, office->link);
  assert_false(gate_sync_round(meeting.sync));
  assert_int_equal(office->between_asked, 16);
  assert_int_equal(meeting.scene.gate.state->trust->seq, held);
  part(&meeting);
}

static void a_link_to_anything_but_a_newer_list_of_our_server_is_not_followed(void **state) {
  (void)state;
  static const char *const links[] = {
    "<http://127.0.0.1:9/v1/sync/trust/%llu>; rel=\"predecessor-version\"",
    "<//127.0.0.1:9/v1/sync/trust/%llu>; rel=\"predecessor-version\"",
    "</v1/sync/policy/%llu>; rel=\"predecessor-version\"",
    "</v1/sync/trust/%llux>; rel=\"predecessor-version\"",
    "</v1/sync/trust/-%llu>; rel=\"predecessor-version\"",
    "</v1/sync/trust/%llu>; rel=\"next\"",
    "</v1/sync/trust/%llu; rel=\"predecessor-version\"",
    "</v1/sync/trust/1>; rel=\"predecessor-version\"",
    "</v1/sync/trust/>; rel=\"predecessor-version\"",
    "<",
    "predecessor-version",
  };
  struct meeting meeting;
  uint64_t held = sleep_through_a_replacement(&meeting);
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(meeting.office.link, sizeof meeting.office.link, links[i],
             (unsigned long long)held + 1);
#pragma GCC diagnostic pop
    assert_false(gate_sync_round(meeting.sync));
    if (meeting.office.between_asked) fail_msg("followed %s", meeting.office.link);
  }
  assert_int_equal(meeting.scene.gate.state->trust->seq, held);
  part(&meeting);
}

static void the_link_is_found_among_others(void **state) {
  (void)state;
  struct meeting meeting;
  uint64_t held = sleep_through_a_replacement(&meeting);
  snprintf(meeting.office.link, sizeof meeting.office.link,
           "</help>; rel=\"help\", </v1/sync/trust/%llu>;rel=predecessor-version",
           (unsigned long long)held + 1);
  assert_true(gate_sync_round(meeting.sync));
  assert_int_equal(meeting.scene.gate.state->trust->seq, held + 2);
  part(&meeting);
}

static void a_server_that_is_gone_leaves_the_gate_as_it_was(void **state) {
  (void)state;
  struct meeting meeting;
  char text[TX_TEXT_MAX + 1];
  meet(&meeting);
  scene_news(&meeting.scene);
  happen(&meeting, 1);
  host_http_stop(meeting.office.http, 100);
  meeting.office.http = NULL;
  assert_false(gate_sync_round(meeting.sync));
  scene_static(&meeting.scene, 1, text);
  assert_int_equal(scene_show(&meeting.scene, text), TX_OK);
  assert_int_equal(acknowledged(&meeting), 0);
  part(&meeting);
}

static void a_thread_that_syncs_ends_when_it_is_told_to(void **state) {
  (void)state;
  struct meeting meeting;
  meet(&meeting);
  happen(&meeting, 2);
  meeting.office.events_answer = "{\"acknowledged\":2}";
  assert_true(gate_sync_start(meeting.sync));
  for (int i = 0; i < 500 && acknowledged(&meeting) < 2; i++)
    usleep(10000);
  gate_sync_stop(meeting.sync);
  assert_int_equal(acknowledged(&meeting), 2);
  part(&meeting);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(events_go_when_the_server_acknowledges_them),
    cmocka_unit_test(a_server_that_answers_nonsense_makes_the_gate_forget_nothing),
    cmocka_unit_test(a_restored_server_gets_again_what_it_forgot_or_is_told_of_the_gap),
    cmocka_unit_test(an_acknowledgement_over_a_line_that_anybody_could_be_on_does_not_count),
    cmocka_unit_test(a_long_journal_goes_in_batches_within_the_limit),
    cmocka_unit_test(a_trust_list_is_taken_and_a_page_of_html_in_its_place_is_not),
    cmocka_unit_test(a_root_that_was_replaced_while_the_gate_was_away_is_followed),
    cmocka_unit_test(a_mirror_that_forges_a_list_on_the_way_only_withholds),
    cmocka_unit_test(a_way_back_without_end_is_left_after_sixteen_steps),
    cmocka_unit_test(a_link_to_anything_but_a_newer_list_of_our_server_is_not_followed),
    cmocka_unit_test(the_link_is_found_among_others),
    cmocka_unit_test(a_server_that_is_gone_leaves_the_gate_as_it_was),
    cmocka_unit_test(a_thread_that_syncs_ends_when_it_is_told_to),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
