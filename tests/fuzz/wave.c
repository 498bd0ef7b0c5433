/* SPDX-License-Identifier: Apache-2.0 */
/* Recordings that a deployment puts in place of ours, and a sensor's lines. */
#include "fuzz.h"

#include "output/wav.h"
#include "sensor/thermometer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct wave wave;
  int32_t centi;
  (void)wave_read(data, size, &wave);
  wave_finish(&wave);
  char line[64] = "";
  memcpy(line, data, size < sizeof line - 1 ? size : sizeof line - 1);
  (void)gate_thermometer_parse(line, &centi);
  return 0;
}
