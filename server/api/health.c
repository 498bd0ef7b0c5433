/* SPDX-License-Identifier: Apache-2.0 */
#include "health.h"

#include "store/areas.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define AREAS_SHOWN 4096

void health_alive(struct host_request *request, void *context) {
  (void)context;
  host_reply_cache(request, "no-store");
  host_reply(request, 200, "text/plain; charset=utf-8", tx_span_text("ok\n"));
}

/* Ready: the database answers, and a list has been published for gates to fetch. */
void health_ready(struct host_request *request, void *context) {
  const struct desk *desk = context;
  char area[16];
  pthread_mutex_lock(&desk->office->lock);
  enum tx_reason reason = settings_get(desk->office->db, "area", area, sizeof area);
  pthread_mutex_unlock(&desk->office->lock);
  struct shelf_item *list = shelf_take(desk->office->shelf, PUBLISHED_STATUS, desk->office->area);
  host_reply_cache(request, "no-store");
  if (reason == TX_OK && list)
    host_reply(request, 200, "text/plain; charset=utf-8", tx_span_text("ready\n"));
  else
    host_reply_problem(request, 503, reason == TX_OK ? TX_NO_LIST : reason, NULL);
  shelf_release(list);
}

void health_count(void *context, const char *pattern, unsigned status) {
  struct desk *desk = context;
  (void)pattern;
  unsigned class = status / 100;
  if (class < 6) __atomic_add_fetch(&desk->answered[class], 1, __ATOMIC_RELAXED);
}

static void write_lists(FILE *out, const struct desk *desk) {
  uint64_t *areas = calloc(AREAS_SHOWN, sizeof *areas);
  size_t count = areas ? shelf_areas(desk->office->shelf, areas, AREAS_SHOWN) : 0;
  fputs("# HELP tongxing_list_age_seconds Age of the newest status list of an area.\n"
        "# TYPE tongxing_list_age_seconds gauge\n",
        out);
  for (size_t i = 0; i < count; i++) {
    struct shelf_item *item = shelf_take(desk->office->shelf, PUBLISHED_STATUS, areas[i]);
    if (item)
      fprintf(out, "tongxing_list_age_seconds{area=\"%012" PRIu64 "\"} %" PRId64 "\n", areas[i],
              desk_now(desk) - item->iat);
    shelf_release(item);
  }
  free(areas);
}

void health_metrics(struct host_request *request, void *context) {
  struct desk *desk = context;
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!out) {
    host_reply_problem(request, 500, TX_NO_MEMORY, NULL);
    return;
  }
  fputs("# HELP tongxing_answers_total Answers by class of status.\n"
        "# TYPE tongxing_answers_total counter\n",
        out);
  for (int i = 1; i < 6; i++)
    fprintf(out, "tongxing_answers_total{class=\"%dxx\"} %" PRIu64 "\n", i, desk->answered[i]);
  fprintf(out,
          "# HELP tongxing_events_stored_total Events of gates that were new.\n"
          "# TYPE tongxing_events_stored_total counter\ntongxing_events_stored_total %" PRIu64 "\n"
          "# HELP tongxing_publications_total Lists published since the start.\n"
          "# TYPE tongxing_publications_total counter\ntongxing_publications_total %" PRIu64 "\n"
          "# HELP tongxing_gates Gates in service.\n# TYPE tongxing_gates gauge\n"
          "tongxing_gates %zu\n",
          desk->events_stored, desk->publications, gatebook_count(desk->office->gates));
  write_lists(out, desk);
  fclose(out);
  host_reply(request, 200, "text/plain; version=0.0.4; charset=utf-8", tx_span_of(text, n));
  free(text);
}
