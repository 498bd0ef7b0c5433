/* SPDX-License-Identifier: Apache-2.0 */
/* The city that a gate under test is offered: its keys, its time, what was published last; and the
 * objects and texts that the lines of a sequence ask for, right but for what a line spoils. */
#ifndef CONFORMANCE_WORLD_H
#define CONFORMANCE_WORLD_H

#include "script.h"

#include "city/forge.h"
#include "format/enrol.h"
#include "format/live.h"

#define WORLD_RECORDS 64
#define WORLD_AREAS 6
#define WORLD_POLICIES 4

/* A status list, whole: what a delta leads from. */
struct world_list {
  struct tx_status status; /* points into the rest */
  uint32_t records[WORLD_RECORDS];
  struct tx_seq_of policies[WORLD_POLICIES];
};

struct world {
  struct forge forge; /* forge.now_s is the second at which every sequence begins */
  int64_t now_s;      /* the true time */
  struct world_list lists[WORLD_AREAS]; /* one an area, the last that was taken */
  size_t list_count;
  struct world_list draft; /* of the line under way */
  bool drafted;
  char wrong[160]; /* what of a line could not be read; "": nothing */
};

/* What a line makes. */
struct made {
  const char *object;       /* "trust" to "certs"; NULL for a text */
  uint64_t area;            /* that is asked for */
  struct forge_bytes bytes; /* the object, or the text, which is terminated */
  char story[320];          /* what it is, in a few words */
};
void made_finish(struct made *made);
#define MADE __attribute__((cleanup(made_finish))) struct made

/* A new sequence: the time of the beginning, nothing published. */
void world_begin(struct world *world);

/* The gate took what was made last: deltas lead on from there. */
void world_settle(struct world *world);

/* Makes what a line `offer …` or `show …` describes. False: world->wrong says why. */
bool world_make_object(struct world *world, struct script_step *step, struct made *out);
bool world_make_text(struct world *world, struct script_step *step, struct made *out);

/* --- values of words; what cannot be read is noted in world->wrong -----------------------------
 */

/* Seconds since 1970: "-1d+5s" from the beginning, or digits as they are; standard where the line
 * has no such word. */
int64_t world_time(struct world *world, struct script_step *step, const char *key,
                   int64_t standard_s);
int64_t world_time_of(struct world *world, const char *text);
/* A length: "90s", "60d". */
int64_t world_number(struct world *world, struct script_step *step, const char *key,
                     int64_t standard);
/* "community", "neighbour", "street", "district", "city", "other-city", or digits. */
uint64_t world_area(struct world *world, struct script_step *step, const char *key,
                    uint64_t standard);
uint64_t world_area_of(struct world *world, const char *text);
const char *world_area_name(uint64_t area, char digits[13]);
/* A key by its name in the forge. */
enum forge_key world_key(struct world *world, struct script_step *step, const char *key,
                         enum forge_key standard);
enum forge_key world_key_of(struct world *world, const char *text);
void world_refuse(struct world *world, const char *what, const char *text);

/* "2 h before the beginning", for stories. */
const char *world_when(const struct world *world, int64_t at_s, char out[48]);

/* --- one kind each -----------------------------------------------------------------------------
 */

bool world_make_trust(struct world *world, struct script_step *step, struct made *out);
bool world_make_policy(struct world *world, struct script_step *step, struct made *out);
bool world_make_status(struct world *world, struct script_step *step, struct made *out);
bool world_make_delta(struct world *world, struct script_step *step, struct made *out);
bool world_make_certs(struct world *world, struct script_step *step, struct made *out);

#endif
