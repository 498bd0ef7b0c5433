/* SPDX-License-Identifier: Apache-2.0 */
/* The network between a gate and whoever answers it: in the place of libcurl's layer. */
#include "sim.h"

#include "sync/link_header.h"
#include "sync/sync_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sim_world *net;

void sim_net_attach(struct sim_world *world) {
  net = world;
}

bool gate_http_open(struct gate_http *fetch, const char *url, atomic_bool *stopping) {
  *fetch = (struct gate_http){ .stopping = stopping, .loopback = true };
  snprintf(fetch->origin, sizeof fetch->origin, "%s", url);
  return true;
}

void gate_http_close(struct gate_http *fetch) {
  (void)fetch;
}

void gate_http_pin(struct gate_http *fetch, const uint8_t *own, const struct tx_trust *trust) {
  (void)fetch;
  (void)own;
  (void)trust;
}

void gate_answer_finish(struct gate_answer *answer) {
  free(answer->body);
  answer->body = NULL;
}

/* --- the server ------------------------------------------------------------------------------- */

static const char *below_origin(const char *path) {
  const size_t n = strlen(SIM_ORIGIN);
  return strncmp(path, SIM_ORIGIN, n) == 0 ? path + n : path;
}

static void ask_server(const struct gate_request *request, struct sim_reply *reply) {
  const struct sim_ask ask = { .method = request->type ? "POST" : "GET",
                               .path = below_origin(request->path),
                               .type = request->type,
                               .token = request->token,
                               .if_none_match = request->if_none_match,
                               .body = request->body };
  sim_server_ask(net, &ask, reply);
}

static void keep_copy(const char *path, const struct sim_reply *reply) {
  struct sim_copy *copy = &net->copies[net->copy_count % SIM_COPIES];
  if (reply->status != 200 || strncmp(path, "/v1/sync/", 9) != 0) return;
  net->copy_count++;
  free(copy->body);
  *copy = (struct sim_copy){ .n = reply->n, .body = malloc(reply->n + 1) };
  if (!copy->body) abort();
  memcpy(copy->body, reply->body, reply->n);
  snprintf(copy->path, sizeof copy->path, "%s", path);
}

static void give(const struct gate_request *request, struct sim_reply *reply,
                 struct gate_answer *answer) {
  answer->status = reply->status;
  if (reply->n > request->max) {
    answer->status = 0;
    answer->too_long = true;
    return;
  }
  answer->body = reply->body;
  answer->n = reply->n;
  reply->body = NULL;
  snprintf(answer->etag, sizeof answer->etag, "%s", reply->etag);
  if (*reply->location)
    snprintf(answer->location, sizeof answer->location, SIM_ORIGIN "%s", reply->location);
  if (*reply->link) gate_link_before(reply->link, answer->before, sizeof answer->before);
  answer->date_s = reply->date_s;
  answer->retry_after_s = reply->retry_after_s;
}

/* --- a mirror that lies ----------------------------------------------------------------------- */

static const struct sim_copy *any_copy(const char *path, bool same_kind, struct chance *dice) {
  const size_t held = net->copy_count < SIM_COPIES ? net->copy_count : SIM_COPIES;
  const size_t from = held ? chance_below(dice, held) : 0;
  for (size_t i = 0; i < held; i++) {
    const struct sim_copy *copy = &net->copies[(from + i) % held];
    if (!same_kind || strncmp(copy->path, path, 14) == 0) return copy;
  }
  return NULL;
}

static void answer_copy(const struct sim_copy *copy, struct sim_reply *reply) {
  sim_reply_finish(reply);
  *reply = (struct sim_reply){ .status = 200, .n = copy->n, .body = malloc(copy->n + 1) };
  if (!reply->body) abort();
  memcpy(reply->body, copy->body, copy->n);
}

