/* SPDX-License-Identifier: Apache-2.0 */
/* Who was met so far, and the ways in which people meet. Private to the room. */
#ifndef SERVER_DOMAIN_TRACE_MEETING_H
#define SERVER_DOMAIN_TRACE_MEETING_H

#include "trace.h"

/* One residency of somebody. */
struct meeting_home {
  uint64_t area;
  uint32_t index;
  uint32_t person; /* in people */
};

/* Somebody, whatever they live in: the traced person is the first, of order 0. */
struct meeting_person {
  struct trace_contact met; /* with the residency that was found first */
  int64_t passed_s;         /* when they first passed with the other near */
  bool same;                /* as another, who has all of it now */
};

struct meeting {
  struct server *server;
  const struct asker *asker;
  int64_t from_s, to_s, window_s;
  uint64_t *areas; /* that are looked through */
  size_t area_count;
  struct meeting_person *people;
  size_t count, cap;
  struct meeting_home *homes;
  size_t home_count, home_cap;
  uint32_t *slots; /* of homes, by area and index; 0: empty, else one more */
  size_t slot_count;
  struct trace_place *places;
  size_t place_count;
};

void meeting_finish(struct meeting *meeting);

/* items with room for one more behind count, of size bytes each: moved, and *cap raised, where
 * there was none. NULL: no memory, and items stand. */
void *meeting_grown(void *items, size_t count, size_t *cap, size_t size);

/* NULL: nobody met anybody of that residency yet. */
struct meeting_person *meeting_of(const struct meeting *meeting, uint64_t area, uint32_t index);
/* One more residency of somebody. TX_NO_MEMORY. */
enum tx_reason meeting_add_home(struct meeting *meeting, uint64_t area, uint32_t index,
                                uint32_t person);
/* *out is who lives there, new of that order where nobody was met yet. TX_TOO_MANY, TX_NO_MEMORY.
 */
enum tx_reason meeting_add(struct meeting *meeting, uint64_t area, uint32_t index, int order,
                           struct meeting_person **out);
/* Takes in that somebody was met in a way from a time on. */
void meeting_note(struct meeting_person *person, enum trace_way way, int64_t since_s);
/* The number of a gate. TX_TOO_MANY, TX_NO_MEMORY. */
enum tx_reason meeting_place(struct meeting *meeting, uint64_t area, const char *gate,
                             uint16_t *out);

/* Those of an order who were just met, with all that they live in here: whoever was met before,
 * elsewhere, is one person. Holds no request, nor do the sources. */
enum tx_reason meeting_join(struct meeting *meeting, int order);

/* Whose meetings are looked for: somebody of the order before, from when they were met. */
static inline bool meeting_is_marked(const struct meeting_person *person, int order) {
  return !person->same && person->met.order == order - 1;
}

/* Visits, in slices, each home of whoever is_marked, until a visit fails: with its reason then. */
typedef enum tx_reason meeting_visit(const struct meeting *meeting, const struct request *request,
                                     const struct meeting_home *home, void *context);
enum tx_reason meeting_each_home(const struct meeting *meeting, int order, meeting_visit *visit,
                                 void *context);

/* A way of meeting finds whom those of the order before met: a function a way, in its own file;
 * make.c lists them. */
typedef enum tx_reason meeting_source(struct meeting *meeting, int order);
meeting_source meeting_at_gates, meeting_in_households, meeting_in_tubes;

#endif
