/* SPDX-License-Identifier: Apache-2.0 */
#include "whom.h"

#include "domain/resident/residency.h"

enum tx_reason add_whom(struct call *call, uint64_t area, uint32_t index, json_t *json) {
  struct resident resident;
  struct host_problem gone = { 0 };
  enum tx_reason reason = residency_at(&call->request, area, index, &resident, &gone);
  if (reason == TX_OK)
    json_object_update_new(json, json_pack("{s:s, s:s, s:s}", "name", resident.person.mask, "tail",
                                           resident.person.tail, "unit", resident.person.unit));
  tx_cleanse(&resident, sizeof resident);
  return reason == TX_NOT_FOUND ? TX_OK : host_problem_of(&call->problem, reason);
}
