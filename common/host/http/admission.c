/* SPDX-License-Identifier: Apache-2.0 */
#include "admission.h"

int64_t admission_patience_us(const struct admission *admission, int64_t now_us) {
  const bool stands = now_us - admission->empty_us > ADMISSION_BURST_US;
  const bool stood = admission->refused_us && now_us - admission->refused_us < ADMISSION_BURST_US;
  return stands || stood ? ADMISSION_TARGET_US : ADMISSION_BURST_US;
}

bool admission_bears(const struct admission *admission, int64_t now_us, int64_t waited_us,
                     unsigned behind, unsigned free) {
  return behind < free || waited_us <= admission_patience_us(admission, now_us);
}

void admission_note_empty(struct admission *admission, int64_t now_us) {
  admission->empty_us = now_us;
}

static void turn(struct admission *admission, int64_t now_us) {
  const int64_t second = now_us / 1000000;
  if (second == admission->second) return;
  const bool next = second == admission->second + 1;
  admission->let_in_before = next ? admission->let_in : 0;
  admission->refused_before = next ? admission->refused : 0;
  admission->let_in = admission->refused = 0;
  admission->second = second;
}

void admission_note_let_in(struct admission *admission, int64_t now_us) {
  turn(admission, now_us);
  admission->let_in++;
}

void admission_note_refused(struct admission *admission, int64_t now_us) {
  turn(admission, now_us);
  admission->refused++;
  admission->refused_us = now_us;
}

unsigned admission_retry_s(const struct admission *admission, uint32_t chance) {
  const uint64_t refused = (uint64_t)admission->refused + admission->refused_before;
  const uint64_t let_in = (uint64_t)admission->let_in + admission->let_in_before;
  uint64_t spread = 1 + refused / (let_in ? let_in : 1);
  if (spread > ADMISSION_RETRY_MAX_S) spread = ADMISSION_RETRY_MAX_S;
  return 1 + (unsigned)(chance % spread);
}
