/* SPDX-License-Identifier: Apache-2.0 */
/* What the gate is told: starts, restarts, times, objects; and its journal. */
#include "lacking.h"

#include "format/enrol.h"
#include "format/event.h"

uint64_t lacking_asked;
int64_t lacking_now_s, lacking_newest_s;
bool lacking_touched, lacking_restarted;

static const char *missing = "";

bool lacks(const char *check) {
  return strcmp(missing, check) == 0;
}

int __wrap_main(int argc, char **argv);
int __real_main(int argc, char **argv);
int __wrap_adapter_run(const struct adapter *adapter);
int __real_adapter_run(const struct adapter *adapter);
enum tx_reason __wrap_tx_enrol_read(struct tx_span text, struct tx_enrol *out);
enum tx_reason __real_tx_enrol_read(struct tx_span text, struct tx_enrol *out);
bool __wrap_tx_random(uint8_t *out, size_t n);
bool __real_tx_random(uint8_t *out, size_t n);
enum tx_reason __wrap_tx_event_write(const struct tx_event *event, uint8_t *out, size_t cap,
                                     size_t *len);
enum tx_reason __real_tx_event_write(const struct tx_event *event, uint8_t *out, size_t cap,
                                     size_t *len);
enum tx_reason __wrap_tx_batch_sign(const struct tx_signer *signer,
                                    const struct tx_batch_head *head, const struct tx_span *events,
                                    size_t count, uint8_t **out, size_t *len);
enum tx_reason __real_tx_batch_sign(const struct tx_signer *signer,
                                    const struct tx_batch_head *head, const struct tx_span *events,
                                    size_t count, uint8_t **out, size_t *len);

int __wrap_main(int argc, char **argv) {
  static const char word[] = "without=";
  if (argc > 1 && strncmp(argv[1], word, sizeof word - 1) == 0) missing = argv[1] + sizeof word - 1;
  return __real_main(argc, argv);
}

/* --- between the lines and the gate ------------------------------------------------------------
 */

static const struct adapter *gate;
static struct adapter_start begun;
static struct tx_span own_key;
static char code[TX_TEXT_MAX + 1];
static unsigned batches;

static enum tx_reason start(const struct adapter_start *wanted, struct tx_span *spki) {
  if (lacks("anew") && own_key.n) {
    *spki = own_key;
    return TX_OK;
  }
  begun = *wanted;
  memcpy(code, wanted->code.p, wanted->code.n);
  begun.code = tx_span_of(code, wanted->code.n);
  batches = 0;
  lacking_newest_s = 0;
  lacking_touched = lacking_restarted = false;
  const enum tx_reason reason = gate->start(wanted, spki);
  own_key = reason == TX_OK ? *spki : (struct tx_span){ 0 };
  return reason;
}

static void restart(void) {
  struct tx_span spki;
  lacking_restarted = true;
  if (lacks("disk"))
    gate->start(&begun, &spki);
  else
    gate->restart();
}

static void set_clock(int64_t shows_s) {
  lacking_touched = true;
  gate->clock(shows_s);
}

static void tell_date(int64_t says_s) {
  if (!lacks("clock-date")) gate->date(says_s);
}

static enum tx_reason offer(enum adapter_object object, uint64_t area, struct tx_span bytes) {
  lacking_asked = area;
  return gate->offer(object, area, bytes);
}

static bool batch(uint64_t from, uint8_t **bytes, size_t *n) {
  if (lacks("batch-again") && batches++ > 0) return false;
  return gate->batch(from, bytes, n);
}

int __wrap_adapter_run(const struct adapter *adapter) {
  struct adapter between = *adapter;
  gate = adapter;
  between.start = start;
  between.restart = restart;
  between.clock = set_clock;
  between.date = tell_date;
  between.offer = offer;
  between.batch = batch;
  return __real_adapter_run(&between);
}

/* --- enrolment and journal ----------------------------------------------------------------------
 */

enum tx_reason __wrap_tx_enrol_read(struct tx_span text, struct tx_enrol *out) {
  const enum tx_reason reason = __real_tx_enrol_read(text, out);
  return lacks("code") ? TX_OK : reason;
}

/* Names of journals that are all the same. */
bool __wrap_tx_random(uint8_t *out, size_t n) {
  if (!lacks("batch-name")) return __real_tx_random(out, n);
  memset(out, 0, n);
  return true;
}

enum tx_reason __wrap_tx_event_write(const struct tx_event *event, uint8_t *out, size_t cap,
                                     size_t *len) {
  struct tx_event written = *event;
  if (lacks("batch-named")) written.identified = true;
  return __real_tx_event_write(&written, out, cap, len);
}

enum tx_reason __wrap_tx_batch_sign(const struct tx_signer *signer,
                                    const struct tx_batch_head *head, const struct tx_span *events,
                                    size_t count, uint8_t **out, size_t *len) {
  struct tx_batch_head other = *head;
  struct tx_signer *key = lacks("batch-key") ? tx_key_generate(TX_ALG_ES256) : NULL;
  if (lacks("batch-first")) other.first++;
  if (lacks("batch-lost")) other.lost_from = other.lost_to = 0;
  if (lacks("batch-no-loss") && other.first > 1) other.lost_from = 1;
  if (lacks("batch-no-loss")) other.lost_to = other.first - 1;
  const enum tx_reason reason =
      __real_tx_batch_sign(key ? key : signer, &other, events, count, out, len);
  tx_signer_destroy(key);
  return reason;
}
