/* SPDX-License-Identifier: Apache-2.0 */
#include "publications.h"

#include "domain/publication/publish.h"
#include "domain/publication/trust_import.h"
#include "domain/transfer/usb.h"

#include <stdlib.h>

void api_publications_create(struct host_request *http, void *context) {
  struct publish_state *lists = NULL;
  size_t count = 0;
  CALL call = call_idle(http, context);
  enum tx_reason reason = area_reached(&call.request, call.server->area, &call.problem);
  if (reason == TX_OK)
    reason = publish_lists(call.server, api_now(call.api), &lists, &count, &call.problem);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list,
                          json_pack("{s:o, s:I, s:I, s:I}", "area", area_json(lists[i].area), "seq",
                                    (json_int_t)lists[i].seq, "iat", (json_int_t)lists[i].iat,
                                    "count", (json_int_t)lists[i].count));
  free(lists);
  call_answer(&call, reason, 201, json_pack("{s:o}", "lists", list));
}

void api_publications_show(struct host_request *http, void *context) {
  struct usb_object *objects = NULL;
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = usb_objects(&call.request, &objects, &count);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list,
                          json_pack("{s:s, s:o, s:I}", "object", objects[i].kind, "area",
                                    area_json(objects[i].area), "seq", (json_int_t)objects[i].seq));
  free(objects);
  call_answer(&call, reason, 200, json_pack("{s:o}", "objects", list));
}

void api_publications_trust(struct host_request *http, void *context) {
  uint64_t seq = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason =
      trust_import(call.server, &call.request, host_request_body(http), &seq, &call.problem);
  call_answer(&call, reason, 200, json_pack("{s:I}", "seq", (json_int_t)seq));
}