/* "I have it all", says who has kept nothing. */
static void feign(struct sim_reply *reply) {
  struct gate_journal_counts counts = gate_journal_count(net->asking->gate.journal);
  sim_reply_finish(reply);
  *reply = (struct sim_reply){ .status = 200 };
  const int n = asprintf((char **)&reply->body, "{\"acknowledged\": %llu}",
                         (unsigned long long)counts.next_seq - 1);
  if (n < 0) abort();
  reply->n = (size_t)n;
}

static void lie(const char *path, struct sim_reply *reply, struct chance *dice) {
  const unsigned how = (unsigned)chance_below(dice, 8);
  const struct sim_copy *copy = any_copy(path, how < 3, dice);
  const bool is_sync = strncmp(path, "/v1/sync/", 9) == 0;
  if (how < 4 && is_sync && copy) answer_copy(copy, reply);
  if (how == 4 && reply->n && is_sync) reply->body[chance_below(dice, reply->n)] ^= 1;
  if (how == 5 && reply->n && is_sync) reply->n = chance_below(dice, reply->n);
  if (how == 6 && is_sync) reply->status = chance_in(dice, 2) ? 304 : 404;
}

/* --- what becomes of a request ---------------------------------------------------------------- */

static bool is_events(const struct gate_request *request) {
  return strcmp(request->path, "/v1/events") == 0;
}

/* What was sent before arrives now, long after who sent it has given up. */
static void deliver_late(void) {
  struct sim_reply reply;
  if (!net->late.n) return;
  const struct sim_ask ask = {
    .method = "POST", .path = "/v1/events", .type = "application/cose", .body = net->late
  };
  sim_server_ask(net, &ask, &reply);
  sim_reply_finish(&reply);
  free((void *)(uintptr_t)net->late.p);
  net->late = (struct tx_span){ 0 };
}

static void hold_back(const struct gate_request *request) {
  uint8_t *copy = malloc(request->body.n);
  if (!copy) abort();
  memcpy(copy, request->body.p, request->body.n);
  free((void *)(uintptr_t)net->late.p);
  net->late = tx_span_of(copy, request->body.n);
}

static void lose(const char *how, struct gate_answer *answer) {
  gate_answer_finish(answer);
  *answer = (struct gate_answer){ 0 };
  snprintf(answer->error, sizeof answer->error, "%s", how);
}

/* Lossy: the question is lost, or held back; or the answer is; or it comes twice, or late. */
static bool loses(const struct gate_request *request, struct sim_reply *reply) {
  struct sim_line *line = &net->line;
  const unsigned roll = (unsigned)chance_below(&line->dice, 24);
  if (roll == 0) return true;
  if (roll == 1 && is_events(request)) return hold_back(request), true;
  if (roll == 2) deliver_late();
  ask_server(request, reply);
  if (roll == 3) {
    sim_reply_finish(reply);
    ask_server(request, reply);
  }
  if (roll == 4) sim_now_ms += chance_between(&line->dice, 1, 30000);
  return roll == 5;
}

void gate_http_ask(struct gate_http *fetch, const struct gate_request *request,
                   struct gate_answer *answer) {
  struct sim_line *line = &net->line;
  struct sim_reply reply = { 0 };
  (void)fetch;
  *answer = (struct gate_answer){ .max = request->max };
  if (line->weather == SIM_CUT && line->left-- == 0) line->left = 0;
  bool lost = line->weather == SIM_CUT && line->left == 0;
  const bool feigns = line->weather == SIM_MIRROR && is_events(request);
  if (feigns)
    feign(&reply);
  else if (!lost && line->weather == SIM_LOSSY)
    lost = loses(request, &reply);
  else if (!lost)
    ask_server(request, &reply);
  if (line->weather == SIM_MIRROR)
    lie(below_origin(request->path), &reply, &line->dice);
  else
    keep_copy(below_origin(request->path), &reply);
  if (!lost && reply.status) {
    give(request, &reply, answer);
    answer->known = line->weather != SIM_MIRROR;
  } else {
    lose("no answer", answer);
  }
  sim_reply_finish(&reply);
}
