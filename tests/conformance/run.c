/* SPDX-License-Identifier: Apache-2.0 */
#include "run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

int64_t run_number(const json_t *answer, const char *name) {
  const json_t *number = json_object_get(answer, name);
  return json_is_integer(number) ? json_integer_value(number) : -1;
}

static const char *name_of(int64_t reason) {
  return tx_reason_known(reason) ? tx_reason_name((enum tx_reason)reason)
                                 : "no reason that is known";
}

void run_said(struct run *run, const json_t *answer, struct run_answer *out) {
  if (!answer) {
    snprintf(out->said, sizeof out->said, "%s", run->gate->wrong);
    return;
  }
  char *text = json_dumps(answer, JSON_COMPACT | JSON_ENSURE_ASCII);
  const int64_t reason = run_number(answer, "reason");
  if (reason >= 0)
    snprintf(out->said, sizeof out->said, "%" PRId64 " %s: %s", reason, name_of(reason), text);
  else
    snprintf(out->said, sizeof out->said, "%s", text);
  free(text);
}

bool run_unhex(const char *text, uint8_t *out, size_t cap, size_t *n) {
  const size_t digits = text ? strlen(text) : 1;
  if (digits % 2 || digits / 2 > cap) return false;
  for (*n = 0; *n < digits / 2; ++*n)
    if (sscanf(text + 2 * *n, "%2hhx", &out[*n]) != 1) return false;
  return true;
}

/* --- what is expected ---------------------------------------------------------------------------
 */

static int64_t reason_of(struct world *world, const char *name) {
  for (int i = 0; i <= TX_TOO_MANY; i++)
    if (tx_reason_known(i) && strcmp(tx_reason_name((enum tx_reason)i), name) == 0) return i;
  world_refuse(world, "no reason", name);
  return -1;
}

/* Whether an answer has the reason that a line names; of what is shown, the verdict as well. */
static void compare(struct run *run, struct script_step *step, const json_t *answer, bool shown,
                    struct run_answer *out) {
  const char *name = script_expected_bare(step), *verdict = script_expected(step, "verdict");
  const int64_t expected = reason_of(run->world, name ? name : "ok");
  if (expected < 0) return;
  if (!verdict) verdict = tx_verdict_name(tx_reason_verdict((enum tx_reason)expected));
  const char *said = json_string_value(json_object_get(answer, "verdict"));
  snprintf(out->expected, sizeof out->expected, "%" PRId64 " %s%s%s", expected, name_of(expected),
           shown ? ", verdict " : "", shown ? verdict : "");
  out->good = answer && run_number(answer, "reason") == expected &&
              (!shown || (said && strcmp(said, verdict) == 0));
}

/* --- what is done -------------------------------------------------------------------------------
 */

static void tell(struct run *run, const struct script_step *step, const char *what) {
  fprintf(run->out, "    %s", what);
  for (size_t i = 0; i < step->count; i++) {
    const struct script_word *word = &step->words[i];
    if (word->key && i < step->expected) fprintf(run->out, " %s=%s", word->key, word->value);
  }
  fputc('\n', run->out);
}

static json_t *hex(struct tx_span bytes) {
  char *text = malloc(2 * bytes.n + 1);
  if (!text) abort();
  json_t *out = json_string(forge_hex(bytes, text));
  free(text);
  return out;
}

static json_t *offer_of(struct run *run, const struct made *made) {
  char address[160];
  json_t *question = json_pack("{s:s, s:s, s:I}", "do", "offer", "object", made->object, "area",
                               (json_int_t)made->area);
  if (!run->gate->by_address) {
    json_object_set_new(question, "bytes", hex(forge_span(&made->bytes)));
    return question;
  }
  shelf_put(&run->gate->shelf, made->object, made->area, forge_span(&made->bytes), address);
  json_object_set_new(question, "address", json_string(address));
  return question;
}

