/* SPDX-License-Identifier: Apache-2.0 */
/* Times as people write them. */
#include "fuzz.h"

#include "host/text/people_time.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  int64_t begins, ends;
  char *text = malloc(size + 1);
  if (!text) return 0;
  if (size) memcpy(text, data, size);
  text[size] = '\0';
  bool read = host_people_time_read(text, FUZZ_NOW, HOST_TIME_BEGINS, &begins);
  FUZZ_PROMISE(read == host_people_time_read(text, FUZZ_NOW, HOST_TIME_ENDS, &ends));
  if (read) FUZZ_PROMISE(begins >= HOST_YEAR_2020_S && (ends == begins || ends == begins + 86399));
  free(text);
  return 0;
}
