/* SPDX-License-Identifier: Apache-2.0 */
/* Objects that a lying server hands to a real gate: each is refused by its reason, and what the
 * gate holds stays. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TRUST "v1_sync_trust"
#define LIST "v1_sync_status_610113001001"
#define POLICY "v1_sync_policy_610113001001"

struct news {
  struct forge forge;
  char folder[64];
  char gate[128], site[128], log[128], empty[128], url[64];
  char program[512];
  pid_t mirror;
};

static void keep(const struct news *news, const char *name, struct forge_bytes bytes) {
  FORGED object = bytes;
  assert_non_null(object.p);
  process_write(news->site, name, object.p, object.n);
}

static void keep_text(const struct news *news, const char *name, const char *text) {
  process_write(news->site, name, text, strlen(text));
}

/* What an honest server has. */
static void keep_good(const struct news *news) {
  struct forge_trust trust;
  struct forge_status list;
  forge_trust_draft(&news->forge, &trust);
  keep(news, TRUST, forge_trust(&news->forge, &trust, FORGE_ROOT));
  forge_status_draft(&news->forge, &list);
  keep(news, LIST, forge_status(&news->forge, &list, FORGE_STATUS));
  FORGED json = forge_policy_json(&news->forge, "{\"===\": [1, 1]}", "warn");
  keep(news, POLICY, forge_policy(&news->forge, forge_span(&json), FORGE_POLICY));
  keep_text(news, "v1_nonce", "{\"nonce\": \"AAAAAAAAAAAAAAAAAAAAAA==\", \"expires_in\": 60}");
  keep_text(news, "v1_gates_token",
            "{\"token\": \"t\", \"expires_in\": 3600, \"area\": \"610113001001\","
            " \"subscriptions\": []}");
}

static void run_gate_command(const struct news *news, const char *const *more, struct said *said) {
  const char *arguments[24] = { news->program };
  size_t n = 1;
  while (*more)
    arguments[n++] = *more++;
  arguments[n++] = "--dir";
  arguments[n++] = news->gate;
  process_run(said, arguments);
}

static void make_gate(struct news *news) {
  char root[2 * TX_HASH_SIZE + 1];
  struct said *said = calloc(1, sizeof *said);
  forge_hex(tx_span_of(news->forge.keys[FORGE_ROOT]->hash, TX_HASH_SIZE), root);
  run_gate_command(news,
                   (const char *[]){ "init", "--area", "610113001001", "--kind", "pedestrian",
                                     "--direction", "in", "--root", root, "--trust-seq", "0",
                                     "--server", news->url, NULL },
                   said);
  if (said->status != 0) fail_msg("init: %s%s", said->out, said->err);
  free(said);
}

/* What the gate holds, as it says itself; the caller frees. */
static char *held(const struct news *news) {
  struct said *said = calloc(1, sizeof *said);
  run_gate_command(news, (const char *[]){ "status", "--json", NULL }, said);
  json_t *json = json_loads(said->out, 0, NULL);
  free(said);
  char *text = json_dumps(json_object_get(json, "held"), JSON_SORT_KEYS | JSON_COMPACT);
  json_decref(json);
  return text;
}

static bool log_says(const struct news *news, const char *words) {
  char text[65536] = "";
  FILE *log = fopen(news->log, "r");
  if (!log) return false;
  size_t n = fread(text, 1, sizeof text - 1, log);
  fclose(log);
  text[n] = 0;
  return strstr(text, words) != NULL;
}

/* A gate asks for news as soon as it starts. */
static bool gate_says(const struct news *news, const char *words) {
  remove(news->log);
  char source[160];
  snprintf(source, sizeof source, "folder:%s", news->empty);
  pid_t pid = process_start(
      news->log, (const char *[]){ news->program, "run", "--dir", news->gate, source, NULL });
  bool says = false;
  for (int i = 0; i < 100 && !(says = log_says(news, words)); i++)
    usleep(100000);
  process_end(pid, SIGTERM);
  return says;
}

static int open_news(void **state) {
  static struct news news;
  *state = &news;
  int port = process_free_port();
  char text[16], program[512], site[160];
  process_folder(news.folder);
  snprintf(news.gate, sizeof news.gate, "%s/gate", news.folder);
  snprintf(news.site, sizeof news.site, "%s/site", news.folder);
  snprintf(news.log, sizeof news.log, "%s/log", news.folder);
  snprintf(news.empty, sizeof news.empty, "%s/pictures", news.folder);
  snprintf(news.url, sizeof news.url, "http://127.0.0.1:%d", port);
  snprintf(text, sizeof text, "%d", port);
  snprintf(site, sizeof site, "%s/", news.site);
  assert_int_equal(mkdir(news.site, 0700) | mkdir(news.empty, 0700), 0);
  assert_true(forge_open(&news.forge, time(NULL)));
  world_program("gate-client/tongxing-gate", news.program);
  keep_good(&news);
  make_gate(&news);
  news.mirror = process_start(
      "/dev/null",
      (const char *[]){ world_program("tests/integration/mirror", program), text, site, NULL });
  assert_true(process_await_port(port));
  return 0;
}

static int close_news(void **state) {
  struct news *news = *state;
  process_end(news->mirror, SIGTERM);
  forge_close(&news->forge);
  process_folder_remove(news->folder);
  return 0;
}

