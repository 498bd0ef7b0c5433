/* SPDX-License-Identifier: Apache-2.0 */
#include "member.h"

#include <string.h>
#include <strings.h>

static const struct {
  const char *zh, *en;
} members[FEED_MEMBERS] = {
  [FEED_NUMBER] = { "编号", "id" },
  [FEED_AREA] = { "区划", "area" },
  [FEED_ID_TYPE] = { "证件类型", "id_type" },
  [FEED_ID] = { "证件号码", "id_number" },
  [FEED_TUBE] = { "试管", "tube" },
  [FEED_FIELD] = { "项目", "field" },
  [FEED_VALUE] = { "结果", "value" },
  [FEED_ACT] = { "动作", "act" },
  [FEED_METHOD] = { "方法", "method" },
  [FEED_SOURCE] = { "来源", "source" },
  [FEED_AT] = { "时间", "observed_at" },
  [FEED_REPORTED] = { "报告时间", "reported_at" },
  [FEED_UNTIL] = { "有效期至", "valid_until" },
  [FEED_GROUND] = { "依据", "ground" },
  [FEED_EVIDENCE] = { "凭证", "evidence" },
  [FEED_DECIDED] = { "决定机构", "decided_by" },
  [FEED_CONFIRMED] = { "复核机构", "confirmed_by" },
  [FEED_OF] = { "所撤编号", "of" },
};

const char *feed_member_zh(enum feed_member member) {
  return members[member].zh;
}

const char *feed_member_en(enum feed_member member) {
  return members[member].en;
}

int feed_member_find(const char *word) {
  for (int i = 0; i < FEED_MEMBERS; i++)
    if (strcmp(word, members[i].zh) == 0 || strcasecmp(word, members[i].en) == 0) return i;
  return -1;
}
