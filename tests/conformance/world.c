/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void made_finish(struct made *made) {
  forge_bytes_free(&made->bytes);
}

void world_begin(struct world *world) {
  world->now_s = world->forge.now_s;
  world->list_count = 0;
  world->wrong[0] = '\0';
}

void world_refuse(struct world *world, const char *what, const char *text) {
  if (world->wrong[0]) return;
  snprintf(world->wrong, sizeof world->wrong, "%s: %s", text, what);
}

/* --- numbers and times --------------------------------------------------------------------------
 */

static int64_t unit_s(char unit) {
  switch (unit) {
  case 's':
    return 1;
  case 'm':
    return 60;
  case 'h':
    return 3600;
  case 'd':
    return FORGE_DAY_S;
  default:
    return 0;
  }
}

/* "-1d+5s": numbers with a sign and a unit, added up. */
static bool add_up(const char *text, int64_t *out) {
  *out = 0;
  while (*text) {
    char *end;
    const long long n = strtoll(text, &end, 10);
    if (end == text || !unit_s(*end)) return false;
    *out += n * unit_s(*end);
    text = end + 1;
  }
  return true;
}

static bool is_number(const char *text) {
  return *text && text[strspn(text, "0123456789")] == '\0';
}

int64_t world_time_of(struct world *world, const char *text) {
  int64_t sum_s = 0;
  if (strcmp(text, "0") == 0) return world->forge.now_s;
  if (is_number(text)) return strtoll(text, NULL, 10);
  if (!add_up(text, &sum_s)) world_refuse(world, "no time", text);
  return world->forge.now_s + sum_s;
}

int64_t world_time(struct world *world, struct script_step *step, const char *key,
                   int64_t standard_s) {
  const char *text = script_value(step, key);
  return text ? world_time_of(world, text) : standard_s;
}

int64_t world_number(struct world *world, struct script_step *step, const char *key,
                     int64_t standard) {
  const char *text = script_value(step, key);
  int64_t out = standard;
  if (!text) return standard;
  if (is_number(text)) return strtoll(text, NULL, 10);
  if (!add_up(text, &out)) world_refuse(world, "no number", text);
  return out;
}

const char *world_when(const struct world *world, int64_t at_s, char out[48]) {
  const int64_t off_s = at_s - world->forge.now_s, size_s = llabs(off_s);
  const char *side = off_s < 0 ? "before" : "after";
  if (off_s == 0) return "the beginning";
  if (size_s % FORGE_DAY_S == 0)
    snprintf(out, 48, "%lld d %s the beginning", (long long)(size_s / FORGE_DAY_S), side);
  else if (size_s % 60 == 0)
    snprintf(out, 48, "%lld min %s the beginning", (long long)(size_s / 60), side);
  else
    snprintf(out, 48, "%lld s %s the beginning", (long long)size_s, side);
  return out;
}

/* --- names --------------------------------------------------------------------------------------
 */

static const struct {
  const char *name;
  uint64_t area;
} areas[] = {
  { "community", CITY_AREA },     { "neighbour", 610113001002 }, { "street", FORGE_STREET },
  { "district", FORGE_DISTRICT }, { "city", FORGE_CITY },        { "other-city", 610200000000 },
};
#define AREAS (sizeof areas / sizeof *areas)

uint64_t world_area_of(struct world *world, const char *text) {
  for (size_t i = 0; i < AREAS; i++)
    if (strcmp(areas[i].name, text) == 0) return areas[i].area;
  if (!is_number(text)) world_refuse(world, "no area", text);
  return strtoull(text, NULL, 10);
}

uint64_t world_area(struct world *world, struct script_step *step, const char *key,
                    uint64_t standard) {
  const char *text = script_value(step, key);
  return text ? world_area_of(world, text) : standard;
}

const char *world_area_name(uint64_t area, char digits[13]) {
  for (size_t i = 0; i < AREAS; i++)
    if (areas[i].area == area) return areas[i].name;
  snprintf(digits, 13, "%012" PRIu64, area % 1000000000000u);
  return digits;
}

enum forge_key world_key_of(struct world *world, const char *text) {
  for (int i = 0; i < FORGE_KEYS; i++)
    if (strcmp(forge_key_name((enum forge_key)i), text) == 0) return (enum forge_key)i;
  world_refuse(world, "no key", text);
  return FORGE_STRANGER;
}

enum forge_key world_key(struct world *world, struct script_step *step, const char *key,
                         enum forge_key standard) {
  const char *text = script_value(step, key);
  return text ? world_key_of(world, text) : standard;
}

/* --- objects ------------------------------------------------------------------------------------
 */

static bool make_kind(struct world *world, struct script_step *step, struct made *out) {
  static const struct {
    const char *name;
    bool (*make)(struct world *, struct script_step *, struct made *);
  } kinds[] = {
    { "trust", world_make_trust }, { "policy", world_make_policy }, { "status", world_make_status },
    { "delta", world_make_delta }, { "certs", world_make_certs },
  };
  const char *kind = script_bare(step);
  for (size_t i = 0; kind && i < sizeof kinds / sizeof *kinds; i++) {
    if (strcmp(kinds[i].name, kind) != 0) continue;
    out->object = kinds[i].name;
    return kinds[i].make(world, step, out);
  }
  world_refuse(world, "no kind of object", kind ? kind : "offer");
  return false;
}

/* Of the signature, which stands last. */
static void spoil(struct made *made) {
  made->bytes.p[made->bytes.n - 1] ^= 1;
}

static void append(struct made *made, const char *more) {
  const size_t n = strlen(made->story);
  snprintf(made->story + n, sizeof made->story - n, "%s", more);
}

bool world_make_object(struct world *world, struct script_step *step, struct made *out) {
  char digits[13];
  *out = (struct made){ 0 };
  world->drafted = false;
  if (!make_kind(world, step, out) || !out->bytes.p) {
    world_refuse(world, "the object cannot be made", step->verb);
    return false;
  }
  const char *as = script_value(step, "as"), *ask = script_value(step, "ask");
  const char *broken = script_bare(step);
  if (as) out->object = as;
  if (as) append(out, ", as if it were another object");
  if (ask) out->area = world_area_of(world, ask);
  if (ask) append(out, ", to whom asked for that of ");
  if (ask) append(out, world_area_name(out->area, digits));
  if (broken && strcmp(broken, "spoilt") != 0) world_refuse(world, "not understood", broken);
  if (broken) spoil(out);
  if (broken) append(out, ", one bit of the signature flipped");
  return !world->wrong[0];
}
