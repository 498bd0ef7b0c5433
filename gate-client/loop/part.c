/* SPDX-License-Identifier: Apache-2.0 */
#include "part.h"

#include "source/address.h"

#include "host/sys/log.h"
#include "host/text/date.h"
#include "host/text/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TRY_MS 1000
#define SAY_MS 60000

/* --- words ------------------------------------------------------------------------------------ */

struct words {
  const char *name;                /* in the log */
  const char *short_zh, *short_en; /* for a line of the guard's page */
};

static const struct words words[] = {
  [GATE_PART_SOURCE] = { "source", "摄像机或扫码器打不开", "a camera or scanner cannot be opened" },
  [GATE_PART_OUTPUT] = { "output", "灯、语音或其他输出打不开",
                         "a light, the voice or another output cannot be opened" },
  [GATE_PART_BUTTON] = { "button", "按钮不起作用", "a button does not work" },
  [GATE_PART_THERMOMETER] = { "thermometer", "温度传感器打不开",
                              "the temperature sensor cannot be opened" },
  [GATE_PART_PEERS] = { "peers", "与邻近门禁的网口不可用",
                        "the interface to the other gates cannot be used" },
  [GATE_PART_PAGE] = { "page", "值守页面打不开", "the guard's page cannot be opened" },
  [GATE_PART_CONTROL] = { "control", "命令行连不上本门禁", "commands cannot reach this gate" },
  [GATE_PART_DECODER] = { "decoder", "读码程序不可用，摄像机画面无法识读",
                          "the decoder does not work, no picture is read" },
};

static bool begins(const char *text, const char *with) {
  return strncmp(text, with, strlen(with)) == 0;
}

/* A relay, or a program that drives one. */
static bool is_barrier(const struct gate_part *part) {
  return part->kind == GATE_PART_OUTPUT &&
         (begins(part->address, "relay:") || begins(part->address, "command:"));
}

static const char *number_zh(int number) {
  switch (number) {
  case ENOENT:
  case ENODEV:
  case ENXIO:
    return "没有这个设备或文件";
  case EACCES:
  case EPERM:
    return "没有权限";
  case EBUSY:
    return "正被其他程序使用";
  case EIO:
    return "读写出错";
  case ENOMEM:
    return "内存不足";
  default:
    return strerror(number);
  }
}

static const char *why_zh(const struct gate_part *part) {
  return part->fault.zh[0] ? part->fault.zh : number_zh(part->fault.number);
}

static const char *why_en(const struct gate_part *part) {
  return part->fault.en[0] ? part->fault.en : strerror(part->fault.number);
}

/* What to do, before the promise that it is tried again. */
static const char *advice(const struct gate_part *part) {
  if (is_barrier(part)) return "请手动开闸，并检查接线\0open it by hand and check its wiring";
  if (part->kind == GATE_PART_DECODER)
    return "扫码器和按钮照常可用，请检查安装\0scanners and buttons work, check its installation";
  if (part->kind >= GATE_PART_PAGE) return "请检查设置\0check the settings";
  return "请检查接线和设置\0check its cable and the settings";
}

void gate_part_say_short(const struct gate_part *part, char zh[160], char en[160]) {
  const bool barrier = is_barrier(part);
  host_copy(barrier ? "道闸打不开，请手动开闸" : words[part->kind].short_zh, zh, 160);
  host_copy(barrier ? "the barrier cannot be driven, open it by hand" : words[part->kind].short_en,
            en, 160);
}

void gate_part_say(const struct gate_part *part, char zh[300], char en[300]) {
  const bool barrier = is_barrier(part);
  const char *todo = advice(part);
  snprintf(zh, 300, "%s（%s）；%s，恢复后自动使用",
           barrier ? "道闸打不开" : words[part->kind].short_zh, why_zh(part), todo);
  snprintf(en, 300, "%s (%s); %s, it is tried again each second",
           barrier ? "the barrier cannot be driven" : words[part->kind].short_en, why_en(part),
           todo + strlen(todo) + 1);
}

/* One that comes and goes is said once a minute. */
static void log_absent(struct gate_part *part) {
  const int64_t now_ms = host_monotonic_ms();
  if (part->said_ms && now_ms - part->said_ms < SAY_MS) return;
  part->said = true;
  part->said_ms = now_ms;
  char label[GATE_ADDRESS_MAX], zh[300], en[300];
  gate_address_say(part->address, label, sizeof label);
  gate_part_say(part, zh, en);
  host_log(HOST_ERROR, "%s %s: %s", words[part->kind].name, label, en);
}

static void log_there(struct gate_part *part) {
  char label[GATE_ADDRESS_MAX];
  if (!part->said) return;
  part->said = false;
  gate_address_say(part->address, label, sizeof label);
  host_log(HOST_NOTICE, "%s %s: there now", words[part->kind].name, label);
}

/* --- having ----------------------------------------------------------------------------------- */

/* Whether it is there now. */
static bool try(struct gate_part *part) {
  struct gate_part_fault fault = { 0 };
  part->absent = !part->open(part->context, part->address, &fault);
  if (part->absent) part->fault = fault;
  return !part->absent;
}

bool gate_parts_add(struct gate_parts *parts, const struct gate_part *part, char *error,
                    size_t cap) {
  if (parts->n == GATE_PARTS_MAX) {
    snprintf(error, cap, "%s: at most %d sources, outputs, buttons and sensors", part->address,
             GATE_PARTS_MAX);
    return false;
  }
  struct gate_part *added = &parts->at[parts->n];
  *added = *part;
  if (!try(added) && added->fault.number == EINVAL) {
    host_copy(added->fault.error, error, cap);
    return false;
  }
  parts->n++;
  if (added->absent) log_absent(added);
  return true;
}

void gate_parts_try(struct gate_parts *parts, int64_t now_ms) {
  if (parts->tried_ms && now_ms - parts->tried_ms < TRY_MS) return;
  parts->tried_ms = now_ms;
  for (size_t i = 0; i < parts->n; i++) {
    struct gate_part *part = &parts->at[i];
    if (part->absent && try(part)) log_there(part);
  }
}

void gate_parts_lose(struct gate_parts *parts, enum gate_part_kind kind, const char *address,
                     int number) {
  const struct gate_part_fault fault = { .number = number };
  gate_parts_lose_to(parts, kind, address, &fault);
}

void gate_parts_lose_to(struct gate_parts *parts, enum gate_part_kind kind, const char *address,
                        const struct gate_part_fault *fault) {
  for (size_t i = 0; i < parts->n; i++) {
    struct gate_part *part = &parts->at[i];
    if (part->kind != kind || part->absent || strcmp(part->address, address) != 0) continue;
    part->absent = true;
    part->fault = *fault;
    log_absent(part);
    return;
  }
}

size_t gate_parts_absent(const struct gate_parts *parts, enum gate_part_kind kind) {
  size_t absent = 0;
  for (size_t i = 0; i < parts->n; i++)
    absent += parts->at[i].kind == kind && parts->at[i].absent;
  return absent;
}

bool gate_parts_lack_barrier(const struct gate_parts *parts) {
  for (size_t i = 0; i < parts->n; i++)
    if (parts->at[i].absent && is_barrier(&parts->at[i])) return true;
  return false;
}
