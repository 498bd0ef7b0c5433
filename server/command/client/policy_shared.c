/* SPDX-License-Identifier: Apache-2.0 */
#include "shared.h"

#include "client.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The names of --end, with commas between; malloc'd. */
static char *join_ends(const struct host_args *args) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!out) return NULL;
  for (size_t i = 0; host_text_at(args, "end", i); i++)
    fprintf(out, "%s%s", i ? "," : "", host_text_at(args, "end", i));
  fclose(out);
  return text;
}

char *command_policy_path(const struct host_args *args, const char *path, const char *other) {
  HOST_FREE char *ends = join_ends(args);
  const char *value = other ? host_text(args, other, NULL) : NULL;
  HOST_FREE char *query = ends ? client_path("end=%s", ends) : NULL;
  HOST_FREE char *more = value ? client_path("&%s=%s", other, value) : strdup("");
  char *whole = NULL;
  if (!query || !more || asprintf(&whole, "%s?%s%s", path, query, more) < 0) return NULL;
  return whole;
}

/* --- findings --------------------------------------------------------------------------------- */

static void print_finding(const json_t *finding) {
  const char *weight = text_of(finding, "weight");
  const char *zh = strcmp(weight, "error") == 0     ? "错误"
                   : strcmp(weight, "warning") == 0 ? "提醒"
                                                    : "说明";
  const char *example = text_of(finding, host_words("example_zh", "example_en"));
  host_screen_line(stdout, host_words("%s：%s", "%s: %s"), host_words(zh, weight),
                   text_of(finding, host_words("zh", "en")));
  if (*example) host_screen_line(stdout, host_words("  例如：%s", "  for example: %s"), example);
}

void command_print_findings(const json_t *result) {
  size_t i;
  const json_t *finding;
  json_array_foreach(json_object_get(result, "findings"), i, finding) print_finding(finding);
}

void command_print_seconders(const json_t *request) {
  const json_t *who = json_object_get(request, "seconders");
  if (json_is_true(json_object_get(request, "repeated")))
    host_screen_line(stdout,
                     host_words("这件事%s已经提出，仍在等待复核，没有另立新请求。",
                                "%s asked for the same already; that request goes on waiting and "
                                "no other is made."),
                     text_of(request, "asked_by"));
  if (who)
    host_screen_line(stdout, host_words("可复核：%s", "who may second it: %s"),
                     text_of(who, host_words("zh", "en")));
}

int command_answer_asked(const struct host_args *args, int status, json_t *out) {
  if (status != EX_OK) return status;
  const json_t *request = json_object_get(out, "request");
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    printf(host_words("第%lld号请求已提出：24小时内须另一单位的人复核（request second）。\n",
                      "The request %lld waits for a person of another body (request second).\n"),
           number_of(request, "id"));
    command_print_seconders(request);
  }
  json_decref(out);
  return EX_OK;
}

void command_print_asked(const json_t *result) {
  const json_t *request = json_object_get(result, "request");
  long long id = number_of(request, "id");
  if (json_is_true(json_object_get(request, "emergency"))) {
    host_screen_line(stdout,
                     host_words("%s 的规定已紧急发布，到期自动结束",
                                "the policy of %s is published in an emergency and ends by itself"),
                     text_of(result, "area"));
    return;
  }
  host_screen_line(stdout,
                   host_words("%s 的规定待另一单位复核：request second %lld",
                              "the policy of %s waits for another body: request second %lld"),
                   text_of(result, "area"), id);
  command_print_seconders(request);
}
