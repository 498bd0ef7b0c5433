/* SPDX-License-Identifier: Apache-2.0 */
/* What feeds do: a laboratory and a health office send lines as they please, in any order, again,
 * with other content, about people whom nobody knows yet; connections break, servers die meanwhile.
 */
#include "sim.h"

#include "domain/resident/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOLD_ABOVE 2
#define TOLD "a feed is told what became of its lines"

static const char *const names[SIM_FEEDS] = { "lab", "codes" };
static const unsigned spoken[SIM_FEEDS] = {
  1u << STATEMENT_TEST | 1u << STATEMENT_SWAB,
  1u << STATEMENT_HEALTH | 1u << STATEMENT_TRAVEL | 1u << STATEMENT_STATE,
};

const char *sim_feed_name(unsigned feed) {
  return names[feed];
}

/* --- they are made ---------------------------------------------------------------------------- */

static json_t *fields_of(unsigned feed) {
  json_t *fields = json_array();
  for (int field = 0; field < STATEMENT_FIELDS; field++)
    if (spoken[feed] & 1u << field)
      json_array_append_new(fields,
                            json_string(statement_field_word((enum statement_field)field, true)));
  return fields;
}

static bool make(struct sim_world *world, unsigned feed) {
  char path[64];
  snprintf(path, sizeof path, "/v1/feeds/%s", names[feed]);
  json_t *out = sim_office_ask(world, "PUT", path,
                               json_pack("{s:s, s:s, s:o, s:i, s:i}", "body", "health", "area",
                                         SIM_AREA_TEXT, "fields", fields_of(feed), "hold_above",
                                         HOLD_ABOVE, "hold_share", 0));
  if (!json_object_get(out, "token")) { /* it is known, and so was the token */
    json_decref(out);
    snprintf(path, sizeof path, "/v1/feeds/%s/tokens", names[feed]);
    out = sim_office_ask(world, "POST", path, NULL);
  }
  const char *token = json_string_value(json_object_get(out, "token"));
  const bool done = token && sim_office_second(world, "street", json_object_get(out, "request"));
  if (done) snprintf(world->feeds.tokens[feed], sizeof world->feeds.tokens[feed], "%s", token);
  json_decref(out);
  return done;
}

/* As who restores a backup of before does again. */
static bool open_feeds(struct sim_world *world) {
  struct sim_feeds *feeds = &world->feeds;
  for (unsigned feed = 0; feed < SIM_FEEDS; feed++)
    if (!*feeds->tokens[feed] && !make(world, feed)) return false;
  return true;
}

/* --- what has to become of it ----------------------------------------------------------------- */

struct counts {
  int taken, repeated, held, aside, unknown, refused;
};

static bool is_refused(const struct sim_world *world, const struct sim_said *said) {
  const int64_t now_s = sim_wall_ms(world->server_machine) / 1000;
  return said->observed_at > now_s + 300 || !(spoken[said->feed] & 1u << said->field);
}

/* Of one source, in a day. */
static int restrained(const struct sim_world *world, unsigned feed) {
  const int64_t since_s = sim_wall_ms(world->server_machine) / 1000 - SIM_DAY_S;
  int count = 0;
  for (unsigned i = 0; i < world->feeds.said_count; i++) {
    const struct sim_said *said = &world->feeds.said[i];
    count += said->feed == feed && said->seen && sim_said_restrains(said) &&
             world->feeds.people[said->person].known && said->received_at > since_s;
  }
  return count;
}

static void settle(struct sim_world *world, struct sim_said *said, enum sim_fate fate) {
  said->fate = fate;
  said->settled_s = sim_now_ms / 1000;
  const bool there = fate >= SIM_MAYBE && fate <= SIM_THERE;
  said->once |= there;
  if (there && said->act == STATEMENT_SET && said->field == STATEMENT_HEALTH &&
      said->value == TX_HEALTH_RED)
    world->feeds.people[said->person].may_be_red = true;
}

/* Each line in turn, by what is there; acknowledged: else it is not known how far it came. */
static struct counts foresee(struct sim_world *world, const struct sim_batch *batch,
                             bool acknowledged) {
  struct counts out = { 0 };
  struct sim_feeds *feeds = &world->feeds;
  int there = restrained(world, feeds->said[batch->lines[0]].feed);
  bool over = false;
  for (unsigned i = 0; i < batch->count; i++) {
    struct sim_said *said = &feeds->said[batch->lines[i]];
    const bool restrains = sim_said_restrains(said);
    if (is_refused(world, said)) {
      out.refused++;
    } else if (!feeds->people[said->person].known) {
      out.aside++;
      if (said->kept != SIM_KEPT) said->kept = acknowledged ? SIM_KEPT : SIM_KEPT_MAYBE;
      settle(world, said, SIM_ASIDE);
    } else if (said->seen) {
      out.repeated++;
      if (acknowledged) settle(world, said, SIM_THERE);
    } else if (over |= restrains && there >= HOLD_ABOVE, restrains && (over || !said->papers)) {
      out.held++;
      said->request = 0;
      if (said->fate != SIM_DUE) settle(world, said, said->kept ? SIM_MAYBE : SIM_HELD);
    } else {
      out.taken++;
      there += restrains;
      settle(world, said, acknowledged ? SIM_THERE : SIM_MAYBE);
    }
  }
  return out;
}

