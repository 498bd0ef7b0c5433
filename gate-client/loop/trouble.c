/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a source or a sensor that can still be read: gathered once a second by the
 * loop, told by whoever is asked for the gate's status. */
#include "loop_internal.h"

#include "host/sys/log.h"
#include "host/sys/text.h"

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
  for (size_t i = 0; i < loop->source_count; i++)
    add_source(troubles, loop->sources[i]);
  const size_t sources = troubles->n;
  add_sensor(troubles, loop->thermometer);
  if (troubles->n > sources) log_sensor(loop, &troubles->at[sources], now_ms);
  pthread_mutex_unlock(&troubles->lock);
}

bool gate_trouble_at(struct gate_troubles *troubles, size_t i, struct gate_trouble_said *out) {
  pthread_mutex_lock(&troubles->lock);
  const bool there = i < troubles->n;
  if (there) *out = troubles->at[i];
  pthread_mutex_unlock(&troubles->lock);
  return there;
}