static bool do_offer(struct run *run, struct script_step *step, struct run_answer *out) {
  MADE made = { 0 };
  char what[400];
  if (!world_make_object(run->world, step, &made)) return false;
  snprintf(what, sizeof what, "offered %s;", made.story);
  tell(run, step, what);
  json_t *answer = gate_process_ask(run->gate, offer_of(run, &made));
  compare(run, step, answer, false, out);
  run_said(run, answer, out);
  if (run_number(answer, "reason") == TX_OK) world_settle(run->world);
  json_decref(answer);
  return true;
}

static bool do_show(struct run *run, struct script_step *step, struct run_answer *out) {
  MADE made = { 0 };
  char what[400];
  if (!world_make_text(run->world, step, &made)) return false;
  snprintf(what, sizeof what, "somebody showed %s;", made.story);
  tell(run, step, what);
  json_t *answer = gate_process_ask(
      run->gate, json_pack("{s:s, s:s}", "do", "show", "text", (const char *)made.bytes.p));
  compare(run, step, answer, true, out);
  run_said(run, answer, out);
  json_decref(answer);
  return true;
}

/* trust, policy and list as they are right, each of which is taken. */
static bool do_news(struct run *run, struct script_step *step, struct run_answer *out) {
  static const char *const objects[] = { "trust", "policy", "status", "certs" };
  const char *last = script_bare(step);
  for (size_t i = 0; i < 4; i++) {
    struct script_step one = { .file = step->file, .line = step->line, .verb = "offer" };
    one.words[0].value = objects[i];
    one.count = one.expected = 1;
    if (!do_offer(run, &one, out)) return false;
    if (!out->good || (last && strcmp(last, objects[i]) == 0)) return true;
  }
  return true;
}

static bool tell_time(struct run *run, const char *verb, int64_t at_s, struct run_answer *out) {
  json_t *answer =
      gate_process_ask(run->gate, json_pack("{s:s, s:I}", "do", verb, "now", (json_int_t)at_s));
  out->good = answer != NULL;
  snprintf(out->expected, sizeof out->expected, "an answer");
  run_said(run, answer, out);
  json_decref(answer);
  return true;
}

/* time: it passes; clock: somebody set the gate's; date: a server that it knows says so. */
static bool do_time(struct run *run, struct script_step *step, struct run_answer *out) {
  struct world *world = run->world;
  char when[48], what[160];
  const char *text = script_bare(step);
  if (!text) world_refuse(world, "lacks a time", step->verb);
  const int64_t at_s = text ? world_time_of(world, text) : 0;
  const char *how = strcmp(step->verb, "time") == 0    ? "it became"
                    : strcmp(step->verb, "clock") == 0 ? "somebody set the gate's clock to"
                                                       : "a server that the gate knows said it was";
  snprintf(what, sizeof what, "%s %s;", how, world_when(world, at_s, when));
  tell(run, step, what);
  if (strcmp(step->verb, "time") == 0) world->now_s = at_s;
  return tell_time(run, step->verb, at_s, out);
}

static bool do_restart(struct run *run, struct script_step *step, struct run_answer *out) {
  tell(run, step, "the gate was turned off and on again;");
  json_t *answer = gate_process_ask(run->gate, json_pack("{s:s}", "do", "restart"));
  out->good = answer != NULL;
  snprintf(out->expected, sizeof out->expected, "an answer");
  run_said(run, answer, out);
  json_decref(answer);
  return true;
}

static const char *value_or(struct script_step *step, const char *key, const char *standard) {
  const char *value = script_value(step, key);
  return value ? value : standard;
}

