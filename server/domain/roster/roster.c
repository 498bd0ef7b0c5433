/* SPDX-License-Identifier: Apache-2.0 */
#include "roster.h"

#include "host/text/visible.h"
#include "place.h"
#include "roster_optional.h"

#include "format/pass.h"

#include <stdio.h>
#include <stdlib.h>

enum tx_reason roster_open(struct roster *roster, struct tx_span bytes, const char *map,
                           int64_t now_s, struct host_problem *problem) {
  *roster = (struct roster){ .now_s = now_s };
  enum tx_reason reason = csv_read(bytes, &roster->text, problem);
  if (reason != TX_OK) return reason;
  csv_start(&roster->csv, roster->text.p, roster->text.n);
  return roster_heading_read(&roster->csv, map, &roster->heading, problem);
}

void roster_close(struct roster *roster) {
  csv_finish(&roster->csv);
  roster_heading_finish(&roster->heading);
  free(roster->text.turned);
  roster->text = (struct csv_text){ .turned = NULL };
}

bool roster_guess_heading(struct tx_span bytes, const char *map, struct roster_heading *out) {
  struct csv_text text;
  struct csv csv;
  struct host_problem ignored = { 0 };
  *out = (struct roster_heading){ .names = NULL };
  if (csv_read(bytes, &text, &ignored) != TX_OK) return false;
  csv_start(&csv, text.p, text.n);
  const bool good = roster_heading_guess(&csv, map, out);
  csv_finish(&csv);
  free(text.turned);
  return good;
}

#define PLACE_TEXT_MAX 134 /* a building and an entrance, or a room, as they are written */

static const char *value_at(const struct roster *roster, const struct csv_row *row,
                            enum roster_column column) {
  int place = roster->heading.places[column];
  return place >= 0 && (size_t)place < row->count ? row->fields[place] : "";
}

static bool wrong(struct roster_error *error, enum roster_column column, const char *zh,
                  const char *en) {
  error->column = column;
  host_problem_say(&error->problem, TX_BAD_ARGUMENT, zh, en);
  return false;
}

static bool copy_value(const char *value, enum roster_column column, bool required, char *out,
                       size_t cap, struct roster_error *error) {
  if (required && !*value) return wrong(error, column, "不能为空", "must not be empty");
  if (strlen(value) >= cap) return wrong(error, column, "太长", "is too long");
  memcpy(out, value, strlen(value) + 1);
  return true;
}

/* A number of a resident's card that checks. */
static bool is_card_number(const char *value, int64_t now_s) {
  struct host_problem ignored;
  char number[ID_NUMBER_MAX + 1];
  return id_document_normalise(value, number) &&
         id_document_check(ID_RESIDENT_CARD, number, now_s, &ignored) == TX_OK;
}

static int find_card_number(const struct roster *roster, const struct csv_row *row) {
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    if (i != ROSTER_ID_NUMBER &&
        is_card_number(value_at(roster, row, (enum roster_column)i), roster->now_s))
      return i;
  return -1;
}

static void note_swap(const struct roster *roster, const struct csv_row *row,
                      struct roster_error *error) {
  int other = find_card_number(roster, row);
  if (other < 0) return;
  error->swapped = true;
  error->column = ROSTER_ID_NUMBER;
  host_problem_set(
      &error->problem, TX_BAD_ARGUMENT, "证件号码好像在“%s”%.0s一列里，请检查表头是否与内容对调",
      "the identity number seems to stand in the column %s (%s), please look whether the "
      "headings are exchanged",
      roster_column_zh((enum roster_column)other), roster_column_en((enum roster_column)other));
}

/* An unknown word is no reason where the number says what it is. */
static bool read_type(struct roster *roster, const struct csv_row *row, struct roster_entry *entry,
                      struct roster_error *error) {
  int type = id_document_type_find(value_at(roster, row, ROSTER_ID_TYPE));
  if (type < 0 && is_card_number(value_at(roster, row, ROSTER_ID_NUMBER), roster->now_s)) {
    roster_notice(roster, ROSTER_TYPE_UNKNOWN, row->line);
    type = ID_RESIDENT_CARD;
  }
  entry->id_type = (enum id_type)type;
  if (type >= 0) return true;
  return wrong(
      error, ROSTER_ID_TYPE,
      "不认识的证件类型，应为身份证、护照、港澳居民来往内地通行证、台湾居民来往大陆通行证、"
      "港澳台居民居住证、外国人永久居留身份证、出生医学证明、军官证之一，确无证件的写无证件",
      "is no known document, use one of id_card, passport, hong_kong_macau_permit, "
      "taiwan_permit, residence_permit, permanent_residence, birth_certificate, "
      "military_id, or none where there is no document");
}

