/* SPDX-License-Identifier: Apache-2.0 */
#include "roster.h"

void roster_notice(struct roster *roster, enum roster_notice notice, size_t line) {
  struct roster_noticed *noticed = &roster->notices[notice];
  if (noticed->rows++ == 0) noticed->first_line = line;
}

void roster_notice_say(const struct roster *roster, enum roster_notice notice,
                       struct host_problem *out) {
  switch (notice) {
  case ROSTER_FILLED:
    host_problem_say(out, TX_OK, "楼栋为空，按合并单元格取上一行的",
                     "the building is empty and was taken from the row above, as in merged cells");
    return;
  case ROSTER_UNIT_DATE:
    host_problem_set(out, TX_OK, "楼栋像是被表格软件改成了日期，原来可能是%s，请核对",
                     "the building looks like a date that a spreadsheet made of %s, please check",
                     roster->probable_unit);
    return;
  case ROSTER_TYPE_UNKNOWN:
    host_problem_say(out, TX_OK, "证件类型不认识，但号码符合身份证规则，按身份证导入",
                     "the document's word is unknown, the number checks as a card's and was taken "
                     "as one");
    return;
  case ROSTER_ROUNDED:
    host_problem_say(out, TX_OK, "证件号码末三位是000，可能被表格软件四舍五入过，请核对",
                     "the identity number ends in 000, a spreadsheet may have rounded it, please "
                     "check");
    return;
  case ROSTER_NO_NUMBER:
    host_problem_say(out, TX_OK, "没有证件号码，凭社区证明导入，通行证上写明“无”，请核对其人",
                     "there is no identity number: taken on the office's word, and the pass says "
                     "so; please make sure who it is");
    return;
  case ROSTER_NOTICES:
    break;
  }
}

/* One true number in 1,100 ends in 000: where most do, a spreadsheet made them. */
bool roster_is_rounded(const struct roster *roster, struct host_problem *problem) {
  if (roster->cards < 2 || roster->rounded * 2 <= roster->cards) return false;
  host_problem_set(
      problem, TX_BAD_ARGUMENT,
      "%zu个证件号码中有%zu个末三位是000：表格软件按15位精度四舍五入了，什么都没有导入，"
      "请把该列设为文本后重新填写。",
      "Of %zu identity numbers %zu end in 000: a spreadsheet rounded them to 15 "
      "digits. Nothing was imported, please make the column text and enter them again.",
      roster->cards, roster->rounded);
  return true;
}
