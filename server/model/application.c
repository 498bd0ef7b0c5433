/* SPDX-License-Identifier: Apache-2.0 */
#include "application.h"

static const struct {
  const char *word, *zh;
} states[APPLICATION_STATES] = {
  [APPLICATION_WAITING] = { "waiting", "待办" },
  [APPLICATION_APPROVED] = { "approved", "已通过" },
  [APPLICATION_REFUSED] = { "refused", "未通过" },
};

const char *application_state_word(enum application_state state) {
  return states[state].word;
}
const char *application_state_zh(enum application_state state) {
  return states[state].zh;
}

static const struct {
  const char *word, *zh, *en;
} differs[APPLICATION_DIFFERS] = {
  { "person", "名册里没有这个证件", "nobody here has that document" },
  { "name", "姓名与名册不同", "the name is another in the roster" },
  { "unit", "楼栋与名册不同", "the building is another in the roster" },
  { "room", "房号与名册不同", "the room is another in the roster" },
  { "phone", "电话与名册不同", "the telephone is another in the roster" },
  { "code", "没有这一户的领证码", "no claim code of this household" },
  { "held", "已在另一部手机上", "another phone holds this pass" },
  { "used", "领证码已为此人用过", "the code was used for this person before" },
  { "relation", "不能自动认定是家人", "not known to be of the applicant's family" },
  { "state", "通行证已暂停或注销", "the pass is suspended or revoked" },
};

const char *application_differs_word(unsigned bit) {
  return differs[bit].word;
}
const char *application_differs_zh(unsigned bit) {
  return differs[bit].zh;
}
const char *application_differs_en(unsigned bit) {
  return differs[bit].en;
}
