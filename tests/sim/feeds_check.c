/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of what feeds said: it is there or not as they were told, and a record is what was
 * said makes of it. */
#include "sim.h"

#include "domain/clock/clock.h"
#include "domain/publication/cache.h"
#include "domain/resident/ends.h"
#include "domain/resident/merge.h"
#include "model/retention.h"

#include <stdlib.h>
#include <string.h>

#define PURE "a record is what was said makes of it"
#define THERE "what a feed was told is there, is there once"
#define SPEAKS "a feed speaks within its rights"
#define OTHERS_MAX 64
#define WAITS_S (13 * SIM_DAY_S) /* somewhat less than a line is kept aside */

/* --- what there is ---------------------------------------------------------------------------- */

/* What the office said by two hands: it counts as it stands there. */
static struct sim_said others[OTHERS_MAX];
static unsigned other_count;

/* By when ends have been seen to: where no clock is believed, nothing that ended by then is back.
 */
static int64_t ends_seen_s;

static unsigned person_of(const struct sim_feeds *feeds, struct tx_span subject) {
  unsigned person = 0;
  while (person < SIM_ALL && (subject.n != sizeof feeds->people->subject ||
                              memcmp(feeds->people[person].subject, subject.p, subject.n) != 0))
    person++;
  return person;
}

static unsigned feed_of(const char *source) {
  unsigned feed = 0;
  while (feed < SIM_FEEDS && strcmp(source, sim_feed_name(feed)) != 0)
    feed++;
  return feed;
}

/* Somebody has appeared: what was kept of them is to come, or is held. */
static void appear(struct sim_feeds *feeds, unsigned person) {
  const int64_t now_s = sim_now_ms / 1000;
  for (unsigned i = 0; i < feeds->said_count; i++) {
    struct sim_said *said = &feeds->said[i];
    if (said->person != person || said->fate != SIM_ASIDE) continue;
    const bool sure = said->kept == SIM_KEPT && now_s - said->sent_s < WAITS_S;
    said->fate = said->kept == SIM_KEPT_NOT          ? SIM_NOT
                 : sure && !sim_said_restrains(said) ? SIM_DUE
                                                     : SIM_MAYBE;
    said->settled_s = now_s;
    said->once |= said->fate != SIM_NOT;
    if (said->fate != SIM_NOT && said->field == STATEMENT_HEALTH && said->value == TX_HEALTH_RED)
      feeds->people[person].may_be_red = true;
  }
}

static enum tx_reason look_at_people(struct sim_world *world, const struct request *request) {
  struct sim_feeds *feeds = &world->feeds;
  bool known[SIM_ALL] = { 0 };
  for (unsigned i = 0; i < SIM_ALL; i++) {
    char number[24];
    city_identity_number(i, (struct city_date){ .year = 1980, .month = 1, .day = 1 }, number);
    field_hash(request->fields, "id", number, feeds->people[i].subject);
  }
  DB_ROWS rows = db_select(request->db,
                           "select id_hash, idx, state, generation, record from resident_now"
                           " where area = $1",
                           db_int(SIM_AREA));
  while (db_next(&rows)) {
    const unsigned person = person_of(feeds, db_column_bytes(&rows, 0));
    if (person == SIM_ALL) continue;
    struct sim_known *one = &feeds->people[person];
    known[person] = true;
    one->index = (uint32_t)db_column_int(&rows, 1);
    one->state = (int)db_column_int(&rows, 2);
    one->generation = (int)db_column_int(&rows, 3);
    one->record = (uint32_t)db_column_int(&rows, 4);
  }
  for (unsigned i = 0; i < SIM_ALL && rows.end == TX_OK; i++) {
    if (known[i] && !feeds->people[i].known) appear(feeds, i);
    feeds->people[i].known = known[i];
  }
  return rows.end;
}

static void note_other(const struct statement_row *row, unsigned person) {
  if (other_count == OTHERS_MAX) abort();
  others[other_count++] = (struct sim_said){ .person = person,
                                             .feed = SIM_NO_FEED,
                                             .field = row->field,
                                             .act = row->act,
                                             .value = row->value,
                                             .observed_at = row->observed_at,
                                             .valid_until = row->valid_until,
                                             .number = SIM_SAID };
}

