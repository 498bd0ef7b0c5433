/* SPDX-License-Identifier: Apache-2.0 */
/* A stick that somebody carries between the server and the gates; it loses what was written last,
 * is mixed up with one of last week, and lies in strangers' hands. */
#include "sim.h"

#include "host/sys/file.h"
#include "sync/usb.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEWS "news comes by a stick, too"

static char *stick_of(const struct sim_world *world) {
  char *path = host_path(world->folder, "stick");
  if (!path) abort();
  return path;
}

/* --- at the server: as tongxing-server usb ---------------------------------------------------- */

static void hand_in(struct sim_world *world, const char *path) {
  HOST_BYTES bytes = { 0 };
  struct sim_reply reply;
  if (host_file_read_regular(path, TX_BATCH_MAX, &bytes) != TX_OK) return;
  const struct sim_ask ask = { .method = "POST",
                               .path = "/v1/events",
                               .type = "application/cose",
                               .body = host_span(&bytes),
                               .office = true };
  sim_server_ask(world, &ask, &reply);
  sim_reply_finish(&reply);
}

static int by_number(const struct dirent **a, const struct dirent **b) {
  const unsigned long long one = strtoull((*a)->d_name, NULL, 10);
  const unsigned long long other = strtoull((*b)->d_name, NULL, 10);
  return (one > other) - (one < other);
}

static int is_shown(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

static void hand_in_all(struct sim_world *world, const char *stick, unsigned i) {
  struct dirent **entries = NULL;
  HOST_FREE char *folder =
      host_path(stick, "tongxing/journal/%s", world->gates[i].gate.identity.id);
  const int n = scandir(folder, &entries, is_shown, by_number);
  for (int k = 0; k < n; k++) {
    HOST_FREE char *path = host_path(folder, "%s", entries[k]->d_name);
    hand_in(world, path);
    free(entries[k]);
  }
  free(entries);
}

static void write_object(struct sim_world *world, const char *stick, const json_t *object) {
  char place[96], address[128];
  struct sim_reply reply;
  const char *kind = json_string_value(json_object_get(object, "object"));
  const char *area = json_string_value(json_object_get(object, "area"));
  const long long seq = (long long)json_integer_value(json_object_get(object, "seq"));
  const bool of_area = strcmp(kind, "trust") != 0;
  snprintf(place, sizeof place, "%s%s%s", kind, of_area ? "/" : "", of_area ? area : "");
  snprintf(address, sizeof address, "/v1/sync/%s/%lld", place, seq);
  const struct sim_ask ask = { .method = "GET", .path = address, .office = true };
  sim_server_ask(world, &ask, &reply);
  HOST_FREE char *folder = host_path(stick, "tongxing/v1/sync/%s", place);
  HOST_FREE char *path = host_path(folder, "%lld", seq);
  if (reply.status == 200 && host_mkdirs(folder, 0755) == TX_OK)
    host_file_write(path, tx_span_of(reply.body, reply.n), 0644);
  if (reply.status == 200 && strcmp(kind, "status") == 0) world->stick_list = (uint64_t)seq;
  if (reply.status == 200 && !of_area && (uint64_t)seq > world->stick_trust)
    world->stick_trust = (uint64_t)seq;
  world->stick_is_right &= !sim_keys_died(world, reply.body, reply.n);
  sim_reply_finish(&reply);
}

static void visit_server(struct sim_world *world, const char *stick) {
  size_t k;
  const json_t *object;
  for (unsigned i = 0; i < SIM_GATES; i++)
    hand_in_all(world, stick, i);
  json_t *news = sim_office_ask(world, "GET", "/v1/publications", NULL);
  json_array_foreach(json_object_get(news, "objects"), k, object)
      write_object(world, stick, object);
  json_decref(news);
}

/* --- at a gate -------------------------------------------------------------------------------- */

static bool is_right(const struct sim_machine *machine) {
  return !machine->ahead_ms && !machine->drift_ppm && machine->disk == SIM_DISK_WHOLE;
}

/* A gate that could not store the newest trust list, and lost it, takes no older one. */
static void check_heard(struct sim_world *world, unsigned i) {
  struct sim_gate *gate = &world->gates[i];
  struct gate_state *state = gate_state_of(&gate->gate);
  const struct tx_status *list = gate_state_list(state, SIM_AREA);
  const uint64_t held = list ? list->seq : 0;
  const bool trusts = state->trust || world->stick_trust >= gate->heard.trust;
  gate_state_unref(state);
  const bool right = is_right(&gate->machine) && world->stick_is_right &&
                     is_right(world->server_machine) && !gate_now(&gate->gate).unsure;
  const bool lives = (int64_t)world->stick_list > sim_now_ms / 1000 - SIM_DAY_S; /* by its date */
  if (right && lives && trusts && world->stick_list > gate->heard.list && held < world->stick_list)
    sim_broken(world, NEWS, "gate %u holds list %llu, and the stick has %llu", i,
               (unsigned long long)held, (unsigned long long)world->stick_list);
}

static void visit_gate(struct sim_world *world, const char *stick, unsigned i) {
  struct sim_gate *gate = &world->gates[i];
  struct gate_usb_counts counts = { 0 };
  struct sim_machine *before = sim_turn(&gate->machine);
  struct gate_usb_gate rests = gate_usb_at_rest(&gate->gate);
  const bool news = gate_usb_take(&rests, stick, &counts);
  gate_usb_give(&rests, stick, &counts);
  gate_keep_time(&gate->gate);
  if (news) check_heard(world, i);
  sim_turn(before);
  sim_gate_write(world, i);
  sim_tell(world, "a stick comes to gate %u: %u taken, %u refused, %llu events", i, counts.taken,
           counts.refused, (unsigned long long)counts.events);
}

/* --- what becomes of it in between ------------------------------------------------------------ */

/* The newest list is cut short, or bears the name of one that is to come. */
static void spoil(struct sim_world *world, const char *stick, struct chance *dice) {
  HOST_FREE char *folder = host_path(stick, "tongxing/v1/sync/status/" SIM_AREA_TEXT);
  HOST_FREE char *path = host_path(folder, "%llu", (unsigned long long)world->stick_list);
  HOST_FREE char *later = host_path(folder, "%llu", (unsigned long long)world->stick_list + 7);
  const bool cut = chance_in(dice, 2);
  if (cut && truncate(path, 50) != 0) return;
  if (!cut && rename(path, later) != 0) return;
  if (!cut) world->stick_later = world->stick_list + 7;
  world->stick_is_right = false;
  sim_tell(world, "the stick's newest list is %s", cut ? "cut short" : "renamed");
}

void sim_stick_step(struct sim_world *world, struct chance *dice) {
  const unsigned where = (unsigned)chance_below(dice, SIM_GATES + 3);
  HOST_FREE char *stick = stick_of(world);
  if (where < SIM_GATES) {
    if (world->gates[where].up) visit_gate(world, stick, where);
  } else if (where == SIM_GATES) {
    spoil(world, stick, dice);
  } else if (world->server) {
    world->stick_is_right =
        is_right(world->server_machine) && !world->restored && sim_keys_are_said(world);
    visit_server(world, stick);
    world->stick_is_right &= world->stick_list > world->stick_later;
    sim_tell(world, "a stick comes to the server");
  }
}
