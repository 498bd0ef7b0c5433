/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A gate on libtongxing alone, as an example: what a gate does besides tx_…_take and tx_decide.
 * It keeps in order what it was given, drops what a trust list no longer vouches for, remembers how
 * new everything was, believes its clock or does not, and writes down whom it answered.
 *
 * What survives being turned off is struct disk, here in memory. A real gate writes it to a disk,
 * before it says that it took something, and throws away what newer objects replaced.
 */
#include "adapter.h"

#include "format/enrol.h"
#include "format/event.h"

#include <stdlib.h>

#define MANY 64
#define DRIFT_S 300         /* a clock that is further off than that has jumped */
#define GONE_S (45 * 86400) /* after so long without power nobody knows */
#define FORGET_S (60 * 86400)

struct taken { /* an object as it came */
  enum adapter_object object;
  uint64_t area;
  uint8_t *bytes;
  size_t n;
};

struct event {          /* somebody was answered */
  int64_t at, live_iat; /* of the live pass that was admitted, else 0 */
  uint64_t area;
  uint32_t index;
  uint8_t bytes[512], journal[TX_JOURNAL_NAME_SIZE];
  size_t n;
};

static struct disk {
  struct tx_signer *key;
  struct tx_pin pin;
  struct tx_gate place; /* where it stands; the rest is empty */
  struct taken taken[MANY];
  size_t taken_count;
  struct event events[MANY];
  size_t event_count;
  uint64_t first;  /* the number of events[0] */
  int64_t saved_s; /* the last time that was believed */
} disk;

struct held {
  enum adapter_object object; /* a policy, a status list or a certificate status */
  uint64_t area;
  struct tx_floor floor; /* its own seq and iat */
  uint8_t signer[TX_HASH_SIZE];
  bool gone;  /* replaced, or dropped with its key; floor still counts */
  bool under; /* the list in force stands on it, by deltas */
  struct tx_policy *policy;
  struct tx_status *list;
  struct tx_certs *certs;
};

static struct tx_trust *trust;
static struct held held[MANY]; /* one an object, area and signer; one of those is in force */
static size_t held_count;
static uint8_t journal[TX_JOURNAL_NAME_SIZE];
static int64_t now_s, ahead_s;  /* time that passes, and how far ahead of it the clock is */
static int64_t believed_s;      /* so far ahead a clock would be that is right */
static bool lost_time, doubted; /* nobody knows; something genuine was dated ahead */
static int64_t floor_s;         /* the newest iat held: no clock is right before it */

/* --- clock ------------------------------------------------------------------------------------ */

static bool is_behind(void) {
  return now_s + ahead_s + TX_AHEAD_S < floor_s;
}

static struct tx_clock clock_now(void) {
  const int64_t shows_s = now_s + ahead_s;
  const bool unsure = lost_time || doubted || is_behind() || llabs(ahead_s - believed_s) > DRIFT_S;
  return (struct tx_clock){ .now_s = unsure && shows_s < floor_s ? floor_s : shows_s,
                            .unsure = unsure };
}

static void forget_events(void) {
  size_t old = 0;
  while (old < disk.event_count && disk.events[old].at < now_s - FORGET_S)
    old++;
  disk.event_count -= old;
  memmove(disk.events, disk.events + old, disk.event_count * sizeof *disk.events);
  disk.first += old;
}

static void pass_time(int64_t to_s) {
  now_s = to_s;
  if (clock_now().unsure) return;
  disk.saved_s = clock_now().now_s;
  forget_events();
}

static void set_clock(int64_t shows_s) {
  ahead_s = shows_s - now_s;
}

static void tell_date(int64_t says_s) {
  ahead_s = believed_s = says_s - now_s;
  lost_time = doubted = false;
}

/* --- objects ---------------------------------------------------------------------------------- */

