/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and public keys as tongxing-keys takes them: PEM, base64, the way into DER. */
#include "fuzz.h"

#include "host/text/text.h"
#include "keys/signer/certificate.h"
#include "keys/trust/encode.h"

#include <stdlib.h>

#define DER_MAX 4096

static bool inside(struct tx_span part, struct tx_span whole) {
  return part.p >= whole.p && part.p + part.n <= whole.p + whole.n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t der[DER_MAX], again[DER_MAX];
  size_t n, m;
  struct tx_span spki, whole = tx_span_of(data, size);
  if (keys_pem_decode(whole, "CERTIFICATE", der, sizeof der, &n) ||
      keys_pem_decode(whole, "PUBLIC KEY", der, sizeof der, &n)) {
    char *text = keys_pem_encode("CERTIFICATE", tx_span_of(der, n));
    FUZZ_PROMISE(text &&
                 keys_pem_decode(tx_span_text(text), "CERTIFICATE", again, sizeof again, &m));
    FUZZ_PROMISE(tx_span_equal(tx_span_of(der, n), tx_span_of(again, m)));
    free(text);
    whole = tx_span_of(der, n);
  }
  if (keys_certificate_spki(whole, &spki)) FUZZ_PROMISE(inside(spki, whole));
  (void)tx_spki_alg(whole);
  return 0;
}