/* False: no number of the document, or one that a spreadsheet rounded. */
static bool read_number(struct roster *roster, const struct csv_row *row,
                        struct roster_entry *entry, struct roster_error *error) {
  bool rounded = id_document_is_rounded(entry->id_number);
  roster->cards += strlen(entry->id_number) == 18;
  roster->rounded += rounded;
  if (id_document_check(entry->id_type, entry->id_number, roster->now_s, &error->problem) != TX_OK)
    return error->rounded = rounded || id_document_is_scientific(entry->id_number), false;
  if (rounded) roster_notice(roster, ROSTER_ROUNDED, row->line);
  return true;
}

/* Said in words, never guessed from an empty cell. */
static bool read_no_number(struct roster *roster, const struct csv_row *row,
                           struct roster_entry *entry, struct roster_error *error) {
  if (*value_at(roster, row, ROSTER_ID_NUMBER))
    return wrong(error, ROSTER_ID_NUMBER, "写着无证件，却有号码，请改证件类型或删去号码",
                 "holds a number where the document is none, please correct one of them");
  entry->id_number[0] = '\0';
  roster_notice(roster, ROSTER_NO_NUMBER, row->line);
  return true;
}

static bool read_identity(struct roster *roster, const struct csv_row *row,
                          struct roster_entry *entry, struct roster_error *error) {
  const char *number = value_at(roster, row, ROSTER_ID_NUMBER);
  if (!read_type(roster, row, entry, error)) return false;
  error->column = ROSTER_ID_NUMBER;
  if (entry->id_type == ID_NONE) return read_no_number(roster, row, entry, error);
  if (!*number)
    return wrong(error, ROSTER_ID_NUMBER, "不能为空；确无证件的，请在证件类型一列写“无证件”",
                 "must not be empty; for a person who has no document write none as id_type");
  if (!id_document_normalise(number, entry->id_number))
    return wrong(error, ROSTER_ID_NUMBER, "含有不是字母和数字的字符，或太长",
                 "holds other characters than letters and digits, or is too long");
  return read_number(roster, row, entry, error);
}

/* Merged cells leave their value in the first row alone. */
static const char *value_above(struct roster *roster, const struct csv_row *row,
                               enum roster_column column, bool take, char above[65]) {
  const char *value = value_at(roster, row, column);
  if (!*value && take && *above) {
    if (column == ROSTER_UNIT) roster_notice(roster, ROSTER_FILLED, row->line);
    return above;
  }
  snprintf(above, 65, "%.64s", value);
  return value;
}

static void look_for_date(struct roster *roster, const char *unit, size_t line) {
  char probable[8];
  if (!place_looks_like_date(unit, probable)) return;
  if (!*roster->probable_unit) memcpy(roster->probable_unit, probable, sizeof probable);
  roster_notice(roster, ROSTER_UNIT_DATE, line);
}

/* Where it is written in two columns, or in three, or as one address. */
static void gather_place(struct roster *roster, const struct csv_row *row,
                         char unit[PLACE_TEXT_MAX], char room[PLACE_TEXT_MAX]) {
  char both[PLACE_KEY_SIZE], rest[PLACE_KEY_SIZE];
  const char *entrance = value_at(roster, row, ROSTER_ENTRANCE);
  const bool merged = !*value_at(roster, row, ROSTER_UNIT);
  if (roster->heading.places[ROSTER_ADDRESS] >= 0) {
    place_split(value_above(roster, row, ROSTER_ADDRESS, true, roster->unit_above), both, rest);
    snprintf(unit, PLACE_TEXT_MAX, "%s", both);
    snprintf(room, PLACE_TEXT_MAX, "%s", rest);
    return;
  }
  const char *value = value_above(roster, row, ROSTER_UNIT, true, roster->unit_above);
  const char *flat = value_above(roster, row, ROSTER_ROOM, merged, roster->room_above);
  look_for_date(roster, value, row->line);
  if (*entrance || !merged) snprintf(roster->entrance_above, 33, "%.32s", entrance);
  if (*roster->entrance_above)
    snprintf(unit, PLACE_TEXT_MAX, "%.96s-%s", value, roster->entrance_above);
  else
    snprintf(unit, PLACE_TEXT_MAX, "%.*s", PLACE_TEXT_MAX - 1, value);
  snprintf(room, PLACE_TEXT_MAX, "%.*s", PLACE_TEXT_MAX - 1, flat);
}

