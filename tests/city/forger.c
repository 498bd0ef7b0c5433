/* SPDX-License-Identifier: Apache-2.0 */
/* What a forger with a computer would try: forger alter TEXT | resign TEXT | bare TEXT. */
#include "forge.h"

#include "format/base45.h"

#include <sysexits.h>

static const char usage[] =
    "Usage: forger alter TEXT     another name in a pass, under the old signature\n"
    "       forger resign TEXT    the same claims, signed by a key of one's own\n"
    "       forger bare TEXT      the pass inside a live pass, as a screenshot of it would be\n";

struct pass_bytes {
  uint8_t object[TX_TEXT_MAX];
  size_t n;
  struct tx_sign1 sign1;
};

static bool read_pass(const char *text, enum tx_shape shape, struct pass_bytes *out) {
  if (strlen(text) < TX_PREFIX_SIZE || strlen(text) > TX_TEXT_MAX) return false;
  struct tx_span coded = tx_span_text(text + TX_PREFIX_SIZE);
  if (!tx_base45_decode(coded, out->object, &out->n)) return false;
  struct tx_span object = tx_span_of(out->object, out->n);
  return tx_sign1_read(object, shape, NULL, &out->sign1) == TX_OK;
}

/* The first byte of the name becomes another Chinese character's: the claims still read well. */
static bool alter(struct pass_bytes *pass, char *text) {
  static const uint8_t star[] = { '*' };
  uint8_t *payload = pass->object + (pass->sign1.payload.p - pass->object);
  uint8_t *found = memmem(payload, pass->sign1.payload.n, star, sizeof star);
  if (!found || found - payload < 3) return false;
  memcpy(found - 3, "赵", 3);
  return tx_text_write("TX1:", tx_span_of(pass->object, pass->n), text);
}

static bool resign(const struct pass_bytes *pass, char *text) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  if (!key) return false;
  FORGED object = forge_object(key, NULL, pass->sign1.payload);
  tx_signer_destroy(key);
  return object.p && tx_text_write("TX1:", forge_span(&object), text);
}

static bool run(const char *what, const char *given, char *text) {
  struct pass_bytes pass;
  if (strcmp(what, "bare") == 0)
    return read_pass(given, TX_SHAPE_LIVE, &pass) && tx_text_write("TX1:", pass.sign1.inner, text);
  if (!read_pass(given, TX_SHAPE_PLAIN, &pass)) return false;
  return strcmp(what, "alter") == 0 ? alter(&pass, text) : resign(&pass, text);
}

int main(int argc, char **argv) {
  bool known = argc == 3 && (strcmp(argv[1], "alter") == 0 || strcmp(argv[1], "resign") == 0 ||
                             strcmp(argv[1], "bare") == 0);
  if (!known) {
    fputs(usage, stderr);
    return EX_USAGE;
  }
  char text[TX_TEXT_MAX + 1];
  if (!run(argv[1], argv[2], text)) {
    fputs("forger: this text is no pass of that kind\n", stderr);
    return EX_DATAERR;
  }
  puts(text);
  return 0;
}
