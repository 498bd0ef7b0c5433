/* SPDX-License-Identifier: Apache-2.0 */
#include "sampling.h"

#include <stdio.h>

static bool is_tube_character(uint8_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
}

bool gate_is_tube(struct tx_span text) {
  if (text.n < 4 || text.n >= sizeof(((struct gate_sampling *)NULL)->tube)) return false;
  for (size_t i = 0; i < text.n; i++)
    if (!is_tube_character(text.p[i])) return false;
  return true;
}

void gate_sampling_open(struct gate_sampling *sampling, struct tx_span tube) {
  snprintf(sampling->tube, sizeof sampling->tube, "%.*s", (int)tube.n, (const char *)tube.p);
  sampling->count = 0;
  sampling->last_seq = 0;
}

/* Sealed to the nearest area that has a sealing key; without one the sample would be a name on a
 * disk. */
static bool seal_code(struct gate *gate, const struct gate_state *state, struct tx_span text,
                      struct gate_extra *extra) {
  const struct tx_key_row *row = NULL;
  if (state->trust) row = tx_seal_key(state->trust, gate->identity.area, gate_now(gate));
  return row &&
         tx_seal(text, row->spki, extra->sealed, sizeof extra->sealed, &extra->sealed_n) == TX_OK;
}

enum gate_sample gate_sampling_take(struct gate *gate, struct gate_sampling *sampling,
                                    struct tx_span text, const struct gate_outcome *outcome,
                                    struct gate_extra *extra) {
  *extra = (struct gate_extra){ 0 };
  if (!sampling->tube[0]) return GATE_SAMPLE_NO_TUBE;
  if (sampling->count >= sampling->size) return GATE_SAMPLE_FULL;
  memcpy(extra->tube, sampling->tube, sizeof extra->tube);
  if (!seal_code(gate, outcome->state, text, extra)) return GATE_SAMPLE_NO_SEAL;
  return GATE_SAMPLE_TAKEN;
}

void gate_sampling_kept(struct gate_sampling *sampling, const struct gate_outcome *outcome,
                        uint64_t seq) {
  sampling->count++;
  sampling->last_seq = seq;
  sampling->last = *outcome;
  sampling->last.state = NULL;
  sampling->last.label = NULL;
  sampling->last.extra = NULL;
}

bool gate_sampling_undo(struct gate *gate, struct gate_sampling *sampling,
                        struct gate_outcome *outcome, struct gate_extra *extra) {
  if (!sampling->last_seq) return false;
  *outcome = sampling->last;
  outcome->at = gate_now(gate).now_s;
  outcome->decision.by = (struct tx_finding){ 0 };
  outcome->decision.notice_count = 0;
  *extra = (struct gate_extra){ .undoes = sampling->last_seq };
  memcpy(extra->tube, sampling->tube, sizeof extra->tube);
  outcome->extra = extra;
  sampling->count--;
  sampling->last_seq = 0;
  return true;
}

void gate_sampling_say(const struct gate_sampling *sampling, enum gate_sample sample,
                       const char *lang, char *out, size_t cap) {
  bool en = strncmp(lang, "en", 2) == 0;
  switch (sample) {
  case GATE_SAMPLE_TAKEN:
  case GATE_SAMPLE_OPENED:
  case GATE_SAMPLE_UNDONE:
    snprintf(out, cap, en ? "tube %s: %u of %u" : "试管%s：第%u人，共%u人", sampling->tube,
             sampling->count, sampling->size);
    return;
  case GATE_SAMPLE_NO_TUBE:
    snprintf(out, cap, "%s", en ? "scan the tube's barcode first" : "请先扫描试管条码");
    return;
  case GATE_SAMPLE_FULL:
    snprintf(out, cap, en ? "tube %s is full, scan the next" : "试管%s已满，请扫描下一支",
             sampling->tube);
    return;
  case GATE_SAMPLE_NO_SEAL:
    snprintf(out, cap, "%s",
             en ? "not registered: the trust list has no key that samples can be sealed to"
                : "未登记：信任列表中没有用于密封样本的密钥");
    return;
  }
}

const char *gate_sampling_word(enum gate_sample sample) {
  static const char *const words[] = {
    [GATE_SAMPLE_TAKEN] = NULL, /* its count was said in place of the verdict */
    [GATE_SAMPLE_OPENED] = "tube_open",
    [GATE_SAMPLE_UNDONE] = "sample_undone",
    [GATE_SAMPLE_NO_TUBE] = "tube_wanted",
    [GATE_SAMPLE_FULL] = "tube_full",
    [GATE_SAMPLE_NO_SEAL] = "sample_unsealed",
  };
  return words[sample];
}

void gate_sampling_count(const struct gate_sampling *sampling, char out[16]) {
  snprintf(out, 16, "sample_%u", (sampling->count + 1) % 100);
}
