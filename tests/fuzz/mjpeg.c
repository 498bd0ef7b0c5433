/* SPDX-License-Identifier: Apache-2.0 */
/* A stream as a camera, or whoever stands in for it, sends it: the first byte says in what pieces.
 */
#include "fuzz.h"

#include "source/mjpeg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct gate_mjpeg mjpeg = { 0 };
  struct tx_span picture;
  const size_t piece = size ? (size_t)data[0] + 1 : 1;
  for (size_t at = 1; at < size; at += piece) {
    gate_mjpeg_feed(&mjpeg, data + at, size - at < piece ? size - at : piece);
    while (gate_mjpeg_next(&mjpeg, &picture)) {
      FUZZ_PROMISE(picture.n >= 4 && picture.n <= GATE_MJPEG_MAX);
      FUZZ_PROMISE(picture.p[0] == 0xff && picture.p[1] == 0xd8);
      FUZZ_PROMISE(picture.p[picture.n - 2] == 0xff && picture.p[picture.n - 1] == 0xd9);
    }
  }
  gate_mjpeg_finish(&mjpeg);
  return 0;
}
