/* SPDX-License-Identifier: Apache-2.0 */
/* An example person in words that an office clerk understands. */
#include "space.h"
#include "text.h"

#include <stdio.h>

struct label {
  const char *name, *zh, *en;
};

static const struct label facts[] = {
  { "pass.area", "属%s", "of area %s" },
  { "pass.where", "%s", "%s" },
  { "pass.unit", "楼栋%s", "building %s" },
  { "pass.household", "户号%s", "household %s" },
  { "pass.age", "%s", "%s" },
  { "pass.exempt.swab", "免核酸%s", "exempt from swabs%s" },
  { "pass.exempt.household", "不计户内次数%s", "exempt from the household limit%s" },
  { "pass.exempt.temperature", "免测温%s", "exempt from temperature%s" },
  { "pass.live", "%s出示实时码", "%sshowing a live code" },
  { "pass.zone", "住%s", "living in a %s zone" },
  { "record.state", "状态%s", "state %s" },
  { "record.health", "健康码%s", "health code %s" },
  { "record.travel", "行程%s", "travel %s" },
  { "record.test", "核酸%s", "test %s" },
  { "record.pending", "%s待出结果", "%sawaiting a result" },
  { "record.sampled_age_s", "%s前采样", "sampled %s ago" },
  { "record.sampled_at", "%s前采样", "sampled %s ago" },
  { "data.age_s", "数据已%s", "data %s old" },
  { "data.listed", "%s在名册", "%slisted" },
  { "clock.minute_of_day", "%s", "at %s" },
  { "clock.weekday", "星期%s", "weekday %s" },
  { "clock.date", "%s", "on %s" },
  { "gate.attended", "门口%s有人值守", "gate %sattended" },
  { "gate.zone", "门在%s", "gate in a %s zone" },
  { "reading.centi_celsius", "体温%s", "temperature %s" },
  { "history.last_entry_age_s", "上次进门%s前", "last in %s ago" },
  { "history.last_exit_age_s", "上次出门%s前", "last out %s ago" },
  { "history.inside", "%s在内", "%sinside" },
  { "history.household_exits", "本户已出门%s次", "household has left %s times" },
  { "vehicle.role", "%s", "with a %s" },
  { "vehicle.state", "车辆状态%s", "vehicle state %s" },
  { "vehicle.plate_last", "车牌尾号%s", "plate ending in %s" },
};

static const struct label words[] = {
  { "own", "本社区的", "of this community" },
  { "above", "上级名册的", "of an area above" },
  { "below", "下级名册的", "of an area below" },
  { "elsewhere", "外地的", "from elsewhere" },
  { "under3", "未满3岁", "under 3" },
  { "3to17", "3至17岁", "3 to 17" },
  { "18to69", "18至69岁", "18 to 69" },
  { "70plus", "70岁以上", "70 or over" },
  { "lockdown", "封控区", "lockdown" },
  { "control", "管控区", "control" },
  { "prevention", "防范区", "prevention" },
  { "high", "高风险区", "high-risk" },
  { "medium", "中风险区", "medium-risk" },
  { "low", "低风险区", "low-risk" },
  { "active", "正常", "active" },
  { "monitoring", "健康监测", "health monitoring" },
  { "home_isolation", "居家隔离", "isolation at home" },
  { "away", "集中隔离", "isolation elsewhere" },
  { "green", "绿码", "green" },
  { "yellow", "黄码", "yellow" },
  { "red", "红码", "red" },
  { "starred", "带星号", "starred" },
  { "risk", "风险区旅居史", "stayed in a risk area" },
  { "negative", "阴性", "negative" },
  { "mixed_positive", "混采阳性待复核", "mixed tube positive" },
  { "positive", "阳性", "positive" },
  { "unknown", "未知", "unknown" },
  { "vehicle", "车行门", "vehicle" },
  { "pedestrian", "人行门", "pedestrian" },
  { "building", "楼栋门", "building" },
  { "sampling", "采样点", "sampling" },
  { "own", "本社区", "their own" },
  { "above", "上级", "above" },
  { "below", "下级", "below" },
  { "elsewhere", "别处", "elsewhere" },
};

static const char *choose(const struct label *label, const char *lang) {
  return text_is_english(lang) ? label->en : label->zh;
}

static const struct label *find(const struct label *table, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(table[i].name, name) == 0) return &table[i];
  return NULL;
}
#define FIND(table, name) find(table, sizeof(table) / sizeof *(table), name)

