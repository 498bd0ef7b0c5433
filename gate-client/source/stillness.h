/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a camera has hung: pictures of anything differ in some bit, if only by the sensor's
 * noise. */
#ifndef GATE_SOURCE_STILLNESS_H
#define GATE_SOURCE_STILLNESS_H

#include "format/bytes.h"

#define GATE_STILL_MS 60000  /* the same picture for so long is no life */
#define GATE_SILENT_MS 10000 /* without a whole picture: it is opened again */

/* Zeroed has seen nothing. */
struct gate_stillness {
  uint64_t hash;
  int64_t since_ms, looked_ms; /* CLOCK_MONOTONIC; looked_ms 0: never */
};

/* Takes a picture, looked at once a second. True: it has been the same for GATE_STILL_MS. */
bool gate_stillness_see(struct gate_stillness *stillness, struct tx_span picture, int64_t now_ms);

#endif
