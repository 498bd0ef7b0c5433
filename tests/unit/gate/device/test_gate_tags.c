/* SPDX-License-Identifier: Apache-2.0 */
/* Entity tags: what a gate has of an address, so that it is told when nothing is new. */
#include "sync/sync_internal.h"

#include "gate_scene.h"

#include "host/http/http.h"

#include <inttypes.h>
#include <stdio.h>

struct mirror {
  struct host_http *http;
  struct forge_bytes trust;
  char tag[24]; /* that it gives beside it */
  unsigned sent;
};

static void get_trust(struct host_request *request, void *context) {
  struct mirror *mirror = context;
  mirror->sent++;
  host_reply_etag(request, mirror->tag);
  host_reply(request, 200, "application/cose", forge_span(&mirror->trust));
}

static const struct host_route routes[] = { { "GET", "/v1/sync/trust", get_trust, 0, 0, 0 } };

/* The list so many seconds after the city's first, under the tag of another. */
static uint64_t serve(struct mirror *mirror, const struct forge *forge, uint64_t later,
                      uint64_t tagged) {
  struct forge_trust draft;
  forge_trust_draft(forge, &draft);
  const uint64_t first = draft.trust.seq;
  draft.trust.seq += later;
  forge_bytes_free(&mirror->trust);
  mirror->trust = forge_trust(forge, &draft, FORGE_ROOT);
  snprintf(mirror->tag, sizeof mirror->tag, "%" PRIu64, first + tagged);
  return first + later;
}

static void a_list_under_the_tag_of_a_newer_one_does_not_keep_the_newer_away(void **state) {
  (void)state;
  struct scene scene;
  struct mirror mirror = { 0 };
  const struct host_http_options options = {
    .listen = "127.0.0.1:0", .routes = routes, .route_count = 1, .context = &mirror, .threads = 1
  };
  assert_int_equal(host_http_start(&options, &mirror.http), TX_OK);
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  snprintf(scene.gate.identity.server, sizeof scene.gate.identity.server, "http://127.0.0.1:%u",
           host_http_port(mirror.http));
  struct gate_sync *sync = gate_sync_create(&scene.gate);
  uint64_t older = serve(&mirror, &scene.forge, 0, 60);
  gate_sync_round(sync);
  assert_int_equal(scene.gate.state->trust->seq, older);
  uint64_t newer = serve(&mirror, &scene.forge, 60, 60);
  gate_sync_round(sync);
  assert_int_equal(scene.gate.state->trust->seq, newer);
  gate_sync_destroy(sync);
  scene_end(&scene);
  host_http_stop(mirror.http, 500);
  forge_bytes_free(&mirror.trust);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_list_under_the_tag_of_a_newer_one_does_not_keep_the_newer_away),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
