/* SPDX-License-Identifier: Apache-2.0 */
#include "joined.h"

#include "store/resident/residents.h"

enum tx_reason joined_check(const struct request *request, const struct resident *resident,
                            struct host_problem *problem) {
  struct resident other;
  enum tx_reason reason =
      residents_by_identity(request->db, resident->area, resident->id_hash, &other);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK || other.index == resident->index) return host_problem_of(problem, reason);
  return host_problem_set(problem, TX_CONFLICT, "此人已合入序号%u，请在那里办理。",
                          "This is the same person as index %u: please go on there.", other.index);
}
