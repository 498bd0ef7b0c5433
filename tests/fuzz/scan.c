/* SPDX-License-Identifier: Apache-2.0 */
/* What a scanner sends, and the keys that it presses: two bytes a key. */
#include "fuzz.h"

#include "source/text.h"
#include "source/typing.h"

static void tidy(struct tx_span text) {
  uint8_t folded[GATE_FOLDED_MAX];
  const struct tx_span tidied = gate_text_tidy(text, folded);
  FUZZ_PROMISE(tidied.n <= text.n);
  FUZZ_PROMISE(tidied.n > 0 || text.n == 0 || gate_text_is_blank(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct gate_typing typing = { 0 };
  tidy(tx_span_of(data, size));
  for (size_t i = 0; i + 1 < size; i += 2) {
    if (!gate_typing_take(&typing, data[i], data[i + 1] & 1)) continue;
    FUZZ_PROMISE(typing.len > 0 && typing.len <= GATE_TYPED_MAX);
    tidy(tx_span_of(typing.text, typing.len));
    gate_typing_restart(&typing);
  }
  return 0;
}
