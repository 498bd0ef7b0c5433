/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One seed, one world: a server and its gates with their real code, in one thread, over a network
 * that loses, doubles and lies, with clocks that somebody sets, and power that goes. A plan is a
 * list of steps drawn from the seed beforehand, each with dice of its own, so that any part of it
 * is a plan, too.
 */
#ifndef SIM_H
#define SIM_H

#include "machine.h"

#include "api/call/context.h"
#include "city/forge.h"
#include "core/gate.h"
#include "daemon/jobs.h"
#include "sync/sync.h"

#define SIM_GATES 3
#define SIM_PEOPLE 8
#define SIM_PASSES 512
#define SIM_AREA 610113001001u
#define SIM_AREA_TEXT "610113001001"
#define SIM_BEGIN_S 1795392000 /* 2026-11-23 */
#define SIM_DAY_S 86400
#define SIM_ORIGIN "http://127.0.0.1:8080"
#define SIM_ADMITTED 64
#define SIM_BACKUPS 2
#define SIM_LOGS 16
#define SIM_HANDOVERS 8
#define SIM_KEEP_SENT_S (2 * SIM_DAY_S)

#include "feeds.h"
#include "keys.h"

/* --- plans ------------------------------------------------------------------------------------ */

enum sim_verb {
  SIM_WAIT,    /* time passes; the server does what is due */
  SIM_SHOW,    /* somebody shows something at a gate */
  SIM_SYNC,    /* a gate asks the server, or who says that he is */
  SIM_OFFICE,  /* the office decides something */
  SIM_CLOCK,   /* somebody or something touches a clock */
  SIM_RESTART, /* a gate or the server: orderly, killed, or by a power cut */
  SIM_HEAL,    /* network and clocks are whole again: news has to come through */
  SIM_HARM,    /* somebody means harm: a key that leaked, a red code by one hand */
  SIM_LULL,    /* some minutes pass, as between people at a gate */
  SIM_DISK,    /* a disk fills, or fails, or is whole again */
  SIM_STICK,   /* a stick comes to a gate, to the server, into wrong hands */
  SIM_ORDERS,  /* orders that contradict each other, in whatever order */
  SIM_BACKUP,  /* a backup is made, or the server is lost and restored from one */
  SIM_PAIR,    /* from now on two servers work over one database */
  SIM_ROOT,    /* the root is given to a new key */
  SIM_FEED,    /* a feed sends what it likes */
  SIM_ROTATE,  /* a working key is rotated, leaks, or is used by a thief */
  SIM_CALM,    /* nothing fails for a while, and what is decided comes at once */
  SIM_VERBS
};

struct sim_step {
  enum sim_verb verb;
  uint64_t dice;
};

struct sim_plan {
  uint64_t seed;
  struct sim_step *steps; /* owned */
  size_t count;
};

/* --- the world -------------------------------------------------------------------------------- */

struct sim_pass {
  unsigned person;
  unsigned phone; /* of the holders' keys; SIM_PEOPLE: it is static */
  unsigned key;   /* that signed it, or SIM_NO_KEY */
  uint8_t generation;
  uint32_t index;
  int64_t iat, exp;
  char text[TX_TEXT_MAX + 1];
};

/* What all orders of a policy together say. */
enum sim_word { SIM_WORD_IN, SIM_WORD_OUT, SIM_WORD_LOOK, SIM_WORD_NOTICE };

/* What was seen of an object that a gate holds: never less again. */
struct sim_heard {
  uint64_t trust, policy, list;
  uint64_t newest_list;      /* … by a key that was revoked since, too */
  uint64_t of_key[SIM_KEYS]; /* the newest that each signed */
  uint8_t generations[SIM_PEOPLE];
  enum sim_word policy_word; /* of the policy held, to residents */
};

/* A live code that was admitted, and that a restart must not forget. */
struct sim_admitted {
  unsigned person;
  int64_t live_iat, at;
  bool written;
};

struct sim_event {
  uint64_t key; /* what it says, see sim_event_key */
  bool written; /* on the gate's disk, durably */
  bool maybe;   /* its write failed, or it is dated ahead and dies as of its arrival */
};

/* What was shown: whose pass, and by which phone when. */
struct sim_shown {
  const struct sim_pass *pass; /* NULL: nobody's */
  bool spoilt;
  unsigned phone;
  int64_t live_iat; /* 0: bare */
  bool stolen;      /* signed by the street's key, which leaked */
};

