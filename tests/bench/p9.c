/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P9: a whole city in one tick, 2,600 communities of 5,000: each list read from the database,
 * compressed, signed and stored, against zlib on the raw bytes of its records and a sign; then all
 * of them taken by a gate, against zlib and a verify. P9 [COMMUNITIES]
 */
#include "bench.h"
#include "office.h"

#include "domain/publication/cache.h"
#include "domain/publication/publish.h"
#include "format/record.h"
#include "format/status.h"
#include "host/text/date.h"

#include <inttypes.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define COMMUNITIES 2600
#define RESIDENTS 5000u
#define FIRST 610113001001u /* the office's own; the others count on */
#define DEFLATE_LEVEL 6     /* as zlib's own default */

static struct forge forge;
static char *folder;

static void must(bool held, const char *what) {
  if (held) return;
  (void)fprintf(stderr, "P9: %s\n", what);
  exit(70);
}

/* --- the city --------------------------------------------------------------------------------- */

/* As a morning is: most were sampled within two days, one in a hundred is of another colour. */
#define FILL                                                                                       \
  "with recursive n(i) as (select 0 union all select i + 1 from n where i < %u) insert into "      \
  "resident (area, idx, id_hash, name_hash, sealed, household, role, exempt, state, generation, "  \
  "record, issues, created_at, import) select %" PRIu64 ", i, randomblob(32), randomblob(8), "     \
  "zeroblob(60), i / 3, 1, 0, 0, 0, case when random() %% 100 = 0 then %u else %u end + "          \
  "abs(random() %% 96), 1, 1, 1 from n"

static uint32_t record_of(enum tx_health health, int64_t sampled_at) {
  const struct tx_record record = { .state = TX_STATE_ACTIVE,
                                    .health = health,
                                    .test = TX_TEST_NEGATIVE,
                                    .sampled = tx_sampled_from_time(sampled_at) };
  return tx_record_pack(&record);
}

static void fill(struct server *server, unsigned communities) {
  struct request request = request_begin(server, forge.now_s, "bench");
  const int64_t from_s = forge.now_s - (int64_t)2 * 86400;
  for (unsigned i = 0; i < communities; i++) {
    char text[800];
    const uint64_t area = FIRST + i;
    (void)snprintf(text, sizeof text, FILL, RESIDENTS - 1, area,
                   record_of(TX_HEALTH_YELLOW, from_s), record_of(TX_HEALTH_GREEN, from_s));
    must(db_exec(request.db, text) == TX_OK, "no residents");
    (void)snprintf(text, sizeof text,
                   "insert into area (area, next_index, last_issue, listed, changed, neighbour_id) "
                   "values (%" PRIu64 ", %u, 0, 0, 1, 0) on conflict (area) do update set "
                   "next_index = %u, changed = area.changed + 1",
                   area, RESIDENTS, RESIDENTS);
    must(db_exec(request.db, text) == TX_OK, "no area");
  }
  request_end(server, &request);
}

/* --- the tick --------------------------------------------------------------------------------- */

static double publish_all(struct server *server, unsigned communities) {
  struct host_problem problem = { 0 };
  size_t count = 0;
  const double from = bench_now(CLOCK_MONOTONIC);
  must(publish_due(server, forge.now_s, &count, &problem) == TX_OK, problem.en);
  const double took = bench_now(CLOCK_MONOTONIC) - from;
  must(count == communities, "not every list was published");
  return took;
}

struct bare {
  uint8_t raw[4 * RESIDENTS], packed[8 * RESIDENTS];
  uLongf packed_size;
  uint8_t signature[80];
  size_t signature_size;
  EVP_PKEY *key;
  EVP_MD_CTX *ctx;
};

static void pack_bare(struct bare *bare) {
  bare->packed_size = sizeof bare->packed;
  bare->signature_size = sizeof bare->signature;
  must(compress2(bare->packed, &bare->packed_size, bare->raw, sizeof bare->raw, DEFLATE_LEVEL) ==
               Z_OK &&
           EVP_MD_CTX_reset(bare->ctx) == 1 &&
           EVP_DigestSignInit(bare->ctx, NULL, EVP_sha256(), NULL, bare->key) == 1 &&
           EVP_DigestSign(bare->ctx, bare->signature, &bare->signature_size, bare->packed,
                          bare->packed_size) == 1,
       "no signature");
}

