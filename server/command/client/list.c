/* SPDX-License-Identifier: Apache-2.0 */
#include "list.h"

#include "client.h"
#include "shared.h"

int command_list(const struct host_args *args, const char *path, const char *member,
                 void (*print)(const json_t *one)) {
  CLIENT client = NULL;
  size_t i;
  const json_t *one;
  json_t *list = json_array();
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_pages(client, args, path, NULL, member, list);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(list);
  else if (status == EX_OK)
    json_array_foreach(list, i, one) print(one);
  json_decref(list);
  return status;
}
