/* SPDX-License-Identifier: Apache-2.0 */
#include "audit_words.h"

#include "audit_forms.h"
#include "domain/resident/merge.h"
#include "format/certificate.h"
#include "host/text/date.h"
#include "host/text/text.h"
#include "model/bulk.h"
#include "model/certificate.h"
#include "model/ground.h"
#include "model/purpose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_MAX 9
#define FOUNDING ", founding"

struct slot {
  char kind, list;
  struct tx_span text;
};

struct words {
  char *out;
  size_t n;
};

static void say(struct words *words, const char *text, size_t n) {
  char *at = words->out + words->n;
  snprintf(at, AUDIT_WORDS_SIZE - words->n, "%.*s", (int)n, text);
  words->n += strlen(at);
}

static void clear(struct words *words) {
  words->n = 0;
  *words->out = '\0';
}

static void say_text(struct words *words, const char *text) {
  say(words, text, strlen(text));
}

const char *audit_action_words(const char *action, bool english) {
  for (size_t i = 0; i < audit_action_count; i++)
    if (strcmp(action, audit_actions[i].action) == 0)
      return english ? audit_actions[i].en : audit_actions[i].zh;
  return action;
}

/* --- words of a list -------------------------------------------------------------------------- */

static const char *term_of(char list, const char *word, bool english) {
  for (size_t i = 0; i < audit_term_count; i++)
    if (audit_terms[i].list == list && strcmp(audit_terms[i].word, word) == 0)
      return english ? audit_terms[i].en : audit_terms[i].zh;
  return NULL;
}

static bool say_ground(const char *code, bool english, struct words *words) {
  const int found = ground_find(code);
  if (found < 0) return false;
  say_text(words, code);
  say_text(words, " ");
  say_text(words, english ? grounds[found].en : grounds[found].zh);
  return true;
}

static bool say_purpose(const char *word, bool english, struct words *words) {
  const struct purpose *purpose = purpose_find(word);
  if (purpose) say_text(words, english ? purpose->en : purpose->zh);
  return purpose != NULL;
}

static bool say_reason(const char *name, bool english, struct words *words) {
  for (int reason = 0; reason <= UINT8_MAX; reason++)
    if (strcmp(name, tx_reason_name((enum tx_reason)reason)) == 0) {
      say_text(words, tx_reason_text((enum tx_reason)reason, english ? "en" : "zh"));
      return true;
    }
  return false;
}

static bool say_bulk(const char *word, bool english, struct words *words) {
  const int found = bulk_find(word);
  if (found < 0) return false;
  say_text(words, (english ? bulk_en : bulk_zh)((enum bulk_what)found));
  return true;
}

static bool say_certificate(const char *word, bool english, struct words *words) {
  const unsigned kind = certificate_find(word);
  if (kind) say_text(words, tx_certificate_kind_text(kind, english ? "en" : "zh"));
  return kind;
}

/* "0 value 2": what was said of which field. */
static bool say_value(const char *text, bool english, struct words *words) {
  int field, value, end = 0;
  if (sscanf(text, "%d value %d%n", &field, &value, &end) != 2 || text[end]) return false;
  if (field < 0 || field >= STATEMENT_FIELDS) return false;
  say_text(words, statement_field_word((enum statement_field)field, english));
  say_text(words, english ? ": " : "：");
  say_text(words, statement_value_word((enum statement_field)field, value, english));
  return true;
}

/* Between blanks or commas. */
static bool say_terms(char list, const char *text, bool english, struct words *words) {
  char copy[AUDIT_WORDS_SIZE], *rest = copy;
  size_t said = 0;
  host_copy(text, copy, sizeof copy);
  for (char *word; (word = strsep(&rest, " ,")); said++) {
    const char *term = term_of(list, word, english);
    if (!term) return false;
    if (said) say_text(words, english ? ", " : "、");
    say_text(words, term);
  }
  return true;
}

static bool say_listed(const struct slot *slot, const char *text, bool english,
                       struct words *words) {
  switch (slot->list) {
  case 'b':
    return say_bulk(text, english, words);
  case 'c':
    return say_certificate(text, english, words);
  case 'g':
    return say_ground(text, english, words);
  case 'p':
    return say_purpose(text, english, words);
  case 's':
    return say_value(text, english, words);
  case 'w':
    return say_reason(text, english, words);
  default:
    return say_terms(slot->list, text, english, words);
  }
}

