/* SPDX-License-Identifier: Apache-2.0 */
#include "who_comes.h"

#include "domain/key/person.h"
#include "domain/roster/id_document.h"
#include "host/text/text.h"
#include "host/text/visible.h"
#include "plate.h"

#include "format/record.h"

#include <stdio.h>

/* --- when ------------------------------------------------------------------------------------- */

static enum tx_reason check_hosts_window(const struct visitor *window, int64_t now_s,
                                         struct host_problem *problem) {
  if (window->until_s - window->from_s > VISIT_WINDOW_MAX_S)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "来访时间最长%d小时。",
                            "A visit lasts %d hours at most.", VISIT_WINDOW_MAX_S / 3600);
  if (window->from_s - now_s > VISIT_AHEAD_MAX_S)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "来访最多提前%d天登记。",
                            "A visit begins within %d days.", VISIT_AHEAD_MAX_S / VISIT_DAY_S);
  return TX_OK;
}

enum tx_reason window_read(const struct visit_in *in, int64_t now_s, struct visitor *out,
                           struct host_problem *problem) {
  int64_t latest_s = now_s + VISIT_OFFICE_MAX_S;
  out->from_s = in->from_s > now_s ? in->from_s : now_s;
  if (out->from_s > latest_s || in->until_s > latest_s)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "时间最多到一年以后。",
                            "The time is within a year.");
  out->until_s = in->until_s ? in->until_s : out->from_s + pass_validity_s(in->role);
  if (out->until_s <= out->from_s)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "离开的时间应晚于到达的时间，且还没有过去。",
                            "The time of leaving is after that of coming, and not past.");
  return in->host ? check_hosts_window(out, now_s, problem) : TX_OK;
}

/* --- who -------------------------------------------------------------------------------------- */

static enum tx_reason read_name(const char *name, struct person *out,
                                struct host_problem *problem) {
  bool fits = strlen(name) < sizeof out->name;
  if (fits && host_visible_letter(name) && tx_name_mask(name, out->mask)) {
    host_copy(name, out->name, sizeof out->name);
    return TX_OK;
  }
  return host_problem_set(problem, TX_BAD_ARGUMENT, "请填写姓名（最多%zu个字节）。",
                          "Please give a name (%zu bytes at most).", sizeof out->name - 1);
}

static enum tx_reason read_document(const struct visit_in *in, int64_t now_s, struct person *out,
                                    struct host_problem *problem) {
  out->id_type = ID_NONE;
  id_document_tail("", out->tail);
  if (!*in->id_number) return TX_OK;
  out->id_type = id_document_type_find(in->id_type);
  if (out->id_type < 0 || out->id_type == ID_NONE ||
      !id_document_normalise(in->id_number, out->id_number))
    return host_problem_say(problem, TX_BAD_ARGUMENT, "证件类型或号码无法识别。",
                            "The document or its number cannot be read.");
  id_document_tail(out->id_number, out->tail);
  return id_document_check((enum id_type)out->id_type, out->id_number, now_s, problem);
}

static enum tx_reason read_rest(const struct visit_in *in, struct person *out,
                                struct host_problem *problem) {
  const char *unit = in->host ? in->host->person.unit : in->unit;
  if (strlen(unit) >= sizeof out->unit || strlen(in->phone) >= sizeof out->phone)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "楼栋或电话太长。",
                            "The building or the telephone is too long.");
  host_copy(unit, out->unit, sizeof out->unit);
  host_copy(in->phone, out->phone, sizeof out->phone);
  return TX_OK;
}

/* What a document says of somebody is said of its number; who shows none is somebody new each
 * time. */
static enum tx_reason seal(const struct request *request, struct resident *out) {
  uint8_t random[16];
  char hex[2 * sizeof random + 1];
  if (*out->person.id_number) {
    field_hash(request->fields, "id", out->person.id_number, out->id_hash);
    return person_seal(request->fields, out);
  }
  if (!tx_random(random, sizeof random)) return TX_SIGNER_FAILED;
  host_hex(tx_span_of(random, sizeof random), hex);
  field_hash(request->fields, "visitor", hex, out->id_hash);
  return person_seal(request->fields, out);
}

static struct resident somebody(const struct request *request, const struct visit_in *in,
                                uint8_t role) {
  return (struct resident){ .area = in->area,
                            .role = role,
                            .household = -1,
                            .state = TX_STATE_ACTIVE,
                            .created_at = request->now_s };
}

enum tx_reason person_read(const struct request *request, const struct visit_in *in,
                           struct resident *out, struct host_problem *problem) {
  *out = somebody(request, in, in->role);
  struct person *person = &out->person;
  enum tx_reason reason = read_name(in->name, person, problem);
  if (reason == TX_OK) reason = read_document(in, request->now_s, person, problem);
  if (reason == TX_OK) reason = read_rest(in, person, problem);
  (void)id_document_birth_date(person->id_number, person->birth_date);
  return reason == TX_OK ? host_problem_of(problem, seal(request, out)) : reason;
}

enum tx_reason car_read(const struct request *request, const struct visit_in *in,
                        struct resident *out, struct host_problem *problem) {
  char plate[PLATE_SIZE];
  *out = somebody(request, in, TX_ROLE_VEHICLE);
  struct person *person = &out->person;
  if (!plate_read(in->plate, plate))
    return host_problem_say(problem, TX_BAD_ARGUMENT, "车牌号不对，应如 陕A12345。",
                            "That is no number plate: write 陕A12345.");
  host_copy(plate, person->name, sizeof person->name);
  person->id_type = ID_NONE;
  id_document_tail("", person->tail);
  if (!tx_name_mask(plate, person->mask)) return host_problem_of(problem, TX_BAD_ARGUMENT);
  enum tx_reason reason = read_rest(in, person, problem);
  return reason == TX_OK ? host_problem_of(problem, seal(request, out)) : reason;
}
