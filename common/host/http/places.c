/* SPDX-License-Identifier: Apache-2.0 */
#include "places.h"

#include "host/sys/log.h"
#include "host/text/language.h"
#include "places_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CALM_MS 5000 /* for so long nobody was closed: places are no longer short */
#define NAME_SIZE 128
#define EXPECTED_MS (3600 * 1000)

/* Where somebody known last spoke. */
struct acquaintance {
  struct host_address whose;
  int64_t until_ms;
};

struct places {
  pthread_mutex_t lock;
  char name[NAME_SIZE];
  unsigned count, kept;
  unsigned taken; /* by those that are not being closed */
  struct place *all;
  struct pool pools[PLACE_KINDS];
  struct acquaintance *met; /* count of them, by their address; the newer replaces the older */
  int64_t short_at_ms;      /* when one was last closed for want of room */
  bool is_short;
  unsigned closed, closed_before; /* the second as it was when places ran short */
};

struct places *places_create(const char *name, unsigned count) {
  struct places *places = calloc(1, sizeof *places);
  if (!places) return NULL;
  pthread_mutex_init(&places->lock, NULL);
  snprintf(places->name, sizeof places->name, "%s", name);
  places->count = count;
  places->kept = count / 4 > 2 ? count / 4 : 2;
  places->met = calloc(count, sizeof *places->met);
  bool made = places->met != NULL;
  for (size_t i = 0; i < PLACE_KINDS; i++)
    made = pool_open(&places->pools[i], count) && made;
  if (made) return places;
  places_destroy(places);
  return NULL;
}

void places_destroy(struct places *places) {
  if (!places) return;
  for (size_t i = 0; i < PLACE_KINDS; i++)
    pool_close(&places->pools[i]);
  pthread_mutex_destroy(&places->lock);
  free(places->met);
  free(places);
}

/* --- closing ---------------------------------------------------------------------------------- */

/* From here on it only waits for its thread to see the end. */
static void shut(struct places *places, struct place *place) {
  pool_leave(&places->pools[place->kind], place);
  places->taken--;
  place->shut = true;
  shutdown(place->fd, SHUT_RDWR);
}

static void say_short(struct places *places, int64_t now_ms) {
  places->short_at_ms = now_ms;
  if (places->is_short) return;
  places->is_short = true;
  places->closed_before = places->closed;
  host_log(HOST_WARNING,
           "%s: its %u places are taken; whoever holds most loses its idlest connection; see who "
           "connects (ss -tn), or raise places",
           places->name, places->count);
}

/* Whom one place is taken from for a newcomer; NULL: there is room. */
static struct pool *crowded(struct places *places, enum place_kind newcomer) {
  struct pool *pools = places->pools;
  bool full = places->taken > places->count;
  bool strangers = pools[PLACE_STRANGER].count > places->count - places->kept;
  if (newcomer == PLACE_STRANGER && strangers) return &pools[PLACE_STRANGER];
  if (!full) return NULL;
  /* A few strangers are always heard: a gate or a phone is one until it has said who it is. */
  if (pools[PLACE_STRANGER].count > places->kept / 4) return &pools[PLACE_STRANGER];
  return pools[PLACE_KNOWN].count ? &pools[PLACE_KNOWN] : &pools[PLACE_LOCAL];
}

/* Where all others sleep it is the newcomer itself that goes. */
static void make_room(struct places *places, struct place *newcomer, int64_t now_ms) {
  struct pool *pool = crowded(places, newcomer->kind);
  if (!pool) return;
  struct place *idlest = pool_idlest(pool, newcomer);
  shut(places, idlest ? idlest : newcomer);
  say_short(places, now_ms);
  places->closed++;
}

/* --- taking ----------------------------------------------------------------------------------- */

static struct acquaintance *acquaintance_of(struct places *places,
                                            const struct host_address *whose) {
  return &places->met[address_hash(whose) % places->count];
}

static void meet(struct places *places, const struct host_address *from, int64_t now_ms) {
  struct host_address whose = host_address_holder(from);
  *acquaintance_of(places, &whose) =
      (struct acquaintance){ .whose = whose, .until_ms = now_ms + EXPECTED_MS };
}

