/* SPDX-License-Identifier: Apache-2.0 */
/* The table of what rules may see. */
#include "space.h"

static const char *const where[] = { "own", "above", "below", "elsewhere", NULL };
static const char *const ages[] = { "under3", "3to17", "18to69", "70plus", NULL };
static const char *const zones[] = { "lockdown", "control", "prevention", "high",
                                     "medium",   "low",     NULL };
/* Nobody, suspended and revoked are refused before any rule is asked. */
static const char *const states[] = { "active", "monitoring", "home_isolation", "away", NULL };
static const char *const healths[] = { "green", "unknown", "yellow", "red", NULL };
static const char *const travels[] = { "none", "unknown", "starred", "risk", NULL };
static const char *const tests[] = { "negative", "none", "mixed_positive", "positive", NULL };
static const char *const vehicles[] = { "vehicle", NULL };
static const char *const digits[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL };

#define FOREVER INT32_MAX

static const struct datum data[] = {
  { "pass.area", DATUM_AREA, false, 0, 0, NULL },
  { "pass.where", DATUM_WORDS, false, 0, 0, where },
  { "pass.role", DATUM_GROUP, false, 0, 0, NULL },
  { "pass.unit", DATUM_TEXT, true, 0, 0, NULL },
  { "pass.household", DATUM_INT, true, 0, 65535, NULL },
  { "pass.age", DATUM_WORDS, true, 0, 0, ages },
  { "pass.exempt.swab", DATUM_BOOL, false, 0, 0, NULL },
  { "pass.exempt.household", DATUM_BOOL, false, 0, 0, NULL },
  { "pass.exempt.temperature", DATUM_BOOL, false, 0, 0, NULL },
  { "pass.live", DATUM_BOOL, false, 0, 0, NULL },
  { "pass.zone", DATUM_WORDS, true, 0, 0, zones },
  { "record.state", DATUM_WORDS, false, 0, 0, states },
  { "record.health", DATUM_WORDS, false, 0, 0, healths },
  { "record.travel", DATUM_WORDS, false, 0, 0, travels },
  { "record.test", DATUM_WORDS, false, 0, 0, tests },
  { "record.pending", DATUM_BOOL, false, 0, 0, NULL },
  { "record.sampled_age_s", DATUM_SAMPLED, true, 0, FOREVER, NULL },
  { "record.sampled_at", DATUM_SAMPLED, true, 0, FOREVER, NULL },
  { "data.age_s", DATUM_INT, false, 0, FOREVER, NULL },
  { "data.listed", DATUM_BOOL, false, 0, 0, NULL },
  { "now", DATUM_FIXED, false, 0, 0, NULL },
  { "clock.minute_of_day", DATUM_INT, false, 0, 1439, NULL },
  { "clock.weekday", DATUM_INT, false, 1, 7, NULL },
  { "clock.date", DATUM_TEXT, false, 0, 0, NULL },
  { "gate.area", DATUM_FIXED, false, 0, 0, NULL },
  { "gate.kind", DATUM_GROUP, false, 0, 0, NULL },
  { "gate.direction", DATUM_GROUP, false, 0, 0, NULL },
  { "gate.attended", DATUM_BOOL, false, 0, 0, NULL },
  { "gate.zone", DATUM_WORDS, true, 0, 0, zones },
  { "reading.centi_celsius", DATUM_INT, true, 3000, 4500, NULL },
  { "history.last_entry_age_s", DATUM_INT, true, 0, FOREVER, NULL },
  { "history.last_exit_age_s", DATUM_INT, true, 0, FOREVER, NULL },
  { "history.inside", DATUM_BOOL, true, 0, 0, NULL },
  { "history.household_exits", DATUM_INT, true, 0, FOREVER, NULL },
  { "vehicle.role", DATUM_WORDS, true, 0, 0, vehicles },
  { "vehicle.state", DATUM_WORDS, true, 0, 0, states },
  { "vehicle.plate_last", DATUM_WORDS, true, 0, 0, digits },
  /* Whole objects: whether something is known at all. */
  { "pass", DATUM_FIXED, false, 0, 0, NULL },
  { "pass.exempt", DATUM_FIXED, false, 0, 0, NULL },
  { "record", DATUM_FIXED, false, 0, 0, NULL },
  { "data", DATUM_FIXED, false, 0, 0, NULL },
  { "clock", DATUM_FIXED, false, 0, 0, NULL },
  { "gate", DATUM_FIXED, false, 0, 0, NULL },
  { "reading", DATUM_FIXED, false, 0, 0, NULL },
  { "history", DATUM_FIXED, false, 0, 0, NULL },
  { "vehicle", DATUM_FIXED, true, 0, 0, NULL },
};

const struct datum *datum_find(const char *path) {
  for (size_t i = 0; i < sizeof data / sizeof *data; i++)
    if (strcmp(data[i].path, path) == 0) return &data[i];
  return NULL;
}
