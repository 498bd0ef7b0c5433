/* SPDX-License-Identifier: Apache-2.0 */
/* A gate before a server that does as a test likes: what it is told, and what it does about it.
 * What an honest server does is tried with a real one, in tests/integration. */
#include "sync/parts.h"

#include "gate_scene.h"

#include "host/http.h"

#include <stdio.h>
#include <unistd.h>

struct office {
  struct host_http *http;
  const char *events_answer; /* JSON */
  unsigned events_status;
  struct forge_bytes trust; /* served when there is any */
  unsigned events_asked, trust_asked;
  uint64_t first; /* of the last batch */
  size_t count;
  uint64_t lost_to; /* 0: no gap was declared */
  const struct tx_signer *gate_key;
};

static void get_trust(struct host_request *request, void *context) {
  struct office *office = context;
  office->trust_asked++;
  if (office->trust.p)
    host_reply(request, 200, "application/cose", forge_span(&office->trust));
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
  { "GET", "/v1/sync/trust", get_trust, 0 },
  { "GET", "/v1/sync/{rest…}", get_nothing, 0 },
  { "GET", "/v1/history/{area}", get_nothing, 0 },
  { "GET", "/v1/nonce", get_nonce, 0 },
  { "POST", "/v1/gates/token", post_token, 4096 },
  { "POST", "/v1/events", post_events, TX_BATCH_MAX },
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
    cmocka_unit_test(a_server_that_is_gone_leaves_the_gate_as_it_was),
    cmocka_unit_test(a_thread_that_syncs_ends_when_it_is_told_to),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