/* Nothing is observed later than it came, by the clock of whoever took it. */
static void note_said(struct sim_world *world, struct sim_said *said, int64_t received_at) {
  if (said->observed_at > received_at) said->observed_at = received_at;
  if (said->seen) sim_broken(world, THERE, "line %u is there twice", said->number);
  said->seen = true;
  said->received_at = received_at;
  if (said->fate == SIM_HELD)
    sim_broken(world, SIM_TWO_HANDS, "line %u counts, and was held", said->number);
  if (said->fate == SIM_NOT || said->fate == SIM_ASIDE)
    sim_broken(world, SPEAKS, "line %u counts, and was not taken", said->number);
}

static enum tx_reason look_at_statements(struct sim_world *world, const struct request *request) {
  struct sim_feeds *feeds = &world->feeds;
  other_count = 0;
  for (unsigned i = 0; i < feeds->said_count; i++)
    feeds->said[i].seen = false;
  DB_ROWS rows = db_select(request->db,
                           "select subject, received_at, source, id, field, act, value,"
                           " observed_at, valid_until from statement where area = $1",
                           db_int(SIM_AREA));
  while (db_next(&rows)) {
    struct statement_row row = { 0 };
    const unsigned person = person_of(feeds, db_column_bytes(&rows, 0));
    db_column_copy(&rows, 2, row.source, sizeof row.source);
    db_column_copy(&rows, 3, row.id, sizeof row.id);
    row.field = (int)db_column_int(&rows, 4);
    row.act = (enum statement_act)db_column_int(&rows, 5);
    row.value = (int)db_column_int(&rows, 6);
    row.observed_at = db_column_int(&rows, 7);
    row.valid_until = db_column_int(&rows, 8);
    const unsigned number = (unsigned)strtoul(row.id + 2, NULL, 10);
    if (feed_of(row.source) == SIM_NO_FEED)
      note_other(&row, person);
    else if (number < feeds->said_count)
      note_said(world, &feeds->said[number], db_column_int(&rows, 1));
  }
  return rows.end;
}

void sim_feeds_look(struct sim_world *world) {
  struct request request = request_begin(world->server, sim_now_ms / 1000, "sim");
  enum tx_reason reason = look_at_people(world, &request);
  if (reason == TX_OK) reason = look_at_statements(world, &request);
  if (reason == TX_OK) reason = ends_seen(&request, &ends_seen_s);
  request_end(world->server, &request);
  if (reason != TX_OK) abort();
}

bool sim_feeds_may_be_red(const struct sim_world *world, uint32_t index) {
  for (unsigned i = 0; i < SIM_ALL; i++)
    if (world->feeds.people[i].index == index && world->feeds.people[i].may_be_red) return true;
  return false;
}

/* --- what has to be --------------------------------------------------------------------------- */

/* What is over for as long as statements are kept may be gone. */
static void check_there(struct sim_world *world, struct sim_said *said) {
  if (said->fate == SIM_THERE && !said->seen &&
      said->observed_at > sim_now_ms / 1000 - STATEMENTS_KEPT_S)
    sim_broken(world, THERE, "line %u of person %u is not there", said->number, said->person);
}

static size_t all_of(const struct sim_feeds *feeds, unsigned person, const struct sim_said **out) {
  size_t n = 0;
  for (unsigned i = 0; i < feeds->said_count; i++) {
    const struct sim_said *said = &feeds->said[i];
    if (said->forgotten && !said->seen) continue;
    if (said->person == person && (said->fate == SIM_THERE || said->seen)) out[n++] = said;
  }
  for (unsigned i = 0; i < other_count; i++)
    if (others[i].person == person) out[n++] = &others[i];
  return n;
}

/* The times that have come for certain, as the servers have it: what they would fold by. One that
 * believes a clock that is an hour behind folds by that. */
static int64_t certain_s(struct sim_server *servers, unsigned count, int64_t *earliest_s) {
  int64_t latest_s = 0;
  *earliest_s = INT64_MAX;
  for (unsigned i = 0; i < count; i++) {
    if (!servers[i].server) continue;
    struct sim_machine *before = sim_turn(servers[i].machine);
    const int64_t wall_s = sim_wall_ms(servers[i].machine) / 1000;
    int64_t now_s = clock_certain(servers[i].server->clock, wall_s);
    sim_turn(before);
    if (now_s != wall_s && ends_seen_s > now_s) now_s = ends_seen_s;
    if (now_s > latest_s) latest_s = now_s;
    if (now_s < *earliest_s) *earliest_s = now_s;
  }
  return latest_s;
}

/* Whether the record is that of some time since it was looked at last: ends are noticed when the
 * jobs run. What was folded by a server that is gone stays, however far behind the clocks of those
 * that are left. */
