/* SPDX-License-Identifier: Apache-2.0 */
#include "roster.h"

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

static bool read_identity(const struct roster *roster, const struct csv_row *row,
                          struct roster_entry *entry, struct roster_error *error) {
  int type = id_document_type_find(value_at(roster, row, ROSTER_ID_TYPE));
  if (type < 0)
    return wrong(error, ROSTER_ID_TYPE, "不认识的证件类型,应为身份证、护照等",
                 "is no known document, use 身份证 (id_card), 护照 (passport) …");
  entry->id_type = (enum id_type)type;
  const char *number = value_at(roster, row, ROSTER_ID_NUMBER);
  error->column = ROSTER_ID_NUMBER;
  if (!*number) return wrong(error, ROSTER_ID_NUMBER, "不能为空", "must not be empty");
  if (!id_document_normalise(number, entry->id_number))
    return wrong(error, ROSTER_ID_NUMBER, "含有不是字母和数字的字符,或太长",
                 "holds other characters than letters and digits, or is too long");
  return id_document_check(entry->id_type, entry->id_number, roster->now_s, &error->problem) ==
         TX_OK;
}

/* A pass has 12 bytes for the building: 3号楼2单元 becomes 3-2 where it would not fit. */
static void shorten_unit(const char *value, char *out, size_t cap) {
  static const char *const words[] = { "号楼", "单元", "栋", "幢", "座", "楼", "号" };
  size_t n = 0;
  bool gap = false;
  while (*value && n + 1 < cap) {
    size_t skip = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words && !skip; i++)
      if (strncmp(value, words[i], strlen(words[i])) == 0) skip = strlen(words[i]);
    if (!skip) {
      if (gap && n) out[n++] = '-';
      if (n + 1 < cap) out[n++] = *value;
    }
    gap = skip > 0;
    value += skip ? skip : 1;
  }
  out[n] = '\0';
}

static bool read_place(const struct roster *roster, const struct csv_row *row,
                       struct roster_entry *entry, struct roster_error *error) {
  char unit[65];
  const char *value = value_at(roster, row, ROSTER_UNIT);
  if (strlen(value) > 12)
    shorten_unit(value, unit, sizeof unit);
  else
    snprintf(unit, sizeof unit, "%s", value);
  if (strlen(unit) > 12)
    return wrong(error, ROSTER_UNIT, "太长,请用短代号,如 3-2",
                 "is too long, please use a short code such as 3-2");
  return copy_value(unit, ROSTER_UNIT, true, entry->unit, sizeof entry->unit, error) &&
         copy_value(value_at(roster, row, ROSTER_ROOM), ROSTER_ROOM, true, entry->room,
                    sizeof entry->room, error);
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
  if (entry->id_type != ID_RESIDENT_CARD || !id_document_birth_date(entry->id_number, in_number))
    return true;
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

static bool read_phone(const char *value, struct roster_entry *entry, struct roster_error *error) {
  if (!copy_value(value, ROSTER_PHONE, false, entry->phone, sizeof entry->phone, error))
    return false;
  if (!*value || is_phone(value)) return true;
  return wrong(error, ROSTER_PHONE, "不是电话号码", "is no telephone number");
}

static bool read_name(const char *value, struct roster_entry *entry, struct roster_error *error) {
  char mask[25];
  if (!copy_value(value, ROSTER_NAME, true, entry->name, sizeof entry->name, error)) return false;
  bool digits_only = strspn(value, "0123456789Xx -") == strlen(value);
  if (!digits_only && tx_name_mask(value, mask)) return true;
  return wrong(error, ROSTER_NAME, "不像姓名", "does not look like a name");
}

static bool read_entry(const struct roster *roster, const struct csv_row *row,
                       struct roster_entry *entry, struct roster_error *error) {
  return read_name(value_at(roster, row, ROSTER_NAME), entry, error) &&
         read_identity(roster, row, entry, error) &&
         read_phone(value_at(roster, row, ROSTER_PHONE), entry, error) &&
         read_place(roster, row, entry, error) && read_birth_date(roster, row, entry, error) &&
         read_role(value_at(roster, row, ROSTER_ROLE), &entry->role, error) &&
         read_date(roster, row, ROSTER_MOVED_IN, entry->moved_in, error);
}

enum roster_end roster_next(struct roster *roster, struct roster_entry *entry,
                            struct roster_error *error) {
  struct csv_row row;
  *error = (struct roster_error){ 0 };
  enum csv_end end = csv_next(&roster->csv, &row, &error->problem);
  if (end == CSV_END) return ROSTER_END;
  if (end == CSV_BAD) return ROSTER_BROKEN;
  entry->line = error->line = row.line;
  if (read_entry(roster, &row, entry, error)) return ROSTER_ENTRY;
  note_swap(roster, &row, error);
  return ROSTER_WRONG;
}
