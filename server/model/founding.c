/* SPDX-License-Identifier: Apache-2.0 */
#include "founding.h"

const char *founding_word(enum founding_what what) {
  static const char *const words[FOUNDING_WHATS] = { "import", "add", "passes" };
  return what < FOUNDING_WHATS ? words[what] : "";
}
