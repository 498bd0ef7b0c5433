/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate: its table of commands, and nothing else. */
#include "command/commands.h"
#include "core/sampling.h"

static const struct host_option everywhere[] = {
  { .name = "dir",
    .type = HOST_PATH,
    .value = "DIR",
    .zh = "门禁的目录(默认 TONGXING_GATE_DIR 或 /var/lib/tongxing-gate)",
    .en = "the gate's folder (TONGXING_GATE_DIR, or /var/lib/tongxing-gate)" },
  { .name = "now",
    .type = HOST_INT,
    .value = "SECONDS",
    .max = 4102444800,
    .zh = "以此时刻判定(UTC 秒),供测试与演练",
    .en = "decide as of this time (UTC seconds), for tests and rehearsals" },
  { .name = "json", .type = HOST_FLAG, .zh = "输出 JSON", .en = "write JSON" },
  { 0 },
};

#define KINDS "pedestrian|vehicle|building|sampling"
#define DIRECTIONS "in|out|neither"

#define STANDALONE                                                                                 \
  { .name = "area",                                                                                \
    .type = HOST_TEXT,                                                                             \
    .value = "AREA",                                                                               \
    .zh = "不用目录:门禁所在区划",                                                                 \
    .en = "without a folder: the gate's area" },                                                   \
      { .name = "kind",                                                                            \
        .type = HOST_CHOICE,                                                                       \
        .value = KINDS,                                                                            \
        .zh = "门禁种类",                                                                          \
        .en = "kind of gate" },                                                                    \
      { .name = "direction",                                                                       \
        .type = HOST_CHOICE,                                                                       \
        .value = DIRECTIONS,                                                                       \
        .zh = "方向",                                                                              \
        .en = "direction" },                                                                       \
      { .name = "trust",                                                                           \
        .type = HOST_PATH,                                                                         \
        .value = "FILE",                                                                           \
        .many = true,                                                                              \
        .zh = "信任列表文件",                                                                      \
        .en = "trust list file" },                                                                 \
      { .name = "root",                                                                            \
        .type = HOST_TEXT,                                                                         \
        .value = "HASH",                                                                           \
        .zh = "根密钥的 SHA-256",                                                                  \
        .en = "SHA-256 of the root key; otherwise the file's own root is believed" },              \
      { .name = "list",                                                                            \
        .type = HOST_PATH,                                                                         \
        .value = "FILE",                                                                           \
        .many = true,                                                                              \
        .zh = "状态名册文件",                                                                      \
        .en = "status list file" },                                                                \
      { .name = "policy",                                                                          \
        .type = HOST_PATH,                                                                         \
        .value = "FILE",                                                                           \
        .many = true,                                                                              \
        .zh = "策略文件",                                                                          \
        .en = "policy file" },                                                                     \
      { .name = "certs",                                                                           \
        .type = HOST_PATH,                                                                         \
        .value = "FILE",                                                                           \
        .many = true,                                                                              \
        .zh = "证明状态文件",                                                                      \
        .en = "certificate status file" },                                                         \
  {                                                                                                \
    .name = "words", .type = HOST_CHOICE, .value = "zh|en", .zh = "只用一种语言回答",              \
    .en = "answer in one language only"                                                            \
  }

/* What init and enrol are told of the place; gate_place_by reads it. */
#define PLACE                                                                                      \
  { .name = "kind",                                                                                \
    .type = HOST_CHOICE,                                                                           \
    .value = KINDS,                                                                                \
    .zh = "种类(默认 pedestrian)",                                                                 \
    .en = "kind (pedestrian)" },                                                                   \
      { .name = "direction",                                                                       \
        .type = HOST_CHOICE,                                                                       \
        .value = DIRECTIONS,                                                                       \
        .zh = "方向(默认 in)",                                                                     \
        .en = "direction (in)" },                                                                  \
      { .name = "name",                                                                            \
        .type = HOST_TEXT,                                                                         \
        .value = "NAME",                                                                           \
        .zh = "给人看的名称",                                                                      \
        .en = "a name for people" },                                                               \
      { .name = "unattended",                                                                      \
        .type = HOST_FLAG,                                                                         \
        .zh = "无人值守",                                                                          \
        .en = "nobody stands beside it" },                                                         \
  {                                                                                                \
    .name = "phone", .type = HOST_TEXT, .value = "NUMBER",                                         \
    .zh = "无人值守时请来人致电(文件中有电话的,以文件为准)",                                       \
    .en = "whom to call when nobody stands there and no order names a telephone"                   \
  }

