/* SPDX-License-Identifier: Apache-2.0 */
/* Who works at it, by which order, and the first gate. */
#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/screen.h"
#include "print/qr.h"
#include "setup.h"

#include <stdio.h>
#include <string.h>

#define FIRST "office"
#define DAY_S 86400
#define ORDER_S (180 * DAY_S)

/* --- accounts --------------------------------------------------------------------------------- */

static int print_sheet(const struct setup *setup, const char *login, const json_t *code) {
  PAPER sheet = NULL;
  char url[SETUP_URL_SIZE];
  HOST_FREE char *path = host_path(setup->paper, "account-%s.pdf", login);
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  setup_url(setup, url);
  const struct printing_heading heading = { setup->answers.place, setup->answers.phone, url,
                                            setup->now_s };
  int status = printing_open(&heading, "account", path, &sheet);
  if (status != EX_OK) return status;
  json_t *item = json_pack("{s:s, s:s, s:I}", "login", login, "code", text_of(code, "code"), "days",
                           (json_int_t)number_of(code, "days"));
  paper_add(sheet, item);
  json_decref(item);
  return printing_end(sheet, path);
}

static int activate(struct client *client, const struct setup *setup, const char *login,
                    const json_t *code) {
  json_t *out = NULL;
  json_t *in = json_pack("{s:s, s:s, s:s}", "login", login, "code", text_of(code, "code"),
                         "password", setup->answers.secret);
  int status = client_post(client, "POST", "/v1/accounts/activations", in, &out);
  json_decref(out);
  return status;
}

/* One that has a password has no code any more, and needs none. */
static int welcome(struct client *client, const struct setup *setup, const char *login) {
  struct host_problem problem = { 0 };
  json_t *code = NULL;
  HOST_FREE char *path = client_path("/v1/accounts/%s/codes", login);
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  const struct client_request request = { .method = "POST", .path = path };
  int status = client_send(client, &request, &code, &problem);
  if (status != EX_OK) return problem.reason == TX_CONFLICT ? EX_OK : command_problem(&problem);
  status =
      setup->answers.demo ? activate(client, setup, login, code) : print_sheet(setup, login, code);
  json_decref(code);
  return status;
}

int setup_accounts(struct setup *setup) {
  CLIENT client = NULL;
  int status = client_open(setup->args, &client);
  if (status == EX_OK) status = welcome(client, setup, FIRST);
  return status == EX_OK ? welcome(client, setup, setup->answers.second) : status;
}

/* --- the first order -------------------------------------------------------------------------- */

/* Nobody is kept from home by it: who comes from elsewhere and is not green is looked at. Gates go
 * on with old news, and say so. */
static json_t *first_order(const struct setup *setup) {
  uint64_t area = 0;
  tx_area_parse(tx_span_text(setup->answers.area), &area);
  const char *phone = *setup->answers.phone ? setup->answers.phone : NULL;
  return json_pack(
      "{s:I, s:I, s:{s:i, s:s, s:s}, s:[{s:s, s:s, s:s, s:s*, s:I, s:I, s:[{s:s, s:s, s:s, "
      "s:{s:[s, s, s], s:[s]}, s:{s:[{s:s}, s]}, s:{s:s, s:s}}]}]}",
      "area", (json_int_t)area, "seq", (json_int_t)setup->now_s, "stale", "max_age_s", DAY_S,
      "then", "warn", "no_list", "review", "orders", "id", "1", "document", "启用通行证的通知",
      "issuer", setup->answers.place, "phone", phone, "valid_from", (json_int_t)setup->now_s,
      "valid_to", (json_int_t)setup->now_s + ORDER_S, "rules", "id", "guests", "topic", "health",
      "on_fail", "review", "applies", "roles", "visitor", "courier", "builder", "directions", "in",
      "logic", "===", "var", "record.health", "green", "say", "zh", "来访请先到值守处登记", "en",
      "Visitors, please see the guard first");
}

/* Whether it is drafted, asked for, or in force. */
static int look_for_order(struct client *client, bool *found) {
  size_t i;
  const json_t *row;
  json_t *policies = NULL, *requests = NULL;
  int status = client_get(client, "/v1/policies", &policies);
  if (status == EX_OK) status = client_get(client, "/v1/requests", &requests);
  *found = json_array_size(json_object_get(policies, "policies")) > 0 ||
           json_array_size(json_object_get(policies, "drafts")) > 0;
  json_array_foreach(json_object_get(requests, "requests"), i,
                     row) if (json_object_get(row, "policy")) *found = true;
  json_decref(policies);
  json_decref(requests);
  return status;
}

