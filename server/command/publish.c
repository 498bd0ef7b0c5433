/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/screen.h"

#include "format/policy.h"
#include "format/trust.h"

#include <stdio.h>

static void print_lists(const json_t *result) {
  size_t i;
  const json_t *list, *policy = json_object_get(result, "policy");
  if (policy) command_print_findings(policy);
  if (policy) command_print_asked(policy);
  json_array_foreach(json_object_get(result, "lists"), i, list) host_screen_line(
      stdout,
      host_words("名册 %s 已发布，序号%lld，%lld条%.0s", "list of %s published, seq %lld, %lld %s"),
      json_string_value(json_object_get(list, "area")),
      (long long)json_integer_value(json_object_get(list, "seq")),
      (long long)json_integer_value(json_object_get(list, "count")),
      host_plural(json_integer_value(json_object_get(list, "count")), "record", "records"));
}

/* Publishes a policy first, where one is given; its answer goes into out. */
static int publish_policy(const struct host_args *args, struct client *client, json_t **out) {
  HOST_BYTES policy = { 0 };
  int status = command_read_json(host_text(args, "policy", ""), TX_POLICY_MAX, &policy);
  HOST_FREE char *path = command_policy_path(args, "/v1/policies", "accept");
  if (status != EX_OK || !path) return status;
  const struct client_request request = {
    .method = "POST", .path = path, .type = "application/json", .body = host_span(&policy)
  };
  return client_send(client, &request, out, NULL);
}

static int run_publish(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *policy = NULL, *out = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK && host_given(args, "policy")) status = publish_policy(args, client, &policy);
  const struct client_request request = { .method = "POST", .path = "/v1/publications" };
  if (status == EX_OK) status = client_send(client, &request, &out, NULL);
  if (status == EX_OK && policy) json_object_set(out, "policy", policy);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    print_lists(out);
  json_decref(policy);
  json_decref(out);
  return status;
}

static const struct host_option publish_options[] = {
  { .name = "accept",
    .type = HOST_TEXT,
    .value = "REASON",
    .zh = "虽有提醒仍发布的原因，会记录",
    .en = "publish in spite of warnings, for this reason, which is kept" },
  END_OPTION,
  { .name = "policy",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "同时提出发布这份规定，由另一单位复核",
    .en = "ask for this policy, too, which another body seconds" },
  { 0 },
};

const struct host_command command_publish = {
  .name = "publish",
  .zh = "发布名册和规定",
  .en = "publish lists and policies",
  .options = publish_options,
  .run = run_publish,
};

/* --- the trust list --------------------------------------------------------------------------- */

static int run_trust_import(const struct host_args *args) {
  HOST_BYTES trust = { 0 };
  CLIENT client = NULL;
  json_t *out = NULL;
  int status = command_read_file(host_arg(args, 0), TX_TRUST_MAX, &trust);
  if (status == EX_OK) status = client_open(args, &client);
  const struct client_request request = {
    .method = "PUT", .path = "/v1/trust", .type = "application/cose", .body = host_span(&trust)
  };
  if (status == EX_OK) status = client_send(client, &request, &out, NULL);
  if (status != EX_OK) return status;
  printf(host_words("信任列表已更新，序号%lld\n", "trust list renewed, seq %lld\n"),
         number_of(out, "seq"));
  json_decref(out);
  return EX_OK;
}

static const struct host_command trust_commands[] = {
  { .name = "import",
    .args = "FILE",
    .zh = "换用更新的信任列表",
    .en = "take a newer trust list",
    .run = run_trust_import },
  { 0 },
};

const struct host_command command_trust = {
  .name = "trust",
  .zh = "信任列表",
  .en = "the trust list",
  .commands = trust_commands,
};
