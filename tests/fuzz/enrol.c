/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment codes: what is read is written back the same. */
#include "fuzz.h"

#include "format/enrol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct tx_enrol enrol, again;
  char text[TX_TEXT_MAX + 1];
  struct tx_span in = tx_span_of(data, size);
  if (fuzz_byte(&in) % 2 == 0) {
    if (!tx_text_write("TE1:", in, text)) return 0;
    in = tx_span_text(text);
  }
  const enum tx_reason reason = tx_enrol_read(in, &enrol);
  FUZZ_PROMISE(tx_reason_known(reason));
  if (reason != TX_OK) return 0;
  FUZZ_PROMISE(tx_enrol_write(&enrol, text) == TX_OK);
  FUZZ_PROMISE(tx_enrol_read(tx_span_text(text), &again) == TX_OK);
  FUZZ_PROMISE(strcmp(again.url, enrol.url) == 0 && again.pin.seq == enrol.pin.seq);
  return 0;
}