/* --- forms ------------------------------------------------------------------------------------ */

static bool say_time(const char *text, struct words *words) {
  char when[HOST_DATE_SIZE];
  host_date_shanghai_minute(strtoll(text, NULL, 10), when);
  say_text(words, when);
  return true;
}

static bool is_number(const char *text) {
  const size_t sign = *text == '-';
  const size_t digits = strspn(text + sign, "0123456789");
  return digits && !text[sign + digits];
}

/* False: what stands there is not what the slot takes. */
static bool say_slot(const struct slot *slot, bool english, struct words *words) {
  char text[AUDIT_WORDS_SIZE];
  snprintf(text, sizeof text, "%.*s", (int)slot->text.n, (const char *)slot->text.p);
  if (slot->kind == '@') return say_listed(slot, text, english, words);
  if ((slot->kind == '#' || slot->kind == '~') && !is_number(text)) return false;
  if (slot->kind == '~') return say_time(text, words);
  if (slot->kind == '&' && (!*text || strchr(text, ' '))) return false;
  say_text(words, text);
  return true;
}

/* Up to where what follows it in the form stands. */
static const char *end_of(const char *text, const char *form) {
  char next[64];
  const size_t n = strcspn(form, AUDIT_SLOTS);
  if (!n) return text + strlen(text);
  snprintf(next, sizeof next, "%.*s", (int)n, form);
  return strstr(text, next);
}

static bool fit(const char *form, const char *text, struct slot slots[SLOTS_MAX]) {
  for (size_t n = 0; *form;) {
    if (!strchr(AUDIT_SLOTS, *form)) {
      if (*form++ != *text++) return false;
      continue;
    }
    struct slot *slot = &slots[n++];
    slot->kind = *form++;
    slot->list = '\0';
    if (slot->kind == '@') slot->list = *form++;
    const char *end = end_of(text, form);
    if (!end) return false;
    slot->text = tx_span_of(text, (size_t)(end - text));
    text = end;
  }
  return !*text;
}

static bool say_form(const struct audit_form *form, const char *text, bool english,
                     struct words *words) {
  struct slot slots[SLOTS_MAX];
  if (!fit(form->form, text, slots)) return false;
  for (const char *at = english ? form->en : form->zh; *at;) {
    const size_t n = strcspn(at, "$");
    say(words, at, n);
    at += n;
    if (!*at) break;
    if (!say_slot(&slots[at[1] - '1'], english, words)) return false;
    at += 2;
  }
  return true;
}

/* Whom it is about stands beside it. */
static const char *past_index(const struct audit_line *line) {
  char index[24];
  const char *text = line->detail;
  const int n = snprintf(index, sizeof index, "%lld", (long long)line->subject);
  if (line->subject < 0) return text;
  while (strncmp(text, index, (size_t)n) == 0 && (!text[n] || strchr(" ,", text[n])))
    text += n + (text[n] == ' ');
  return text;
}

static void say_founding(struct words *words, bool english) {
  if (words->n)
    say_text(words, english ? " (in the founding)" : "（建立时）");
  else
    say_text(words, english ? "in the founding" : "建立时");
}

bool audit_detail_words(const struct audit_line *line, bool english, char out[AUDIT_WORDS_SIZE]) {
  char text[sizeof line->detail];
  struct words words = { .out = out };
  host_copy(past_index(line), text, sizeof text);
  char *founding = text + strlen(text) - (sizeof FOUNDING - 1);
  const bool marked = founding >= text && strcmp(founding, FOUNDING) == 0;
  if (marked) *founding = '\0';
  for (size_t i = 0; i < audit_form_count; i++) {
    const struct audit_form *form = &audit_forms[i];
    if (form->action && strcmp(form->action, line->action) != 0) continue;
    clear(&words);
    if (!say_form(form, text, english, &words)) continue;
    if (marked) say_founding(&words, english);
    return true;
  }
  clear(&words);
  say_text(&words, line->detail);
  return !*line->detail;
}