/* What a gate's day held so far. */
struct sim_day {
  unsigned shown, synced, faults;
};
#define SIM_DAY_SHOWN 300 /* at least, to count as a gate-day; and a sync, and a fault */

struct sim_gate {
  struct sim_day day;
  struct sim_machine machine;
  struct gate gate;
  struct gate_sync *sync;
  struct gate_peers *peers;
  bool up;
  bool round_ok; /* its last round */
  struct sim_heard heard;
  struct sim_admitted admitted[SIM_ADMITTED];
  size_t admitted_count; /* ever; a ring */
  struct sim_event *events;
  size_t event_count, event_cap;
  bool in_doubt; /* a write failed of what is not written: the disk may have it */
  uint64_t checked_acknowledged;
  bool sent_again; /* what a restored server lacked, or none was restored */
  struct sim_shown last_shown;
  char last_text[TX_TEXT_MAX + 1];
};

struct sim_list {
  uint64_t seq;
  uint32_t *records;
  uint32_t count;
};

/* An answer that a mirror may give again. */
struct sim_copy {
  char path[128];
  uint8_t *body;
  size_t n;
};
#define SIM_COPIES 64

/* What the network does to one gate's round. */
enum sim_weather { SIM_WHOLE, SIM_CUT, SIM_LOSSY, SIM_MIRROR };
struct sim_line {
  enum sim_weather weather;
  struct chance dice;
  unsigned left; /* requests until it is cut */
};

struct sim_server {
  struct server *server; /* NULL: it is down */
  struct api api;
  struct jobs jobs;
  struct sim_machine *machine;
};

struct sim_world {
  uint64_t seed;
  char folder[64];
  struct forge forge;
  struct tx_signer *phones[SIM_PEOPLE];
  struct sim_machine machines[2], *server_machine; /* of who is asked in this step */
  struct server *server;                           /* NULL: it is down */
  struct api api;
  struct jobs jobs;
  char database[300];      /* that both have */
  bool pair;               /* there are two servers … */
  struct sim_server other; /* … of which this is the one that is not asked */
  struct sim_gate gates[SIM_GATES];
  struct sim_pass passes[SIM_PASSES];
  size_t pass_count; /* ever; a ring */
  uint64_t trust_seq;
  enum forge_key root, next_root; /* who signs trust lists, and whom the next root is given */
  bool root_ends;                 /* the list that is being made names both */
  struct forge_bytes handovers[SIM_HANDOVERS]; /* the lists that did, owned */
  size_t handover_count;
  uint64_t revoked_seq; /* the trust list that first says that the street's key is; 0: none */
  bool red[SIM_PEOPLE]; /* two hands made somebody so, once */
  struct sim_feeds feeds;
  struct sim_keys keys;
  const struct server *checked_server;
  struct sim_list *lists;
  size_t list_count;
  struct sim_copy copies[SIM_COPIES];
  size_t copy_count; /* ever */
  struct sim_line line;
  struct sim_gate *asking;           /* whose round it is */
  struct tx_span late;               /* the batch that is still on its way, owned */
  uint64_t stick_list;               /* the newest list that was written onto the stick … */
  uint64_t stick_trust, stick_later; /* … the newest trust list, and an older list's later name */
  bool stick_is_right;               /* by a right clock, and nobody laid hands on it since */
  int64_t backup_s[SIM_BACKUPS];     /* when it was made; 0: there is none */
  int64_t cut_s;                     /* when the server lost power last */
  char *logs[SIM_LOGS];              /* issue logs that are left of servers before, owned */
  size_t log_count;
  bool log_lost;            /* with it, which passes were replaced */
  bool restored;            /* and what follows a restore was not done yet */
  int64_t retained_until_s; /* events of before may be gone */

  /* The story. */
  FILE *story;   /* NULL: nobody reads it */
  uint64_t hash; /* of all its words */
  size_t step, steps_done;
  int64_t day_ends_ms;
  unsigned gate_days; /* that held what a day holds */
  char promise[64];   /* that was broken; "": none */
  char how[400];
};

/* Sets a world up; false: something of it could not be made. */
bool sim_world_open(struct sim_world *world, uint64_t seed, FILE *story);
void sim_world_close(struct sim_world *world);
void sim_world_step(struct sim_world *world, const struct sim_step *step);

