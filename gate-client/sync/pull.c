/* SPDX-License-Identifier: Apache-2.0 */
/* Objects from the server, a mirror or a cache: none of them is trusted, each is weighed. */
#include "sync_internal.h"

#include "host/sys/log.h"
#include "host/text/language.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define DELTAS_A_ROUND 32
/* A list that so many deltas stand on takes longer to read at a start than to ask for again. */
#define DELTAS_KEPT 200
/* Trust lists that one round goes back: eight changes of the root. */
#define TRUST_STEPS 16

struct gate_tag {
  enum gate_object object;
  uint64_t area;
  char etag[160];
  int64_t ahead_since_ms; /* it named what we do not have since then; 0: it does not */
};

void gate_tags_finish(struct gate_sync *sync) {
  free(sync->tags);
  sync->tags = NULL;
  sync->tag_count = 0;
}

/* Ours for an object; made when it is new. NULL: out of memory. */
static struct gate_tag *tag_of(struct gate_sync *sync, enum gate_object object, uint64_t area) {
  for (size_t i = 0; i < sync->tag_count; i++)
    if (sync->tags[i].object == object && sync->tags[i].area == area) return &sync->tags[i];
  void *grown = reallocarray(sync->tags, sync->tag_count + 1, sizeof *sync->tags);
  if (!grown) return NULL;
  sync->tags = grown;
  struct gate_tag *tag = &sync->tags[sync->tag_count++];
  *tag = (struct gate_tag){ .object = object, .area = area };
  return tag;
}

static void count(struct gate_sync *sync, enum tx_reason reason) {
  pthread_mutex_lock(&sync->lock);
  sync->counts.taken += reason == TX_OK;
  sync->counts.refused += reason != TX_OK;
  pthread_mutex_unlock(&sync->lock);
}

/* --- offering --------------------------------------------------------------------------------- */

/* A list that names newer ones waits for them for one ttl; then it is taken, and reason 37 says
 * what is missing. */
static bool has_waited(struct gate_sync *sync, struct gate_tag *tag) {
  int64_t now_ms = gate_instant_read().mono_ms;
  if (!tag->ahead_since_ms) tag->ahead_since_ms = now_ms ? now_ms : 1;
  return now_ms - tag->ahead_since_ms >= (int64_t)sync->ttl_s * 1000;
}

static bool is_list(enum gate_object object) {
  return object == GATE_STATUS || object == GATE_DELTA;
}

static enum tx_reason offer(struct gate_sync *sync, enum gate_object object, uint64_t area,
                            struct tx_span bytes, bool *waits) {
  struct gate *gate = sync->gate;
  struct gate_offer offered = {
    .object = object, .area = area, .bytes = bytes, .pin = &gate->identity.pin
  };
  struct gate_tag *tag = tag_of(sync, GATE_STATUS, area);
  *waits = false;
  if (!is_list(object) || !tag) return gate_accept(gate, &offered, NULL);
  enum tx_reason reason = gate_accept(gate, &offered, waits);
  if (reason == TX_OK && *waits && has_waited(sync, tag)) {
    *waits = false;
    reason = gate_accept(gate, &offered, NULL);
    host_log(HOST_WARNING,
             "sync: status %012" PRIu64 ": not applied: it names newer objects that did not come",
             area);
  }
  if (reason == TX_OK && !*waits) tag->ahead_since_ms = 0;
  return reason;
}

static bool conclude(struct gate_sync *sync, enum gate_object object, uint64_t area,
                     enum tx_reason reason, bool waits) {
  if (reason != TX_OK || !waits) count(sync, reason);
  if (reason == TX_OK) return true;
  host_log(HOST_WARNING, "sync: %s %012" PRIu64 ": refused: %s (%s)", gate_object_name(object),
           area, tx_reason_text(reason, "en"), tx_reason_name(reason));
  return false;
}

static bool settle(struct gate_sync *sync, enum gate_object object, uint64_t area,
                   struct tx_span bytes, bool *waits) {
  enum tx_reason reason = offer(sync, object, area, bytes, waits);
  return conclude(sync, object, area, reason, *waits);
}

/* --- asking ----------------------------------------------------------------------------------- */

static void address(enum gate_object object, uint64_t area, char *out, size_t cap) {
  if (object == GATE_TRUST)
    snprintf(out, cap, "/v1/sync/trust");
  else
    snprintf(out, cap, "/v1/sync/%s/%012" PRIu64, gate_object_name(object), area);
}

static uint64_t held_seq(struct gate_sync *sync, enum gate_object object, uint64_t area) {
  struct gate_state *state = gate_state_of(sync->gate);
  const struct tx_status *list = gate_state_list(state, area);
  const struct tx_policy *policy = gate_state_policy(state, area);
  const struct tx_certs *certs = gate_state_certs(state, area);
  uint64_t seq = 0;
  if (object == GATE_TRUST && state->trust) seq = state->trust->seq;
  if (object == GATE_POLICY && policy) seq = policy->seq;
  if (object == GATE_STATUS && list) seq = list->seq;
  if (object == GATE_CERTS && certs) seq = certs->seq;
  gate_state_unref(state);
  return seq;
}

