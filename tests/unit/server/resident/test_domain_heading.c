/* SPDX-License-Identifier: Apache-2.0 */
/* The headings that offices write. */
#include "promise.h"

#include "domain/roster/place.h"
#include "domain/roster/roster.h"

#define NOW_S 1640995200 /* 2022-01-01T00:00Z */
#define ZHANG "99010119800307891X"

static struct host_problem problem;

/* One entry of a roster that has one row. */
static enum roster_end read_one(const char *csv, const char *map, struct roster_entry *entry) {
  struct roster roster;
  struct roster_error error;
  problem = (struct host_problem){ 0 };
  enum roster_end end = ROSTER_BROKEN;
  if (roster_open(&roster, tx_span_text(csv), map, NOW_S, &problem) == TX_OK)
    end = roster_next(&roster, entry, &error);
  if (end == ROSTER_WRONG) problem = error.problem;
  roster_close(&roster);
  return end;
}

static void lives(const char *csv, const char *map, const char *unit, const char *room) {
  struct roster_entry entry;
  if (read_one(csv, map, &entry) != ROSTER_ENTRY) fail_msg("%s: %s", csv, problem.en);
  assert_string_equal(entry.name, "张三");
  assert_string_equal(entry.id_number, ZHANG);
  if (strcmp(entry.unit, unit) != 0 || strcmp(entry.room, room) != 0)
    fail_msg("%s: %s, %s", csv, entry.unit, entry.room);
}

static void a_heading_is_known_by_what_offices_write(UNUSED void **state) {
  static const struct {
    const char *heading;
    enum roster_column column;
  } rows[] = { { "身份证号", ROSTER_ID_NUMBER },  { "身份证号码", ROSTER_ID_NUMBER },
               { "证件号", ROSTER_ID_NUMBER },    { "*证件号码（必填）", ROSTER_ID_NUMBER },
               { "姓 名", ROSTER_NAME },          { "姓 名：", ROSTER_NAME },
               { "联系电话", ROSTER_PHONE },      { "手机号", ROSTER_PHONE },
               { "门牌号", ROSTER_ADDRESS },      { "户主", ROSTER_NAME },
               { "楼 号", ROSTER_UNIT },          { "单元", ROSTER_ENTRANCE },
               { "房间号", ROSTER_ROOM },         { "出生年月", ROSTER_BIRTH_DATE },
               { "ID Number", ROSTER_ID_NUMBER }, { "Id_Number", ROSTER_ID_NUMBER } };
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW(roster_column_find(rows[i].heading) == (int)rows[i].column, rows[i].heading);
  static const char *const others[] = { "", "序号", "备注", "与户主关系", "性别", "*", "姓名2" };
  for (size_t i = 0; i < COUNT(others); i++)
    ASSERT_ROW(roster_column_find(others[i]) == -1, others[i]);
}

static void titles_may_stand_above_a_heading(UNUSED void **state) {
  lives("幸福社区居民名册,,,\n2022年1月，共一户\n,,,\n姓　名,身份证号,楼号,房间号\n张三," ZHANG
        ",3-2,101\n",
        NULL, "3-2", "101");
  lives("名册；2022,1\n姓名;证件号;楼栋;房号\n张三;" ZHANG ";3-2;101\n", NULL, "3-2", "101");
  struct roster_entry entry;
  char titles[400] = "";
  for (int i = 0; i < 15; i++)
    strcat(titles, "说明\n");
  strcat(titles, "姓名,证件号码,楼栋,房号\n张三," ZHANG ",3-2,101\n");
  assert_int_equal(read_one(titles, NULL, &entry), ROSTER_BROKEN);
  assert_non_null(strstr(problem.en, "None of the first 15 lines"));
}

static void building_entrance_and_room_stand_in_one_column_two_or_three(UNUSED void **state) {
  lives("姓名,身份证号,门牌号\n张三," ZHANG ",3号楼2单元501室\n", NULL, "3-2", "501");
  lives("姓名,身份证号,家庭住址\n张三," ZHANG ",幸福小区３号楼２单元501\n", NULL, "3-2", "501");
  lives("姓名,身份证号,楼号,门牌号\n张三," ZHANG ",3号楼,501\n", NULL, "3号楼", "501");
  lives("姓名,身份证号,楼号,单元,房号\n张三," ZHANG ",3号楼,2单元,501\n", NULL, "3-2", "501");
  lives("姓名,身份证号,楼栋,房号,住址\n张三," ZHANG ",3-2,501,别处\n", NULL, "3-2", "501");
  struct roster_entry entry;
  assert_int_equal(read_one("姓名,身份证号,门牌号\n张三," ZHANG ",501\n", NULL, &entry),
                   ROSTER_WRONG);
}

