/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P8: memory and start of a gate that holds a list of 100,000. The gate is set up in a folder; then
 * this program runs itself again there, opens the gate as `tongxing-gate run` does, decides once,
 * and says what that took.
 */
#include "city/forge.h"
#include "core/gate.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOW 1793600000
#define RESIDENTS 100000u
#define MEMORY_MAX (32.0 * 1024 * 1024)

static void must(bool done, const char *what) {
  if (done) return;
  (void)fprintf(stderr, "P8: %s failed\n", what);
  exit(70);
}

/* --- the folder --------------------------------------------------------------------------------
 */

static void take(struct gate *gate, enum gate_object object, uint64_t area, struct tx_span bytes) {
  const struct gate_offer offer = {
    .object = object, .area = area, .bytes = bytes, .pin = &gate->identity.pin
  };
  must(gate_accept(gate, &offer, NULL) == TX_OK, gate_object_name(object));
}

static struct forge_bytes large_list(const struct forge *forge) {
  struct forge_status draft;
  struct forge_bytes bytes = { 0 };
  uint32_t *records = calloc(RESIDENTS, sizeof *records);
  must(records != NULL, "memory");
  for (uint32_t i = 0; i < RESIDENTS; i++)
    records[i] = forge_record(forge, TX_STATE_ACTIVE) + i % 48;
  forge_status_draft(forge, &draft);
  draft.status.records = records;
  draft.status.count = RESIDENTS;
  must(tx_status_sign(&draft.status, forge->keys[FORGE_STATUS], &bytes.p, &bytes.n) == TX_OK,
       "signing the list");
  free(records);
  return bytes;
}

static void set_up(const struct forge *forge, const char *dir) {
  struct gate_identity identity = { .area = 610113001001, .name = "P8" };
  struct host_problem error = { 0 };
  struct forge_trust trust_draft;
  struct gate gate;
  memcpy(identity.pin.root, forge->keys[FORGE_ROOT]->hash, sizeof identity.pin.root);
  must(gate_identity_create(dir, &identity, &error) == TX_OK, "making the gate");
  gate_identity_finish(&identity);
  const struct gate_options options = { .dir = dir, .now_s = NOW };
  must(gate_open(&gate, &options, &error) == TX_OK, "opening the gate");
  forge_trust_draft(forge, &trust_draft);
  FORGED trust = forge_trust(forge, &trust_draft, FORGE_ROOT);
  FORGED json =
      forge_policy_json(forge, "{\"===\":[{\"var\":\"record.health\"},\"green\"]}", "warn");
  FORGED policy = forge_policy(forge, forge_span(&json), FORGE_POLICY);
  FORGED list = large_list(forge);
  take(&gate, GATE_TRUST, 0, forge_span(&trust));
  take(&gate, GATE_POLICY, 610113001001, forge_span(&policy));
  take(&gate, GATE_STATUS, 610113001001, forge_span(&list));
  gate_close(&gate);
}

/* --- the gate's turn ----------------------------------------------------------------------------
 */

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double resident_bytes(void) {
  char line[256];
  double kib = 0;
  FILE *status = fopen("/proc/self/status", "re");
  must(status != NULL, "/proc/self/status");
  while (fgets(line, sizeof line, status))
    if (strncmp(line, "VmRSS:", 6) == 0) kib = strtod(line + 6, NULL);
  (void)fclose(status);
  return kib * 1024;
}

static int run_gate(const char *dir, const char *text) {
  struct gate gate;
  struct host_problem error = { 0 };
  struct gate_outcome outcome;
  const double start = seconds();
  const struct gate_options options = { .dir = dir, .now_s = NOW, .journal = true };
  must(gate_open(&gate, &options, &error) == TX_OK, "opening the gate");
  gate_decide(&gate, tx_span_text(text), TX_IN, &outcome);
  const double ready_s = seconds() - start;
  must(outcome.decision.verdict == TX_ALLOW && outcome.decision.listed, "letting her in");
  const double list = RESIDENTS * 4.0, above = resident_bytes() - list;
  gate_outcome_finish(&outcome);
  gate_close(&gate);
  printf("list of %u residents: %.1f MiB; ready and decided in %.3f s\n", RESIDENTS, list / 1048576,
         ready_s);
  printf("resident memory above the list: %.1f MiB\n", above / 1048576);
  printf("P8 ratio %.2f\n", above / MEMORY_MAX);
  return above < MEMORY_MAX && ready_s < 1 ? 0 : 1;
}

/* --- both ----------------------------------------------------------------------------------------
 */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at) {
  (void)status, (void)kind, (void)at;
  return remove(path);
}

static int run_again(char *program, char *dir, char *text) {
  int status = 0;
  const pid_t child = fork();
  must(child >= 0, "fork");
  if (child == 0) {
    char *const args[] = { program, dir, text, NULL };
    execv("/proc/self/exe", args);
    _exit(70);
  }
  must(waitpid(child, &status, 0) == child, "waiting");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 70;
}

int main(int argc, char **argv) {
  if (argc == 3) return run_gate(argv[1], argv[2]);
  char dir[] = "p8.XXXXXX", text[TX_TEXT_MAX + 1];
  struct forge forge;
  must(forge_open(&forge, NOW) && mkdtemp(dir), "a city and a folder");
  set_up(&forge, dir);
  const struct tx_pass pass = forge_pass(&forge);
  must(forge_pass_text(&forge, &pass, text), "a pass");
  forge_close(&forge);
  const int status = run_again(argv[0], dir, text);
  (void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  return status;
}
