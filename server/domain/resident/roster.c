/* SPDX-License-Identifier: Apache-2.0 */
#include "roster.h"

#include "host/sys/visible.h"
#include "place.h"

#include "format/pass.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static const struct {
  const char *zh, *en;
  bool required;
} columns[ROSTER_COLUMNS] = {
  [ROSTER_NAME] = { "姓名", "name", true },
  [ROSTER_ID_TYPE] = { "证件类型", "id_type", false },
  [ROSTER_ID_NUMBER] = { "证件号码", "id_number", true },
  [ROSTER_PHONE] = { "电话", "phone", false },
  [ROSTER_UNIT] = { "楼栋", "unit", true },
  [ROSTER_ROOM] = { "房号", "room", true },
  [ROSTER_BIRTH_DATE] = { "出生日期", "birth_date", false },
  [ROSTER_ROLE] = { "人员类别", "role", false },
  [ROSTER_MOVED_IN] = { "入住日期", "moved_in", false },
};

const char *roster_column_zh(enum roster_column column) {
  return columns[column].zh;
}
const char *roster_column_en(enum roster_column column) {
  return columns[column].en;
}

static int find_column(const char *heading) {
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    if (strcmp(heading, columns[i].zh) == 0 || strcasecmp(heading, columns[i].en) == 0) return i;
  return -1;
}

static enum tx_reason missing_columns(const struct roster *roster, int known,
                                      struct host_problem *problem) {
  if (known == 0)
    return host_problem_set(
        problem, TX_BAD_ARGUMENT, "第1行不是表头。表头至少要有:姓名、证件号码、楼栋、房号。",
        "Line 1 is no heading. It needs at least: name, id_number, unit, room.");
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    if (columns[i].required && roster->places[i] < 0)
      return host_problem_set(problem, TX_BAD_ARGUMENT, "表头缺少“%s”(%s)一列,请补上再导入。",
                              "The heading lacks the column %s (%s), please add it.", columns[i].zh,
                              columns[i].en);
  return TX_OK;
}

static enum tx_reason read_heading(struct roster *roster, struct host_problem *problem) {
  struct csv_row row;
  int known = 0;
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    roster->places[i] = -1;
  enum csv_end end = csv_next(&roster->csv, &row, problem);
  if (end == CSV_BAD) return problem->reason;
  if (end == CSV_END)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "名册是空的:没有表头,也没有居民。",
                            "The roster is empty: no heading and nobody in it.");
  if (row.damaged)
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "表头里有无法辨认的字符，请另存为“CSV UTF-8”再试。",
                            "The heading holds bytes that are no character, please save the table "
                            "as \"CSV UTF-8\" and try again.");
  for (size_t i = 0; i < row.count; i++) {
    int column = find_column(row.fields[i]);
    if (column < 0) continue;
    if (roster->places[column] >= 0)
      return host_problem_set(problem, TX_BAD_ARGUMENT, "表头里“%s”(%s)一列出现了两次,请删去一列。",
                              "The heading has the column %s (%s) twice, please remove one.",
                              columns[column].zh, columns[column].en);
    roster->places[column] = (int)i;
    known++;
  }
  return missing_columns(roster, known, problem);
}

enum tx_reason roster_open(struct roster *roster, struct tx_span bytes, int64_t now_s,
                           struct host_problem *problem) {
  size_t len = 0;
  *roster = (struct roster){ .now_s = now_s };
  enum tx_reason reason = csv_to_utf8(bytes, &roster->text, &len, problem);
  if (reason != TX_OK) return reason;
  csv_start(&roster->csv, roster->text, len);
  return read_heading(roster, problem);
}

void roster_close(struct roster *roster) {
  csv_finish(&roster->csv);
  free(roster->text);
  roster->text = NULL;
}

static const char *value_at(const struct roster *roster, const struct csv_row *row,
                            enum roster_column column) {
  int place = roster->places[column];
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
      &error->problem, TX_BAD_ARGUMENT, "证件号码好像在“%s”(%s)一列里,请检查表头是否与内容对调",
      "the identity number seems to stand in the column %s (%s), please look whether the "
      "headings are exchanged",
      columns[other].zh, columns[other].en);
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
      "港澳台居民居住证、外国人永久居留身份证、出生医学证明、军官证之一",
      "is no known document, use one of id_card, passport, hong_kong_macau_permit, "
      "taiwan_permit, residence_permit, permanent_residence, birth_certificate, "
      "military_id");
}

/* False: no number of the document, or one that a spreadsheet rounded. */
static bool read_number(struct roster *roster, const struct csv_row *row,
                        struct roster_entry *entry, struct roster_error *error) {
  bool rounded = id_document_is_rounded(entry->id_number);
  roster->cards += strlen(entry->id_number) == 18;
  roster->rounded += rounded;
  if (id_document_check(entry->id_type, entry->id_number, roster->now_s, &error->problem) != TX_OK)
    return false;
  if (rounded) roster_notice(roster, ROSTER_ROUNDED, row->line);
  return true;
}

