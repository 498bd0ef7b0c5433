/* SPDX-License-Identifier: Apache-2.0 */
/* The journal's way to a server that holds other events under its numbers. */
#include "sync/sync_internal.h"

#include "gate_scene.h"
#include "promise.h"

#include "host/http/http.h"

struct door {
  struct host_http *http;
  const struct tx_signer *gate_key;
  unsigned status;
  const char *answer;
  uint64_t first; /* of the last batch */
  size_t count;
  bool named;
  struct scene scene;
  struct gate_sync *sync;
};

static void take_events(struct host_request *request, void *context) {
  struct door *door = context;
  struct tx_batch *batch = NULL;
  const struct tx_signer *key = door->gate_key;
  assert_int_equal(tx_batch_take(host_request_body(request), key->alg,
                                 tx_span_of(key->spki, key->spki_len), &batch),
                   TX_OK);
  door->first = batch->first;
  door->count = batch->count;
  door->named = batch->named;
  tx_batch_destroy(batch);
  host_reply_json(request, door->status, door->answer);
}

static const struct host_route routes[] = {
  { "POST", "/v1/events", take_events, TX_BATCH_MAX, false, 0 },
};

static void open_door(struct door *door, int events) {
  *door = (struct door){ .status = 200, .answer = "{}" };
  const struct host_http_options options = { .listen = "127.0.0.1:0",
                                             .routes = routes,
                                             .route_count = sizeof routes / sizeof *routes,
                                             .context = door,
                                             .threads = 1 };
  assert_int_equal(host_http_start(&options, &door->http), TX_OK);
  scene_begin(&door->scene, TX_GATE_PEDESTRIAN, TX_IN);
  struct gate_identity *identity = &door->scene.gate.identity;
  door->gate_key = identity->key;
  snprintf(identity->server, sizeof identity->server, "http://127.0.0.1:%u",
           host_http_port(door->http));
  door->sync = gate_sync_create(&door->scene.gate);
  assert_non_null(door->sync);
  for (int i = 0; i < events; i++)
    scene_show(&door->scene, "https://example.org/");
  assert_true(gate_journal_flush(door->scene.gate.journal, 5000));
}

static void close_door(struct door *door) {
  gate_sync_destroy(door->sync);
  scene_end(&door->scene);
  host_http_stop(door->http, 500);
}

static bool push(struct door *door, unsigned status, const char *answer) {
  door->status = status;
  door->answer = answer;
  door->sync->unreachable = false;
  return gate_sync_push(door->sync);
}

static void holds(struct door *door, uint64_t first, size_t count) {
  struct gate_stored_list rows;
  assert_int_equal(gate_journal_read(door->scene.gate.journal, 1, 100, SIZE_MAX, &rows), TX_OK);
  assert_int_equal(rows.count, count);
  if (count) assert_int_equal(rows.rows[0].seq, first);
  gate_stored_finish(&rows);
}

static void a_gate_that_is_told_to_go_on_elsewhere_erases_nothing(void **state) {
  (void)state;
  struct door door;
  open_door(&door, 3);
  push(&door, 409, "{\"expected\":41,\"taken\":0}");
  holds(&door, 41, 3);
  assert_true(push(&door, 200, "{\"acknowledged\":43}"));
  assert_int_equal(door.first, 41);
  assert_int_equal(door.count, 3);
  assert_true(door.named);
  holds(&door, 0, 0);
  close_door(&door);
}

static void what_the_server_took_before_it_differs_is_not_sent_twice(void **state) {
  (void)state;
  struct door door;
  open_door(&door, 3);
  push(&door, 409, "{\"expected\":41,\"taken\":1}");
  holds(&door, 41, 2);
  close_door(&door);
}

static void a_server_that_would_have_numbers_without_end_moves_none(void **state) {
  (void)state;
  static const char *const absurd[] = { "{\"expected\":9223372036854775807,\"taken\":0}",
                                        "{\"expected\":9007199254740993}",
                                        "{\"expected\":1}",
                                        "{\"expected\":0}",
                                        "{\"expected\":-4}",
                                        "{\"expected\":\"7\"}",
                                        "{\"taken\":2}",
                                        "{}" };
  struct door door;
  open_door(&door, 3);
  for (size_t i = 0; i < COUNT(absurd); i++) {
    assert_false(push(&door, 409, absurd[i]));
    holds(&door, 1, 3);
  }
  close_door(&door);
}

/* What came after the batch is not the server's to acknowledge. */
static void an_acknowledgement_beyond_what_was_sent_does_not_count(void **state) {
  (void)state;
  struct door door;
  open_door(&door, TX_BATCH_EVENTS + 5);
  assert_false(push(&door, 200, "{\"acknowledged\":1003}"));
  holds(&door, 1, 100);
  close_door(&door);
}

/* Somebody on the line may neither make it forget nor renumber. */
static void who_is_not_known_moves_no_number(void **state) {
  (void)state;
  struct door door;
  open_door(&door, 3);
  door.sync->fetch.loopback = false;
  assert_false(push(&door, 409, "{\"expected\":41,\"taken\":2}"));
  holds(&door, 1, 3);
  close_door(&door);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_gate_that_is_told_to_go_on_elsewhere_erases_nothing),
    PROMISE(what_the_server_took_before_it_differs_is_not_sent_twice),
    PROMISE(a_server_that_would_have_numbers_without_end_moves_none),
    PROMISE(an_acknowledgement_beyond_what_was_sent_does_not_count),
    PROMISE(who_is_not_known_moves_no_number),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