static const struct host_option init_options[] = {
  { .name = "area",
    .type = HOST_TEXT,
    .value = "AREA",
    .zh = "门禁所在区划,12位",
    .en = "where it stands: 12 digits" },
  PLACE,
  { .name = "root",
    .type = HOST_TEXT,
    .value = "HASH",
    .zh = "根密钥的 SHA-256",
    .en = "SHA-256 of the root key" },
  { .name = "trust-seq",
    .type = HOST_INT,
    .value = "N",
    .max = INT64_MAX,
    .zh = "当日信任列表的序号,更旧的一律拒收",
    .en = "seq of the trust list of today; older ones are refused" },
  { .name = "server",
    .type = HOST_TEXT,
    .value = "URL",
    .zh = "服务器地址",
    .en = "the server's address" },
  { .name = "trust",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "首个信任列表",
    .en = "the first trust list" },
  { 0 },
};

static const struct host_option enrol_options[] = {
  PLACE,
  { 0 },
};

static const struct host_option decide_options[] = {
  STANDALONE,
  { .name = "record",
    .type = HOST_FLAG,
    .zh = "记入门禁的日志与记忆",
    .en = "keep the event, and remember who passed" },
  { 0 },
};

#define KEEP_SENT                                                                                  \
  {                                                                                                \
    .name = "keep-sent", .type = HOST_INT, .value = "SECONDS", .max = 365LL * 86400,               \
    .zh = "已被服务器确认的事件再保留多久(默认不留)",                                              \
    .en = "how long acknowledged events stay (they go at once)"                                    \
  }

static const struct host_option run_options[] = {
  { .name = "kind",
    .type = HOST_CHOICE,
    .value = KINDS,
    .zh = "尚未登记时:种类",
    .en = "where it is to enrol by a code shown: its kind" },
  { .name = "direction",
    .type = HOST_CHOICE,
    .value = DIRECTIONS,
    .zh = "尚未登记时:方向",
    .en = "the same: its direction" },
  { .name = "name",
    .type = HOST_TEXT,
    .value = "NAME",
    .zh = "尚未登记时:名称",
    .en = "the same: its name" },
  { .name = "unattended",
    .type = HOST_FLAG,
    .zh = "尚未登记时:无人值守",
    .en = "the same: nobody stands beside it" },
  { .name = "phone",
    .type = HOST_TEXT,
    .value = "NUMBER",
    .zh = "尚未登记时:无人值守时的电话",
    .en = "the same: whom to call" },
  { .name = "source",
    .type = HOST_TEXT,
    .value = "KIND:REST",
    .many = true,
    .zh = "码的来源,与参数 SOURCE 相同;供设置文件使用",
    .en = "a source, as the argument SOURCE: for the settings file" },
  { .name = "act",
    .type = HOST_TEXT,
    .value = "KIND:REST",
    .many = true,
    .zh = "执行:relay、light、voice、command",
    .en = "what acts: relay, light, voice, command" },
  { .name = "button",
    .type = HOST_TEXT,
    .value = "KIND:CHIP/LINE",
    .many = true,
    .zh = "按钮:应急 emergency、常开触点 hold、放行 let_in、劝返 turn_away",
    .en = "a button: emergency, hold (a contact that holds open), let_in, turn_away" },
  { .name = "thermometer",
    .type = HOST_PATH,
    .value = "DEVICE",
    .many = true,
    .zh = "串口测温仪",
    .en = "a temperature sensor on a serial line" },
  { .name = "neighbours",
    .type = HOST_TEXT,
    .value = "INTERFACE",
    .many = true,
    .zh = "在此网口与同社区门禁互通放行消息",
    .en = "tell and hear the area's other gates on this interface" },
  { .name = "tube-size",
    .type = HOST_INT,
    .value = "N",
    .min = 1,
    .max = GATE_TUBE_MAX,
    .zh = "采样点每管人数(默认10)",
    .en = "people a tube at a sampling point (10)" },
  { .name = "page",
    .type = HOST_TEXT,
    .value = "ADDRESS:PORT",
    .zh = "值守页面,例如 127.0.0.1:8090",
    .en = "the guard's page, such as 127.0.0.1:8090" },
  { .name = "page-cert",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "页面的证书",
    .en = "the page's certificate" },
  { .name = "page-key",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "页面的私钥",
    .en = "the page's private key" },
  { .name = "pairing",
    .type = HOST_TEXT,
    .value = "WORD",
    .zh = "手机配对口令",
    .en = "the word that pairs a phone" },
  { .name = "alone", .type = HOST_FLAG, .zh = "不与服务器同步", .en = "do not ask the server" },
  { .name = "words",
    .type = HOST_CHOICE,
    .value = "zh|en",
    .zh = "只用一种语言回答",
    .en = "answer in one language only" },
  KEEP_SENT,
  { 0 },
};

static const struct host_option sync_options[] = { KEEP_SENT, { 0 } };

