/* SPDX-License-Identifier: Apache-2.0 */
#include "city.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The frequent ones more than once: that is how streets are. */
static const char *const surnames[] = {
  "王",   "王",   "王",   "王",   "李",   "李",   "李",   "李", "张", "张", "张", "张", "刘", "刘",
  "刘",   "陈",   "陈",   "陈",   "杨",   "杨",   "赵",   "赵", "黄", "黄", "周", "周", "吴", "吴",
  "徐",   "孙",   "胡",   "朱",   "高",   "林",   "何",   "郭", "马", "马", "罗", "梁", "宋", "郑",
  "谢",   "韩",   "唐",   "冯",   "于",   "董",   "萧",   "程", "曹", "袁", "邓", "许", "傅", "沈",
  "曾",   "彭",   "吕",   "苏",   "卢",   "蒋",   "蔡",   "贾", "丁", "魏", "薛", "叶", "阎", "余",
  "潘",   "杜",   "戴",   "夏",   "钟",   "汪",   "田",   "任", "姜", "范", "方", "石", "姚", "谭",
  "廖",   "邹",   "熊",   "金",   "陆",   "郝",   "孔",   "白", "崔", "康", "毛", "邱", "秦", "江",
  "史",   "顾",   "侯",   "邵",   "孟",   "龙",   "万",   "段", "雷", "钱", "汤", "尹", "黎", "易",
  "欧阳", "上官", "司马", "诸葛", "皇甫", "令狐", "尉迟",
};

static const char *const given[] = {
  "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明",
  "超", "秀", "霞", "平", "刚", "桂", "英", "华", "玉", "兰", "红", "建", "国", "文", "辉", "力",
  "永", "健", "世", "广", "志", "义", "兴", "良", "海", "山", "仁", "波", "宁", "贵", "福", "生",
  "龙", "元", "全", "胜", "学", "祥", "才", "发", "武", "新", "利", "清", "飞", "彬", "富", "顺",
  "信", "子", "浩", "宇", "轩", "梓", "涵", "欣", "怡", "雨", "诗", "萱", "晨", "曦", "若", "熙",
  "思", "佳", "美", "琪", "雪", "慧", "婷", "莹", "倩", "凤", "淑", "珍", "梅", "莲", "春", "秋",
};

/* Whole names of other shapes: with a dot, without a surname, of one character, of many words, and
 * with characters outside the old character sets. */
static const char *const other_names[] = {
  "阿迪力·买买提",
  "古丽娜尔·阿不都热依木",
  "麦麦提图尔荪·阿卜杜喀迪尔",
  "热依汗古丽·艾合买提江",
  "扎西顿珠",
  "次仁卓玛",
  "格桑旺堆",
  "白玛央金",
  "丹增曲扎",
  "巴特尔",
  "乌云其其格",
  "朝鲁孟和",
  "王䶮",
  "李犇",
  "张𬎆",
  "刘㛃",
  "赵燚",
  "陈骉",
  "翠",
  "强",
  "Maria del Carmen Rodriguez Fernandez",
  "John O'Neill",
  "Nguyễn Thị Hương",
  "Анна Петрова",
};

const char *city_surname(struct chance *chance) {
  return surnames[chance_below(chance, COUNT(surnames))];
}

void city_name(struct chance *chance, const char *surname, char out[64]) {
  if (chance_in(chance, 40)) {
    snprintf(out, 64, "%s", other_names[chance_below(chance, COUNT(other_names))]);
    return;
  }
  if (!surname || chance_in(chance, 4)) surname = city_surname(chance);
  const char *first = given[chance_below(chance, COUNT(given))];
  const char *second = chance_in(chance, 4) ? "" : given[chance_below(chance, COUNT(given))];
  snprintf(out, 64, "%s%s%s", surname, first, second);
}
