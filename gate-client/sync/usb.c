/* SPDX-License-Identifier: Apache-2.0 */
#include "usb.h"

#include "host/sys/file.h"
#include "host/sys/log.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>

#define FILES_TRIED 4  /* of one address, the highest first */
#define TRUST_STEPS 16 /* lists before the newest, as over a line (sync/pull.c) */

static enum tx_reason take_here(void *context, enum gate_object object, uint64_t area,
                                struct tx_span bytes) {
  struct gate *gate = context;
  struct gate_offer offer = {
    .object = object, .area = area, .bytes = bytes, .pin = &gate->identity.pin
  };
  return gate_accept(gate, &offer, NULL);
}

static enum tx_reason batch_here(void *context, uint64_t from, struct gate_batch *out) {
  return gate_batch_make(context, from, out);
}

struct gate_usb_gate gate_usb_at_rest(struct gate *gate) {
  struct gate_usb_gate rests = { .area = gate->identity.area,
                                 .acknowledged = gate_journal_count(gate->journal).acknowledged,
                                 .take = take_here,
                                 .batch = batch_here,
                                 .context = gate };
  memcpy(rests.id, gate->identity.id, sizeof rests.id);
  return rests;
}

static void close_dir(DIR **dir) {
  if (*dir) closedir(*dir);
}

/* Puts a SEQ among the highest, ascending; what falls out is the lowest. */
static size_t put_seq(uint64_t *seqs, size_t count, size_t max, uint64_t seq) {
  size_t at = count;
  if (count == max && seq < seqs[0]) return count;
  if (count == max)
    memmove(seqs, seqs + 1, (--at) * sizeof *seqs);
  else
    count++;
  for (; at > 0 && seqs[at - 1] > seq; at--)
    seqs[at] = seqs[at - 1];
  seqs[at] = seq;
  return count;
}

/* The highest SEQs that a folder has files of, ascending; how many. */
static size_t highest(const char *folder, uint64_t *seqs, size_t max) {
  __attribute__((cleanup(close_dir))) DIR *dir = opendir(folder);
  size_t count = 0;
  if (!dir) return 0;
  for (struct dirent *entry; (entry = readdir(dir));) {
    char *end;
    uint64_t seq = strtoull(entry->d_name, &end, 10);
    if (!*end && seq) count = put_seq(seqs, count, max, seq);
  }
  return count;
}

static enum tx_reason take_file(const struct gate_usb_gate *gate, enum gate_object object,
                                uint64_t area, const char *folder, uint64_t seq) {
  HOST_BYTES bytes = { 0 };
  HOST_FREE char *path = host_path(folder, "%" PRIu64, seq);
  if (!path) return TX_NO_MEMORY;
  enum tx_reason reason = host_file_read_regular(path, gate_object_max(object), &bytes);
  return reason == TX_OK ? gate->take(gate->context, object, area, host_span(&bytes)) : reason;
}

static void count(struct gate_usb_counts *counts, const char *folder, uint64_t seq,
                  enum tx_reason reason) {
  bool refused = reason != TX_OK && reason != TX_ROLLBACK;
  counts->taken += reason == TX_OK;
  counts->same += reason == TX_ROLLBACK;
  counts->refused += refused;
  if (refused)
    host_log(HOST_WARNING, "%s/%" PRIu64 ": refused: %s (%s)", folder, seq,
             tx_reason_text(reason, "en"), tx_reason_name(reason));
}

/* The newest that holds: sticks lose what was written last. */
static void take_highest(const struct gate_usb_gate *gate, enum gate_object object, uint64_t area,
                         const char *folder, struct gate_usb_counts *counts) {
  uint64_t seqs[FILES_TRIED];
  for (size_t i = highest(folder, seqs, FILES_TRIED); i > 0; i--) {
    enum tx_reason reason = take_file(gate, object, area, folder, seqs[i - 1]);
    count(counts, folder, seqs[i - 1], reason);
    if (reason == TX_OK || reason == TX_ROLLBACK) return;
  }
}

/* The newest; where the root was replaced meanwhile, by way of those before it, oldest first. */
static void take_trust(const struct gate_usb_gate *gate, const char *folder,
                       struct gate_usb_counts *counts) {
  uint64_t seqs[TRUST_STEPS + 1];
  size_t n = highest(folder, seqs, TRUST_STEPS + 1), i = n;
  enum tx_reason reason = TX_BAD_SIGNATURE;
  while (i > 0 && reason == TX_BAD_SIGNATURE)
    reason = take_file(gate, GATE_TRUST, 0, folder, seqs[--i]);
  for (i++; i < n && reason == TX_OK; i++)
    reason = take_file(gate, GATE_TRUST, 0, folder, seqs[i]);
  if (n) count(counts, folder, seqs[n - 1], i < n ? TX_BAD_SIGNATURE : reason);
}

/* Our own area, those above it, and the communities of our street. */
static bool concerns(const struct gate_usb_gate *gate, uint64_t area) {
  uint64_t own = gate->area;
  return tx_area_contains(area, own) || tx_area_contains(tx_area_at(own, TX_TOWNSHIP), area);
}

static void take_areas(const struct gate_usb_gate *gate, enum gate_object object, const char *sync,
                       struct gate_usb_counts *counts) {
  HOST_FREE char *folder = host_path(sync, "%s", gate_object_name(object));
  __attribute__((cleanup(close_dir))) DIR *dir = folder ? opendir(folder) : NULL;
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir));) {
    uint64_t area;
    if (!tx_area_parse(tx_span_text(entry->d_name), &area) || !concerns(gate, area)) continue;
    HOST_FREE char *of_area = host_path(folder, "%s", entry->d_name);
    if (of_area) take_highest(gate, object, area, of_area, counts);
  }
}

bool gate_usb_take(const struct gate_usb_gate *gate, const char *dir,
                   struct gate_usb_counts *counts) {
  HOST_FREE char *sync = host_path(dir, "tongxing/v1/sync");
  HOST_FREE char *trust = host_path(dir, "tongxing/v1/sync/trust");
  if (!sync || !trust || !host_file_exists(sync)) return false;
  take_trust(gate, trust, counts);
  take_areas(gate, GATE_POLICY, sync, counts);
  take_areas(gate, GATE_STATUS, sync, counts);
  take_areas(gate, GATE_CERTS, sync, counts);
  return true;
}

enum tx_reason gate_usb_give(const struct gate_usb_gate *gate, const char *dir,
                             struct gate_usb_counts *counts) {
  HOST_FREE char *folder = host_path(dir, "tongxing/journal/%s", gate->id);
  uint64_t from = gate->acknowledged + 1;
  if (!folder) return TX_NO_MEMORY;
  for (;;) {
    struct gate_batch batch;
    enum tx_reason reason = gate->batch(gate->context, from, &batch);
    if (reason == TX_NOT_FOUND) return TX_OK;
    HOST_FREE char *path = host_path(folder, "%" PRIu64 ".cose", batch.first);
    if (reason == TX_OK) reason = host_mkdirs(folder, 0755);
    if (reason == TX_OK) reason = host_file_write(path, tx_span_of(batch.object, batch.n), 0644);
    gate_batch_finish(&batch);
    if (reason != TX_OK) return reason;
    counts->events += batch.next - batch.first;
    from = batch.next;
  }
}