/* Of a demo it is asked for. Else it is a draft to be read and changed first: to ask takes two
 * people who have signed in, and they have not. */
static int ask_for_order(struct setup *setup) {
  CLIENT client = NULL;
  json_t *out = NULL;
  bool found = false;
  int status = client_open(setup->args, &client);
  if (status == EX_OK) status = look_for_order(client, &found);
  if (status != EX_OK || found) return status;
  status = client_post(client, "POST", setup->answers.demo ? "/v1/policies" : "/v1/policies/drafts",
                       first_order(setup), &out);
  json_decref(out);
  return status;
}

/* Of a demo: the other body's hand. */
static int second_one(struct client *client, const struct setup *setup, const json_t *row) {
  json_t *out = NULL;
  HOST_FREE char *id = NULL;
  if (asprintf(&id, "%lld", number_of(row, "id")) < 0)
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  HOST_FREE char *path = client_path("/v1/requests/%s/%s/decisions", text_of(row, "area"), id);
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  json_t *in = json_pack("{s:s, s:s, s:s, s:s}", "decision", "second", "hash", text_of(row, "hash"),
                         "password", setup->answers.secret, "words", "");
  int status = client_post(client, "POST", path, in, &out);
  json_decref(out);
  return status;
}

static int second_all(struct client *client, const struct setup *setup) {
  size_t i;
  const json_t *row;
  json_t *rows = NULL, *out = NULL;
  json_t *in =
      json_pack("{s:s, s:s}", "login", setup->answers.second, "password", setup->answers.secret);
  int status = client_post(client, "POST", "/v1/sessions", in, &out);
  json_decref(out);
  if (status == EX_OK) status = client_get(client, "/v1/requests", &rows);
  json_array_foreach(json_object_get(rows, "requests"), i,
                     row) if (status == EX_OK && json_object_get(row, "policy")) status =
      second_one(client, setup, row);
  json_decref(rows);
  return status;
}

static int second_order(struct setup *setup) {
  CLIENT client = NULL;
  int status = client_open(setup->args, &client);
  return status == EX_OK ? second_all(client, setup) : status;
}

static int publish(struct setup *setup) {
  json_t *out = NULL;
  int status = client_call(setup->args, "POST", "/v1/publications", NULL, &out);
  json_decref(out);
  return status;
}

int setup_order(struct setup *setup) {
  int status = ask_for_order(setup);
  if (status == EX_OK && setup->answers.demo) status = second_order(setup);
  return status == EX_OK ? publish(setup) : status;
}

/* --- the first gate --------------------------------------------------------------------------- */

static int draw_code(const struct setup *setup, const char *text) {
  HOST_FREE char *path = host_path(setup->paper, "gate.png");
  struct qr *qr = path ? qr_create(text, QR_SCREEN) : NULL;
  HOST_FCLOSE FILE *out = qr ? fopen(path, "wbe") : NULL;
  enum tx_reason reason = out ? qr_png(qr, 8, out) : TX_IO_FAILED;
  if (reason == TX_OK && !setup->answers.demo) qr_terminal(qr, stdout);
  qr_destroy(qr);
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "%s/gate.png 写不了。", "%s/gate.png cannot be written.",
                   setup->paper);
}

int setup_gate(struct setup *setup) {
  char url[SETUP_URL_SIZE];
  json_t *out = NULL;
  setup_url(setup, url);
  json_t *in = json_pack("{s:s, s:s}", "area", setup->answers.area, "url", url);
  int status = client_call(setup->args, "POST", "/v1/gates/codes", in, &out);
  if (status == EX_OK) status = draw_code(setup, text_of(out, "text"));
  if (status == EX_OK) host_screen_line(stdout, "  %s", text_of(out, "text"));
  if (status == EX_OK)
    host_screen_line(stdout,
                     host_words("  15分钟内给门禁的摄像头看（%s/gate.png），用一次；过后用 "
                                "gate enrol %s 再取。",
                                "  Show it to the gate's camera within 15 minutes "
                                "(%s/gate.png), once; later ones by gate enrol %s."),
                     setup->paper, setup->answers.area);
  json_decref(out);
  return status;
}