static bool write_code(struct run *run, struct script_step *step, char text[TX_TEXT_MAX + 1]) {
  struct world *world = run->world;
  struct tx_enrol enrol = { .url = "https://127.0.0.1:8443" };
  const enum forge_key root = world_key(world, step, "root", FORGE_ROOT);
  memcpy(enrol.pin.root, world->forge.keys[root]->hash, TX_HASH_SIZE);
  enrol.pin.seq = (uint64_t)world_time(world, step, "pin", world->forge.now_s - 30 * FORGE_DAY_S);
  if (tx_enrol_write(&enrol, text) != TX_OK) return false;
  const char *how = script_bare(step);
  if (how && strcmp(how, "cut") == 0) text[strlen(text) - 3] = '\0';
  if (how && strcmp(how, "foreign") == 0) text[0] = 'X';
  return true;
}

/* A gate of the community that was never turned on before. */
static bool do_start(struct run *run, struct script_step *step, struct run_answer *out) {
  struct world *world = run->world;
  char code[TX_TEXT_MAX + 1];
  if (!write_code(run, step, code)) return false;
  const uint64_t area = world_area(world, step, "area", CITY_AREA);
  tell(run, step, "a gate was enrolled;");
  json_t *question =
      json_pack("{s:s, s:s, s:I, s:s, s:s, s:I}", "do", "start", "code", code, "area",
                (json_int_t)area, "kind", value_or(step, "kind", "pedestrian"), "direction",
                value_or(step, "direction", "in"), "now", (json_int_t)world->now_s);
  json_t *answer = gate_process_ask(run->gate, question);
  compare(run, step, answer, false, out);
  run_said(run, answer, out);
  const char *by = json_string_value(json_object_get(answer, "by"));
  run->gate->by_address = by && strcmp(by, "address") == 0;
  run->spki_len = 0;
  run_unhex(json_string_value(json_object_get(answer, "key")), run->spki, sizeof run->spki,
            &run->spki_len);
  json_decref(answer);
  return true;
}

static bool do_step(struct run *run, struct script_step *step, struct run_answer *out) {
  static const struct {
    const char *verb;
    bool (*act)(struct run *, struct script_step *, struct run_answer *);
  } verbs[] = {
    { "start", do_start }, { "news", do_news },    { "offer", do_offer }, { "show", do_show },
    { "time", do_time },   { "clock", do_time },   { "date", do_time },   { "restart", do_restart },
    { "held", run_held },  { "batch", run_batch },
  };
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(verbs[i].verb, step->verb) == 0) return verbs[i].act(run, step, out);
  world_refuse(run->world, "no such verb", step->verb);
  return false;
}

/* --- the whole ----------------------------------------------------------------------------------
 */

static enum run_end fail(struct run *run, const struct script_sequence *sequence,
                         const struct run_answer *answer) {
  fprintf(run->out, "    expected: %s (docs/format.md, \"%s\": %s)\n    the gate said: %s\n",
          answer->expected, sequence->chapter, sequence->rule, answer->said);
  return RUN_FAILED;
}

static enum run_end take_step(struct run *run, const struct script_sequence *sequence,
                              struct script_step *step) {
  struct run_answer answer = { 0 };
  const bool done = do_step(run, step, &answer);
  const struct script_word *unused = script_unused(step);
  if (done && unused)
    world_refuse(run->world, "not understood", unused->key ? unused->key : unused->value);
  if (!done || run->world->wrong[0]) {
    fprintf(run->out, "    %s:%u: %s\n", step->file, step->line, run->world->wrong);
    return RUN_MISWRITTEN;
  }
  return answer.good ? RUN_PASSED : fail(run, sequence, &answer);
}

enum run_end run_sequence(struct run *run, const struct script_sequence *sequence) {
  struct script_step begin = { .file = "", .verb = "start" };
  enum run_end end = RUN_PASSED;
  run->out = open_memstream(&run->story, &run->story_len);
  if (!run->out) abort();
  world_begin(run->world);
  if (strcmp(sequence->steps[0].verb, "start") != 0) end = take_step(run, sequence, &begin);
  for (size_t i = 0; end == RUN_PASSED && i < sequence->count; i++)
    end = take_step(run, sequence, &sequence->steps[i]);
  fclose(run->out);
  return end;
}
