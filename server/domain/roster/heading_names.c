/* SPDX-License-Identifier: Apache-2.0 */
#include "heading.h"

#include "id_document.h"

#include <string.h>
#include <strings.h>

static const struct {
  const char *zh, *en;
} columns[ROSTER_COLUMNS] = {
  [ROSTER_NAME] = { "姓名", "name" },
  [ROSTER_ID_TYPE] = { "证件类型", "id_type" },
  [ROSTER_ID_NUMBER] = { "证件号码", "id_number" },
  [ROSTER_PHONE] = { "电话", "phone" },
  [ROSTER_UNIT] = { "楼栋", "unit" },
  [ROSTER_ENTRANCE] = { "单元", "entrance" },
  [ROSTER_ROOM] = { "房号", "room" },
  [ROSTER_ADDRESS] = { "住址", "address" },
  [ROSTER_BIRTH_DATE] = { "出生日期", "birth_date" },
  [ROSTER_ROLE] = { "人员类别", "role" },
  [ROSTER_MOVED_IN] = { "入住日期", "moved_in" },
  [ROSTER_TENURE] = { "居住方式", "tenure" },
};

/* What offices write instead, folded (fold). */
static const struct {
  const char *word;
  enum roster_column column;
} synonyms[] = {
  { "名字", ROSTER_NAME },
  { "居民姓名", ROSTER_NAME },
  { "人员姓名", ROSTER_NAME },
  { "住户姓名", ROSTER_NAME },
  { "成员姓名", ROSTER_NAME },
  { "户主", ROSTER_NAME },
  { "户主姓名", ROSTER_NAME },
  { "业主", ROSTER_NAME },
  { "业主姓名", ROSTER_NAME },
  { "fullname", ROSTER_NAME },
  { "证件种类", ROSTER_ID_TYPE },
  { "证件类别", ROSTER_ID_TYPE },
  { "证件名称", ROSTER_ID_TYPE },
  { "身份证", ROSTER_ID_NUMBER },
  { "身份证号", ROSTER_ID_NUMBER },
  { "身份证号码", ROSTER_ID_NUMBER },
  { "居民身份证号", ROSTER_ID_NUMBER },
  { "居民身份证号码", ROSTER_ID_NUMBER },
  { "公民身份号码", ROSTER_ID_NUMBER },
  { "公民身份证号码", ROSTER_ID_NUMBER },
  { "身份号码", ROSTER_ID_NUMBER },
  { "证件号", ROSTER_ID_NUMBER },
  { "证件编号", ROSTER_ID_NUMBER },
  { "证号", ROSTER_ID_NUMBER },
  { "idno", ROSTER_ID_NUMBER },
  { "idnumber", ROSTER_ID_NUMBER },
  { "idcard", ROSTER_ID_NUMBER },
  { "idcardnumber", ROSTER_ID_NUMBER },
  { "联系电话", ROSTER_PHONE },
  { "电话号码", ROSTER_PHONE },
  { "联系方式", ROSTER_PHONE },
  { "手机", ROSTER_PHONE },
  { "手机号", ROSTER_PHONE },
  { "手机号码", ROSTER_PHONE },
  { "移动电话", ROSTER_PHONE },
  { "本人电话", ROSTER_PHONE },
  { "联系手机", ROSTER_PHONE },
  { "telephone", ROSTER_PHONE },
  { "tel", ROSTER_PHONE },
  { "mobile", ROSTER_PHONE },
  { "楼号", ROSTER_UNIT },
  { "楼栋号", ROSTER_UNIT },
  { "楼幢", ROSTER_UNIT },
  { "楼幢号", ROSTER_UNIT },
  { "楼宇", ROSTER_UNIT },
  { "楼", ROSTER_UNIT },
  { "栋", ROSTER_UNIT },
  { "栋号", ROSTER_UNIT },
  { "幢", ROSTER_UNIT },
  { "幢号", ROSTER_UNIT },
  { "楼座", ROSTER_UNIT },
  { "building", ROSTER_UNIT },
  { "单元号", ROSTER_ENTRANCE },
  { "房间号", ROSTER_ROOM },
  { "房间", ROSTER_ROOM },
  { "房屋号", ROSTER_ROOM },
  { "房室号", ROSTER_ROOM },
  { "室", ROSTER_ROOM },
  { "室号", ROSTER_ROOM },
  { "户室", ROSTER_ROOM },
  { "户室号", ROSTER_ROOM },
  { "门号", ROSTER_ROOM },
  { "flat", ROSTER_ROOM },
  { "门牌", ROSTER_ADDRESS },
  { "门牌号", ROSTER_ADDRESS },
  { "门牌号码", ROSTER_ADDRESS },
  { "房产地址", ROSTER_ADDRESS },
  { "房屋地址", ROSTER_ADDRESS },
  { "家庭住址", ROSTER_ADDRESS },
  { "家庭地址", ROSTER_ADDRESS },
  { "居住地址", ROSTER_ADDRESS },
  { "现住址", ROSTER_ADDRESS },
  { "现居住地址", ROSTER_ADDRESS },
  { "详细地址", ROSTER_ADDRESS },
  { "地址", ROSTER_ADDRESS },
  { "楼栋房号", ROSTER_ADDRESS },
  { "楼门号", ROSTER_ADDRESS },
  { "出生年月", ROSTER_BIRTH_DATE },
  { "出生年月日", ROSTER_BIRTH_DATE },
  { "出生时间", ROSTER_BIRTH_DATE },
  { "生日", ROSTER_BIRTH_DATE },
  { "birthday", ROSTER_BIRTH_DATE },
  { "dateofbirth", ROSTER_BIRTH_DATE },
  { "人员类型", ROSTER_ROLE },
  { "人员性质", ROSTER_ROLE },
  { "居民类别", ROSTER_ROLE },
  { "入住时间", ROSTER_MOVED_IN },
  { "入住年月", ROSTER_MOVED_IN },
  { "迁入日期", ROSTER_MOVED_IN },
  { "迁入时间", ROSTER_MOVED_IN },
  { "搬入日期", ROSTER_MOVED_IN },
  { "居住性质", ROSTER_TENURE },
  { "居住类型", ROSTER_TENURE },
  { "居住情况", ROSTER_TENURE },
  { "居住类别", ROSTER_TENURE },
  { "住房性质", ROSTER_TENURE },
  { "住房情况", ROSTER_TENURE },
  { "住房类型", ROSTER_TENURE },
  { "房屋性质", ROSTER_TENURE },
  { "房屋权属", ROSTER_TENURE },
  { "是否租房", ROSTER_TENURE },
  { "是否租住", ROSTER_TENURE },
  { "是否租户", ROSTER_TENURE },
  { "是否承租", ROSTER_TENURE },
  { "自住或租住", ROSTER_TENURE },
  { "自有或租住", ROSTER_TENURE },
};

const char *roster_column_zh(enum roster_column column) {
  return columns[column].zh;
}
const char *roster_column_en(enum roster_column column) {
  return columns[column].en;
}

/* Without what marks a column that must be filled in. */
static void fold(const char *heading, char *out, size_t cap) {
  char *to = out;
  id_document_fold(heading, out, cap);
  for (const char *from = out; *from; from++) {
    const bool wide =
        strncmp(from, "：", 3) == 0 || strncmp(from, "＊", 3) == 0 || strncmp(from, "★", 3) == 0;
    if (wide) from += 2;
    if (!wide && !strchr("*:.'\"", *from)) *to++ = *from;
  }
  *to = '\0';
}

int roster_column_find(const char *heading) {
  char word[96];
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    if (strcmp(heading, columns[i].zh) == 0 || strcasecmp(heading, columns[i].en) == 0) return i;
  fold(heading, word, sizeof word);
  for (int i = 0; i < ROSTER_COLUMNS && *word; i++)
    if (strcmp(word, columns[i].zh) == 0) return i;
  for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
    if (strcmp(word, synonyms[i].word) == 0) return (int)synonyms[i].column;
  return -1;
}
