/* SPDX-License-Identifier: Apache-2.0 */
/* A line of a temperature sensor. */
#include "fuzz.h"

#include "sensor/thermometer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  int32_t centi;
  char line[160] = "";
  memcpy(line, data, size < sizeof line - 1 ? size : sizeof line - 1);
  if (gate_thermometer_parse(line, &centi)) FUZZ_PROMISE(centi >= 3400 && centi <= 4300);
  return 0;
}
