/* SPDX-License-Identifier: Apache-2.0 */
/* The server's life, and what the office does with it. */
#include "sim.h"

#include "daemon/open.h"
#include "domain/account/account.h"
#include "domain/publication/cache.h"
#include "domain/publication/older.h"
#include "domain/request/request.h"
#include "host/sys/file.h"
#include "host/text/text.h"
#include "store/core/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- life ------------------------------------------------------------------------------------- */

static struct server_place place_of(const struct sim_world *world) {
  return (struct server_place){ .data_dir = world->server_machine->folder,
                                .database = world->pair ? world->database : NULL,
                                .driver = sim_pair_driver(world) };
}

void sim_server_start(struct sim_world *world) {
  static const char *const origins[] = { SIM_ORIGIN, NULL };
  struct host_problem problem = { 0 };
  const struct server_place place = place_of(world);
  if (world->server) return;
  struct sim_machine *before = sim_turn(world->server_machine);
  enum tx_reason reason = server_open(&place, &world->server, &problem);
  sim_turn(before);
  if (reason != TX_OK) {
    world->server = NULL;
    if (world->server_machine->disk != SIM_DISK_WHOLE) return;
    sim_broken(world, "a server starts with what is left of it", "server: %s", problem.en);
    return;
  }
  world->server->delta_from = 1; /* else a community of eight would have none */
  world->server->origins = origins;
  world->api = (struct api){ .server = world->server };
  world->jobs = (struct jobs){ 0 };
}

void sim_server_stop(struct sim_world *world, bool killed, bool power_cut, struct chance *dice) {
  struct sim_machine *machine = world->server_machine;
  if (!world->server) return;
  if (killed) sim_disk_orphan(machine);
  struct sim_machine *before = sim_turn(machine);
  server_close(world->server);
  sim_turn(before);
  world->server = NULL;
  sim_disk_return();
  if (power_cut && !world->pair) sim_disk_cut(machine->folder, dice);
  if (power_cut && !machine->noted) /* the next boot would believe it */
    sim_clock_set(machine, 0, 0);
  if (power_cut) sim_boot(machine, dice);
}

static void run_jobs(struct sim_world *world) {
  if (!world->server) return;
  struct sim_machine *before = sim_turn(world->server_machine);
  jobs_run(&world->jobs, &world->api);
  world->server_machine->noted |= sim_disk_is_whole();
  const int64_t wall_s = sim_wall_ms(world->server_machine) / 1000;
  if (wall_s > world->retained_until_s) world->retained_until_s = wall_s;
  sim_turn(before);
}

void sim_server_jobs(struct sim_world *world) {
  sim_pair_beat(world);
  run_jobs(world);
  if (!world->pair) return;
  sim_pair_swap(world);
  run_jobs(world);
  sim_pair_beat(world);
  sim_pair_swap(world);
  sim_pair_check(world);
}

/* --- asking ----------------------------------------------------------------------------------- */

void sim_office_put(struct sim_world *world, const char *method, const char *path, const char *type,
                    struct tx_span body, struct sim_reply *reply) {
  const struct sim_ask ask = {
    .method = method, .path = path, .type = type, .body = body, .office = true
  };
  sim_server_ask(world, &ask, reply);
}

json_t *sim_reply_read(struct sim_reply *reply) {
  json_t *out = reply->status / 100 == 2 && reply->n
                    ? json_loadb((const char *)reply->body, reply->n, 0, NULL)
                    : NULL;
  sim_reply_finish(reply);
  return out;
}

json_t *sim_office_ask(struct sim_world *world, const char *method, const char *path, json_t *in) {
  struct sim_reply reply;
  char *text = in ? json_dumps(in, JSON_COMPACT) : NULL;
  json_decref(in);
  sim_office_put(world, method, path, "application/json", tx_span_text(text ? text : ""), &reply);
  free(text);
  return sim_reply_read(&reply);
}

static long long number_of(const json_t *json, const char *name) {
  return (long long)json_integer_value(json_object_get(json, name));
}