static void destroy(struct held *h) {
  tx_policy_destroy(h->policy);
  tx_status_destroy(h->list);
  tx_certs_destroy(h->certs);
  h->policy = NULL;
  h->list = NULL;
  h->certs = NULL;
}

static struct held *find(enum adapter_object object, uint64_t area) {
  for (size_t i = 0; i < held_count; i++)
    if (held[i].object == object && held[i].area == area && !held[i].gone) return &held[i];
  return NULL;
}

static void drop(struct held *h) {
  if (!h) return;
  destroy(h);
  h->gone = true;
}

/* Drops what keys signed that are absent now, and what deltas made of that. How new it was is
 * remembered; not of what revoked keys signed, for a thief could have driven that up. */
static void drop_unvouched(void) {
  size_t kept = 0;
  for (size_t i = 0; i < held_count; i++)
    if (tx_trust_standing(trust, held[i].signer) != TX_STANDS_PRESENT)
      drop(held[i].under ? find(held[i].object, held[i].area) : &held[i]);
  floor_s = trust->iat;
  for (size_t i = 0; i < held_count; i++) {
    if (tx_trust_standing(trust, held[i].signer) == TX_STANDS_REVOKED) continue;
    if (!held[i].gone && held[i].floor.iat > floor_s) floor_s = held[i].floor.iat;
    held[kept++] = held[i];
  }
  held_count = kept;
}

static enum tx_reason take_trust(struct tx_span bytes, struct tx_clock clock) {
  struct tx_trust *next;
  const enum tx_reason reason = tx_trust_take(bytes, trust, &disk.pin, clock, &next);
  if (reason != TX_OK) return reason;
  tx_trust_destroy(trust);
  trust = next;
  drop_unvouched();
  return TX_OK;
}

/* The newest that was taken, from whichever key. One that was dropped may come back as it was. */
static struct tx_floor floor_of(enum adapter_object object, uint64_t area) {
  struct tx_floor floor = { 0 };
  for (size_t i = 0; i < held_count; i++) {
    const struct held *h = &held[i];
    if (h->object != object || h->area != area) continue;
    const uint64_t seq = h->floor.seq - (h->gone ? 1 : 0);
    if (seq > floor.seq) floor.seq = seq;
    if (h->floor.iat > floor.iat) floor.iat = h->floor.iat;
  }
  return floor;
}

static enum tx_reason read_object(struct held *out, struct tx_span bytes, bool delta,
                                  struct tx_clock clock) {
  const struct held *before = find(out->object, out->area);
  const struct tx_floor floor = floor_of(out->object, out->area);
  if (out->object == ADAPTER_POLICY)
    return tx_policy_take(bytes, trust, floor.seq, clock, &out->policy);
  if (out->object == ADAPTER_CERTS) return tx_certs_take(bytes, trust, &floor, clock, &out->certs);
  if (!delta) return tx_status_take(bytes, trust, &floor, clock, &out->list);
  return tx_delta_take(bytes, trust, before ? before->list : NULL, clock, &out->list);
}

/* What the three kinds have in common; of a policy seq stands for iat. False: it is of another area
 * than was asked for. */
static bool describe(struct held *h) {
  const struct tx_policy *p = h->policy;
  const struct tx_status *l = h->list;
  const struct tx_certs *c = h->certs;
  h->floor.seq = p ? p->seq : l ? l->seq : c->seq;
  h->floor.iat = p ? (int64_t)p->seq : l ? l->iat : c->iat;
  memcpy(h->signer, p ? p->signer : l ? l->signer : c->signer, TX_HASH_SIZE);
  return h->area == (p ? p->area : l ? l->area : c->area);
}