/* Whether a redirect leads to what we hold. */
static bool leads_to(const char *location, uint64_t seq) {
  const char *slash = strrchr(location, '/');
  char *end;
  if (!seq || !slash || slash[1] < '0' || slash[1] > '9') return false;
  return strtoull(slash + 1, &end, 10) == seq && !*end;
}

static void ask(struct gate_sync *sync, enum gate_object object, const char *path, const char *etag,
                struct gate_answer *answer) {
  struct gate_request request = { .path = path,
                                  .if_none_match = etag,
                                  .token =
                                      is_list(object) || object == GATE_CERTS ? sync->token : NULL,
                                  .max = gate_object_max(object) };
  if (request.token && !*request.token) request.token = NULL;
  gate_sync_ask(sync, &request, answer);
  if (answer->status == 401) sync->token[0] = 0;
}

static bool explain(const struct gate_answer *answer, const char *path) {
  if (answer->status) host_log(HOST_WARNING, "sync: %s: HTTP %ld", path, answer->status);
  return false;
}

/* --- a root that was replaced while we were away ---------------------------------------------- */

/* The list before one, as a link says: at our own server, older than below, newer than held. */
static bool find_before(const struct gate_answer *answer, uint64_t below, uint64_t held,
                        uint64_t *seq) {
  static const char path[] = "/v1/sync/trust/";
  const char *digits = answer->before + sizeof path - 1;
  char *end;
  if (strncmp(answer->before, path, sizeof path - 1) != 0 || *digits < '0' || *digits > '9')
    return false;
  *seq = strtoull(digits, &end, 10);
  return !*end && below > *seq && *seq > held;
}

static enum tx_reason fetch_trust(struct gate_sync *sync, uint64_t seq,
                                  struct gate_answer *answer) {
  char path[64];
  bool waits;
  snprintf(path, sizeof path, "/v1/sync/trust/%" PRIu64, seq);
  ask(sync, GATE_TRUST, path, NULL, answer);
  if (answer->status != 200) return TX_NOT_FOUND;
  return offer(sync, GATE_TRUST, 0, tx_span_of(answer->body, answer->n), &waits);
}

/* Goes back by links until a list is signed by a root that we know. Its way is in seqs, newest
 * first; the last of them was taken. 0: there is no such list. */
static size_t walk_back(struct gate_sync *sync, const struct gate_answer *newest,
                        uint64_t seqs[TRUST_STEPS]) {
  uint64_t held = held_seq(sync, GATE_TRUST, 0), below = UINT64_MAX;
  GATE_ANSWER answer = { 0 };
  bool found = find_before(newest, below, held, &seqs[0]);
  for (size_t n = 0; found && n < TRUST_STEPS; n++) {
    gate_answer_finish(&answer);
    enum tx_reason reason = fetch_trust(sync, seqs[n], &answer);
    if (reason == TX_OK) return n + 1;
    below = seqs[n];
    found = reason == TX_BAD_SIGNATURE && n + 1 < TRUST_STEPS &&
            find_before(&answer, below, held, &seqs[n + 1]);
  }
  return 0;
}

/* Takes what lies between the list that we hold and the newest, oldest first. */
static bool follow_roots(struct gate_sync *sync, const struct gate_answer *newest) {
  uint64_t seqs[TRUST_STEPS];
  size_t n = walk_back(sync, newest, seqs);
  bool good = n > 0;
  for (size_t i = n; good && i > 1; i--) {
    GATE_ANSWER answer;
    good = fetch_trust(sync, seqs[i - 2], &answer) == TX_OK;
  }
  if (good)
    host_log(HOST_NOTICE, "sync: trust: root replaced, %zu %s followed", n,
             host_plural((long long)n, "trust list", "trust lists"));
  return good;
}

static bool take_trust(struct gate_sync *sync, const struct gate_answer *answer) {
  bool waits;
  struct tx_span bytes = tx_span_of(answer->body, answer->n);
  enum tx_reason reason = offer(sync, GATE_TRUST, 0, bytes, &waits);
  if (reason == TX_BAD_SIGNATURE && follow_roots(sync, answer))
    reason = offer(sync, GATE_TRUST, 0, bytes, &waits);
  return conclude(sync, GATE_TRUST, 0, reason, false);
}

/* --- the newest ------------------------------------------------------------------------------- */

/* Our server's tag is the seq. That of another seq than is held now came with bytes that a mirror
 * mixed up, and would have us told "not modified" of what we lack. */
static bool is_of_held(const char *etag, uint64_t held) {
  char *end;
  if (etag[0] != '"' || etag[1] < '0' || etag[1] > '9') return true;
  const uint64_t seq = strtoull(etag + 1, &end, 10);
  return strcmp(end, "\"") != 0 || seq == held;
}

