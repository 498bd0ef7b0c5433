/* SPDX-License-Identifier: Apache-2.0 */
/* What one person may publish alone. */
#include "orders.h"

#include "host/sys/file.h"

#include <stdlib.h>

static bool is_carried(const struct orders_book *book, const json_t *order) {
  size_t i;
  const json_t *id;
  json_array_foreach(book->carried, i,
                     id) if (json_equal(id, json_object_get(order, "id"))) return true;
  return false;
}

static int64_t end_of(const json_t *order) {
  return (int64_t)json_integer_value(json_object_get(order, "valid_to"));
}

/* What the draft adds ends soon. */
static bool is_brief(const struct orders_book *book, int64_t latest) {
  size_t i;
  const json_t *order;
  json_array_foreach(json_object_get(book->draft->json, "orders"), i,
                     order) if (!is_carried(book, order) && end_of(order) > latest) return false;
  return true;
}

/* What was in force still is. */
static bool ends_nothing(const struct orders_book *book, int64_t now_s) {
  size_t i;
  const json_t *order;
  if (!book->replaced) return true;
  json_array_foreach(json_object_get(book->replaced->json, "orders"), i,
                     order) if (end_of(order) > now_s && !is_carried(book, order)) return false;
  return true;
}

static bool sets_nothing(const struct orders_book *book) {
  static const char *const settings[] = { "stale", "live_window_s", "exit_window_s", "utc_offset_s",
                                          "zones" };
  const json_t *before = book->replaced ? book->replaced->json : NULL;
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    const json_t *old = json_object_get(before, settings[i]);
    const json_t *new = json_object_get(book->draft->json, settings[i]);
    if (!old != !new || (old && !json_equal(old, new))) return false;
  }
  return true;
}

enum tx_reason orders_check_brief(const struct request *request, const struct policy_wish *wish,
                                  int64_t latest, struct host_problem *problem) {
  ORDERS_BOOK book = { 0 };
  HOST_FREE char *text = NULL;
  enum tx_reason reason = orders_draft_text(request, wish->draft, &text, problem);
  const struct order_source source = { text, wish->end };
  if (reason == TX_OK) reason = orders_open(request, &source, &book, problem);
  if (reason != TX_OK) return reason;
  if (is_brief(&book, latest) && ends_nothing(&book, request->now_s) && sets_nothing(&book))
    return TX_OK;
  return host_problem_say(
      problem, TX_NOT_ALLOWED,
      "一人紧急发布的规定须在两小时内到期，且不得终止、改动现行规定或设置。",
      "What one person publishes in an emergency ends within two hours, and ends, edits or sets "
      "nothing that is in force.");
}