/* --- what is wrong ---------------------------------------------------------------------------- */

static void another_type(const struct news *news) {
  struct forge_status list;
  forge_status_draft(&news->forge, &list);
  keep(news, TRUST, forge_status(&news->forge, &list, FORGE_STATUS));
}

static void older_trust(const struct news *news) {
  struct forge_trust trust;
  forge_trust_draft(&news->forge, &trust);
  trust.trust.seq -= 60;
  keep(news, TRUST, forge_trust(&news->forge, &trust, FORGE_ROOT));
}

static void forgotten_revocation(const struct news *news) {
  struct forge_trust trust;
  forge_trust_draft(&news->forge, &trust);
  trust.trust.seq += 60;
  trust.trust.revoked_count = 0;
  keep(news, TRUST, forge_trust(&news->forge, &trust, FORGE_ROOT));
}

static void strangers_trust(const struct news *news) {
  struct forge_trust trust;
  forge_trust_draft(&news->forge, &trust);
  trust.trust.seq += 60;
  keep(news, TRUST, forge_trust(&news->forge, &trust, FORGE_STRANGER));
}

static void another_area(const struct news *news) {
  struct forge_status list;
  forge_status_draft(&news->forge, &list);
  list.status.area++;
  list.status.seq += 60;
  keep(news, LIST, forge_status(&news->forge, &list, FORGE_STATUS));
}

static void expired_list(const struct news *news) {
  struct forge_status list;
  forge_status_draft(&news->forge, &list);
  list.status.seq += 60;
  list.status.exp = news->forge.now_s - 60;
  keep(news, LIST, forge_status(&news->forge, &list, FORGE_STATUS));
}

static void list_of_everybody(const struct news *news) {
  static uint32_t records[TX_COUNT_COMMUNITY + 1];
  struct forge_status list;
  forge_status_draft(&news->forge, &list);
  long long iat = list.status.iat, seq = iat + 60;
  /* The library signs no such list: its count alone is enough to be refused. */
  FORGED payload =
      forge_cbor("{2: \"610113001001\", 4: %lld, 6: %lld, 65533: {\"lst\": h'00', \"bits\": 32},"
                 " 65534: 60, -65540: {0: %lld, 1: %zu, 2: [0, []]}}",
                 iat + FORGE_DAY_S, iat, seq, sizeof records / sizeof records[0]);
  keep(news, LIST, forge_object(news->forge.keys[FORGE_STATUS], "tx-status", forge_span(&payload)));
}

static void keep_delta(const struct news *news, const struct forge_status *before,
                       uint64_t asked_seq) {
  struct forge_status after = *before;
  char name[96];
  struct forge_bytes bytes = { 0 };
  after.status.records = after.records;
  after.status.seq = asked_seq + 60;
  after.records[6] = forge_record(&news->forge, TX_STATE_ACTIVE);
  tx_delta_sign(&before->status, &after.status, news->forge.keys[FORGE_STATUS], &bytes.p, &bytes.n);
  snprintf(name, sizeof name, LIST "_%llu_delta", (unsigned long long)asked_seq);
  keep(news, name, bytes);
}

static void delta_on_another_base(const struct news *news) {
  struct forge_status list;
  forge_status_draft(&news->forge, &list);
  uint64_t asked_seq = list.status.seq;
  list.status.seq -= 60;
  keep_delta(news, &list, asked_seq);
}

/* The delta leaves out a change that its hash counts in. */
static void delta_to_another_list(const struct news *news) {
  struct forge_status list;
  forge_status_draft(&news->forge, &list);
  list.records[12] = forge_record(&news->forge, TX_STATE_AWAY);
  keep_delta(news, &list, list.status.seq);
}

static void half_a_policy(const struct news *news) {
  char text[160];
  snprintf(text, sizeof text,
           "{\"area\": 610113001001, \"seq\": %lld, \"orders\": [], \"also\": 1}",
           (long long)news->forge.now_s);
  keep(news, POLICY, forge_object(news->forge.keys[FORGE_POLICY], "tx-policy", tx_span_text(text)));
}

static const struct lie {
  const char *says;
  void (*tell)(const struct news *news);
} lies[] = {
  { "(bad_type)", another_type },
  { "(rollback)", older_trust },
  { "(unrevoked)", forgotten_revocation },
  { "(bad_signature)", strangers_trust },
  { "(wrong_jurisdiction)", another_area },
  { "(expired)", expired_list },
  { "(too_many)", list_of_everybody },
  { "(wrong_base)", delta_on_another_base },
  { "(wrong_hash)", delta_to_another_list },
  { "(malformed_claims)", half_a_policy },
};

static void a_lie_is_refused_by_its_reason_and_changes_nothing(void **state) {
  const struct news *news = *state;
  assert_false(gate_says(news, "nobody says this"));
  char *before = held(news);
  assert_non_null(strstr(before, "seq"));
  for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
    lies[i].tell(news);
    if (!gate_says(news, lies[i].says)) fail_msg("the gate does not say %s", lies[i].says);
    char *after = held(news);
    assert_string_equal(after, before);
    free(after);
    keep_good(news);
  }
  free(before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_lie_is_refused_by_its_reason_and_changes_nothing, open_news,
                                    close_news),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
