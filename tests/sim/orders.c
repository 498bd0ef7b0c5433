/* SPDX-License-Identifier: Apache-2.0 */
/* Policies: an order that lets in all or workers alone, and orders that contradict each other. */
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>

static bool publish(struct sim_world *world, json_t *policy) {
  struct sim_reply reply;
  char *text = json_dumps(policy, JSON_COMPACT);
  json_decref(policy);
  const struct sim_ask ask = { .method = "POST",
                               .path = "/v1/policies",
                               .type = "application/json",
                               .body = tx_span_text(text),
                               .accept = "both were ordered",
                               .office = true };
  sim_server_ask(world, &ask, &reply);
  free(text);
  json_t *out = sim_reply_read(&reply);
  bool done = out && sim_office_second(world, "street", json_object_get(out, "request"));
  json_decref(out);
  return done;
}

static json_t *order(unsigned n, unsigned kind) {
  static const char *const on_fail[] = { "deny", "warn", "review", "deny" };
  const char id[4] = { 'c', (char)('0' + n), "NWRD"[kind] };
  return json_pack("{s:s, s:s, s:s, s:i, s:i, s:[{s:s, s:s, s:s, s:b, s:{s:[{s:s}, [s, s]]},"
                   " s:{s:s}}]}",
                   "id", id, "document", "1", "issuer", "c", "valid_from",
                   SIM_BEGIN_S - 40 * SIM_DAY_S, "valid_to", SIM_BEGIN_S + 400 * SIM_DAY_S, "rules",
                   "id", "r", "topic", "other", "on_fail", on_fail[kind], "keeps_home", 1, "logic",
                   "in", "var", "pass.role", "worker", kind ? "worker" : "resident", "say", "zh",
                   "不");
}

/* Several at once, none of which knows of the others. */
void sim_office_orders(struct sim_world *world, struct chance *dice) {
  char kinds[5] = "";
  const unsigned count = 2 + (unsigned)chance_below(dice, 3);
  json_t *policy =
      json_pack("{s:I, s:{s:i, s:s, s:s}, s:[]}", "area", (json_int_t)SIM_AREA, "stale",
                "max_age_s", 86400, "then", "warn", "no_list", "review", "orders");
  for (unsigned i = 0; i < count; i++) {
    const unsigned kind = (unsigned)chance_below(dice, 4);
    kinds[i] = "NWRD"[kind];
    json_array_append_new(json_object_get(policy, "orders"), order(i, kind));
  }
  const bool done = world->server && publish(world, policy);
  if (!world->server) json_decref(policy);
  sim_tell(world, "the office gives orders that contradict each other, %s%s", kinds,
           done ? "" : ", in vain");
}

/* An order that lets everybody in, or workers alone: its id tells. */
bool sim_office_order(struct sim_world *world, unsigned word) {
  static const char *const logic[] = {
    "{\"in\": [{\"var\": \"pass.role\"}, [\"resident\", \"worker\"]]}",
    "{\"===\": [{\"var\": \"pass.role\"}, \"worker\"]}"
  };
  char *text = NULL;
  if (asprintf(&text,
               "{\"area\": " SIM_AREA_TEXT ", \"stale\": {\"max_age_s\": 86400, \"then\": \"warn\","
               " \"no_list\": \"review\"}, \"orders\": [{\"id\": \"o%u\", \"document\": \"1\","
               " \"issuer\": \"c\", \"valid_from\": %d, \"valid_to\": %d, \"rules\": [{\"id\":"
               " \"r\", \"topic\": \"other\", \"on_fail\": \"deny\", \"keeps_home\": true,"
               " \"logic\": %s, \"say\": {\"zh\": \"不\"}}]}]}",
               word, SIM_BEGIN_S - 40 * SIM_DAY_S, SIM_BEGIN_S + 400 * SIM_DAY_S, logic[word]) < 0)
    return false;
  const bool done = publish(world, json_loads(text, 0, NULL));
  free(text);
  return done;
}

bool sim_office_order_again(struct sim_world *world) {
  return sim_office_order(world, 0);
}
