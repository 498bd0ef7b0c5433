/* SPDX-License-Identifier: Apache-2.0 */
#include "id_document.h"

#include "wide.h"

#include "format/pass.h"

#include "host/text/language.h"

#include <ctype.h>
#include <stdio.h>

static const struct {
  const char *zh, *en;
} types[ID_TYPES] = {
  [ID_RESIDENT_CARD] = { "身份证", "id_card" },
  [ID_PASSPORT] = { "护照", "passport" },
  [ID_HONG_KONG_MACAU] = { "港澳居民来往内地通行证", "hong_kong_macau_permit" },
  [ID_TAIWAN] = { "台湾居民来往大陆通行证", "taiwan_permit" },
  [ID_PERMANENT] = { "外国人永久居留身份证", "permanent_residence" },
  [ID_BIRTH] = { "出生医学证明", "birth_certificate" },
  [ID_RESIDENCE] = { "港澳台居民居住证", "residence_permit" },
  [ID_MILITARY] = { "军官证", "military_id" },
  [ID_NONE] = { "无证件", "none" },
};

/* What offices write instead, folded. */
static const struct {
  const char *word;
  enum id_type type;
} aliases[] = {
  { "居民身份证", ID_RESIDENT_CARD },
  { "中国居民身份证", ID_RESIDENT_CARD },
  { "中华人民共和国居民身份证", ID_RESIDENT_CARD },
  { "身份证号", ID_RESIDENT_CARD },
  { "身份证号码", ID_RESIDENT_CARD },
  { "二代身份证", ID_RESIDENT_CARD },
  { "二代证", ID_RESIDENT_CARD },
  { "第二代身份证", ID_RESIDENT_CARD },
  { "临时身份证", ID_RESIDENT_CARD },
  { "户口簿", ID_RESIDENT_CARD },
  { "户口本", ID_RESIDENT_CARD },
  { "id", ID_RESIDENT_CARD },
  { "identitycard", ID_RESIDENT_CARD },
  { "residentidcard", ID_RESIDENT_CARD },
  { "中国护照", ID_PASSPORT },
  { "外国护照", ID_PASSPORT },
  { "普通护照", ID_PASSPORT },
  { "港澳通行证", ID_HONG_KONG_MACAU },
  { "港澳来往内地通行证", ID_HONG_KONG_MACAU },
  { "港澳居民通行证", ID_HONG_KONG_MACAU },
  { "回乡证", ID_HONG_KONG_MACAU },
  { "台胞证", ID_TAIWAN },
  { "台湾通行证", ID_TAIWAN },
  { "台湾居民通行证", ID_TAIWAN },
  { "外国人永久居留证", ID_PERMANENT },
  { "永久居留证", ID_PERMANENT },
  { "出生证", ID_BIRTH },
  { "出生证明", ID_BIRTH },
  { "居住证", ID_RESIDENCE },
  { "港澳居民居住证", ID_RESIDENCE },
  { "台湾居民居住证", ID_RESIDENCE },
  { "港澳台居住证", ID_RESIDENCE },
  { "士兵证", ID_MILITARY },
  { "警官证", ID_MILITARY },
  { "文职干部证", ID_MILITARY },
  { "无", ID_NONE },
  { "无证", ID_NONE },
  { "没有证件", ID_NONE },
  { "无身份证", ID_NONE },
  { "无证件号", ID_NONE },
  { "无证件号码", ID_NONE },
  { "nodocument", ID_NONE },
};

const char *id_document_type_zh(enum id_type type) {
  return types[type].zh;
}

void id_document_fold(const char *word, char *out, size_t cap) {
  size_t n = 0;
  unsigned depth = 0;
  while (*word && n + 1 < cap) {
    const char *next = word;
    const int c = wide_next(&next);
    if (c == '(' || c == '[') depth++;
    if (depth == 0 && c != ' ' && c != '_' && c != '-') out[n++] = (char)(c ? tolower(c) : *word);
    if ((c == ')' || c == ']') && depth) depth--;
    word = next;
  }
  out[n] = '\0';
}

int id_document_type_find(const char *name) {
  char word[96], known[96];
  for (int i = 0; i < ID_TYPES; i++) /* as nearly all are written */
    if (strcmp(name, types[i].zh) == 0) return i;
  id_document_fold(name, word, sizeof word);
  if (!*word) return ID_RESIDENT_CARD;
  for (int i = 0; i < ID_TYPES; i++) {
    id_document_fold(types[i].en, known, sizeof known);
    if (strcmp(word, types[i].zh) == 0 || strcmp(word, known) == 0) return i;
  }
  for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
    if (strcmp(word, aliases[i].word) == 0) return (int)aliases[i].type;
  return -1;
}

/* 军字第1234567号: these words hold no part of the number. */
static size_t filler_size(const char *text) {
  static const char *const fillers[] = { "字", "第", "号" };
  for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
    if (strncmp(text, fillers[i], strlen(fillers[i])) == 0) return strlen(fillers[i]);
  return 0;
}

/* Whether an ideograph stands there (three bytes of UTF-8), as a military document begins. */
static bool is_ideograph(const char *text) {
  return (unsigned char)*text >= 0xe4 && (unsigned char)*text <= 0xe9 && text[1] && text[2];
}

