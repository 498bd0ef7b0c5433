/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate: identity, state, clock, memory and journal together. Deciding and remembering belong
 * to one thread, the loop's; news come from another (sync), which replaces the state and sets the
 * clock under a lock that is held for moments.
 */
#ifndef GATE_CORE_GATE_H
#define GATE_CORE_GATE_H

#include "clock.h"
#include "debounce.h"
#include "identity/identity.h"
#include "journal/journal.h"
#include "objects/store.h"
#include "outcome.h"
#include "peer/keys.h"

#include <pthread.h>

#define GATE_MACHINE_CLOCK (-1)
#define GATE_ARRIVALS_MAX 100000 /* passages from elsewhere that wait for the loop */
#define GATE_DRIVER_MS 60000     /* between a vehicle's pass and its driver's */

struct gate {
  struct gate_identity identity;
  char *dir;   /* NULL: made of flags, keeps nothing */
  int lock_fd; /* held by the one process that keeps the journal; -1: not us */

  pthread_mutex_t taking; /* held while an object is weighed and kept: news come from two sides */
  pthread_mutex_t lock;   /* of all up to fixed_at */
  struct gate_state *state;
  uint64_t news;               /* how often the state was replaced */
  struct gate_damaged damaged; /* the store's, as of the last second */
  struct gate_clock clock;
  struct gate_peer_keys peer_keys; /* as sync brought them, also before a restart */
  int64_t old_key_until_ms;        /* so long neighbours are heard under the one before */
  struct gate_passage *arrivals;   /* passages at other gates, for the loop to take in */
  size_t arrival_count;
  bool fixed; /* time stands where fixed_at says: for tests and rehearsals */
  struct gate_instant fixed_at;

  /* The loop's own. */
  unsigned directions; /* a bit each that its sources have; 0: the gate's own direction alone */
  struct tx_keyring *ring;
  struct gate_state *ring_state; /* whose trust list the ring is of */
  struct gate_memory memory;
  struct gate_debounce debounce;
  struct tx_vehicle vehicle; /* stands there until vehicle_until_ms; 0: none */
  int64_t vehicle_until_ms;
  struct gate_journal *journal; /* NULL: none is kept */
  int64_t time_saved_ms;
  char guard[64]; /* AREA/INDEX of who signed on, "" for nobody */
  struct gate_store store;
  _Atomic enum tx_reason unkept; /* why something in force is not on disk; TX_OK: all is */
  _Atomic bool away;             /* the card with the folder: its mount point alone is there */
  /* Measures whoever stands there, when set; without state only what has come counts, and nobody
   * waits. False: no reading. */
  bool (*measure)(void *context, const struct gate_state *state, int32_t *centi_celsius);
  void *measure_context;
};

struct gate_options {
  const char *dir;     /* a gate that init made */
  int64_t now_s;       /* time stands still there, or GATE_MACHINE_CLOCK */
  bool journal;        /* keep a journal, and so be the only one in dir */
  int64_t keep_sent_s; /* see journal.h */
};

/* Opens the gate of a folder, ready to decide, with what can be read and written there: it cannot
 * do without its settings and its key alone. TX_OK, or the reason with a sentence; TX_BUSY when
 * another process keeps the journal. */
enum tx_reason gate_open(struct gate *gate, const struct gate_options *options,
                         struct host_problem *error);
/* One made of flags: an identity without key or folder, a state of objects that were named. The
 * state becomes the gate's. */
void gate_open_bare(struct gate *gate, const struct gate_identity *identity,
                    struct gate_state *state, int64_t now_s);
void gate_close(struct gate *gate);

/* Both clocks, and the time to decide by. */
struct gate_instant gate_instant_of(struct gate *gate);
struct tx_clock gate_now(struct gate *gate);
/* Moves a fixed time forward. */
void gate_advance(struct gate *gate, int64_t seconds);

/* Has a time that is believed saved, and with it forgotten what no order asks for any more. The
 * gate has a journal. */
void gate_save_time(struct gate *gate, int64_t now_s);
/* The same once an hour, while the clock is believed; later readings are held against it. */
void gate_keep_time(struct gate *gate);

