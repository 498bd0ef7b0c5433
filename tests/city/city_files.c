/* SPDX-License-Identifier: Apache-2.0 */
#include "city.h"

#include <iconv.h>
#include <string.h>
#include <time.h>

#define LINE_MAX_BYTES 512

/* NULL is UTF-8 as it is. iconv's argument is not const, though it writes nothing there. */
static bool write_encoded(FILE *out, iconv_t to, const char *line) {
  if (!to) return fputs(line, out) != EOF;
  char in[LINE_MAX_BYTES], encoded[LINE_MAX_BYTES * 2];
  snprintf(in, sizeof in, "%s", line);
  char *from = in, *into = encoded;
  size_t left = strlen(in), room = sizeof encoded;
  if (iconv(to, &from, &left, &into, &room) == (size_t)-1) return false;
  return fwrite(encoded, 1, (size_t)(into - encoded), out) == (size_t)(into - encoded);
}

static void roster_line(const struct city_resident *r, char line[LINE_MAX_BYTES]) {
  snprintf(line, LINE_MAX_BYTES, "%s,%s,%s,%s,%s,%s,%04d-%02d-%02d,%s,%04d-%02d-%02d\r\n", r->name,
           r->id_type, r->id_number, r->phone, r->unit, r->room, r->born.year, r->born.month,
           r->born.day, r->role, r->moved_in.year, r->moved_in.month, r->moved_in.day);
}

static bool write_rows(FILE *out, struct city city, iconv_t to) {
  struct city_resident resident;
  char line[LINE_MAX_BYTES];
  while (city_next(&city, &resident)) {
    roster_line(&resident, line);
    if (!write_encoded(out, to, line)) return false;
  }
  return fflush(out) == 0;
}

bool city_write_roster(FILE *out, struct city city, enum city_encoding encoding) {
  static const char header[] =
      "姓名,证件类型,证件号码,电话,楼栋,房号,出生日期,人员类别,入住日期\r\n";
  if (encoding == CITY_BOM && fputs("\xef\xbb\xbf", out) == EOF) return false;
  iconv_t to = encoding == CITY_GB18030 ? iconv_open("GB18030", "UTF-8") : NULL;
  if ((intptr_t)to == -1) return false;
  bool written = write_encoded(out, to, header) && write_rows(out, city, to);
  if (to) iconv_close(to);
  return written;
}

/* --- statements ---------------------------------------------------------------------------------
 */

static const char *draw_health(struct chance *chance) {
  if (chance_in(chance, 200)) return "red";
  return chance_in(chance, 60) ? "yellow" : "green";
}

static const char *draw_travel(struct chance *chance) {
  if (chance_in(chance, 150)) return "risk";
  return chance_in(chance, 30) ? "starred" : "none";
}

static const char *draw_test(struct chance *chance) {
  return chance_in(chance, 300) ? "mixed_positive" : "negative";
}

static void time_text(int64_t at_s, char out[24]) {
  time_t at = (time_t)at_s;
  struct tm tm;
  gmtime_r(&at, &tm);
  strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

struct said {
  const char *field, *value, *source;
  int64_t observed_s, valid_s; /* until then; 0: no end */
};

static bool write_statement(FILE *out, const char *id_number, const struct said *said) {
  char observed[24], until[24] = "";
  time_text(said->observed_s, observed);
  if (said->valid_s) time_text(said->valid_s, until);
  return fprintf(out, "%s,%s,%s,%s,%s,%s\r\n", id_number, said->field, said->value, said->source,
                 observed, until) > 0;
}

static bool write_resident(FILE *out, struct chance *chance, int64_t today_s, const char *id) {
  int64_t told_s = today_s - chance_between(chance, 1, 40) * 3600L;
  struct said health = { "health", draw_health(chance), "city-health-code", told_s, 0 };
  if (strcmp(health.value, "green") != 0) health.valid_s = told_s + 7 * 86400L;
  struct said travel = { "travel", draw_travel(chance), "travel-code", told_s, 0 };
  int64_t swab_s = today_s - chance_between(chance, 2, 120) * 1800L;
  struct said test = { "test", draw_test(chance), "laboratory", swab_s, 0 };
  bool untested = chance_in(chance, 12);
  return write_statement(out, id, &health) && write_statement(out, id, &travel) &&
         (untested || write_statement(out, id, &test));
}

bool city_write_statements(FILE *out, struct city city) {
  if (fputs("id_number,field,value,source,observed_at,valid_until\r\n", out) == EOF) return false;
  struct city_resident resident;
  for (size_t i = 0; city_next(&city, &resident); i++) {
    struct chance chance = chance_of(city.seed ^ 0x57a7e, i);
    if (!write_resident(out, &chance, city.today_s, resident.id_number)) return false;
  }
  return fflush(out) == 0;
}