bool sim_office_second(struct sim_world *world, const char *login, const json_t *asked) {
  uint8_t hash[TX_HASH_SIZE];
  struct caller caller = { 0 };
  struct request_row row;
  struct host_problem problem = { 0 };
  const char *digits = json_string_value(json_object_get(asked, "hash"));
  if (!digits || !host_unhex(digits, hash, sizeof hash)) return false;
  struct sim_machine *before = sim_turn(world->server_machine);
  struct request request = request_begin(world->server, api_now(&world->api), login);
  enum tx_reason reason = account_caller(request.db, login, &caller);
  request.caller = &caller;
  if (reason == TX_OK)
    reason = request_decide(world->server, &request, SIM_AREA, number_of(asked, "id"),
                            REQUEST_SECOND, hash, "", &row, &problem);
  request_end(world->server, &request);
  sim_turn(before);
  return reason == TX_OK;
}

bool sim_office_second_number(struct sim_world *world, const char *login, int64_t number) {
  size_t i;
  const json_t *one;
  bool done = false;
  json_t *out = sim_office_ask(world, "GET", "/v1/requests", NULL);
  json_array_foreach(json_object_get(out, "requests"), i, one) if (number_of(one, "id") == number)
      done = sim_office_second(world, login, one);
  json_decref(out);
  return done;
}

/* --- people ----------------------------------------------------------------------------------- */

static bool set_state(struct sim_world *world, unsigned person, const char *state) {
  char path[96];
  snprintf(path, sizeof path, "/v1/residents/" SIM_AREA_TEXT "/%u/state", person);
  json_t *out = sim_office_ask(world, "PUT", path,
                               json_pack("{s:s, s:s, s:s}", "state", state, "ground",
                                         strcmp(state, "revoked") == 0 ? "B2" : "B1", "evidence",
                                         "by telephone"));
  json_decref(out);
  return out != NULL;
}

static void take_pass(struct sim_world *world, const json_t *one, unsigned phone) {
  struct sim_pass *pass = &world->passes[world->pass_count++ % SIM_PASSES];
  const char *text = json_string_value(json_object_get(one, "text"));
  *pass = (struct sim_pass){ .person = (unsigned)number_of(one, "index"),
                             .index = (uint32_t)number_of(one, "index"),
                             .phone = phone,
                             .generation = (uint8_t)number_of(one, "generation"),
                             .iat = number_of(one, "iat"),
                             .exp = number_of(one, "exp") };
  snprintf(pass->text, sizeof pass->text, "%s", text ? text : "");
  pass->key = sim_keys_of(world, pass->text);
}

