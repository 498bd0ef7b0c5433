/* SPDX-License-Identifier: Apache-2.0 */
#include "stdout.h"

#include "host/text/language.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <unistd.h>

static bool say(const struct gate_outcome *outcome, const char *lang) {
  char sentence[2048];
  gate_outcome_say(outcome, lang, sentence, sizeof sentence);
  if (outcome->label) {
    host_screen_print(stdout, outcome->label, 0);
    fputs(strcmp(lang, "zh") == 0 ? "：" : ": ", stdout);
  }
  host_screen_print(stdout, sentence, 0);
  return putchar('\n') == '\n';
}

static bool say_all(const struct gate_outcome *outcome, const char *lang) {
  bool zh = !lang || strncmp(lang, "en", 2) != 0, en = !lang || strncmp(lang, "zh", 2) != 0;
  bool said = (!zh || say(outcome, "zh")) && (!en || say(outcome, "en"));
  return fflush(stdout) == 0 && said;
}

static bool write_json(FILE *to, json_t *json) {
  bool written = json && json_dumpf(json, to, JSON_COMPACT) == 0 && putc('\n', to) == '\n';
  json_decref(json);
  return fflush(to) == 0 && written;
}

bool gate_lines_name(bool asked) {
  return asked || isatty(STDOUT_FILENO);
}

bool gate_line_outcome(const struct gate_outcome *outcome, const struct gate_lines *lines) {
  struct gate_extra extra;
  const struct gate_outcome shown = lines->names ? *outcome : gate_outcome_unnamed(outcome, &extra);
  if (lines->json) return write_json(stdout, gate_outcome_json(&shown));
  return say_all(&shown, lines->lang);
}

bool gate_line_nothing(FILE *to, const char *label, enum tx_reason why, const char *detail,
                       bool json) {
  if (json)
    return write_json(to, json_pack("{s:s,s:s,s:i,s:s,s:s,s:s}", "source", label, "verdict", "none",
                                    "reason", (int)why, "name", tx_reason_name(why), "zh",
                                    tx_reason_text(why, "zh"), "en", tx_reason_text(why, "en")));
  if (detail && *detail) return fprintf(to, "%s\n", detail) > 0 && fflush(to) == 0;
  bool said = fprintf(to, "%s：%s。\n%s: %s.\n", label, tx_reason_text(why, "zh"), label,
                      tx_reason_text(why, "en")) > 0;
  return fflush(to) == 0 && said;
}