/* In the place of what was held. How new another key's was is remembered beside it. */
static void put(const struct held *taken, bool delta) {
  struct held *place = find(taken->object, taken->area);
  const bool same = place && memcmp(place->signer, taken->signer, TX_HASH_SIZE) == 0;
  drop(place);
  if (place) place->under = delta;
  for (size_t i = 0; !delta && i < held_count; i++)
    if (held[i].object == taken->object && held[i].area == taken->area) held[i].under = false;
  if (!same) place = &held[held_count++];
  if (held_count == MANY) abort();
  *place = *taken;
  if (taken->floor.iat > floor_s) floor_s = taken->floor.iat;
}

static enum tx_reason take(const struct taken *t, struct tx_clock clock) {
  const struct tx_span bytes = tx_span_of(t->bytes, t->n);
  const bool delta = t->object == ADAPTER_DELTA;
  struct held taken = { .object = delta ? ADAPTER_STATUS : t->object, .area = t->area };
  if (t->object == ADAPTER_TRUST) return take_trust(bytes, clock);
  enum tx_reason reason = read_object(&taken, bytes, delta, clock);
  if (reason == TX_OK && !describe(&taken)) reason = TX_WRONG_JURISDICTION;
  if (reason == TX_OK) put(&taken, delta);
  if (reason != TX_OK) destroy(&taken);
  return reason;
}

static enum tx_reason offer(enum adapter_object object, uint64_t area, struct tx_span bytes) {
  struct taken t = { object, area, malloc(bytes.n + 1), bytes.n };
  /* Only a clock that is known to be behind takes what is dated ahead of it. */
  const struct tx_clock clock = { .now_s = now_s + ahead_s, .unsure = is_behind() };
  if (!t.bytes || disk.taken_count == MANY) abort();
  memcpy(t.bytes, bytes.p, bytes.n);
  const enum tx_reason reason = take(&t, clock);
  if (reason == TX_NOT_YET_VALID) doubted = true;
  if (reason == TX_OK)
    disk.taken[disk.taken_count++] = t;
  else
    free(t.bytes);
  return reason;
}

static void say_held(void (*say)(void *, enum adapter_object, uint64_t, uint64_t), void *context) {
  if (trust) say(context, ADAPTER_TRUST, 0, trust->seq);
  for (size_t i = 0; i < held_count; i++)
    if (!held[i].gone) say(context, held[i].object, held[i].area, held[i].floor.seq);
}

/* --- people ----------------------------------------------------------------------------------- */

static bool replayed(const struct tx_memory *memory, uint64_t area, uint32_t index, int64_t iat) {
  (void)memory;
  for (const struct event *e = disk.events; e < disk.events + disk.event_count; e++)
    if (e->area == area && e->index == index && e->live_iat == iat) return true;
  return false;
}

static void no_history(const struct tx_memory *memory, const struct tx_pass *pass, int64_t window_s,
                       struct tx_history *out) {
  (void)memory, (void)pass, (void)window_s;
  *out = (struct tx_history){ -1, -1, -1, -1, false };
}

static void remember(const struct tx_decision *d, int64_t at) {
  struct event *event = &disk.events[disk.event_count];
  const struct tx_event what = { .at = at,
                                 .direction = disk.place.direction,
                                 .verdict = d->verdict,
                                 .reason = d->reason,
                                 .identified = d->identified,
                                 .area = d->pass.area,
                                 .index = d->pass.index,
                                 .live = d->identified ? d->live : -1 };
  if (disk.event_count == MANY) abort();
  *event = (struct event){ .at = at, .area = d->pass.area, .index = d->pass.index };
  if (d->live && d->verdict == TX_ALLOW) event->live_iat = d->live_iat;
  memcpy(event->journal, journal, sizeof journal);
  if (tx_event_write(&what, event->bytes, sizeof event->bytes, &event->n) == TX_OK)
    disk.event_count++;
}

/* Ascending by area, as tx_decide wants the lists. */
static void sort_in(const struct tx_status **lists, size_t count, const struct tx_status *list) {
  for (; count > 0 && lists[count - 1]->area > list->area; count--)
    lists[count] = lists[count - 1];
  lists[count] = list;
}