static bool take_answer(struct gate_sync *sync, enum gate_object object, uint64_t area,
                        const struct gate_answer *answer, const char *etag) {
  bool waits = false;
  struct tx_span bytes = tx_span_of(answer->body, answer->n);
  bool good =
      object == GATE_TRUST ? take_trust(sync, answer) : settle(sync, object, area, bytes, &waits);
  if (!good) return false;
  struct gate_tag *tag = tag_of(sync, object, area);
  if (tag && !waits && is_of_held(etag, held_seq(sync, object, area)))
    memcpy(tag->etag, etag, sizeof tag->etag);
  return true;
}

static bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* The newest of an address without SEQ: not modified, a redirect to what we hold, or something to
 * take. Nothing published (404) is no failure. */
static bool fetch_newest(struct gate_sync *sync, enum gate_object object, uint64_t area) {
  char path[128];
  GATE_ANSWER first, second = { 0 };
  const struct gate_tag *tag = tag_of(sync, object, area);
  address(object, area, path, sizeof path);
  ask(sync, object, path, tag && tag->etag[0] ? tag->etag : NULL, &first);
  if (first.status == 304 || first.status == 404) return true;
  if (first.status == 200) return take_answer(sync, object, area, &first, first.etag);
  if (!is_redirect(first.status) || !first.location[0]) return explain(&first, path);
  if (leads_to(first.location, held_seq(sync, object, area))) return true;
  ask(sync, object, first.location, NULL, &second);
  if (second.status == 200) return take_answer(sync, object, area, &second, first.etag);
  return explain(&second, first.location);
}

/* --- lists ------------------------------------------------------------------------------------ */

enum step { STEP_TAKEN, STEP_NONE, STEP_WHOLE };

/* One delta on the list we hold. 404: there is none, and whether there is a newer list is for the
 * other address to say. */
static enum step fetch_delta(struct gate_sync *sync, uint64_t area) {
  uint64_t seq = held_seq(sync, GATE_STATUS, area);
  char path[160];
  bool waits;
  GATE_ANSWER answer;
  snprintf(path, sizeof path, "/v1/sync/status/%012" PRIu64 "/%" PRIu64 "/delta", area, seq);
  ask(sync, GATE_DELTA, path, NULL, &answer);
  if (answer.status != 200) return STEP_WHOLE;
  if (!settle(sync, GATE_DELTA, area, tx_span_of(answer.body, answer.n), &waits)) return STEP_WHOLE;
  return waits ? STEP_NONE : STEP_TAKEN;
}

static unsigned deltas_kept(struct gate_sync *sync, uint64_t area) {
  struct gate_state *state = gate_state_of(sync->gate);
  unsigned kept = gate_store_deltas(&sync->gate->store, state, area);
  gate_state_unref(state);
  return kept;
}

static bool fetch_list(struct gate_sync *sync, uint64_t area) {
  enum step step = STEP_WHOLE;
  if (held_seq(sync, GATE_STATUS, area) && deltas_kept(sync, area) < DELTAS_KEPT)
    for (int i = 0; i < DELTAS_A_ROUND; i++)
      if ((step = fetch_delta(sync, area)) != STEP_TAKEN) break;
  return step == STEP_WHOLE ? fetch_newest(sync, GATE_STATUS, area) : true;
}

static void note_ttl(struct gate_sync *sync) {
  struct gate_state *state = gate_state_of(sync->gate);
  uint64_t ttl_s = 0;
  for (size_t i = 0; i < state->list_count; i++)
    if (!ttl_s || state->lists[i]->ttl_s < ttl_s) ttl_s = state->lists[i]->ttl_s;
  gate_state_unref(state);
  sync->ttl_s = ttl_s < 5 ? 60 : ttl_s > 3600 ? 3600 : ttl_s;
}

static bool fetch_levels(struct gate_sync *sync) {
  uint64_t own = sync->gate->identity.area, last = UINT64_MAX;
  bool all = true;
  for (int level = TX_NATION; level <= TX_COMMUNITY && !sync->stopping; level++) {
    uint64_t area = tx_area_at(own, (enum tx_level)level);
    if (area != last) all = fetch_newest(sync, GATE_POLICY, area) && all;
    last = area;
  }
  return all;
}

bool gate_sync_pull(struct gate_sync *sync) {
  bool all = fetch_newest(sync, GATE_TRUST, 0);
  all = fetch_levels(sync) && all;
  if (!gate_sync_token(sync)) return false;
  for (size_t i = 0; i < sync->area_count && !sync->stopping; i++) {
    all = fetch_list(sync, sync->areas[i]) && all;
    all = fetch_newest(sync, GATE_CERTS, sync->areas[i]) && all;
  }
  note_ttl(sync);
  return all;
}
