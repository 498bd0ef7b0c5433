/* SPDX-License-Identifier: Apache-2.0 */
#include "founding.h"

#include "host/text/text.h"
#include "store/office/requests.h"

enum tx_reason founding_note(const struct request *request, uint64_t area, uint32_t index,
                             const struct founding *done) {
  struct request_row row = {
    .area = area, .index = index, .founding = *done, .asked_at = request->now_s
  };
  host_copy(request->caller->login, row.asked_by, sizeof row.asked_by);
  host_copy(request->caller->body, row.asked_body, sizeof row.asked_body);
  return requests_note_founding(request->db, &row);
}
