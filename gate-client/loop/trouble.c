/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the journal and stored objects, with parts that are absent, and with sources
 * and a sensor that can still be read: gathered once a second by the loop, told by whoever is asked
 * for the gate's status. */
#include "loop_internal.h"

#include "host/sys/log.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

struct gate_troubles *gate_troubles_create(void) {
  struct gate_troubles *troubles = calloc(1, sizeof *troubles);
  if (troubles) pthread_mutex_init(&troubles->lock, NULL);
  return troubles;
}

void gate_troubles_destroy(struct gate_troubles *troubles) {
  if (!troubles) return;
  pthread_mutex_destroy(&troubles->lock);
  free(troubles);
}

static struct gate_trouble_said *add(struct gate_troubles *troubles, const char *label) {
  struct gate_trouble_said *said = &troubles->at[troubles->n++];
  host_copy(label, said->label, sizeof said->label);
  return said;
}

/* Events wait in memory, and there is room for so many. */
static void add_journal(struct gate_troubles *troubles, struct gate_journal *journal) {
  const struct gate_journal_counts counts = gate_journal_count(journal);
  if (counts.failing == TX_OK) return;
  const struct gate_journal_advice advice = gate_journal_advice(counts.failing);
  struct gate_trouble_said *said = add(troubles, "journal.db");
  snprintf(said->zh, sizeof said->zh,
           "%s，记录暂存于内存（%llu 条，最多 %d 条，断电即丢失）；%s，恢复后自动写入",
           advice.short_zh, (unsigned long long)counts.waiting, GATE_JOURNAL_WAITING, advice.zh);
  snprintf(
      said->en, sizeof said->en,
      "%s, events are kept in memory (%llu of at most %d, lost without power); %s, it is tried "
      "again each second",
      advice.short_en, (unsigned long long)counts.waiting, GATE_JOURNAL_WAITING, advice.en);
  host_copy(advice.short_zh, said->short_zh, sizeof said->short_zh);
  host_copy(advice.short_en, said->short_en, sizeof said->short_en);
}

/* What is in force and not on disk is to be fetched again after a power cut. */
static void add_unkept(struct gate_troubles *troubles, enum tx_reason unkept, bool away) {
  if (unkept == TX_OK || away) return;
  const struct gate_journal_advice advice = gate_journal_advice(unkept);
  struct gate_trouble_said *said = add(troubles, "objects");
  snprintf(said->zh, sizeof said->zh,
           "新数据已生效但未能写盘（%s），断电后须重新取得；%s，恢复后自动写入", advice.short_zh,
           advice.zh);
  snprintf(said->en, sizeof said->en,
           "newer data is in force and not on disk (%s), to be fetched again after a power cut; "
           "%s, it is tried again each second",
           advice.short_en, advice.en);
  host_copy("新数据未能写盘", said->short_zh, sizeof said->short_zh);
  host_copy("newer data is not on disk", said->short_en, sizeof said->short_en);
}

/* What is newer is written when the card is back; without power it is fetched again. */
static void add_away(struct gate_troubles *troubles, const struct gate *gate) {
  if (!gate->away) return;
  const struct gate_journal_advice advice = gate_journal_advice(TX_NOT_FOUND);
  struct gate_trouble_said *said = add(troubles, gate->dir);
  snprintf(said->zh, sizeof said->zh,
           "本机目录所在的存储卡不在，新数据只在内存中，断电即丢失；%s，恢复后自动写入", advice.zh);
  snprintf(said->en, sizeof said->en,
           "the card with the gate's folder is not there, newer data is only in memory, lost "
           "without power; %s, it is written when it is back",
           advice.en);
  host_copy("本机的存储卡不在", said->short_zh, sizeof said->short_zh);
  host_copy("the gate's card is not there", said->short_en, sizeof said->short_en);
}

static void add_damaged(struct gate_troubles *troubles, struct gate *gate) {
  const struct gate_damaged damaged = gate_damaged_of(gate);
  for (size_t i = 0; i < damaged.n; i++) {
    struct gate_damaged_words words;
    gate_damaged_say(&damaged.at[i], &words);
    struct gate_trouble_said *said = add(troubles, words.label);
    host_copy(words.zh, said->zh, sizeof said->zh);
    host_copy(words.en, said->en, sizeof said->en);
    host_copy(words.short_zh, said->short_zh, sizeof said->short_zh);
    host_copy(words.short_en, said->short_en, sizeof said->short_en);
  }
}

