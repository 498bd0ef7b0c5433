/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser or a program says to the gate. */
#include "fuzz.h"

#include "loop/operator_queue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct gate_word word;
  const struct gate_word_error *error = NULL;
  json_t *json = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
  if (!gate_word_read(json, &word, &error)) FUZZ_PROMISE(error && *error->zh && *error->en);
  json_decref(json);
  return 0;
}