static void write_int(const char *path, int64_t value, const char *lang, char *out, size_t cap) {
  const char *end = path + strlen(path) - 2;
  if (strcmp(path, "reading.centi_celsius") == 0)
    snprintf(out, cap, "%lld.%02lld℃", (long long)value / 100, (long long)value % 100);
  else if (strcmp(path, "clock.minute_of_day") == 0)
    snprintf(out, cap, "%02lld:%02lld", (long long)value / 60, (long long)value % 60);
  else if (strcmp(path, "pass.area") == 0)
    snprintf(out, cap, "%012lld", (long long)value);
  else if (strcmp(end, "_s") == 0 || strcmp(path, "record.sampled_at") == 0)
    text_duration(value, lang, out, cap);
  else
    snprintf(out, cap, "%lld", (long long)value);
}

const char *text_word(const char *path, const char *word, const char *lang) {
  const struct label *label = FIND(words, word);
  bool travel = strcmp(path, "record.travel") == 0;
  if (label) return choose(label, lang);
  if (strcmp(word, "none") != 0) return word;
  if (text_is_english(lang)) return travel ? "clear" : "none";
  return travel ? "无异常" : "无记录";
}

static void write_word(const struct space_variable *variable, const char *lang, char *out,
                       size_t cap) {
  const struct tx_value *value = &variable->values[variable->at];
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)value->text.n, (const char *)value->text.p);
  snprintf(out, cap, "%s", text_word(variable->datum->path, word, lang));
}

static void write_value(const struct space_variable *variable, const char *lang, char *out,
                        size_t cap) {
  const struct tx_value *value = &variable->values[variable->at];
  bool english = text_is_english(lang);
  if (value->kind == TX_VALUE_BOOL)
    snprintf(out, cap, "%s", value->boolean ? "" : english ? "not " : "不");
  else if (value->kind == TX_VALUE_INT)
    write_int(variable->datum->path, value->integer, lang, out, cap);
  else if (value->kind == TX_VALUE_TEXT)
    write_word(variable, lang, out, cap);
  else
    snprintf(out, cap, "%s", english ? "unknown" : "未知");
}

/* "采样时间未知" reads better than "未知前采样". */
static bool write_unknown(const struct space_variable *variable, const char *lang, char *out,
                          size_t cap) {
  bool english = text_is_english(lang);
  if (variable->values[variable->at].kind != TX_VALUE_NULL) return false;
  if (variable->datum->kind == DATUM_SAMPLED)
    snprintf(out, cap, "%s", english ? "never sampled" : "没有采样记录");
  else if (strncmp(variable->datum->path, "vehicle.", 8) == 0)
    snprintf(out, cap, "%s", english ? "no vehicle" : "没有车辆");
  else if (strcmp(variable->datum->path, "pass.zone") == 0)
    snprintf(out, cap, "%s", english ? "in no risk zone" : "不在风险区");
  else
    return false;
  return true;
}

static void write_fact(const struct space_variable *variable, const char *lang, char *out,
                       size_t cap) {
  char value[64];
  const struct label *fact = FIND(facts, variable->datum->path);
  const struct tx_value *own = &variable->values[variable->at];
  bool exempt = strncmp(variable->datum->path, "pass.exempt.", 12) == 0;
  if (exempt && !own->boolean) return; /* most people are not */
  if (!fact || write_unknown(variable, lang, out, cap)) return;
  write_value(variable, lang, value, sizeof value);
  const char *form = choose(fact, lang);
  const char *hole = strstr(form, "%s");
  snprintf(out, cap, "%.*s%s%s", (int)(hole - form), form, value, hole + 2);
}

static void write_group(const struct space *space, const char *lang, char *out, size_t cap) {
  static const char *const zh_directions[] = { "进门", "出门", "在采样点" };
  static const char *const en_directions[] = { "going in", "going out", "at a sampling point" };
  static const char *const zh_kinds[] = { "人行门", "车行门", "楼栋门", "采样点" };
  const struct space_group *group = &space->groups[space->group_at];
  if (text_is_english(lang))
    snprintf(out, cap, "%s, %s, %s gate", tx_role_word(group->role),
             en_directions[group->direction], tx_gate_kind_word((enum tx_gate_kind)group->kind));
  else
    snprintf(out, cap, "%s，%s，%s", tx_role_zh(group->role), zh_kinds[group->kind],
             zh_directions[group->direction]);
}

void space_describe(const struct space *space, const char *lang, char *out, size_t cap) {
  write_group(space, lang, out, cap);
  for (size_t i = 0; i < space->variable_count; i++) {
    char fact[128] = "";
    write_fact(&space->variables[i], lang, fact, sizeof fact);
    if (*fact) text_append(out, cap, text_is_english(lang) ? ", " : "，");
    text_append(out, cap, fact);
  }
}
