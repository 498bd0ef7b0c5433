/* SPDX-License-Identifier: Apache-2.0 */
#include "documents.h"

#include "api/call/read.h"
#include "api/office/requests.h"
#include "domain/resident/document.h"
#include "residents.h"

static json_t *document_json(const struct document *document) {
  char tail[5];
  id_document_tail(document->number, tail);
  return json_pack("{s:s, s:s, s:s, s:s, s:b, s:I, s:s}", "document", document->name, "id_type",
                   id_document_type_zh(document->type), "tail", tail, "id_number", document->number,
                   "own", document->own, "added_at", (json_int_t)document->added_at, "added_by",
                   document->added_by);
}

enum tx_reason add_documents(struct call *call, const struct resident *resident, json_t *out) {
  struct document all[DOCUMENTS_MAX];
  size_t count = 0;
  enum tx_reason reason = document_list(&call->request, resident, all, &count);
  json_t *list = json_array();
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    json_array_append_new(list, document_json(&all[i]));
  tx_cleanse(all, sizeof all);
  json_object_set_new(out, "documents", list);
  return host_problem_of(&call->problem, reason);
}

void api_documents_add(struct host_request *http, void *context) {
  struct resident resident = { 0 };
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  const struct document_in wanted = { .type = in_text(in, "id_type", ""),
                                      .number = in_text(in, "id_number", "") };
  enum tx_reason reason = read_resident(&call, &resident);
  request_answer(&call, reason,
                 &(struct request_in){ .act = REQUEST_DOCUMENT,
                                       .area = resident.area,
                                       .index = resident.index,
                                       .document = &wanted,
                                       .ground = "",
                                       .evidence = in_text(in, "evidence", ""),
                                       .words = "" });
  tx_cleanse(&resident, sizeof resident);
  json_decref(in);
}

void api_documents_remove(struct host_request *http, void *context) {
  struct resident resident = { 0 };
  const char *name = host_request_param(http, "document");
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_resident(&call, &resident);
  if (reason == TX_OK) reason = document_remove(&call.request, &resident, name, &call.problem);
  tx_cleanse(&resident, sizeof resident);
  call_answer(&call, reason, 200, json_pack("{s:s}", "document", name));
}