static bool is_expected(struct places *places, const struct host_address *from, int64_t now_ms) {
  struct host_address whose = host_address_holder(from);
  const struct acquaintance *one = acquaintance_of(places, &whose);
  return now_ms < one->until_ms && host_address_equal(&one->whose, &whose);
}

static void link_all(struct places *places, struct place *place) {
  place->next = places->all;
  if (place->next) place->next->link = &place->next;
  place->link = &places->all;
  places->all = place;
}

static void unlink_all(struct place *place) {
  *place->link = place->next;
  if (place->next) place->next->link = place->link;
}

struct place *places_take(struct places *places, int fd, const struct host_address *from,
                          enum place_kind kind, int64_t now_ms) {
  struct place *place = calloc(1, sizeof *place);
  if (!place) return NULL;
  pthread_mutex_lock(&places->lock);
  if (kind == PLACE_STRANGER && is_expected(places, from, now_ms)) kind = PLACE_KNOWN;
  *place = (struct place){ .fd = fd, .kind = kind, .deadline_ms = PLACE_NO_DEADLINE };
  bool joined = pool_join(&places->pools[kind], place, from);
  if (joined) {
    places->taken++;
    link_all(places, place);
    make_room(places, place, now_ms);
  }
  pthread_mutex_unlock(&places->lock);
  if (joined) return place;
  free(place);
  return NULL;
}

void places_give(struct places *places, struct place *place) {
  pthread_mutex_lock(&places->lock);
  if (!place->shut) {
    pool_leave(&places->pools[place->kind], place);
    places->taken--;
  }
  unlink_all(place);
  pthread_mutex_unlock(&places->lock);
  free(place);
}

void places_touch(struct places *places, struct place *place, int64_t deadline_ms) {
  pthread_mutex_lock(&places->lock);
  place->deadline_ms = deadline_ms;
  if (!place->shut) pool_touch(place);
  pthread_mutex_unlock(&places->lock);
}

void places_sleep(struct places *places, struct place *place, bool sleeps) {
  pthread_mutex_lock(&places->lock);
  place->sleeps = sleeps;
  pthread_mutex_unlock(&places->lock);
}

void places_move(struct places *places, struct place *place, const struct host_address *from,
                 enum place_kind kind, int64_t now_ms) {
  pthread_mutex_lock(&places->lock);
  if (kind == PLACE_KNOWN) meet(places, from, now_ms);
  if (!place->shut) {
    pool_leave(&places->pools[place->kind], place);
    place->kind = kind;
    /* Out of memory: it is counted nowhere, and lives on. */
    if (!pool_join(&places->pools[kind], place, from)) {
      places->taken--;
      place->shut = true;
    }
  }
  pthread_mutex_unlock(&places->lock);
}

/* --- once a second ---------------------------------------------------------------------------- */

static void say_calm(struct places *places, int64_t now_ms) {
  if (!places->is_short || now_ms - places->short_at_ms < CALM_MS) return;
  places->is_short = false;
  host_log(
      HOST_NOTICE, "%s: places are free again; %u %s closed for others", places->name,
      places->closed - places->closed_before,
      host_plural(places->closed - places->closed_before, "connection was", "connections were"));
}

void places_sweep(struct places *places, int64_t now_ms) {
  pthread_mutex_lock(&places->lock);
  for (struct place *place = places->all; place; place = place->next)
    if (!place->shut && place->deadline_ms <= now_ms) shut(places, place);
  say_calm(places, now_ms);
  pthread_mutex_unlock(&places->lock);
}

unsigned places_taken(struct places *places) {
  pthread_mutex_lock(&places->lock);
  unsigned taken = places->taken;
  pthread_mutex_unlock(&places->lock);
  return taken;
}

unsigned places_closed(struct places *places) {
  pthread_mutex_lock(&places->lock);
  unsigned closed = places->closed;
  pthread_mutex_unlock(&places->lock);
  return closed;
}
