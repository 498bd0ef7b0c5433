/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

static void keep(const struct world *world, const char *name, struct forge_bytes bytes) {
  FORGED object = bytes;
  if (!object.p) abort();
  process_write(world->folder, name, object.p, object.n);
}

static void keep_trust(const struct world *world) {
  struct forge_trust draft;
  forge_trust_draft(&world->forge, &draft);
  keep(world, "trust", forge_trust(&world->forge, &draft, FORGE_ROOT));
}

static void keep_lists(const struct world *world) {
  struct forge_status draft;
  forge_status_draft(&world->forge, &draft);
  keep(world, "list", forge_status(&world->forge, &draft, FORGE_STATUS));
  draft.status.current.trust = (uint64_t)world->forge.now_s;
  keep(world, "list-ahead", forge_status(&world->forge, &draft, FORGE_STATUS));
  forge_status_draft(&world->forge, &draft);
  draft.status.iat = world->forge.now_s - FORGE_DAY_S - 60;
  draft.status.seq = (uint64_t)draft.status.iat;
  keep(world, "list-aged", forge_status(&world->forge, &draft, FORGE_STATUS));
}

static void keep_policy(const struct world *world, const char *name, const char *logic,
                        const char *stale) {
  FORGED json = forge_policy_json(&world->forge, logic, stale);
  keep(world, name, forge_policy(&world->forge, forge_span(&json), FORGE_POLICY));
}

static void keep_certs(const struct world *world) {
  uint8_t withdrawn[2] = { 0, 1u << 1 };
  struct tx_certs certs = { .area = FORGE_DISTRICT,
                            .seq = (uint64_t)(world->forge.now_s - 1800),
                            .iat = world->forge.now_s - 1800,
                            .exp = world->forge.now_s + FORGE_DAY_S,
                            .ttl_s = 60,
                            .count = 10,
                            .withdrawn = withdrawn };
  struct forge_bytes bytes = { 0 };
  tx_certs_sign(&certs, world->forge.keys[FORGE_CERTIFICATE], &bytes.p, &bytes.n);
  keep(world, "certs", bytes);
}

void world_open(struct world *world) {
  process_folder(world->folder);
  if (!forge_open(&world->forge, CITY_TODAY_S)) abort();
  keep_trust(world);
  keep_lists(world);
  keep_policy(world, "policy", "{\"===\": [1, 1]}", "review");
  keep_policy(world, "policy-warns", "{\"===\": [1, 1]}", "warn");
  keep_policy(world, "policy-denies", "{\"===\": [1, 2]}", "review");
  keep_policy(world, "policy-errs", "{\"<\": [{\"var\": \"pass.unit\"}, 3]}", "review");
  keep_certs(world);
}

void world_close(struct world *world) {
  forge_close(&world->forge);
  process_folder_remove(world->folder);
}

const char *world_program(const char *name, char path[512]) {
  const char *build = getenv("TONGXING_BUILD");
  snprintf(path, 512, "%s/%s", build ? build : "build", name);
  return path;
}

struct arguments {
  const char *list[24];
  size_t count;
  char paths[4][256];
  size_t path_count;
};

static void add_file(const struct world *world, const char *flag, const char *name,
                     struct arguments *arguments) {
  if (!*name) return;
  char *path = arguments->paths[arguments->path_count++];
  snprintf(path, sizeof arguments->paths[0], "%s/%s", world->folder, name);
  arguments->list[arguments->count++] = flag;
  arguments->list[arguments->count++] = path;
}

void world_decide(const struct world *world, const struct showing *showing, struct said *said) {
  char program[512], now[24];
  snprintf(now, sizeof now, "%lld", (long long)showing->now_s);
  struct arguments arguments = {
    .list = { world_program("gate-client/tongxing-gate", program), "decide", "--json", "--area",
              "610113001001", "--now", now },
    .count = 7,
  };
  add_file(world, "--trust", showing->trust, &arguments);
  add_file(world, "--list", showing->list, &arguments);
  add_file(world, "--policy", showing->policy, &arguments);
  add_file(world, "--certs", showing->certs, &arguments);
  arguments.list[arguments.count++] = "--";
  arguments.list[arguments.count++] = showing->text;
  process_run(said, arguments.list);
}

int world_reason(const struct said *said) {
  json_t *json = json_loads(said->out, 0, NULL);
  json_t *reason = json_object_get(json, "reason");
  int number = json_is_integer(reason) ? (int)json_integer_value(reason) : -1;
  json_decref(json);
  return number;
}