static bool read_identity(struct roster *roster, const struct csv_row *row,
                          struct roster_entry *entry, struct roster_error *error) {
  const char *number = value_at(roster, row, ROSTER_ID_NUMBER);
  if (!read_type(roster, row, entry, error)) return false;
  error->column = ROSTER_ID_NUMBER;
  if (!*number) return wrong(error, ROSTER_ID_NUMBER, "不能为空", "must not be empty");
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

/* A pass has 12 bytes for the building: 3号楼2单元 becomes 3-2 where it would not fit. */
static bool read_place(struct roster *roster, const struct csv_row *row, struct roster_entry *entry,
                       struct roster_error *error) {
  char unit[PLACE_KEY_SIZE];
  bool merged = !*value_at(roster, row, ROSTER_UNIT);
  const char *value = value_above(roster, row, ROSTER_UNIT, true, roster->unit_above);
  const char *flat = value_above(roster, row, ROSTER_ROOM, merged, roster->room_above);
  look_for_date(roster, value, row->line);
  if (strlen(value) > 12)
    place_key(value, unit);
  else
    snprintf(unit, sizeof unit, "%s", value);
  if (strlen(unit) > 12)
    return wrong(error, ROSTER_UNIT, "太长，请用短代号，如 3-2",
                 "is too long, please use a short code such as 3-2");
  return copy_value(unit, ROSTER_UNIT, true, entry->unit, sizeof entry->unit, error) &&
         copy_value(flat, ROSTER_ROOM, true, entry->room, sizeof entry->room, error);
}

static bool read_date(const struct roster *roster, const struct csv_row *row,
                      enum roster_column column, char out[11], struct roster_error *error) {
  const char *value = value_at(roster, row, column);
  *out = '\0';
  if (!*value || date_normalise(value, out)) return true;
  return wrong(error, column, "日期应写作 2022-01-31 或 2022/1/31",
               "a date is written 2022-01-31 or 2022/1/31");
}

static bool read_birth_date(const struct roster *roster, const struct csv_row *row,
                            struct roster_entry *entry, struct roster_error *error) {
  char in_number[11];
  if (!read_date(roster, row, ROSTER_BIRTH_DATE, entry->birth_date, error)) return false;
  if (*entry->birth_date && date_age_years(entry->birth_date, roster->now_s) < 0)
    return wrong(error, ROSTER_BIRTH_DATE, "晚于今天", "is later than today");
  bool card = entry->id_type == ID_RESIDENT_CARD || entry->id_type == ID_RESIDENCE;
  if (!card || !id_document_birth_date(entry->id_number, in_number)) return true;
  if (*entry->birth_date && strcmp(entry->birth_date, in_number) != 0)
    return wrong(error, ROSTER_BIRTH_DATE, "与身份证号码里的出生日期不同",
                 "differs from the date of birth in the identity number");
  memcpy(entry->birth_date, in_number, sizeof in_number);
  return true;
}

static bool read_role(const char *value, uint8_t *out, struct roster_error *error) {
  *out = TX_ROLE_RESIDENT;
  if (!*value) return true;
  int role = tx_role_find(tx_span_text(value));
  if (role < 0)
    return wrong(error, ROSTER_ROLE, "不认识的人员类别,应为居民、志愿者等",
                 "is no known role, use 居民 (resident), 志愿者 (volunteer) …");
  *out = (uint8_t)role;
  return true;
}

static bool is_phone(const char *value) {
  size_t digits = 0;
  for (; *value; value++) {
    if (!isdigit((unsigned char)*value) && !strchr("+-() /", *value)) return false;
    digits += isdigit((unsigned char)*value) != 0;
  }
  return digits >= 3 && digits <= 20;
}

/* Full-width characters (U+FF01 to U+FF5E) as ASCII, in place. */
static void narrow(char *text) {
  unsigned char *from = (unsigned char *)text, *to = from;
  while (*from) {
    bool wide = from[0] == 0xef && (from[1] == 0xbc || from[1] == 0xbd) && from[2];
    int c = wide ? (from[1] == 0xbc ? from[2] - 0x80 : from[2] - 0x40) + 0x20 : 0;
    bool ascii = c > ' ' && c < 0x7f;
    *to++ = ascii ? (unsigned char)c : *from;
    from += ascii ? 3 : 1;
  }
  *to = '\0';
}

static bool read_phone(const char *value, struct roster_entry *entry, struct roster_error *error) {
  char phone[97];
  snprintf(phone, sizeof phone, "%.96s", value);
  narrow(phone);
  if (strchr(phone, '.') && strpbrk(phone, "eE"))
    return wrong(error, ROSTER_PHONE, "是科学计数法，表格软件丢掉了后面的数字，请把该列设为文本",
                 "is in scientific notation: a spreadsheet dropped its digits, please make the "
                 "column text");
  if (!copy_value(phone, ROSTER_PHONE, false, entry->phone, sizeof entry->phone, error))
    return false;
  if (!*phone || is_phone(phone)) return true;
  return wrong(error, ROSTER_PHONE, "不是电话号码", "is no telephone number");
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
  struct roster_error no_place = { .line = error->line };
  bool placed = read_place(roster, row, entry, &no_place); /* the row below may need it */
  if (!placed) *error = no_place;
  return placed && read_name(value_at(roster, row, ROSTER_NAME), entry, error) &&
         read_identity(roster, row, entry, error) &&
         read_phone(value_at(roster, row, ROSTER_PHONE), entry, error) &&
         read_birth_date(roster, row, entry, error) &&
         read_role(value_at(roster, row, ROSTER_ROLE), &entry->role, error) &&
         read_date(roster, row, ROSTER_MOVED_IN, entry->moved_in, error);
}

enum roster_end roster_next(struct roster *roster, struct roster_entry *entry,
                            struct roster_error *error) {
  struct csv_row row;
  *error = (struct roster_error){ 0 };
  enum csv_end end = csv_next(&roster->csv, &row, &error->problem);
  if (end == CSV_END)
    return roster_is_rounded(roster, &error->problem) ? ROSTER_BROKEN : ROSTER_END;
  if (end == CSV_BAD) return ROSTER_BROKEN;
  entry->line = error->line = row.line;
  if (read_entry(roster, &row, entry, error)) return ROSTER_ENTRY;
  note_swap(roster, &row, error);
  return ROSTER_WRONG;
}
