/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "format/policy.h"
#include "format/trust.h"
#include "host/sys/text.h"
#include "office_call.h"

#include <stdlib.h>

static void print_lists(const json_t *result) {
  size_t i;
  const json_t *list, *policy = json_object_get(result, "policy");
  if (policy)
    printf(host_words("规定 %s 已发布,序号%lld\n", "policy of %s published, seq %lld\n"),
           json_string_value(json_object_get(policy, "area")),
           (long long)json_integer_value(json_object_get(policy, "seq")));
  json_array_foreach(json_object_get(result, "lists"), i, list)
      printf(host_words("名册 %s 已发布,序号%lld,%lld条\n",
                        "list of %s published, seq %lld, %lld records\n"),
             json_string_value(json_object_get(list, "area")),
             (long long)json_integer_value(json_object_get(list, "seq")),
             (long long)json_integer_value(json_object_get(list, "count")));
}

int command_publish(const struct host_args *args) {
  HOST_BYTES policy = { 0 };
  json_t *in = json_object(), *out = NULL;
  if (host_given(args, "policy")) {
    int status = command_read_file(host_text(args, "policy", ""), TX_POLICY_MAX, &policy);
    if (status == EX_OK) {
      json_t *text = json_stringn((const char *)policy.p, policy.n);
      if (!text)
        status = host_fail(EX_DATAERR, "规定文件不是UTF-8文本。", "The policy is no UTF-8 text.");
      else
        json_object_set_new(in, "policy", text);
      if (text && host_given(args, "accept"))
        json_object_set_new(in, "accept", json_string(host_text(args, "accept", "")));
    }
    if (status != EX_OK) {
      json_decref(in);
      return status;
    }
  }
  int status = office_call(args, "publish", in, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_lists(out);
  json_decref(out);
  return EX_OK;
}

int command_trust_import(const struct host_args *args) {
  HOST_BYTES trust = { 0 };
  json_t *out = NULL;
  int status = command_read_file(host_arg(args, 0), TX_TRUST_MAX, &trust);
  if (status != EX_OK) return status;
  HOST_FREE char *base64 = malloc(HOST_BASE64_SIZE(trust.n));
  if (!base64) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  host_base64(host_span(&trust), base64);
  status = office_call(args, "trust-import", json_pack("{s:s}", "trust", base64), &out);
  if (status != EX_OK) return status;
  printf(host_words("信任列表已更新,序号%lld\n", "trust list renewed, seq %lld\n"),
         (long long)json_integer_value(json_object_get(out, "seq")));
  json_decref(out);
  return EX_OK;
}