/* --- what they are told ----------------------------------------------------------------------- */

static int number(const json_t *receipt, const char *name) {
  return (int)json_integer_value(json_object_get(receipt, name));
}

/* So many of one feed as people live in its area. */
static bool has_room(const struct sim_world *world, unsigned feed) {
  int kept = 0, people = 0;
  for (unsigned i = 0; i < world->feeds.said_count; i++)
    kept += world->feeds.said[i].feed == feed && world->feeds.said[i].fate == SIM_ASIDE;
  for (unsigned i = 0; i < SIM_ALL; i++)
    people += world->feeds.people[i].known;
  return kept <= people;
}

static void check_receipt(struct sim_world *world, const struct sim_batch *batch,
                          const json_t *receipt, struct counts want) {
  const struct counts got = { number(receipt, "taken"),   number(receipt, "repeated"),
                              number(receipt, "held"),    number(receipt, "aside"),
                              number(receipt, "unknown"), number(receipt, "refused") };
  struct sim_said *first = &world->feeds.said[batch->lines[0]];
  if (want.aside && got.unknown && !has_room(world, first->feed)) {
    first->kept = SIM_KEPT_NOT;
    return;
  }
  if (want.aside && got.repeated) return;
  if (memcmp(&got, &want, sizeof got) != 0)
    sim_broken(world, TOLD,
               "%d taken, %d repeated, %d held, %d aside, %d unknown, %d refused; it should be %d, "
               "%d, %d, %d, %d, %d",
               got.taken, got.repeated, got.held, got.aside, got.unknown, got.refused, want.taken,
               want.repeated, want.held, want.aside, want.unknown, want.refused);
}

static uint64_t hash_of(const struct sim_reply *reply) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < reply->n; i++)
    hash = (hash ^ reply->body[i]) * 0x100000001b3u;
  return hash;
}

static void note_request(struct sim_world *world, const struct sim_batch *batch,
                         const json_t *receipt) {
  const json_t *asked = json_array_get(json_object_get(receipt, "requests"), 0);
  for (unsigned i = 0; i < batch->count && asked; i++) {
    struct sim_said *said = &world->feeds.said[batch->lines[i]];
    if (said->fate == SIM_HELD) said->request = number(asked, "request");
  }
}

/* Under the same key the same answer, and nothing is done. */
static void take_receipt(struct sim_world *world, struct sim_batch *batch, bool again,
                         struct sim_reply *reply) {
  const uint64_t hash = hash_of(reply);
  if (again && hash != batch->receipt)
    sim_broken(world, TOLD, "another receipt under the same key");
  batch->receipt = hash;
  json_t *receipt = sim_reply_read(reply);
  if (!again) {
    const struct counts want = foresee(world, batch, true);
    check_receipt(world, batch, receipt, want);
    note_request(world, batch, receipt);
    batch->at_s = sim_now_ms / 1000;
  }
  batch->acknowledged = true;
  json_decref(receipt);
}

/* --- sending ---------------------------------------------------------------------------------- */

enum line { LINE_WHOLE, LINE_BREAKS, LINE_DIES };

static void send_batch(struct sim_world *world, struct sim_batch *batch, enum line line,
                       struct chance *dice) {
  static const char *const words[] = { "", ", the connection breaks", ", the server dies" };
  struct sim_reply reply;
  char *body = NULL, path[64], key[24];
  const unsigned feed = world->feeds.said[batch->lines[0]].feed;
  const bool fresh = batch->at_s > world->retained_until_s - 27 * SIM_DAY_S;
  const bool again = batch->acknowledged && fresh && line == LINE_WHOLE && chance_in(dice, 2);
  if (!again) batch->key = ++world->feeds.key;
  snprintf(path, sizeof path, "/v1/feeds/%s/statements", names[feed]);
  snprintf(key, sizeof key, "batch-%u", batch->key);
  const size_t n = sim_said_write(&world->feeds, batch, &body);
  const struct sim_ask ask = { .method = "POST",
                               .path = path,
                               .type = "application/jsonl",
                               .token = world->feeds.tokens[feed],
                               .key = key,
                               .body = tx_span_of((uint8_t *)body, n),
                               .breaks_at = line ? 1 + chance_below(dice, n) : 0,
                               .dies = line == LINE_DIES };
  sim_server_ask(world, &ask, &reply);
  const unsigned status = reply.status;
  if (line == LINE_WHOLE && status == 200)
    take_receipt(world, batch, again, &reply);
  else if (!again)
    foresee(world, batch, false);
  if (status != 200 && !again) batch->acknowledged = false;
  if (status == 401) *world->feeds.tokens[feed] = '\0'; /* the backup knows another, or none */
  sim_reply_finish(&reply);
  free(body);
  sim_tell(world, "%s sends %u lines%s%s: %u", names[feed], batch->count,
           again ? " under the key of before" : "", words[line], status);
}

