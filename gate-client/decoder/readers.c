/* SPDX-License-Identifier: Apache-2.0 */
#include "qr/reader.h"

#include "decoder.h"

const struct eye_reader_kind *const eye_reader_kinds[] = {
#ifdef EYE_HAS_ZXING
  &eye_reader_zxing,
#endif
  &eye_reader_zbar,
  NULL,
};

const char *const *eye_readers(void) {
  static const char *names[sizeof eye_reader_kinds / sizeof *eye_reader_kinds];
  for (int i = 0; eye_reader_kinds[i]; i++)
    names[i] = eye_reader_kinds[i]->name;
  return names;
}
