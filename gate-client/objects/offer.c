/* SPDX-License-Identifier: Apache-2.0 */
#include "offer.h"

const char *gate_object_name(enum gate_object object) {
  static const char *const names[GATE_OBJECTS] = { "trust", "policy", "status", "delta", "certs" };
  return names[object];
}