static void show(struct tx_span text, struct adapter_decision *out) {
  static const struct tx_memory memory = { replayed, no_history };
  const struct tx_status *lists[MANY];
  const struct tx_policy *policies[MANY];
  const struct tx_certs *certs[MANY];
  struct tx_decision decision;
  struct tx_gate gate = disk.place;
  gate.clock = clock_now();
  gate.trust = trust;
  gate.memory = &memory;
  gate.lists = lists, gate.certs = certs, gate.policies = policies;
  for (size_t i = 0; i < held_count; i++) {
    if (held[i].list) sort_in(lists, gate.list_count++, held[i].list);
    if (held[i].certs) certs[gate.cert_count++] = held[i].certs;
    if (held[i].policy) policies[gate.policy_count++] = held[i].policy;
  }
  tx_decide(text, &gate, NULL, &decision);
  remember(&decision, gate.clock.now_s);
  *out = (struct adapter_decision){ decision.verdict, decision.reason };
}

/* --- journal ---------------------------------------------------------------------------------- */

/* Events of one opening of the journal go into one batch, under the name that it drew. */
static bool batch(uint64_t from, uint8_t **bytes, size_t *n) {
  struct tx_span events[MANY];
  size_t count = 0, at = from > disk.first ? (size_t)(from - disk.first) : 0;
  const struct event *begin = &disk.events[at];
  const bool lost = from < disk.first;
  struct tx_batch_head head = { disk.first + at, lost ? from : 0, lost ? disk.first - 1 : 0,
                                journal };
  if (at < disk.event_count) head.journal = begin->journal;
  for (; at < disk.event_count; at++) {
    if (memcmp(disk.events[at].journal, begin->journal, sizeof begin->journal) != 0) break;
    events[count++] = tx_span_of(disk.events[at].bytes, disk.events[at].n);
  }
  return tx_batch_sign(disk.key, &head, events, count, bytes, n) == TX_OK;
}

/* --- life ------------------------------------------------------------------------------------- */

/* Takes again, in order, what was taken before; dates were weighed then. */
static void turn_on(void) {
  while (held_count > 0)
    destroy(&held[--held_count]);
  tx_trust_destroy(trust);
  trust = NULL;
  floor_s = 0;
  for (size_t i = 0; i < disk.taken_count; i++)
    take(&disk.taken[i], (struct tx_clock){ .unsure = true });
  const int64_t off_s = now_s + ahead_s - disk.saved_s;
  lost_time = disk.saved_s > 0 && (off_s < 0 || off_s > GONE_S);
  doubted = false;
  believed_s = ahead_s;
  tx_random(journal, sizeof journal);
}

static enum tx_reason start(const struct adapter_start *start, struct tx_span *spki) {
  struct tx_enrol enrol;
  const enum tx_reason reason = tx_enrol_read(start->code, &enrol);
  if (reason != TX_OK) return reason;
  while (disk.taken_count > 0)
    free(disk.taken[--disk.taken_count].bytes);
  tx_signer_destroy(disk.key);
  disk = (struct disk){ .key = tx_key_generate(TX_ALG_ES256), .pin = enrol.pin, .first = 1 };
  disk.place = (struct tx_gate){ .area = start->area, .kind = start->kind };
  disk.place.direction = start->direction;
  disk.place.attended = true;
  now_s = start->now_s;
  ahead_s = 0;
  turn_on();
  *spki = tx_span_of(disk.key->spki, disk.key->spki_len);
  return disk.key ? TX_OK : TX_NO_MEMORY;
}

int main(void) {
  static const struct adapter adapter = { .start = start,
                                          .restart = turn_on,
                                          .time = pass_time,
                                          .clock = set_clock,
                                          .date = tell_date,
                                          .offer = offer,
                                          .show = show,
                                          .held = say_held,
                                          .batch = batch };
  return adapter_run(&adapter);
}