bool sim_office_issue(struct sim_world *world, unsigned person, bool again, bool bound) {
  char path[96], key[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  const struct tx_signer *phone = world->phones[person % SIM_PEOPLE];
  json_t *in = json_pack("{s:b, s:s}", "reissue", again, "evidence", "came with the old card");
  host_base64(tx_span_of(phone->spki, phone->spki_len), key);
  if (bound) json_object_set_new(in, "holder_key", json_string(key));
  snprintf(path, sizeof path, "/v1/residents/" SIM_AREA_TEXT "/%u/passes", person);
  json_t *out = sim_office_ask(world, "POST", path, in);
  const json_t *one = json_array_get(json_object_get(out, "passes"), 0);
  if (one) take_pass(world, one, bound ? person % SIM_PEOPLE : SIM_PEOPLE);
  bool done = one != NULL;
  json_decref(out);
  return done;
}

bool sim_office_confirm_clock(struct sim_world *world) {
  json_t *out = sim_office_ask(world, "POST", "/v1/clock/confirmations",
                               json_pack("{s:s}", "words", "compared with a phone"));
  json_decref(out);
  return out != NULL;
}

/* --- what it decides -------------------------------------------------------------------------- */

static bool change_somebody(struct sim_world *world, struct chance *dice) {
  static const char *const states[] = { "suspended", "revoked", "active" };
  const unsigned person = (unsigned)chance_below(dice, SIM_PEOPLE);
  const char *state = states[chance_below(dice, 3)];
  bool done = set_state(world, person, state);
  sim_tell(world, "the office makes person %u %s%s", person, state, done ? "" : ", in vain");
  return done;
}

void sim_office_act(struct sim_world *world, struct chance *dice) {
  const unsigned kind = (unsigned)chance_below(dice, 10);
  const unsigned person = (unsigned)chance_below(dice, SIM_PEOPLE);
  const bool again = chance_in(dice, 2), bound = !chance_in(dice, 4);
  const unsigned word = chance_in(dice, 4);
  if (!world->server) {
    sim_tell(world, "the office finds its server down");
  } else if (kind < 4) {
    change_somebody(world, dice);
  } else if (kind < 8) {
    bool done = sim_office_issue(world, person, again, bound);
    sim_tell(world, "the office %s person %u a %s pass%s", again ? "re-issues" : "issues", person,
             bound ? "bound" : "static", done ? "" : ", in vain");
  } else if (kind == 8) {
    bool done = sim_office_order(world, word);
    sim_tell(world, "the office orders that %s%s", word ? "workers alone come in" : "all come in",
             done ? "" : ", in vain");
  } else {
    bool done = sim_office_import_trust(world);
    sim_tell(world, "the office takes a newer trust list%s", done ? "" : ", in vain");
  }
}

/* --- what it signed --------------------------------------------------------------------------- */

static const struct sim_list *add_list(struct sim_world *world, uint64_t seq,
                                       const struct tx_status *status) {
  struct sim_list *grown = reallocarray(world->lists, world->list_count + 1, sizeof *world->lists);
  if (!grown) abort();
  world->lists = grown;
  struct sim_list *list = &grown[world->list_count++];
  *list = (struct sim_list){ .seq = seq, .count = status->count };
  list->records = malloc((status->count + 1) * sizeof *list->records);
  if (!list->records) abort();
  memcpy(list->records, status->records, status->count * sizeof *list->records);
  for (uint32_t i = 0; i < list->count; i++)
    if (tx_record_unpack(list->records[i]).health == TX_HEALTH_RED &&
        !(i < SIM_PEOPLE && world->red[i]) && !sim_feeds_may_be_red(world, i))
      sim_broken(world, SIM_TWO_HANDS, "person %u is red in list %llu", i, (unsigned long long)seq);
  return list;
}

const struct sim_list *sim_list_of(struct sim_world *world, uint64_t seq) {
  struct older_publication older = { 0 };
  struct tx_status *status = NULL;
  for (size_t i = 0; i < world->list_count; i++)
    if (world->lists[i].seq == seq) return &world->lists[i];
  if (!world->server) return NULL;
  struct request request = request_begin(world->server, sim_now_ms / 1000, "sim");
  enum tx_reason reason = publication_older(&request, PUBLISHED_STATUS, SIM_AREA, seq, &older);
  if (reason == TX_OK)
    reason =
        tx_status_take(tx_span_of(older.body, older.len), request.signing->trust, NULL,
                       (struct tx_clock){ .now_s = sim_now_ms / 1000, .unsure = true }, &status);
  request_end(world->server, &request);
  free(older.body);
  if (reason != TX_OK) return NULL;
  const struct sim_list *list = add_list(world, seq, status);
  tx_status_destroy(status);
  return list;
}

/* --- its first day ---------------------------------------------------------------------------- */

static bool write_keys(const struct sim_world *world, const char *folder) {
  static const enum forge_key keys[] = { FORGE_ISSUE, FORGE_STATUS, FORGE_POLICY,
                                         FORGE_CERTIFICATE };
  bool good = host_mkdirs(folder, 0700) == TX_OK;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    char pem[4096];
    size_t n = 0;
    HOST_FREE char *path = host_path(folder, "%s.key", forge_key_name(keys[i]));
    good = good && path &&
           tx_key_write_pem(world->forge.keys[keys[i]], (struct tx_span){ 0 }, pem, sizeof pem,
                            &n) == TX_OK &&
           host_file_write(path, tx_span_of(pem, n), 0600) == TX_OK;
  }
  return good;
}

