/* SPDX-License-Identifier: Apache-2.0 */
#include "link_header.h"

#include <string.h>

void gate_link_before(const char *links, char *out, size_t cap) {
  static const char rel[] = "predecessor-version";
  for (const char *from = strchr(links, '<'); from; from = strchr(from, '<')) {
    const char *target = from + 1, *end = strchr(target, '>');
    if (!end) return;
    size_t n = (size_t)(end - target);
    from = end + strcspn(end, ",");
    if (n >= cap || !memmem(end, (size_t)(from - end), rel, sizeof rel - 1)) continue;
    memcpy(out, target, n);
    out[n] = 0;
    return;
  }
}
