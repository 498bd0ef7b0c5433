/* SPDX-License-Identifier: Apache-2.0 */
/* What people type at a gate comes in clean wherever it comes in, and goes out fit for a screen. */
#include "core/operator_command.h"
#include "identity/identity.h"
#include "promise.h"

#define HOSTILE "\u202e\x1b\u2066\u200b\x07"

/* --- by which a text comes in ----------------------------------------------------------------- */

static bool by_name(const char *text, char *kept, size_t cap) {
  struct gate_identity identity = { 0 };
  bool taken = gate_name_set(&identity, text);
  snprintf(kept, cap, "%s", identity.name);
  return taken;
}

static bool by_phone(const char *text, char *kept, size_t cap) {
  struct gate_identity identity = { 0 };
  bool taken = gate_phone_set(&identity, text);
  snprintf(kept, cap, "%s", identity.phone);
  return taken;
}

/* The guard's page, the socket and the command line all say a word. */
static bool by_word(const char *member, const char *text, struct gate_word *word) {
  const struct gate_word_error *error;
  json_t *json = json_pack("{s:s, s:s, s:s}", "word", "register", "role", "visitor", "number", "1");
  json_object_set_new(json, member, json_string(text));
  bool taken = gate_word_read(json, word, &error);
  json_decref(json);
  return taken;
}

static bool by_number(const char *text, char *kept, size_t cap) {
  struct gate_word word;
  bool taken = by_word("number", text, &word);
  snprintf(kept, cap, "%s", word.number);
  return taken;
}

static bool by_host_unit(const char *text, char *kept, size_t cap) {
  struct gate_word word;
  bool taken = by_word("host_unit", text, &word);
  snprintf(kept, cap, "%s", word.host_unit);
  return taken;
}

static const struct {
  const char *name;
  bool (*take)(const char *text, char *kept, size_t cap);
} entries[] = {
  { "gate.ini, init --name, enrol --name", by_name },
  { "gate.ini, init --phone", by_phone },
  { "number of a visitor, a tube's barcode", by_number },
  { "building that is visited", by_host_unit },
};

static void what_cannot_be_seen_goes_at_every_entry(UNUSED void **state) {
  static const char *const texts[][2] = {
    { "a" HOSTILE "b", "ab" },
    { "\xef\xbb\xbf"
      "3",
      "3" },
    { "\u00a0"
      "3\t4 ",
      "3 4" },
  };
  for (size_t i = 0; i < COUNT(entries); i++)
    for (size_t t = 0; t < COUNT(texts); t++) {
      char kept[128];
      ASSERT_ROW(entries[i].take(texts[t][0], kept, sizeof kept), entries[i].name);
      ASSERT_ROW(strcmp(kept, texts[t][1]) == 0, entries[i].name);
    }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(what_cannot_be_seen_goes_at_every_entry),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
