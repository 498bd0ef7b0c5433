/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that wait together for the disk. */
#include "server_room.h"

#include "api/call/shared.h"

static struct shared_answers *shared;

static void finish(struct host_request *http, enum tx_reason reason, unsigned status,
                   json_t *json) {
  json_decref(json);
  host_reply(http, reason == TX_OK ? status : 500, "text/plain", tx_span_text("done\n"));
}

/* As of a commit that was made in the connection whose number stands in the path. */
static void wait_with_others(struct host_request *http, void *context) {
  (void)context;
  const unsigned session = (unsigned)atoi(host_request_param(http, "session"));
  shared_answer(shared, http, session, 201, json_object(), finish);
}

static unsigned ask(const char *socket, const char *path) {
  struct socket_answer answer = { 0 };
  socket_ask(socket, "GET", path, NULL, tx_span_text(""), &answer);
  free(answer.text);
  return answer.status;
}

static void what_was_committed_in_a_connection_that_broke_is_in_doubt(void **state) {
  struct room *room = *state;
  char listen[256], path[32];
  struct host_http *http = NULL;
  const struct host_route route = { "GET", "/{session}", wait_with_others, 0, HOST_WAITS, 0 };
  HOST_FREE char *socket = host_path(room->folder, "shared.sock");
  snprintf(listen, sizeof listen, "unix:%s", socket);
  const struct host_http_options options = { .listen = listen, .routes = &route, .route_count = 1 };
  struct request request = room_request(room);
  const unsigned session = db_session(request.db);
  request_end(room->server, &request);
  shared = shared_start(room->server);
  assert_non_null(shared);
  assert_int_equal(host_http_start(&options, &http), TX_OK);
  snprintf(path, sizeof path, "/%u", session);
  assert_int_equal(ask(socket, path), 201);
  snprintf(path, sizeof path, "/%u", session + 1);
  assert_int_equal(ask(socket, path), 500);
  host_http_stop(http, 1000);
  shared_stop(shared);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(what_was_committed_in_a_connection_that_broke_is_in_doubt),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