static void columns_that_are_called_otherwise_are_mapped(UNUSED void **state) {
  const char *csv = "住户,号码,楼座名,户\n张三," ZHANG ",3-2,101\n";
  lives(csv, "住户=姓名,号码=id_number,楼座名=楼栋,户=room", "3-2", "101");
  lives("姓名,曾用名,身份证号,楼栋,房号\n李四,张三," ZHANG ",3-2,101\n", "曾用名=姓名", "3-2",
        "101");
  struct roster_entry entry;
  assert_int_equal(read_one("姓名,证件号,楼栋,房号\n", "没有=姓名", &entry), ROSTER_BROKEN);
  assert_non_null(strstr(problem.en, "no column 没有"));
  assert_int_equal(read_one("姓名,证件号,楼栋,房号\n", "姓名=颜色", &entry), ROSTER_BROKEN);
  assert_non_null(strstr(problem.en, "COLUMN=FIELD"));
}

static void a_columns_own_name_goes_before_another(UNUSED void **state) {
  lives("户主,姓名,身份证号,楼栋,房号\n李四,张三," ZHANG ",3-2,101\n", NULL, "3-2", "101");
  lives("姓名,手机,联系电话,身份证号,楼栋,房号\n张三,,," ZHANG ",3-2,101\n", NULL, "3-2", "101");
  struct roster_entry entry;
  const char *two = "户主,业主,身份证号,楼栋,房号\n李四,张三," ZHANG ",3-2,101\n";
  assert_int_equal(read_one(two, NULL, &entry), ROSTER_BROKEN);
  assert_non_null(strstr(problem.en, "twice"));
}

static void a_heading_on_every_page_is_nobody(UNUSED void **state) {
  lives("姓名,身份证号,楼栋,房号\n姓名,身份证号,楼栋,房号\n张三," ZHANG ",3-2,101\n", NULL, "3-2",
        "101");
}

static void guesses(const char *csv, const char *map, const char *columns, size_t lacking,
                    enum roster_column first) {
  struct roster_heading heading;
  enum roster_column lacks[ROSTER_NEEDED];
  char names[200] = "";
  if (!roster_guess_heading(tx_span_text(csv), map, &heading)) fail_msg("nothing: %s", csv);
  const char *name = heading.names;
  for (size_t i = 0; i < heading.count; i++, name += strlen(name) + 1)
    strcat(strcat(names, name), "|");
  assert_string_equal(names, columns);
  assert_int_equal(roster_heading_lacks(&heading, lacks), lacking);
  if (lacking) assert_int_equal(lacks[0], first);
  roster_heading_finish(&heading);
}

static void whoever_is_asked_sees_all_columns_and_what_lacks(UNUSED void **state) {
  guesses("名册\n住户,号码,楼栋,户\n张三," ZHANG ",3-2,101\n", NULL, "住户|号码|楼栋|户|", 3,
          ROSTER_NAME);
  guesses("名册\n住户,号码,楼栋,户\n张三," ZHANG ",3-2,101\n", "住户=name,户=room",
          "住户|号码|楼栋|户|", 1, ROSTER_ID_NUMBER);
  guesses("一,二\n姓名,楼栋,编号\n张三,3-2," ZHANG "\n", NULL, "姓名|楼栋|编号|", 2,
          ROSTER_ID_NUMBER);
  guesses("户主,业主,身份证号,家庭住址\n", NULL, "户主|业主|身份证号|家庭住址|", 0, ROSTER_NAME);
  struct roster_heading heading;
  assert_false(roster_guess_heading(tx_span_text("%PDF-1.7\n1 0 obj\n,\n"), NULL, &heading));
  roster_heading_finish(&heading);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_heading_is_known_by_what_offices_write),
    PROMISE(titles_may_stand_above_a_heading),
    PROMISE(building_entrance_and_room_stand_in_one_column_two_or_three),
    PROMISE(columns_that_are_called_otherwise_are_mapped),
    PROMISE(a_columns_own_name_goes_before_another),
    PROMISE(a_heading_on_every_page_is_nobody),
    PROMISE(whoever_is_asked_sees_all_columns_and_what_lacks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