/* The same statements make the same tables in every world: they are made once, and copied. */
static bool lay_tables(const struct sim_world *world) {
  static const char once[] = "tables";
  static bool made;
  HOST_FREE char *first = host_path(world->folder, "%s", once);
  struct store *store = NULL;
  struct host_problem problem = { 0 };
  if (!made && first && store_open(&db_sqlite, first, &store, &problem) == TX_OK) {
    store_close(store);
    made = sim_disk_copy(first, once);
  }
  return made && sim_disk_copy(once, world->database);
}

static bool init_server(struct sim_world *world) {
  struct forge_trust draft;
  struct host_problem problem = { 0 };
  HOST_FREE char *keys = host_path(world->folder, "keys");
  if (!write_keys(world, keys) || !lay_tables(world)) return false;
  forge_trust_draft(&world->forge, &draft);
  world->trust_seq = draft.trust.seq;
  sim_keys_open(world);
  FORGED trust = forge_trust(&world->forge, &draft, FORGE_ROOT);
  const struct server_plan plan = {
    .place = place_of(world), .area = SIM_AREA, .trust = forge_span(&trust), .keys_dir = keys
  };
  struct sim_machine *before = sim_turn(world->server_machine);
  enum tx_reason reason = server_init(&plan, SIM_BEGIN_S, &problem);
  sim_turn(before);
  if (reason != TX_OK) fprintf(stderr, "sim: %s\n", problem.en);
  return reason == TX_OK;
}

bool sim_office_enrol(struct sim_world *world, unsigned first, unsigned count) {
  char *csv = NULL;
  size_t n = 0;
  struct sim_reply reply;
  FILE *out = open_memstream(&csv, &n);
  if (!out) return false;
  fputs("姓名,证件号码,楼栋,房号\n", out);
  for (unsigned i = first; i < first + count; i++) {
    char number[24];
    city_identity_number(i, (struct city_date){ .year = 1980, .month = 1, .day = 1 }, number);
    fprintf(out, "张三,%s,3-2,10%u\n", number, i);
  }
  fclose(out);
  sim_office_put(world, "POST", "/v1/imports", "text/csv", tx_span_of((uint8_t *)csv, n), &reply);
  free(csv);
  json_t *done = sim_reply_read(&reply);
  bool good = number_of(done, "added") == count;
  json_decref(done);
  return good;
}

static void run_sql(struct sim_world *world, const char *sql) {
  struct request request = request_begin(world->server, SIM_BEGIN_S, "sim");
  db_exec(request.db, sql);
  request_end(world->server, &request);
}

bool sim_office_open(struct sim_world *world) {
  if (!init_server(world)) return false;
  sim_server_start(world);
  if (!world->server) return false;
  run_sql(world, "update account set roles = 63 where login = 'office'");
  run_sql(world, "update account set activated_at = 1 where activated_at is null");
  run_sql(world, "insert into body (id, name, kind, area, made_at) values"
                 " ('health', '疾控', 3, 610113000000, 1)");
  run_sql(world, "insert into account (login, body, area, roles, made_at, activated_at) values"
                 " ('health', 'health', 610113000000, 4, 1, 1)");
  /* One account does what an office of many would: others have seconded it for as long as it lasts.
   */
  run_sql(world, "insert into bulk (login, what, area, request, at, people) values"
                 " ('office', 1, " SIM_AREA_TEXT ", 1, 9000000000, 1000000),"
                 " ('office', 2, " SIM_AREA_TEXT ", 1, 9000000000, 1000000)");
  bool good = sim_office_enrol(world, 0, SIM_PEOPLE) && sim_office_order(world, 0);
  for (unsigned i = 0; i < SIM_PEOPLE; i++)
    good = good && sim_office_issue(world, i, false, true);
  sim_server_jobs(world);
  return good;
}