bool id_document_normalise(const char *text, char out[ID_NUMBER_MAX + 1]) {
  size_t n = 0;
  if (is_ideograph(text) && !filler_size(text)) {
    memcpy(out, text, 3);
    n = 3;
    text += 3;
  }
  while (*text) {
    size_t filler = n ? filler_size(text) : 0;
    if (filler) {
      text += filler;
      continue;
    }
    int c = wide_next(&text);
    if (c == ' ' || c == '-' || c == '\t' || c == '\'') continue;
    if (c <= ' ' || c >= 0x7f || n == ID_NUMBER_MAX) return false;
    out[n++] = (char)toupper(c);
  }
  out[n] = '\0';
  return n > 0;
}

static bool all_digits(const char *text, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (text[i] < '0' || text[i] > '9') return false;
  return true;
}

/* Of digits that were checked: by sscanf it would be a tenth of reading a roster. */
static int number_of(const char *digits, size_t n) {
  int number = 0;
  for (size_t i = 0; i < n; i++)
    number = number * 10 + (digits[i] - '0');
  return number;
}

bool id_document_birth_date(const char *number, char out[11]) {
  if (strlen(number) != 18 || !all_digits(number, 17)) return false;
  int year = number_of(number + 6, 4), month = number_of(number + 10, 2),
      day = number_of(number + 12, 2);
  if (!date_is_day(year, month, day)) return false;
  date_write(year, month, day, out);
  return true;
}

/* GB 11643, by ISO 7064 MOD 11-2. */
static char check_digit(const char *number) {
  static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;
  for (int i = 0; i < 17; i++)
    sum += (number[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

bool id_document_is_scientific(const char *number) {
  const char *e = strchr(number, 'E');
  return strchr(number, '.') && e && (e[1] == '+' || isdigit((unsigned char)e[1]));
}

static enum tx_reason check_card(const char *number, int64_t now_s, struct host_problem *problem) {
  char birth[11];
  if (id_document_is_scientific(number))
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "是科学计数法，表格软件丢掉了后面的数字，请把该列设为文本后重新填写",
                            "is in scientific notation: a spreadsheet dropped its digits, please "
                            "make the column text and enter it again");
  if (strlen(number) != 18 || !all_digits(number, 17))
    return host_problem_set(problem, TX_BAD_ARGUMENT, "应为18位，现为%zu位%.0s（前17位须是数字）",
                            "should be 17 digits and a check character, has %zu %s", strlen(number),
                            host_plural((long long)strlen(number), "character", "characters"));
  if (!id_document_birth_date(number, birth) || date_age_years(birth, now_s) < 0)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "第7至14位不是出生日期（%.8s）",
                            "characters 7 to 14 are no date of birth (%.8s)", number + 6);
  if (check_digit(number) != number[17] && id_document_is_rounded(number))
    return host_problem_say(
        problem, TX_BAD_ARGUMENT,
        "末三位是000，像是表格软件按15位精度四舍五入了，请把该列设为文本后重新填写",
        "ends in 000: a spreadsheet rounded it to 15 digits, please make the "
        "column text and enter it again");
  if (check_digit(number) != number[17])
    return host_problem_set(
        problem, TX_BAD_ARGUMENT, "校验位不符，请核对是否抄错（末位是%c）",
        "the check digit does not fit, please look for a typing error (it ends in %c)", number[17]);
  return TX_OK;
}

static bool has_form(const char *number, size_t letters_max, size_t min, size_t max) {
  size_t n = strlen(number), letters = 0;
  while (letters < n && number[letters] >= 'A' && number[letters] <= 'Z')
    letters++;
  return n >= min && n <= max && letters <= letters_max &&
         all_digits(number + letters, n - letters);
}

static bool is_passport(const char *number) {
  size_t n = strlen(number), digits = 0;
  for (size_t i = 0; i < n; i++) {
    if (!isalnum((unsigned char)number[i])) return false;
    digits += isdigit((unsigned char)number[i]) != 0;
  }
  return n >= 5 && n <= 20 && digits >= 3;
}

static bool is_military(const char *number) {
  size_t n = strlen(number), front = is_ideograph(number) ? 3 : 0;
  return n >= front + 5 && n <= front + 10 && all_digits(number + front, n - front);
}

bool id_document_is_rounded(const char *number) {
  return strlen(number) == 18 && all_digits(number, 18) && strcmp(number + 15, "000") == 0;
}

static bool is_form_of(enum id_type type, const char *number) {
  switch (type) {
  case ID_PASSPORT:
    return is_passport(number);
  case ID_HONG_KONG_MACAU:
    return (*number == 'H' || *number == 'M') && has_form(number, 1, 9, 11);
  case ID_TAIWAN:
    return has_form(number, 1, 8, 10);
  case ID_PERMANENT:
    return has_form(number, 3, 15, 15);
  case ID_BIRTH:
    return has_form(number, 1, 10, 10) && isalpha((unsigned char)*number);
  case ID_MILITARY:
    return is_military(number);
  case ID_NONE:
    return !*number;
  case ID_RESIDENT_CARD:
  case ID_RESIDENCE:
  case ID_TYPES:
    break;
  }
  return false;
}

enum tx_reason id_document_check(enum id_type type, const char *number, int64_t now_s,
                                 struct host_problem *problem) {
  bool new_permanent = type == ID_PERMANENT && strlen(number) == 18; /* since 2023 as cards are */
  if (type == ID_RESIDENT_CARD || type == ID_RESIDENCE || new_permanent)
    return check_card(number, now_s, problem);
  if (is_form_of(type, number)) return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "不是%s的号码格式",
                          "not a number of that document (%s)", types[type].zh);
}

void id_document_tail(const char *number, char out[5]) {
  size_t n = strlen(number);
  snprintf(out, 5, "%.4s", n > 4 ? number + n - 4 : n ? number : TX_TAIL_NONE);
}