static bool is_right(struct sim_known *one, const struct sim_said *const *all, size_t n,
                     int64_t earliest_s, int64_t now_s) {
  const int64_t since_s = one->folded_s < earliest_s ? one->folded_s : earliest_s;
  const int64_t until_s = one->folded_s > now_s ? one->folded_s : now_s;
  for (size_t i = 0; i < n + 2; i++) {
    const int64_t at_s = i == n ? since_s : i > n ? until_s : sim_said_end(all[i]);
    if (i < n && (at_s <= since_s || at_s > until_s)) continue;
    if (sim_said_record(all, n, one->state, one->generation, at_s) != one->record) continue;
    one->folded_s = at_s;
    return true;
  }
  return false;
}

/* What was over as it went: whatever was retracted since brings nothing of it back. What took it
 * back may have gone with it, and nobody was told that it was there. */
static void forget(struct sim_feeds *feeds, unsigned person, int64_t now_s) {
  const struct sim_said *before[SIM_SAID];
  size_t m = 0;
  for (unsigned i = 0; i < feeds->said_count; i++)
    if (feeds->said[i].person == person && feeds->said[i].counted) before[m++] = &feeds->said[i];
  for (size_t i = 0; i < m; i++)
    if (!before[i]->seen && before[i]->observed_at <= now_s - STATEMENTS_KEPT_S &&
        sim_said_over(before, m, before[i], now_s))
      feeds->said[before[i]->number].forgotten = true;
}

static void count(struct sim_feeds *feeds, unsigned person, const struct sim_said *const *all,
                  size_t n) {
  for (unsigned i = 0; i < feeds->said_count; i++)
    if (feeds->said[i].person == person) feeds->said[i].counted = false;
  for (size_t i = 0; i < n; i++)
    if (all[i]->number < SIM_SAID) feeds->said[all[i]->number].counted = true;
}

static void check_person(struct sim_world *world, unsigned person, bool whole) {
  const struct sim_said *all[SIM_SAID + OTHERS_MAX];
  struct sim_known *one = &world->feeds.people[person];
  struct sim_server servers[] = { { .server = world->server, .machine = world->server_machine },
                                  world->other };
  int64_t earliest_s;
  const int64_t certain = certain_s(servers, 2, &earliest_s);
  const int64_t now_s = whole ? sim_now_ms / 1000 : certain;
  forget(&world->feeds, person, sim_now_ms / 1000);
  const size_t n = all_of(&world->feeds, person, all);
  const uint32_t want = sim_said_record(all, n, one->state, one->generation, now_s);
  if (whole ? want == one->record : is_right(one, all, n, earliest_s, now_s)) {
    if (whole) one->folded_s = now_s;
    count(&world->feeds, person, all, n);
    return;
  }
  if (!one->folded_s && !whole) return; /* it is of a backup */
  sim_broken(world, PURE, "person %u: %08x, and %zu statements make %08x", person, one->record, n,
             want);
}

static void check_all(struct sim_world *world, bool whole) {
  sim_feeds_look(world);
  for (unsigned i = 0; i < world->feeds.said_count; i++)
    check_there(world, &world->feeds.said[i]);
  for (unsigned i = 0; i < SIM_ALL; i++)
    if (world->feeds.people[i].known) check_person(world, i, whole);
}

void sim_feeds_check(struct sim_world *world) {
  if (world->server) check_all(world, false);
}

static void check_due(struct sim_world *world, struct sim_said *said) {
  if (said->fate != SIM_DUE) return;
  said->fate = SIM_THERE;
  check_there(world, said);
}

static void check_listed(struct sim_world *world, const struct sim_known *one) {
  struct cache_item *item = cache_take(world->server->cache, PUBLISHED_STATUS, SIM_AREA);
  const struct sim_list *list = item ? sim_list_of(world, item->seq) : NULL;
  if (item) cache_release(item);
  if (!list || one->index >= list->count || list->records[one->index] == one->record) return;
  sim_broken(world, PURE, "%u is %08x in the newest list, and %08x in the directory", one->index,
             list->records[one->index], one->record);
}

void sim_feeds_check_whole(struct sim_world *world) {
  struct sim_feeds *feeds = &world->feeds;
  if (!world->server || *world->promise) return;
  check_all(world, true);
  for (unsigned i = 0; i < feeds->said_count; i++)
    check_due(world, &feeds->said[i]);
  for (unsigned i = 0; i < SIM_ALL; i++)
    if (feeds->people[i].known) check_listed(world, &feeds->people[i]);
}
