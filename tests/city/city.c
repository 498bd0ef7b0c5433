/* SPDX-License-Identifier: Apache-2.0 */
#include "city.h"

#define ROOMS_A_FLOOR 3
#define FLOORS 18
#define ENTRANCES 4 /* of one building */
#define MEMBERS_MAX 6

enum place { HEAD, SPOUSE, CHILD, SMALL_CHILD, GRANDPARENT, LODGER };

struct city city_of(uint64_t seed, int64_t today_s, size_t residents) {
  return (struct city){ .seed = seed, .today_s = today_s, .residents = residents };
}

/* Who lives in a household: from one old woman to three generations and a lodger. */
static size_t draw_household(struct chance *chance, enum place members[MEMBERS_MAX]) {
  size_t n = 0;
  if (chance_in(chance, 7)) {
    members[n++] = GRANDPARENT;
    if (chance_in(chance, 2)) members[n++] = GRANDPARENT;
    return n;
  }
  members[n++] = HEAD;
  if (!chance_in(chance, 4)) members[n++] = SPOUSE;
  if (!chance_in(chance, 3)) members[n++] = CHILD;
  if (chance_in(chance, 6)) members[n++] = SMALL_CHILD;
  if (chance_in(chance, 4)) members[n++] = GRANDPARENT;
  if (chance_in(chance, 15)) members[n++] = LODGER;
  return n;
}

static int draw_age(struct chance *chance, enum place place) {
  switch (place) {
  case CHILD:
    return chance_between(chance, 3, 17);
  case SMALL_CHILD:
    return chance_between(chance, 0, 2);
  case GRANDPARENT:
    return chance_between(chance, 66, 94);
  case LODGER:
    return chance_between(chance, 19, 35);
  case HEAD:
  case SPOUSE:
    break;
  }
  return chance_between(chance, 24, 63);
}

static const char *draw_role(struct chance *chance, enum place place) {
  static const char *const roles[] = { "社区工作者", "志愿者",   "志愿者", "志愿者",
                                       "物业保安",   "家政护理", "医护",   "保供抢修" };
  bool grown = place == HEAD || place == SPOUSE || place == LODGER;
  if (!grown || !chance_in(chance, 25)) return "";
  return roles[chance_below(chance, sizeof roles / sizeof roles[0])];
}

static void draw_documents(struct chance *chance, enum place place, size_t serial,
                           struct city_resident *out) {
  if (place == SMALL_CHILD && chance_in(chance, 6)) {
    out->id_type = city_birth_certificate(serial, out->id_number);
  } else if (chance_in(chance, 30)) {
    out->id_type = city_other_document(serial, out->id_number);
  } else {
    out->id_type = "身份证";
    city_identity_number(serial, out->born, out->id_number);
  }
}

static void draw_phone(struct chance *chance, enum place place, char phone[16]) {
  bool has_none = place == SMALL_CHILD || (place == GRANDPARENT && chance_in(chance, 3));
  if (has_none) return;
  /* 142 is no operator's. */
  snprintf(phone, 16, "142%08u", (unsigned)chance_below(chance, 100000000));
}

static int64_t days_of(struct city_date date) {
  return date.year * 372 + date.month * 31 + date.day;
}

/* Nobody moves in before they are born. */
static struct city_date draw_move(struct chance *chance, int64_t today_s, struct city_date born) {
  struct city_date moved =
      city_date_of(today_s - (int64_t)chance_between(chance, 10, 6000) * 86400);
  return days_of(moved) < days_of(born) ? born : moved;
}

static void place_household(size_t household, struct city_resident *out) {
  size_t room = household % ROOMS_A_FLOOR + 1;
  size_t floor = household / ROOMS_A_FLOOR % FLOORS + 1;
  size_t entrance = household / ROOMS_A_FLOOR / FLOORS;
  snprintf(out->unit, sizeof out->unit, "%zu-%zu", (entrance / ENTRANCES + 1) % 100000,
           entrance % ENTRANCES + 1);
  snprintf(out->room, sizeof out->room, "%zu%02zu", floor, room);
}

static void draw_member(const struct city *city, enum place place, const char *family,
                        struct city_resident *out) {
  struct chance chance =
      chance_of(city->seed ^ 0x5eed, city->household * MEMBERS_MAX + city->member);
  *out = (struct city_resident){ 0 };
  bool shares_name = place == HEAD || place == CHILD || place == SMALL_CHILD;
  city_name(&chance, shares_name ? family : NULL, out->name);
  out->born = city_birthday(&chance, city->today_s, draw_age(&chance, place));
  out->role = draw_role(&chance, place);
  draw_documents(&chance, place, city->made, out);
  draw_phone(&chance, place, out->phone);
  out->moved_in = draw_move(&chance, city->today_s, out->born);
  place_household(city->household, out);
}

bool city_next(struct city *city, struct city_resident *out) {
  if (city->made == city->residents) return false;
  struct chance chance = chance_of(city->seed, city->household);
  const char *family = city_surname(&chance);
  enum place members[MEMBERS_MAX];
  size_t count = draw_household(&chance, members);
  draw_member(city, members[city->member], family, out);
  city->made++;
  if (++city->member < count) return true;
  city->member = 0;
  city->household++;
  return true;
}
