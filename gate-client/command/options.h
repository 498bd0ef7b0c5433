/* SPDX-License-Identifier: Apache-2.0 */
/* Options that several commands take. */
#ifndef GATE_COMMAND_OPTIONS_H
#define GATE_COMMAND_OPTIONS_H

#define KINDS "pedestrian|vehicle|building|sampling"
#define DIRECTIONS "in|out|neither"

#define WORDS                                                                                      \
  {                                                                                                \
    .name = "words", .type = HOST_CHOICE, .value = "zh|en", .zh = "只用一种语言回答",              \
    .en = "answer in one language only"                                                            \
  }

/* A gate made of files instead of a folder; gate_open_by reads it. */
#define STANDALONE                                                                                 \
  { .name = "area",                                                                                \
    .type = HOST_TEXT,                                                                             \
    .value = "AREA",                                                                               \
    .zh = "不用目录：门禁所在区划",                                                                \
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
      WORDS

/* What init and enrol are told of the place; gate_place_by reads it. */
#define PLACE                                                                                      \
  { .name = "kind",                                                                                \
    .type = HOST_CHOICE,                                                                           \
    .value = KINDS,                                                                                \
    .zh = "种类（默认 pedestrian）",                                                               \
    .en = "kind (pedestrian)" },                                                                   \
      { .name = "direction",                                                                       \
        .type = HOST_CHOICE,                                                                       \
        .value = DIRECTIONS,                                                                       \
        .zh = "方向（默认 in）",                                                                   \
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
    .zh = "无人值守时请来人致电（文件中有电话的，以文件为准）",                                    \
    .en = "whom to call when nobody stands there and no order names a telephone"                   \
  }

/* gate_lines_by reads it. */
#define NAMES                                                                                      \
  {                                                                                                \
    .name = "names", .type = HOST_FLAG, .zh = "不在终端上也写出姓名、尾号和楼栋",                  \
    .en = "print names, tails and buildings where no terminal shows them, too"                     \
  }

/* Of what decides once; gate_open_by is told of it. */
#define RECORD                                                                                     \
  {                                                                                                \
    .name = "record", .type = HOST_FLAG, .zh = "记入门禁的日志与记忆",                             \
    .en = "keep the event, and remember who passed"                                                \
  }

#define KEEP_SENT                                                                                  \
  {                                                                                                \
    .name = "keep-sent", .type = HOST_INT, .value = "SECONDS", .max = 365LL * 86400,               \
    .zh = "已被服务器确认的事件再保留多久（默认不留）",                                            \
    .en = "how long acknowledged events stay (they go at once)"                                    \
  }

#endif