static void unpack_bare(struct bare *bare) {
  uLongf n = sizeof bare->raw;
  must(EVP_MD_CTX_reset(bare->ctx) == 1 &&
           EVP_DigestVerifyInit(bare->ctx, NULL, EVP_sha256(), NULL, bare->key) == 1 &&
           EVP_DigestVerify(bare->ctx, bare->signature, bare->signature_size, bare->packed,
                            bare->packed_size) == 1 &&
           uncompress(bare->raw, &n, bare->packed, bare->packed_size) == Z_OK,
       "damaged");
}

static double for_all(struct bare *bare, unsigned communities, void (*work)(struct bare *)) {
  const double from = bench_now(CLOCK_MONOTONIC);
  for (unsigned i = 0; i < communities; i++)
    work(bare);
  return bench_now(CLOCK_MONOTONIC) - from;
}

/* The records of one community, as the wire has them before zlib. */
static void fill_bare(struct bare *bare, const struct tx_status *list) {
  for (uint32_t i = 0; i < RESIDENTS; i++)
    for (int byte = 0; byte < 4; byte++)
      bare->raw[4 * i + (uint32_t)byte] = (uint8_t)(list->records[i] >> (8 * (3 - byte)));
}

static struct tx_status *take(const struct server *server, uint64_t area, size_t *bytes) {
  struct tx_status *list = NULL;
  struct cache_item *item = cache_take(server->cache, PUBLISHED_STATUS, area);
  must(item != NULL, "no list");
  const struct tx_clock clock = { .now_s = forge.now_s + 60 };
  const struct signing *signing = signing_take((struct server *)server);
  must(tx_status_take(item->body, signing->trust, NULL, clock, &list) == TX_OK,
       "a list that no gate takes");
  signing_release(signing);
  *bytes += item->body.n;
  cache_release(item);
  return list;
}

static double take_all(const struct server *server, unsigned communities, size_t *bytes) {
  const double from = bench_now(CLOCK_MONOTONIC);
  for (unsigned i = 0; i < communities; i++)
    tx_status_destroy(take(server, FIRST + i, bytes));
  return bench_now(CLOCK_MONOTONIC) - from;
}

int main(int argc, char **argv) {
  static const enum forge_key used[] = { FORGE_ISSUE, FORGE_STATUS_CITY };
  static struct bare bare;
  const unsigned communities = argc > 1 ? (unsigned)atoi(argv[1]) : COMMUNITIES;
  char template[] = "/tmp/tongxing-p9.XXXXXX", command[100];
  struct server *server = NULL;
  struct host_problem problem = { 0 };
  size_t bytes = 0, ignored = 0;
  folder = mkdtemp(template);
  must(folder && forge_open(&forge, host_now_s()), "no city");
  HOST_FREE char *data = host_path(folder, "data");
  const struct server_place place = { .data_dir = data };
  must(office_found(&forge, folder, used, sizeof used / sizeof *used, &problem), problem.en);
  must(server_open(&place, &server, &problem) == TX_OK, problem.en);
  bare.key = EVP_EC_gen("P-256");
  bare.ctx = EVP_MD_CTX_new();
  fill(server, communities);
  const double ours_s = publish_all(server, communities);
  struct tx_status *list = take(server, FIRST, &ignored);
  fill_bare(&bare, list);
  tx_status_destroy(list);
  const double bare_s = for_all(&bare, communities, pack_bare);
  const double taken_s = take_all(server, communities, &bytes);
  const double unpacked_s = for_all(&bare, communities, unpack_bare);
  printf("%u lists of %u published %8.2f s, zlib and a sign %8.2f s\n", communities, RESIDENTS,
         ours_s, bare_s);
  printf("taken by a gate %27.2f s, a verify and zlib %6.2f s: %.2f times\n", taken_s, unpacked_s,
         taken_s / unpacked_s);
  printf("%zu bytes a list, %lu of zlib's\n", bytes / communities, bare.packed_size);
  printf("P9 ratio %.2f (times; at most 1.3)\n", ours_s / bare_s);
  server_close(server);
  (void)snprintf(command, sizeof command, "rm -rf %s", folder);
  return system(command) == 0 ? 0 : 1;
}
