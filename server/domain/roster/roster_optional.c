/* SPDX-License-Identifier: Apache-2.0 */
#include "roster_optional.h"

#include "dates.h"
#include "wide.h"

#include "format/pass.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool wrong(struct host_problem *problem, const char *zh, const char *en) {
  host_problem_say(problem, TX_BAD_ARGUMENT, zh, en);
  return false;
}

/* --- telephones ------------------------------------------------------------------------------- */

static bool is_phone(const char *value) {
  size_t digits = 0;
  for (; *value; value++) {
    if (!isdigit((unsigned char)*value) && !strchr("+-() /", *value)) return false;
    digits += isdigit((unsigned char)*value) != 0;
  }
  return digits >= 3 && digits <= 20;
}

/* Of several in one cell, the first. */
static void take_first(char *phone) {
  char *stop = strstr(phone, "、");
  if (stop) *stop = '\0';
  phone[strcspn(phone, "/,;")] = '\0';
  for (size_t n = strlen(phone); n > 0 && phone[n - 1] == ' '; n--)
    phone[n - 1] = '\0';
}

bool roster_read_phone(const char *value, char out[33], struct host_problem *problem) {
  char phone[97];
  *out = '\0';
  snprintf(phone, sizeof phone, "%.96s", value);
  wide_to_ascii(phone);
  if (strchr(phone, '.') && strpbrk(phone, "eE"))
    return wrong(problem, "是科学计数法，表格软件丢掉了后面的数字，请把该列设为文本",
                 "is in scientific notation: a spreadsheet dropped its digits, please make the "
                 "column text");
  if (*phone && (!is_phone(phone) || strlen(phone) > 32)) take_first(phone);
  if (strlen(phone) > 32) return wrong(problem, "太长", "is too long");
  if (*phone && !is_phone(phone)) return wrong(problem, "不是电话号码", "is no telephone number");
  memcpy(out, phone, strlen(phone) + 1);
  return true;
}

bool roster_read_role(const char *value, uint8_t *out, struct host_problem *problem) {
  *out = TX_ROLE_RESIDENT;
  if (!*value) return true;
  int role = tx_role_find(tx_span_text(value));
  if (role < 0)
    return wrong(problem, "不认识的人员类别，应为居民、志愿者等",
                 "is no known role, use 居民 (resident), 志愿者 (volunteer) …");
  *out = (uint8_t)role;
  return true;
}

/* --- the home --------------------------------------------------------------------------------- */

static const struct {
  const char *word, *tenure;
} tenures[] = {
  { "自有", "own" },    { "自住", "own" },    { "自有住房", "own" }, { "自购", "own" },
  { "业主", "own" },    { "产权人", "own" },  { "房主", "own" },     { "否", "own" },
  { "own", "own" },     { "owner", "own" },   { "租住", "rent" },    { "租房", "rent" },
  { "租赁", "rent" },   { "租户", "rent" },   { "租客", "rent" },    { "承租", "rent" },
  { "承租人", "rent" }, { "承租户", "rent" }, { "出租", "rent" },    { "出租房", "rent" },
  { "租", "rent" },     { "是", "rent" },     { "rent", "rent" },    { "renter", "rent" },
  { "tenant", "rent" },
};

static const char *find_tenure(const char *value) {
  for (size_t i = 0; i < sizeof tenures / sizeof *tenures; i++)
    if (strcasecmp(tenures[i].word, value) == 0) return tenures[i].tenure;
  return NULL;
}

const char *roster_tenure_zh(const char *tenure) {
  return strcmp(tenure, "rent") == 0 ? "租住" : strcmp(tenure, "own") == 0 ? "自有" : "";
}

bool roster_read_tenure(const char *value, char out[5], struct host_problem *problem) {
  *out = '\0';
  if (!*value) return true;
  const char *tenure = find_tenure(value);
  if (!tenure)
    return wrong(problem, "看不出是自有还是租住，应为自有或租住",
                 "says neither own nor rent, use 自有 (own) or 租住 (rent)");
  memcpy(out, tenure, strlen(tenure) + 1);
  return true;
}

/* --- days ------------------------------------------------------------------------------------- */

static bool no_date(struct host_problem *problem) {
  return wrong(problem, "不是日期，应写作 2022-01-31、2022年1月31日等",
               "is no date: write 2022-01-31, 2022/1/31 or the like");
}

bool roster_read_date(const char *value, char out[11], struct host_problem *problem) {
  *out = '\0';
  return !*value || date_read(value, out) != DATE_NONE || no_date(problem);
}

/* A month of birth alone is no day of birth. */
bool roster_read_birth_date(const char *value, const char *in_number, int64_t now_s, char out[11],
                            struct host_problem *problem) {
  const enum date_kind kind = date_read(value, out);
  const bool ahead = kind != DATE_NONE && date_age_years(out, now_s) < 0;
  const size_t same = kind == DATE_MONTH ? strlen("YYYY-MM") : strlen("YYYY-MM-DD");
  const bool differs = kind != DATE_NONE && *in_number && strncmp(out, in_number, same) != 0;
  if (*in_number || ahead || kind == DATE_MONTH) memcpy(out, in_number, strlen(in_number) + 1);
  if (*value && kind == DATE_NONE) return no_date(problem);
  if (ahead) return wrong(problem, "晚于今天", "is later than today");
  if (differs)
    return wrong(problem, "与身份证号码里的出生日期不同",
                 "differs from the date of birth in the identity number");
  if (kind == DATE_MONTH && !*in_number)
    return wrong(problem, "只有月份，没有日期", "is a month and no day");
  return true;
}