static const struct host_option journal_options[] = {
  { .name = "from",
    .type = HOST_INT,
    .value = "SEQ",
    .min = 1,
    .max = INT64_MAX,
    .zh = "从此序号开始",
    .en = "from this event on" },
  { 0 },
};

static const struct host_option say_options[] = {
  { .name = "why",
    .type = HOST_INT,
    .value = "N",
    .min = 1,
    .max = 6,
    .zh = "理由:1 查验证件 2 熟识居民 3 系统故障 4 社区来电 5 儿童或陪同 6 其他",
    .en =
        "1 papers, 2 known resident, 3 fault, 4 the office's word, 5 child or escorted, 6 other" },
  { .name = "role",
    .type = HOST_CHOICE,
    .value = "visitor|courier|vehicle",
    .zh = "登记的人员类别",
    .en = "who is registered" },
  { .name = "number",
    .type = HOST_TEXT,
    .value = "NUMBER",
    .zh = "电话或车牌;试管条码",
    .en = "telephone or plate; a tube's barcode" },
  { .name = "host-unit",
    .type = HOST_TEXT,
    .value = "UNIT",
    .zh = "被访单元",
    .en = "whom they visit" },
  { 0 },
};

static const struct host_option inspect_options[] = { STANDALONE, { 0 } };

static const struct host_command commands[] = {
  { .name = "init",
    .zh = "新建门禁并生成其密钥",
    .en = "set up a gate and make its key",
    .options = init_options,
    .run = gate_run_init },
  { .name = "enrol",
    .args = "CODE|FILE",
    .zh = "用登记码(文字、文本文件或图片)设立门禁",
    .en = "set up a gate by an enrolment code: its text, or a file or picture of it",
    .options = enrol_options,
    .run = gate_run_enrol },
  { .name = "scan",
    .args = "FILE…",
    .zh = "判定图片中的码;退出码 0 通行 1 拒绝 2 核验 3 未读到",
    .en = "decide on pictures; exits 0 allow, 1 deny, 2 review, 3 nothing readable",
    .options = decide_options,
    .run = gate_run_scan },
  { .name = "read",
    .args = "FILE…",
    .zh = "读出图片中的码",
    .en = "what the eye reads, one line a code",
    .run = gate_run_read },
  { .name = "decide",
    .args = "TEXT…",
    .zh = "判定一段码的文字",
    .en = "decide on the text of a code",
    .options = decide_options,
    .run = gate_run_decide },
  { .name = "run",
    .args = "[SOURCE…]",
    .zh = "运行门禁;SOURCE 为 [in=|out=]KIND:REST",
    .en = "work as a gate; SOURCE is [in=|out=]KIND:REST",
    .options = run_options,
    .run = gate_run_run },
  { .name = "say",
    .args = "WORD",
    .zh = "对运行中的门禁说:let_in、turn_away、medical_exit、emergency、hold、release、sign_"
          "on、sign_off、register",
    .en = "tell a running gate: let_in, turn_away, medical_exit, emergency, hold, release, "
          "sign_on, sign_off, register",
    .options = say_options,
    .run = gate_run_hand },
  { .name = "sync",
    .zh = "立即与服务器同步一次",
    .en = "ask the server once, now",
    .options = sync_options,
    .run = gate_run_sync },
  { .name = "take",
    .args = "FILE…",
    .zh = "接收文件中的签名对象",
    .en = "take signed objects from files",
    .run = gate_run_take },
  { .name = "stick",
    .args = "DIR",
    .zh = "从U盘接收消息,并把日志写到U盘",
    .en = "take news from a stick, and the journal onto it",
    .run = gate_run_stick },
  { .name = "status", .zh = "门禁的状况", .en = "how the gate fares", .run = gate_run_status },
  { .name = "journal",
    .zh = "列出本机上的事件",
    .en = "list the events on this gate",
    .options = journal_options,
    .run = gate_run_journal },
  { .name = "bench",
    .args = "[PICTURE…]",
    .zh = "测量本机的眼、签名与磁盘够不够快",
    .en = "whether this machine's eye, keys and disk are fast enough",
    .options = inspect_options,
    .run = gate_run_bench },
  { .name = "inspect",
    .args = "FILE|TEXT…",
    .zh = "说明一个对象、码或图片是什么、谁签的、是否有效",
    .en = "what an object, code or picture is, who signed it, whether it holds",
    .options = inspect_options,
    .run = gate_run_inspect },
  { 0 },
};

int main(int argc, char **argv) {
  static const struct host_program program = {
    .name = "tongxing-gate",
    .zh = "离线判定通行码的门禁",
    .en = "the gate that reads passes and decides alone",
    .commands = commands,
    .options = everywhere,
    .config = "/etc/tongxing/gate.ini",
  };
  return host_program_run(&program, argc, argv);
}
