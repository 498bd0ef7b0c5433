/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, nonces and salts of a world are those of its seed: OpenSSL asks here for random bytes. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "machine.h"

#include <openssl/rand.h>
#include <sqlite3.h>
#include <string.h>

static struct chance stream;

void sim_random_bytes(uint8_t *out, size_t n) {
  while (n > 0) {
    const uint64_t next = chance_next(&stream);
    const size_t part = n < sizeof next ? n : sizeof next;
    memcpy(out, &next, part);
    out += part;
    n -= part;
  }
}

struct chance sim_random_from(struct chance next) {
  const struct chance before = stream;
  stream = next;
  return before;
}

static int random_bytes(unsigned char *out, int n) {
  sim_random_bytes(out, (size_t)n);
  return 1;
}

static int is_seeded(void) {
  return 1;
}

void sim_random_seed(uint64_t seed) {
  static const RAND_METHOD method = { .bytes = random_bytes,
                                      .pseudorand = random_bytes,
                                      .status = is_seeded };
  stream = chance_of(seed, 0);
  RAND_set_rand_method(&method);
  sqlite3_randomness(0, NULL); /* it asks anew */
}