/* Said until somebody has seen to it. */
static void add_aside(struct gate_troubles *troubles, struct gate_journal *journal) {
  const struct gate_journal_counts counts = gate_journal_count(journal);
  if (!counts.aside[0]) return;
  struct gate_trouble_said *said = add(troubles, counts.aside);
  snprintf(
      said->zh, sizeof said->zh,
      "日志曾损坏，已另存为此文件，新日志已开始；其中未上传的记录只在此文件中，请交给管理员后删除");
  snprintf(said->en, sizeof said->en,
           "the journal was damaged and put aside under this name, a new one was begun; events in "
           "it that the server lacks are nowhere else: hand it to the administrator, then delete "
           "it");
  host_copy("日志曾损坏，旧文件待管理员取走", said->short_zh, sizeof said->short_zh);
  host_copy("the journal was damaged, the old file waits for the administrator", said->short_en,
            sizeof said->short_en);
}

static void add_part(struct gate_troubles *troubles, const struct gate_part *part) {
  if (!part->absent) return;
  struct gate_trouble_said *said = add(troubles, "");
  gate_address_say(part->address, said->label, sizeof said->label);
  gate_part_say(part, said->zh, said->en);
  gate_part_say_short(part, said->short_zh, said->short_en);
}

static size_t count_gone(const struct gate_loop *loop) {
  size_t gone = gate_parts_absent(&loop->parts, GATE_PART_SOURCE);
  for (size_t i = 0; i < loop->source_count; i++)
    gone += loop->sources[i] && loop->sources[i]->gone;
  return gone;
}

static void add_source(struct gate_troubles *troubles, const struct gate_source *source) {
  const struct gate_trouble *trouble = source ? source->trouble : NULL;
  if (!trouble) return;
  struct gate_trouble_said *said = add(troubles, source->label);
  host_copy(trouble->zh, said->zh, sizeof said->zh);
  host_copy(trouble->en, said->en, sizeof said->en);
  host_copy(trouble->short_zh, said->short_zh, sizeof said->short_zh);
  host_copy(trouble->short_en, said->short_en, sizeof said->short_en);
}

static void add_sensor(struct gate_troubles *troubles, const struct gate_thermometer *sensor) {
  const char *line = sensor ? gate_thermometer_unread(sensor) : NULL;
  if (!line) return;
  struct gate_trouble_said *said = add(troubles, gate_thermometer_path(sensor));
  snprintf(said->zh, sizeof said->zh,
           "温度传感器的行中没有可读的体温（34 至 43 度），例如“%s”；请核对其输出格式", line);
  snprintf(said->en, sizeof said->en,
           "no line of the temperature sensor has one person's temperature (34 to 43 degrees), "
           "such as \"%s\"; set it to send one a line",
           line);
  snprintf(said->short_zh, sizeof said->short_zh, "温度传感器没有体温：“%s”", line);
  snprintf(said->short_en, sizeof said->short_en, "no temperature in the sensor's \"%s\"", line);
}

#define SENSOR_AGAIN_MS 3600000

/* A sensor that measures the empty lane falls silent and speaks again all day: said once an hour.
 */
static void log_sensor(struct gate_loop *loop, const struct gate_trouble_said *said,
                       int64_t now_ms) {
  if (loop->sensor_told_ms && now_ms - loop->sensor_told_ms < SENSOR_AGAIN_MS) return;
  loop->sensor_told_ms = now_ms;
  host_log(HOST_WARNING, "%s: %s", said->label, said->en);
}

void gate_loop_gather_troubles(struct gate_loop *loop, int64_t now_ms) {
  struct gate_troubles *troubles = loop->troubles;
  pthread_mutex_lock(&troubles->lock);
  troubles->n = 0;
  troubles->sources_gone = count_gone(loop);
  if (loop->gate->journal) add_journal(troubles, loop->gate->journal);
  add_away(troubles, loop->gate);
  add_unkept(troubles, loop->gate->unkept, loop->gate->away);
  add_damaged(troubles, loop->gate);
  for (size_t i = 0; i < loop->parts.n; i++)
    add_part(troubles, &loop->parts.at[i]);
  for (size_t i = 0; i < loop->source_count; i++)
    add_source(troubles, loop->sources[i]);
  const size_t sources = troubles->n;
  add_sensor(troubles, loop->thermometer);
  if (troubles->n > sources) log_sensor(loop, &troubles->at[sources], now_ms);
  if (loop->gate->journal) add_aside(troubles, loop->gate->journal);
  pthread_mutex_unlock(&troubles->lock);
}

size_t gate_sources_gone(struct gate_troubles *troubles) {
  pthread_mutex_lock(&troubles->lock);
  const size_t gone = troubles->sources_gone;
  pthread_mutex_unlock(&troubles->lock);
  return gone;
}

bool gate_trouble_at(struct gate_troubles *troubles, size_t i, struct gate_trouble_said *out) {
  pthread_mutex_lock(&troubles->lock);
  const bool there = i < troubles->n;
  if (there) *out = troubles->at[i];
  pthread_mutex_unlock(&troubles->lock);
  return there;
}
