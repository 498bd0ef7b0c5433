/* SPDX-License-Identifier: Apache-2.0 */
#include "row.h"

#include <stdlib.h>

void gate_stored_finish(struct gate_stored_list *list) {
  for (size_t i = 0; i < list->count; i++)
    free(list->rows[i].bytes);
  free(list->rows);
  *list = (struct gate_stored_list){ 0 };
}
