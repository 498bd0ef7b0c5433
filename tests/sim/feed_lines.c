/* SPDX-License-Identifier: Apache-2.0 */
/* What a feed says, and how it writes it. */
#include "sim.h"

#include "domain/resident/merge.h"
#include "host/text/date.h"

#include <stdio.h>
#include <stdlib.h>

#define MINUTE_S 60

static int64_t minute_of(int64_t at_s) {
  return at_s / MINUTE_S * MINUTE_S;
}

/* Colours and states have an end. */
static void draw_value(struct sim_said *said, struct chance *dice) {
  static const struct {
    int field, value;
    unsigned days;
  } drawn[SIM_FEEDS][8] = {
    { { STATEMENT_TEST, TX_TEST_NEGATIVE, 0 },
      { STATEMENT_TEST, TX_TEST_NEGATIVE, 0 },
      { STATEMENT_TEST, TX_TEST_NEGATIVE, 0 },
      { STATEMENT_TEST, TX_TEST_MIXED_POSITIVE, 0 },
      { STATEMENT_TEST, TX_TEST_POSITIVE, 0 },
      { STATEMENT_TEST, TX_TEST_POSITIVE, 9 },
      { STATEMENT_SWAB, 1, 0 },
      { STATEMENT_SWAB, 1, 0 } },
    { { STATEMENT_HEALTH, TX_HEALTH_GREEN, 0 },
      { STATEMENT_HEALTH, TX_HEALTH_GREEN, 0 },
      { STATEMENT_HEALTH, TX_HEALTH_YELLOW, 7 },
      { STATEMENT_HEALTH, TX_HEALTH_RED, 14 },
      { STATEMENT_TRAVEL, TX_TRAVEL_STARRED, 0 },
      { STATEMENT_TRAVEL, TX_TRAVEL_NONE, 5 },
      { STATEMENT_STATE, TX_STATE_HOME_ISOLATION, 14 },
      { STATEMENT_STATE, TX_STATE_MONITORING, 14 } },
  };
  const unsigned whose = chance_in(dice, 12) ? !said->feed : said->feed;
  const unsigned roll = (unsigned)chance_below(dice, 8);
  const int days = (int)drawn[whose][roll].days;
  said->field = drawn[whose][roll].field;
  said->value = drawn[whose][roll].value;
  if (days)
    said->valid_until = minute_of(said->observed_at + chance_between(dice, 3600, days * SIM_DAY_S));
}

/* Something that it said before of somebody; NULL: there is nothing. */
static const struct sim_said *any_before(const struct sim_feeds *feeds, unsigned feed,
                                         unsigned person, struct chance *dice) {
  const size_t from = feeds->said_count ? chance_below(dice, feeds->said_count) : 0;
  for (size_t i = 0; i < feeds->said_count; i++) {
    const struct sim_said *one = &feeds->said[(from + i) % feeds->said_count];
    if (one->feed == feed && one->person == person && one->act != STATEMENT_RETRACT) return one;
  }
  return NULL;
}

struct sim_said *sim_said_draw(struct sim_feeds *feeds, unsigned feed, unsigned person,
                               struct chance *dice) {
  struct sim_said *said = &feeds->said[feeds->said_count];
  const unsigned act = (unsigned)chance_below(dice, 10);
  const struct sim_said *before = act == 9 ? any_before(feeds, feed, person, dice) : NULL;
  *said = (struct sim_said){
    .person = person, .feed = feed, .number = feeds->said_count, .sent_s = sim_now_ms / 1000
  };
  said->observed_at = sim_now_ms / 1000 - chance_between(dice, 0, 3 * SIM_DAY_S);
  if (chance_in(dice, 5)) said->observed_at -= chance_between(dice, 0, 17 * SIM_DAY_S);
  if (chance_in(dice, 20)) said->observed_at = sim_now_ms / 1000 + 3600;
  said->observed_at = minute_of(said->observed_at);
  draw_value(said, dice);
  if (said->field == STATEMENT_TEST)
    said->method = (enum statement_method)chance_between(dice, METHOD_SINGLE, METHOD_ANTIGEN);
  said->papers = !chance_in(dice, 5);
  if (act == 8) said->act = STATEMENT_RELEASE;
  if (before) said->act = STATEMENT_RETRACT;
  if (before) said->of = before->number;
  if (before) said->field = before->field;
  if (said->act == STATEMENT_SET) return feeds->said_count++, said;
  said->value = 0;
  said->valid_until = 0;
  said->method = METHOD_UNSAID;
  return feeds->said_count++, said;
}

/* --- as they write it ------------------------------------------------------------------------- */

static void put(json_t *line, const char *name, const char *text) {
  if (*text) json_object_set_new(line, name, json_string(text));
}

static void put_time(json_t *line, const char *name, int64_t at_s) {
  char text[HOST_DATE_SIZE];
  host_date_utc(at_s, text);
  put(line, name, text);
}

static const char *ground_of(const struct sim_said *said) {
  if (said->act != STATEMENT_SET || !said->valid_until || said->field == STATEMENT_TEST) return "";
  if (said->field == STATEMENT_TRAVEL) return "";
  if (said->field == STATEMENT_HEALTH) return said->value == TX_HEALTH_RED ? "A3" : "A4";
  return said->value == TX_STATE_MONITORING ? "A6" : "A3";
}

static void number_of(const struct sim_said *said, unsigned number, char out[24]) {
  snprintf(out, 24, "%c-%u", *sim_feed_name(said->feed), number);
}

static void write_line(FILE *out, const struct sim_said *said) {
  static const char *const acts[] = {
    [STATEMENT_SET] = "set", [STATEMENT_RELEASE] = "release", [STATEMENT_RETRACT] = "retract"
  };
  static const char *const methods[] = { "", "single", "mixed", "antigen" };
  char number[24];
  const enum statement_field field = (enum statement_field)said->field;
  json_t *line = json_object();
  number_of(said, said->number, number);
  put(line, "id", number);
  city_identity_number(said->person, (struct city_date){ .year = 1980, .month = 1, .day = 1 },
                       number);
  put(line, "id_number", number);
  put(line, "act", acts[said->act]);
  put(line, "field", statement_field_word(field, true));
  if (said->act == STATEMENT_SET)
    put(line, "value", statement_value_word(field, said->value, true));
  put(line, "method", methods[said->method]);
  put_time(line, "observed_at", said->observed_at);
  if (said->valid_until) put_time(line, "valid_until", said->valid_until);
  put(line, "ground", ground_of(said));
  number_of(said, said->of, number);
  if (said->act == STATEMENT_RETRACT) put(line, "of", number);
  if (said->papers) put(line, "evidence", "R-7719");
  if (said->papers) put(line, "decided_by", "one");
  if (said->papers) put(line, "confirmed_by", "another");
  json_dumpf(line, out, JSON_COMPACT);
  fputc('\n', out);
  json_decref(line);
}

size_t sim_said_write(const struct sim_feeds *feeds, const struct sim_batch *batch, char **body) {
  size_t n = 0;
  FILE *out = open_memstream(body, &n);
  if (!out) abort();
  for (unsigned i = 0; i < batch->count; i++)
    write_line(out, &feeds->said[batch->lines[i]]);
  fclose(out);
  return n;
}
