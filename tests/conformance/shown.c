/* SPDX-License-Identifier: Apache-2.0 */
/* What people show: passes, live passes, certificates, and what is none of ours. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

struct showing {
  struct world *world;
  struct script_step *step;
  char text[TX_TEXT_MAX + 1];
};

/* --- passes -------------------------------------------------------------------------------------
 */

static uint32_t snapshot(struct showing *s) {
  struct tx_record record = tx_record_unpack(forge_record(&s->world->forge, TX_STATE_ACTIVE));
  record.generation = (uint8_t)world_number(s->world, s->step, "generation", 0);
  const char *state = script_value(s->step, "state");
  for (int i = 0; state && i < TX_STATE_REVOKED_TOO; i++)
    if (strcmp(tx_state_word((enum tx_state)i), state) == 0) record.state = (enum tx_state)i;
  return tx_record_pack(&record);
}

static struct tx_pass pass_of(struct showing *s, bool bound) {
  struct world *world = s->world;
  struct tx_pass pass = bound ? forge_bound_pass(&world->forge) : forge_pass(&world->forge);
  pass.iat = world_time(world, s->step, "iat", pass.iat);
  pass.exp = world_time(world, s->step, "exp", pass.exp);
  pass.area = world_area(world, s->step, "area", pass.area);
  pass.index = (uint32_t)world_number(world, s->step, "index", pass.index);
  pass.role = (uint8_t)world_number(world, s->step, "role", pass.role);
  pass.record = snapshot(s);
  return pass;
}

static enum tx_reason sign_pass(struct showing *s, bool bound) {
  const struct tx_pass pass = pass_of(s, bound);
  const enum forge_key by = world_key(s->world, s->step, "by", FORGE_ISSUE);
  return tx_pass_sign(&pass, s->world->forge.keys[by], s->text);
}

static enum tx_reason make_pass(struct showing *s) {
  return sign_pass(s, script_value(s->step, "bound") != NULL);
}

static enum tx_reason make_live(struct showing *s) {
  char inner[TX_TEXT_MAX + 1];
  const int64_t iat = world_time(s->world, s->step, "live", s->world->now_s);
  const enum forge_key holder = world_key(s->world, s->step, "holder", FORGE_HOLDER);
  enum tx_reason made = sign_pass(s, script_value(s->step, "unbound") == NULL);
  memcpy(inner, s->text, sizeof inner);
  if (made == TX_OK) made = tx_live_sign(inner, iat, s->world->forge.keys[holder], s->text);
  return made;
}

static enum tx_reason make_certificate(struct showing *s) {
  struct tx_certificate certificate = forge_certificate(&s->world->forge);
  const enum forge_key by = world_key(s->world, s->step, "by", FORGE_CERTIFICATE);
  certificate.iat = world_time(s->world, s->step, "iat", certificate.iat);
  certificate.exp = world_time(s->world, s->step, "exp", certificate.exp);
  certificate.area = world_area(s->world, s->step, "area", certificate.area);
  certificate.serial = (uint32_t)world_number(s->world, s->step, "serial", certificate.serial);
  return tx_certificate_sign(&certificate, s->world->forge.keys[by], s->text);
}

/* --- others -------------------------------------------------------------------------------------
 */

static enum tx_reason make_code(struct showing *s) {
  const struct tx_enrol enrol = { .url = "https://127.0.0.1:8443" };
  return tx_enrol_write(&enrol, s->text);
}

static enum tx_reason make_text(struct showing *s) {
  const char *text = script_value(s->step, "text");
  snprintf(s->text, sizeof s->text, "%s", text ? text : "");
  return TX_OK;
}

/* The last letter but four, so that the signature differs. */
static bool spoil(struct showing *s, const char *how) {
  const size_t n = strlen(s->text);
  if (strcmp(how, "spoilt") == 0)
    s->text[n - 6] = s->text[n - 6] == '0' ? '1' : '0';
  else if (strcmp(how, "cut") == 0)
    s->text[n - 3] = '\0';
  else
    return false;
  return true;
}

bool world_make_text(struct world *world, struct script_step *step, struct made *out) {
  static const struct {
    const char *name, *story;
    enum tx_reason (*make)(struct showing *);
  } kinds[] = {
    { "pass", "a pass", make_pass },
    { "live", "a live pass", make_live },
    { "certificate", "a certificate", make_certificate },
    { "code", "an enrolment code", make_code },
    { "words", "a text that is none of ours", make_text },
  };
  const char *kind = script_bare(step);
  struct showing showing = { .world = world, .step = step };
  enum tx_reason made = TX_BAD_ARGUMENT;
  *out = (struct made){ 0 };
  for (size_t i = 0; kind && i < sizeof kinds / sizeof *kinds; i++) {
    if (strcmp(kinds[i].name, kind) != 0) continue;
    snprintf(out->story, sizeof out->story, "%s", kinds[i].story);
    made = kinds[i].make(&showing);
  }
  const char *how = made == TX_OK ? script_bare(step) : NULL;
  if (made != TX_OK || (how && !spoil(&showing, how)))
    world_refuse(world, "cannot be made", how ? how : kind ? kind : "show");
  out->bytes = (struct forge_bytes){ .p = (uint8_t *)strdup(showing.text) };
  out->bytes.n = strlen(showing.text);
  return !world->wrong[0];
}
