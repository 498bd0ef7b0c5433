/* SPDX-License-Identifier: Apache-2.0 */
#include "health.h"

#include "domain/clock/clock.h"
#include "domain/context/standby.h"
#include "domain/gate/registry.h"
#include "domain/publication/cache.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define AREAS_SHOWN 4096

void api_health_alive(struct host_request *http, void *context) {
  (void)context;
  host_reply_cache(http, "no-store");
  host_reply(http, 200, "text/plain; charset=utf-8", tx_span_text("ok\n"));
}

/* Ready: the database answers, a list has been published for gates to fetch, and the clock is
 * believed, so that the next one can be. */
void api_health_ready(struct host_request *http, void *context) {
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = area_known(&call.request, call.server->area, &call.problem);
  call_give(&call);
  struct cache_item *list = cache_take(call.server->cache, PUBLISHED_STATUS, call.server->area);
  host_reply_cache(http, "no-store");
  if (reason == TX_OK && !list) reason = TX_NO_LIST;
  if (reason == TX_OK && clock_look(call.server->clock).verdict != CLOCK_RIGHT)
    reason = TX_CLOCK_UNSURE;
  if (reason == TX_OK)
    host_reply(http, 200, "text/plain; charset=utf-8", tx_span_text("ready\n"));
  else
    host_reply_problem(http, 503, reason, NULL);
  cache_release(list);
}

void api_health_count(void *context, const char *pattern, unsigned status) {
  struct api *api = context;
  (void)pattern;
  unsigned class = status / 100;
  if (class < 6) __atomic_add_fetch(&api->answered[class], 1, __ATOMIC_RELAXED);
}

static void write_lists(FILE *out, const struct api *api) {
  uint64_t *areas = calloc(AREAS_SHOWN, sizeof *areas);
  size_t count = areas ? cache_areas(api->server->cache, areas, AREAS_SHOWN) : 0;
  fputs("# HELP tongxing_list_age_seconds Age of the newest status list of an area.\n"
        "# TYPE tongxing_list_age_seconds gauge\n",
        out);
  for (size_t i = 0; i < count; i++) {
    struct cache_item *item = cache_take(api->server->cache, PUBLISHED_STATUS, areas[i]);
    if (item)
      fprintf(out, "tongxing_list_age_seconds{area=\"%012" PRIu64 "\"} %" PRId64 "\n", areas[i],
              api_now(api) - item->iat);
    cache_release(item);
  }
  free(areas);
}

static void write_clock(FILE *out, const struct api *api) {
  struct clock_view clock = clock_look(api->server->clock);
  fprintf(out,
          "# HELP tongxing_clock_trusted Whether the clock is believed; 0: nothing is signed.\n"
          "# TYPE tongxing_clock_trusted gauge\ntongxing_clock_trusted %d\n"
          "# HELP tongxing_clock_off_seconds The clock less what a right one would show.\n"
          "# TYPE tongxing_clock_off_seconds gauge\ntongxing_clock_off_seconds %" PRId64 "\n",
          clock.verdict == CLOCK_RIGHT, clock.now_s - clock.expected_s);
}

static void write_machines(FILE *out, const struct server *server) {
  int machines = standby_machines(server);
  fprintf(out,
          "# HELP tongxing_commit_machines Machines that a commit is on when it is acknowledged.\n"
          "# TYPE tongxing_commit_machines gauge\ntongxing_commit_machines %d\n"
          "# HELP tongxing_standby_missing Whether the database lacks the standby it should have.\n"
          "# TYPE tongxing_standby_missing gauge\ntongxing_standby_missing %d\n",
          machines ? machines : 1, standby_missing(server));
}

static void write_ends(FILE *out, const struct api *api) {
  fputs("# HELP tongxing_ends_seconds How long what ends within 60 days still holds, the soonest "
        "of each kind.\n# TYPE tongxing_ends_seconds gauge\n",
        out);
  for (int kind = 0; kind < ENDING_KINDS; kind++) {
    int64_t end_s = __atomic_load_n(&api->ends[kind], __ATOMIC_RELAXED);
    if (end_s)
      fprintf(out, "tongxing_ends_seconds{kind=\"%s\"} %" PRId64 "\n",
              ending_kind_word((enum ending_kind)kind), end_s - api_now(api));
  }
}

/* On this machine by anybody, from elsewhere by the token. */
static bool may_watch(struct host_request *http, const struct api *api) {
  const char *token = host_request_bearer(http), *ours = api->metrics_token;
  if (host_request_is_local(http)) return true;
  return ours && token && host_request_is_private(http) && strlen(token) == strlen(ours) &&
         tx_equal_secret((const uint8_t *)token, (const uint8_t *)ours, strlen(ours));
}

void api_health_metrics(struct host_request *http, void *context) {
  struct api *api = context;
  struct host_problem problem = { 0 };
  if (!may_watch(http, api)) {
    host_problem_say(&problem, TX_NOT_ALLOWED,
                     "指标只在本机可读；从别处读取需要 metrics-token 的令牌和 https。",
                     "Metrics are read on this machine; from elsewhere by the token of "
                     "metrics-token and https.");
    host_reply_header(http, "WWW-Authenticate", "Bearer");
    answer_problem(http, 401, &problem);
    return;
  }
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!out) {
    host_reply_problem(http, 500, TX_NO_MEMORY, NULL);
    return;
  }
  fputs("# HELP tongxing_answers_total Answers by class of status.\n"
        "# TYPE tongxing_answers_total counter\n",
        out);
  for (int i = 1; i < 6; i++)
    fprintf(out, "tongxing_answers_total{class=\"%dxx\"} %" PRIu64 "\n", i, api->answered[i]);
  fprintf(out,
          "# HELP tongxing_events_stored_total Events of gates that were new.\n"
          "# TYPE tongxing_events_stored_total counter\ntongxing_events_stored_total %" PRIu64 "\n"
          "# HELP tongxing_publications_total Lists published since the start.\n"
          "# TYPE tongxing_publications_total counter\ntongxing_publications_total %" PRIu64 "\n"
          "# HELP tongxing_gates Gates in service.\n# TYPE tongxing_gates gauge\n"
          "tongxing_gates %zu\n",
          api->events_stored, api->publications, gate_registry_count(api->server->gates));
  fprintf(out,
          "# HELP tongxing_unmatched_statements What feeds said of nobody known, kept aside.\n"
          "# TYPE tongxing_unmatched_statements gauge\n"
          "tongxing_unmatched_statements %" PRId64 "\n",
          __atomic_load_n(&api->unmatched, __ATOMIC_RELAXED));
  write_clock(out, api);
  write_machines(out, api->server);
  write_ends(out, api);
  write_lists(out, api);
  fclose(out);
  host_reply(http, 200, "text/plain; version=0.0.4; charset=utf-8", tx_span_of(text, n));
  free(text);
}
