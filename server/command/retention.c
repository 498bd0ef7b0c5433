/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-server retention: what dies by itself, where, and when. */
#include "model/retention.h"

#include "command/client/shared.h"
#include "commands.h"
#include "host/text/screen.h"

#include <stdio.h>

static json_t *row_json(const struct retention *row) {
  char zh[160], en[160];
  retention_say(row, 0, zh, sizeof zh);
  retention_say(row, 1, en, sizeof en);
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:s}", "id", row->id, "what_zh", row->zh,
                   "what", row->en, "where_zh", retention_place_zh(row->place), "where",
                   retention_place_en(row->place), "seconds", (json_int_t)row->kept_s, "dies_zh",
                   zh, "dies", en);
}

static void print_row(const struct retention *row) {
  char dies[160];
  retention_say(row, *host_words("", "e"), dies, sizeof dies);
  host_screen_print(stdout, host_words(row->zh, row->en), 44);
  printf("  ");
  host_screen_print(stdout,
                    host_words(retention_place_zh(row->place), retention_place_en(row->place)), 8);
  printf("  %s\n", dies);
}

static int run_retention(const struct host_args *args) {
  json_t *list = json_array();
  for (size_t i = 0; i < retention_count; i++) {
    json_array_append_new(list, row_json(&retention[i]));
    if (!host_flag(args, "json")) print_row(&retention[i]);
  }
  json_t *out = json_pack("{s:o}", "retention", list);
  if (host_flag(args, "json")) command_print_json(out);
  json_decref(out);
  return EX_OK;
}

const struct host_command command_retention = {
  .name = "retention",
  .zh = "什么存在哪里、存多久",
  .en = "what is kept where, and for how long",
  .run = run_retention,
};