/* The state of this moment; the caller unrefs it. */
struct gate_state *gate_state_of(struct gate *gate);

/* Decides what was shown. Changes nothing but the keyring. The caller finishes out. */
void gate_decide(struct gate *gate, struct tx_span text, enum tx_direction direction,
                 struct gate_outcome *out);

/* The temperature of whoever stands there; one reading is one person's. */
struct gate_reading {
  bool known;
  int32_t centi_celsius;
};
/* Takes a reading, with patience when a policy of state asks for one; state may be NULL: without.
 * False: there is none. */
bool gate_measure(struct gate *gate, const struct gate_state *state, struct gate_reading *out);
/* gate_decide for whoever has measured already. */
void gate_decide_by(struct gate *gate, struct tx_span text, enum tx_direction direction,
                    const struct gate_reading *reading, struct gate_outcome *out);

/* After the barrier was told: remembers an admission, keeps the event, looks at the clock. The
 * event's number; 0: none was kept. */
uint64_t gate_remember(struct gate *gate, const struct gate_outcome *outcome);

/* The loop takes in what a journal held that could be read only now. */
void gate_recall_late(struct gate *gate);

/* What another gate of the area let through. From any thread; takes effect with
 * gate_merge_passages. */
void gate_enqueue_passage(struct gate *gate, const struct gate_passage *passage);
/* The loop takes in what arrived. */
void gate_merge_passages(struct gate *gate);
/* A neighbour's admission, heard by the loop itself: history, and the replay window of gates of
 * the same kind and direction. Outlives a restart. */
void gate_merge_admission(struct gate *gate, const struct tx_admission *admission);
/* What neighbours are told of an admission; false: nothing, it was none. */
bool gate_admission(const struct gate *gate, const struct gate_outcome *outcome,
                    const struct gate_peer_keys *keys, struct tx_admission *out);

/* The area's keys, as sync brings them and as the loop uses them. They are kept over a restart. */
void gate_set_peer_keys(struct gate *gate, const struct gate_peer_keys *keys);
struct gate_peer_keys gate_peer_keys_of(struct gate *gate);
/* Those under which neighbours are heard: after a change the key before counts for as long as a
 * neighbour's token may last; by then everybody who was not shut out has the new one. */
#define GATE_OLD_KEY_MS 3600000
struct gate_peer_keys gate_peer_keys_received(struct gate *gate);

/* One answer, and the text that it answers. */
struct gate_shown {
  struct gate_outcome outcome;
  struct tx_span text;
};

/* What a source shows in one look: n texts, any number. It is one showing: the best pass decides,
 * every admission counts, and a foreign code counts only when nothing of ours is there, nor was
 * admitted within the pause. Answers that stand are not given again, but for a better one to the
 * same person. How many answers were written; answers has room for n, and the caller finishes
 * their outcomes. */
size_t gate_show_together(struct gate *gate, const void *source, const struct tx_span *texts,
                          size_t n, enum tx_direction direction, struct gate_shown *answers);

/* One text by itself. False: the answer stands, and nothing is to be done. */
bool gate_show(struct gate *gate, const void *source, struct tx_span text,
               enum tx_direction direction, struct gate_outcome *out);

/* A new object from outside: its floor stored, in force for the next decision, and kept on disk,
 * now or as soon as it can be; or the reason, and all stays as it was: also where no floor can be
 * stored, with what host_file_write says. waits may be NULL; otherwise a list that names a newer
 * trust list or policy than is held sets it, and is not taken though TX_OK is returned. From any
 * thread but the loop's, which has no time for it. */
enum tx_reason gate_accept(struct gate *gate, const struct gate_offer *offer, bool *waits);

/* What of the folder's files could not be taken into force. */
struct gate_damaged gate_damaged_of(struct gate *gate);

/* Locks the folder that is there now, on a card that came back. */
void gate_lock_again(struct gate *gate);

/* Looks whether the gate's folder is there, and tries again to store what is in force and could not
 * be stored. Waits for the disk: for a thread of its own. */
void gate_keep_again(struct gate *gate);

/* The Date of a server that is known. Nothing happens when time is fixed. */
void gate_set_time(struct gate *gate, int64_t date_s);

#endif