/* Time passes, and who does things by himself does them. */
void sim_world_pass(struct sim_world *world, int64_t seconds);
/* All is made whole, and is left so for some minutes. */
void sim_world_heal(struct sim_world *world);
/* calm.c */
void sim_calm_step(struct sim_world *world, struct chance *dice);

/* Words of the story. */
void sim_tell(struct sim_world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A promise is broken; the first one counts. */
void sim_broken(struct sim_world *world, const char *promise, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* --- the server (office.c, http.c) ------------------------------------------------------------ */

struct sim_reply {
  unsigned status; /* 0: nobody answered */
  uint8_t *body;   /* owned */
  size_t n;
  char etag[64], location[128], link[128];
  int64_t date_s, retry_after_s;
};
struct sim_ask {
  const char *method, *path, *type, *token, *if_none_match, *accept, *key;
  struct tx_span body;
  size_t breaks_at; /* so many bytes of a body come, of one that is taken in parts; 0: all … */
  bool dies;        /* … and what the server does of it from then on nobody hears */
  bool office;      /* over its own socket, by the user who set it up */
};
void sim_server_ask(struct sim_world *world, const struct sim_ask *ask, struct sim_reply *reply);
void sim_reply_finish(struct sim_reply *reply);
/* The JSON of a reply that did it, which it finishes; else NULL. */
json_t *sim_reply_read(struct sim_reply *reply);

bool sim_office_open(struct sim_world *world);
void sim_office_act(struct sim_world *world, struct chance *dice);
bool sim_office_order(struct sim_world *world, unsigned word);
void sim_office_orders(struct sim_world *world, struct chance *dice);
void sim_office_put(struct sim_world *world, const char *method, const char *path, const char *type,
                    struct tx_span body, struct sim_reply *reply);
/* roots.c */
bool sim_office_import_trust(struct sim_world *world);
void sim_roots_step(struct sim_world *world);
void sim_roots_close(struct sim_world *world);
bool sim_office_issue(struct sim_world *world, unsigned person, bool again, bool bound);
/* Somebody else has seen what was asked for. */
bool sim_office_second(struct sim_world *world, const char *login, const json_t *asked);
/* The same by the request's number. */
bool sim_office_second_number(struct sim_world *world, const char *login, int64_t number);
/* Whoever is of these numbers is entered; false: not all of them. */
bool sim_office_enrol(struct sim_world *world, unsigned first, unsigned count);
bool sim_office_confirm_clock(struct sim_world *world);
void sim_server_start(struct sim_world *world);
void sim_server_stop(struct sim_world *world, bool killed, bool power_cut, struct chance *dice);
void sim_server_jobs(struct sim_world *world);
/* Asks as the office with JSON, which it takes over; the answer's JSON, or NULL. */
json_t *sim_office_ask(struct sim_world *world, const char *method, const char *path, json_t *in);
/* The list of a seq as the server signed it; NULL: it has none of that number. */
const struct sim_list *sim_list_of(struct sim_world *world, uint64_t seq);

/* --- gates (door.c, net.c) -------------------------------------------------------------------- */

bool sim_gate_make(struct sim_world *world, unsigned i);
void sim_gate_start(struct sim_world *world, unsigned i);
void sim_gate_stop(struct sim_world *world, unsigned i, bool killed, bool power_cut,
                   struct chance *dice);
/* One of its signed objects is damaged on the card, while it is off. */
void sim_gate_lose_object(struct sim_world *world, unsigned i, struct chance *dice);
void sim_gate_write(struct sim_world *world, unsigned i);
void sim_gate_sync(struct sim_world *world, unsigned i);
void sim_gate_show(struct sim_world *world, unsigned i, struct chance *dice);
/* A text is shown, is decided, and becomes an event. */
void sim_gate_decide(struct sim_world *world, unsigned i, const char *words,
                     const struct sim_shown *shown, const char *text);
void sim_lan_clear(void);
/* What becomes of datagrams until the next. */
void sim_lan_seed(uint64_t seed);
void sim_lan_join(struct sim_gate *gate, unsigned i);
void sim_lan_tell(struct sim_gate *gate, const struct gate_outcome *outcome);
void sim_lan_listen(struct sim_gate *gate);
const struct db_driver *sim_pair_driver(const struct sim_world *world);
void sim_pair_swap(struct sim_world *world);
void sim_pair_choose(struct sim_world *world, uint64_t dice);
void sim_pair_step(struct sim_world *world, struct chance *dice);
void sim_pair_beat(struct sim_world *world);
void sim_pair_check(struct sim_world *world);
void sim_backup_step(struct sim_world *world, struct chance *dice);
/* What has to be done after a restore, when that can be done. */
void sim_backup_settle(struct sim_world *world);
bool sim_office_order_again(struct sim_world *world);
void sim_stick_step(struct sim_world *world, struct chance *dice);
/* feeds.c, feeds_check.c */
void sim_feeds_step(struct sim_world *world, struct chance *dice);
void sim_feeds_restored(struct sim_world *world, int64_t backup_s);
const char *sim_feed_name(unsigned feed);
/* Reads what is in the database. */
void sim_feeds_look(struct sim_world *world);
/* Each record is what was said makes of it. */
void sim_feeds_check(struct sim_world *world);
/* The same where all was whole for a while: lists have it, and what was to come has come. */
void sim_feeds_check_whole(struct sim_world *world);
bool sim_feeds_may_be_red(const struct sim_world *world, uint32_t index);
/* keys.c */
void sim_keys_open(struct sim_world *world);
void sim_keys_close(struct sim_world *world);
void sim_keys_step(struct sim_world *world, struct chance *dice);
void sim_keys_settle(struct sim_world *world);
struct sim_listed {
  struct tx_key_row rows[FORGE_ROWS + SIM_KEYS];
  uint8_t revoked[4 + SIM_KEYS][TX_HASH_SIZE];
};
/* Puts the keys as they are now into a draft, whose rows are in listed from then on. */
void sim_keys_list(const struct sim_world *world, struct sim_listed *listed,
                   struct tx_trust *trust);
/* A list of that number has been taken. */
void sim_keys_said(struct sim_world *world, uint64_t seq);
bool sim_keys_are_said(const struct sim_world *world);
/* Whether the server has keys for lists and orders that do not end soon. */
bool sim_keys_sign_news(const struct sim_world *world);
/* Which signed a pass. */
unsigned sim_keys_of(const struct sim_world *world, const char *text);
/* Why a pass is not let in for its key's sake by a gate; NULL: it may be. */
const char *sim_keys_why_not(const struct sim_world *world, const struct sim_gate *gate,
                             const struct sim_pass *pass, int64_t at_s);
/* Whether a signed object is by one that was revoked. */
bool sim_keys_died(const struct sim_world *world, const uint8_t *bytes, size_t n);
void sim_keys_check(struct sim_world *world, unsigned i, const struct gate_state *state);
/* A gate holds what signer signed (NULL: nothing): what it heard before of keys of that use that
 * it does not know as revoked. */
uint64_t sim_keys_heard(const struct sim_world *world, struct sim_heard *heard, enum sim_use use,
                        const uint8_t *signer, uint64_t seq);
/* harm.c */
void sim_harm(struct sim_world *world, struct chance *dice);
/* Which gate asks just now (net.c). */
void sim_net_attach(struct sim_world *world);

/* --- promises (check.c) ----------------------------------------------------------------------- */

#define SIM_TWO_HANDS "red without two hands never exists"

void sim_check_showing(struct sim_world *world, unsigned i, const struct gate_outcome *outcome,
                       const struct sim_shown *shown);
static inline uint64_t sim_event_key(int64_t at, int64_t index, int64_t reason) {
  return (uint64_t)at << 24 | ((uint64_t)index & 0xffff) << 8 | ((uint64_t)reason & 0xff);
}
void sim_check_step(struct sim_world *world);
/* Everything was whole for a while. */
void sim_check_whole(struct sim_world *world);

/* --- plans, shrinking (plan.c) ---------------------------------------------------------------- */

struct sim_result {
  uint64_t hash;
  size_t steps; /* done */
  unsigned gate_days;
  char promise[64], how[400];
};

/* Half of the seeds are a day's crowd, the others weeks in few steps. count 0: as many as that
 * takes. */
void sim_plan_draw(uint64_t seed, size_t count, struct sim_plan *out);
/* A plan as a line of tests/sim/seeds: the seed of its world, and each step as a letter and its
 * dice; false: there is none in it. */
void sim_plan_write(const struct sim_plan *plan, FILE *out);
bool sim_plan_read(char *line, struct sim_plan *out);
struct sim_result sim_plan_run(const struct sim_plan *plan, FILE *story);
/* The fewest steps that break the same promise, within a number of tries. */
void sim_plan_shrink(struct sim_plan *plan, const char *promise, unsigned tries);

#endif
