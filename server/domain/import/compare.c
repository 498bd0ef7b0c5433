/* SPDX-License-Identifier: Apache-2.0 */
#include "compare.h"

#include "domain/roster/roster_optional.h"

#include "format/pass.h"

#include <string.h>

void compare_complete(const struct resident *held, struct roster_entry *entry) {
  const struct person *person = &held->person;
  if (strcmp(entry->id_number, person->id_number) != 0) { /* another document of theirs */
    entry->id_type = (enum id_type)person->id_type;
    memcpy(entry->id_number, person->id_number, sizeof entry->id_number);
  }
  if (entry->unsaid & 1u << ROSTER_PHONE) memcpy(entry->phone, person->phone, sizeof entry->phone);
  if (entry->unsaid & 1u << ROSTER_ROLE) entry->role = held->role;
  if (entry->unsaid & 1u << ROSTER_BIRTH_DATE)
    memcpy(entry->birth_date, person->birth_date, sizeof entry->birth_date);
  if (entry->unsaid & 1u << ROSTER_MOVED_IN)
    memcpy(entry->moved_in, person->moved_in, sizeof entry->moved_in);
  if (entry->unsaid & 1u << ROSTER_TENURE)
    memcpy(entry->tenure, person->tenure, sizeof entry->tenure);
}

/* The document's number is by whom they are the same person. */
static const enum roster_column compared[] = { ROSTER_NAME, ROSTER_ID_TYPE,  ROSTER_PHONE,
                                               ROSTER_UNIT, ROSTER_ROOM,     ROSTER_BIRTH_DATE,
                                               ROSTER_ROLE, ROSTER_MOVED_IN, ROSTER_TENURE };
#define COMPARED (sizeof compared / sizeof *compared)

static const char *held_text(const struct resident *held, enum roster_column column) {
  const struct person *person = &held->person;
  const char *const texts[ROSTER_COLUMNS] = {
    [ROSTER_NAME] = person->name,
    [ROSTER_ID_TYPE] = id_document_type_zh((enum id_type)person->id_type),
    [ROSTER_PHONE] = person->phone,
    [ROSTER_UNIT] = person->unit,
    [ROSTER_ROOM] = person->room,
    [ROSTER_BIRTH_DATE] = person->birth_date,
    [ROSTER_ROLE] = tx_role_word(held->role),
    [ROSTER_MOVED_IN] = person->moved_in,
    [ROSTER_TENURE] = roster_tenure_zh(person->tenure),
  };
  return texts[column] ? texts[column] : "";
}

static const char *said_text(const struct roster_entry *entry, enum roster_column column) {
  const char *const texts[ROSTER_COLUMNS] = {
    [ROSTER_NAME] = entry->name,
    [ROSTER_ID_TYPE] = id_document_type_zh(entry->id_type),
    [ROSTER_PHONE] = entry->phone,
    [ROSTER_UNIT] = entry->unit,
    [ROSTER_ROOM] = entry->room,
    [ROSTER_BIRTH_DATE] = entry->birth_date,
    [ROSTER_ROLE] = tx_role_word(entry->role),
    [ROSTER_MOVED_IN] = entry->moved_in,
    [ROSTER_TENURE] = roster_tenure_zh(entry->tenure),
  };
  return texts[column] ? texts[column] : "";
}

unsigned compare_columns(const struct resident *held, const struct roster_entry *entry) {
  unsigned columns = 0;
  for (size_t i = 0; i < COMPARED; i++)
    if (strcmp(held_text(held, compared[i]), said_text(entry, compared[i])) != 0)
      columns |= 1u << compared[i];
  return columns;
}

enum tx_reason compare_note_added(struct preview *preview, const struct roster_entry *entry) {
  char mask[25], tail[5];
  if (!tx_name_mask(entry->name, mask)) return TX_BAD_ARGUMENT;
  id_document_tail(entry->id_number, tail);
  const char *const texts[] = { mask, tail, entry->unit, entry->room };
  return preview_note(preview, PREVIEW_ADDED,
                      (struct preview_item){ .line = (uint32_t)entry->line }, texts,
                      sizeof texts / sizeof *texts);
}

#define PHONE_SIZE sizeof(((struct person *)0)->phone)

/* 138****0000: enough to see what changes. */
static const char *mask_phone(const char *phone, char out[PHONE_SIZE]) {
  const size_t n = strlen(phone), ends = n >= 11 ? 4 : n / 3;
  memset(out, '*', n);
  out[n] = '\0';
  memcpy(out, phone, ends > 3 ? 3 : ends);
  memcpy(out + n - ends, phone + n - ends, ends);
  return out;
}

/* What the roster had, as a list shows it: whoever has the documents' numbers would else take the
 * names and telephones of everybody by a table of them. */
static const char *shown_text(const struct resident *held, enum roster_column column,
                              char phone[PHONE_SIZE]) {
  if (column == ROSTER_NAME) return held->person.mask;
  return column == ROSTER_PHONE ? mask_phone(held->person.phone, phone) : held_text(held, column);
}

enum tx_reason compare_note_changed(struct preview *preview, const struct resident *held,
                                    const struct roster_entry *entry, unsigned columns) {
  const struct person *person = &held->person;
  char phone[PHONE_SIZE];
  const char *texts[4 + 4 * COMPARED] = { person->mask, person->tail, person->unit, person->room };
  size_t n = 4;
  for (size_t i = 0; i < COMPARED; i++) {
    const enum roster_column column = compared[i];
    if (!(columns & 1u << column)) continue;
    texts[n++] = roster_column_zh(column);
    texts[n++] = roster_column_en(column);
    texts[n++] = shown_text(held, column, phone);
    texts[n++] = said_text(entry, column);
  }
  return preview_note(preview, PREVIEW_CHANGED,
                      (struct preview_item){ .line = (uint32_t)entry->line, .index = held->index },
                      texts, n);
}

enum tx_reason compare_note_refused(struct preview *preview, const struct roster_error *error) {
  const char *const texts[] = { roster_column_zh(error->column), roster_column_en(error->column),
                                error->problem.zh, error->problem.en };
  return preview_note(preview, PREVIEW_REFUSED,
                      (struct preview_item){ .line = (uint32_t)error->line }, texts,
                      sizeof texts / sizeof *texts);
}