static void send(struct sim_world *world, struct sim_batch *batch, struct chance *dice) {
  const unsigned roll = (unsigned)chance_below(dice, 12);
  const enum line line = roll == 0 ? LINE_DIES : roll == 1 ? LINE_BREAKS : LINE_WHOLE;
  send_batch(world, batch, line, dice);
  if (line != LINE_DIES) return;
  sim_server_stop(world, true, chance_in(dice, 2), dice);
  sim_server_start(world);
  sim_server_jobs(world);
}

/* A line about somebody unknown comes alone, so that the receipt is about it. */
static void send_new(struct sim_world *world, struct chance *dice) {
  struct sim_feeds *feeds = &world->feeds;
  const unsigned feed = (unsigned)chance_below(dice, SIM_FEEDS);
  if (feeds->batch_count == SIM_BATCHES || feeds->said_count + SIM_BATCH > SIM_SAID) return;
  struct sim_batch *batch = &feeds->batches[feeds->batch_count++];
  const unsigned most = 1 + (unsigned)chance_below(dice, SIM_BATCH);
  *batch = (struct sim_batch){ 0 };
  while (batch->count < most) {
    const unsigned person = (unsigned)chance_below(dice, SIM_ALL);
    if (!feeds->people[person].known && batch->count) continue;
    batch->lines[batch->count++] = sim_said_draw(feeds, feed, person, dice)->number;
    if (!feeds->people[person].known) break;
  }
  send(world, batch, dice);
}

static void send_again(struct sim_world *world, struct chance *dice) {
  struct sim_feeds *feeds = &world->feeds;
  if (feeds->batch_count)
    send(world, &feeds->batches[chance_below(dice, feeds->batch_count)], dice);
}

/* --- two hands, and who appears --------------------------------------------------------------- */

static void second(struct sim_world *world, struct chance *dice) {
  static const char *const hands[] = { "street", "street", "office", "health" };
  struct sim_feeds *feeds = &world->feeds;
  const char *hand = hands[chance_below(dice, 4)];
  int64_t request = 0;
  for (unsigned i = 0; i < feeds->said_count; i++)
    if (feeds->said[i].fate == SIM_HELD && feeds->said[i].request) request = feeds->said[i].request;
  if (!request) return;
  const bool done = sim_office_second_number(world, hand, request);
  for (unsigned i = 0; i < feeds->said_count && done; i++)
    if (feeds->said[i].fate == SIM_HELD && feeds->said[i].request == request)
      settle(world, &feeds->said[i], SIM_DUE);
  if (done && strcmp(hand, "street") != 0)
    sim_broken(world, SIM_TWO_HANDS, "%s seconded what its own body's feed sent", hand);
  sim_tell(world, "%s seconds what was held%s", hand, done ? "" : ", in vain");
}

static void enter_newcomer(struct sim_world *world, struct chance *dice) {
  const unsigned person = SIM_PEOPLE + (unsigned)chance_below(dice, SIM_NEWCOMERS);
  const bool done = sim_office_enrol(world, person, 1);
  sim_tell(world, "person %u is entered%s", person, done ? "" : ", in vain");
}

void sim_feeds_step(struct sim_world *world, struct chance *dice) {
  const unsigned roll = (unsigned)chance_below(dice, 16);
  if (!world->server || !open_feeds(world)) return;
  sim_feeds_look(world);
  if (roll == 0)
    enter_newcomer(world, dice);
  else if (roll < 4)
    second(world, dice);
  else if (roll < 8)
    send_again(world, dice);
  else
    send_new(world, dice);
  sim_feeds_check(world);
}

/* What was lost with a server is what came since its backup, which may know what was lost before.
 */
void sim_feeds_restored(struct sim_world *world, int64_t backup_s) {
  struct sim_feeds *feeds = &world->feeds;
  for (unsigned i = 0; i < feeds->batch_count; i++)
    feeds->batches[i].acknowledged = false;
  for (unsigned i = 0; i < feeds->said_count; i++) {
    struct sim_said *said = &feeds->said[i];
    const bool stays = said->fate == SIM_DUE || said->fate == SIM_THERE;
    if (stays ? said->settled_s >= backup_s - 60 : said->once) settle(world, said, SIM_MAYBE);
    if (said->kept) said->kept = SIM_KEPT_MAYBE;
    said->request = 0;
  }
  for (unsigned i = 0; i < SIM_ALL; i++)
    feeds->people[i].folded_s = 0;
}