/* A pass has 12 bytes for the building: 3号楼2单元 becomes 3-2 where it would not fit. */
static bool read_place(struct roster *roster, const struct csv_row *row, struct roster_entry *entry,
                       struct roster_error *error) {
  char value[PLACE_TEXT_MAX], flat[PLACE_TEXT_MAX], unit[PLACE_TEXT_MAX];
  gather_place(roster, row, value, flat);
  snprintf(unit, sizeof unit, "%s", value);
  if (strlen(value) > 12 || *roster->entrance_above) place_key(value, unit);
  if (strlen(unit) > 12)
    return wrong(error, ROSTER_UNIT, "太长，请用短代号，如 3-2",
                 "is too long, please use a short code such as 3-2");
  return copy_value(unit, ROSTER_UNIT, true, entry->unit, sizeof entry->unit, error) &&
         copy_value(flat, ROSTER_ROOM, true, entry->room, sizeof entry->room, error);
}

/* What cannot be read and need not be there is left out, and said beside the row; a form is sent
 * back for it. False: the row is refused for it. */
static bool leave_out(const struct roster *roster, struct roster_entry *entry,
                      enum roster_column column, const struct host_problem *problem,
                      struct roster_error *error) {
  error->column = column;
  error->problem = *problem;
  if (roster->strict) return false;
  entry->unsaid |= 1u << column;
  if (entry->notes_count == ROSTER_NOTES_MAX) return true;
  entry->notes[entry->notes_count++] =
      (struct roster_error){ .line = error->line, .column = column, .problem = *problem };
  return true;
}

/* A column that is not there says nothing either. */
static void note_unsaid(const struct roster *roster, struct roster_entry *entry) {
  static const enum roster_column optional[] = { ROSTER_PHONE, ROSTER_BIRTH_DATE, ROSTER_ROLE,
                                                 ROSTER_MOVED_IN, ROSTER_TENURE };
  entry->unsaid = 0;
  entry->notes_count = 0;
  for (size_t i = 0; i < sizeof optional / sizeof *optional; i++)
    if (roster->heading.places[optional[i]] < 0) entry->unsaid |= 1u << optional[i];
}

static bool read_birth_date(const struct roster *roster, const struct csv_row *row,
                            struct roster_entry *entry, struct roster_error *error) {
  struct host_problem problem = { 0 };
  char in_number[11] = "";
  const bool card = entry->id_type == ID_RESIDENT_CARD || entry->id_type == ID_RESIDENCE;
  if (!card || !id_document_birth_date(entry->id_number, in_number)) *in_number = '\0';
  const bool good = roster_read_birth_date(value_at(roster, row, ROSTER_BIRTH_DATE), in_number,
                                           roster->now_s, entry->birth_date, &problem);
  if (!good && !leave_out(roster, entry, ROSTER_BIRTH_DATE, &problem, error)) return false;
  if (*in_number) entry->unsaid &= ~(1u << ROSTER_BIRTH_DATE);
  return true;
}

/* Offices write 租户 (renter) or 业主 (owner) among the roles, too: of residents both. */
static bool read_role(const struct roster *roster, const struct csv_row *row,
                      struct roster_entry *entry, struct roster_error *error) {
  struct host_problem problem = { 0 }, ignored = { 0 };
  const char *role = value_at(roster, row, ROSTER_ROLE),
             *tenure = value_at(roster, row, ROSTER_TENURE);
  const bool is_tenure = *role && tx_role_find(tx_span_text(role)) < 0 &&
                         roster_read_tenure(role, entry->tenure, &ignored);
  if (!roster_read_role(is_tenure ? "" : role, &entry->role, &problem) &&
      !leave_out(roster, entry, ROSTER_ROLE, &problem, error))
    return false;
  if (is_tenure && !*tenure) {
    entry->unsaid &= ~(1u << ROSTER_TENURE);
    return true;
  }
  return roster_read_tenure(tenure, entry->tenure, &problem) ||
         leave_out(roster, entry, ROSTER_TENURE, &problem, error);
}

