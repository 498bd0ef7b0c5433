/* SPDX-License-Identifier: Apache-2.0 */
#include "stdout.h"

#include "host/sys/language.h"

#include <stdio.h>

static bool say(const struct gate_outcome *outcome, const char *lang) {
  char sentence[2048];
  gate_outcome_say(outcome, lang, sentence, sizeof sentence);
  if (outcome->label) return printf("%s: %s\n", outcome->label, sentence) > 0;
  return printf("%s\n", sentence) > 0;
}

bool gate_line_words(const struct gate_outcome *outcome, const char *lang) {
  bool zh = !lang || strncmp(lang, "en", 2) != 0, en = !lang || strncmp(lang, "zh", 2) != 0;
  bool said = (!zh || say(outcome, "zh")) && (!en || say(outcome, "en"));
  return fflush(stdout) == 0 && said;
}

static bool write_json(json_t *json) {
  bool written = json && json_dumpf(json, stdout, JSON_COMPACT) == 0 && putchar('\n') == '\n';
  json_decref(json);
  return fflush(stdout) == 0 && written;
}

bool gate_line_json(const struct gate_outcome *outcome) {
  return write_json(gate_outcome_json(outcome));
}

bool gate_line_nothing(const char *label, enum tx_reason why, const char *detail, bool json) {
  if (json)
    return write_json(json_pack("{s:s,s:s,s:i,s:s,s:s,s:s}", "source", label, "verdict", "none",
                                "reason", (int)why, "name", tx_reason_name(why), "zh",
                                tx_reason_text(why, "zh"), "en", tx_reason_text(why, "en")));
  if (detail && *detail) return printf("%s\n", detail) > 0 && fflush(stdout) == 0;
  bool said = printf("%s: %s。\n%s: %s.\n", label, tx_reason_text(why, "zh"), label,
                     tx_reason_text(why, "en")) > 0;
  return fflush(stdout) == 0 && said;
}