static bool read_optional(const struct roster *roster, const struct csv_row *row,
                          struct roster_entry *entry, struct roster_error *error) {
  struct host_problem problem = { 0 };
  if (!roster_read_phone(value_at(roster, row, ROSTER_PHONE), entry->phone, &problem) &&
      !leave_out(roster, entry, ROSTER_PHONE, &problem, error))
    return false;
  if (!read_role(roster, row, entry, error)) return false;
  if (!roster_read_date(value_at(roster, row, ROSTER_MOVED_IN), entry->moved_in, &problem) &&
      !leave_out(roster, entry, ROSTER_MOVED_IN, &problem, error))
    return false;
  return read_birth_date(roster, row, entry, error);
}

static bool read_name(const char *value, struct roster_entry *entry, struct roster_error *error) {
  char mask[25];
  if (!copy_value(value, ROSTER_NAME, true, entry->name, sizeof entry->name, error)) return false;
  bool digits_only = strspn(value, "0123456789Xx -") == strlen(value);
  if (!digits_only && host_visible_letter(value) && tx_name_mask(value, mask)) return true;
  return wrong(error, ROSTER_NAME, "不像姓名", "does not look like a name");
}

static bool read_entry(struct roster *roster, const struct csv_row *row, struct roster_entry *entry,
                       struct roster_error *error) {
  if (row->damaged) *roster->unit_above = *roster->room_above = '\0';
  if (row->damaged)
    return wrong(error, ROSTER_NAME, "含有无法辨认的字符，请改正这一行",
                 "the row holds bytes that are no character, please correct it");
  note_unsaid(roster, entry);
  struct roster_error no_place = { .line = error->line };
  bool placed = read_place(roster, row, entry, &no_place); /* the row below may need it */
  if (!placed) *error = no_place;
  return placed && read_name(value_at(roster, row, ROSTER_NAME), entry, error) &&
         read_identity(roster, row, entry, error) && read_optional(roster, row, entry, error);
}

/* Of whom the number says too little, the column says when they were born. */
static void read_said_birth_date(const struct roster *roster, const struct csv_row *row,
                                 struct roster_entry *entry) {
  struct host_problem ignored;
  if (!roster_read_birth_date(value_at(roster, row, ROSTER_BIRTH_DATE), "", roster->now_s,
                              entry->birth_date, &ignored))
    *entry->birth_date = '\0';
}

/* Whose row was refused, for what else may be wrong with it. */
static bool is_known(const struct roster *roster, const struct csv_row *row,
                     struct roster_entry *entry) {
  struct host_problem ignored;
  const int type = id_document_type_find(value_at(roster, row, ROSTER_ID_TYPE));
  entry->id_type = type < 0 ? ID_RESIDENT_CARD : (enum id_type)type;
  return entry->id_type != ID_NONE && !row->damaged &&
         id_document_normalise(value_at(roster, row, ROSTER_ID_NUMBER), entry->id_number) &&
         id_document_check(entry->id_type, entry->id_number, roster->now_s, &ignored) == TX_OK;
}

enum roster_end roster_next(struct roster *roster, struct roster_entry *entry,
                            struct roster_error *error) {
  struct csv_row *row = &roster->row;
  *error = (struct roster_error){ 0 };
  enum csv_end end;
  do
    end = csv_next(&roster->csv, row, &error->problem);
  while (end == CSV_ROW && !row->damaged && roster_heading_again(&roster->heading, row));
  if (end == CSV_END)
    return roster_is_rounded(roster, &error->problem) ? ROSTER_BROKEN : ROSTER_END;
  if (end == CSV_BAD) return ROSTER_BROKEN;
  entry->line = error->line = row->line;
  if (read_entry(roster, row, entry, error)) return ROSTER_ENTRY;
  note_swap(roster, row, error);
  if (error->rounded)
    read_said_birth_date(roster, row, entry);
  else
    error->known = is_known(roster, row, entry);
  return ROSTER_WRONG;
}
