/* SPDX-License-Identifier: Apache-2.0 */
/* A temperature sensor on a serial line that writes one reading a line ("36.5", "T=36.52C"). */
#ifndef GATE_THERMOMETER_H
#define GATE_THERMOMETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GATE_READING_FRESH_MS 3000   /* older ones belong to somebody else */
#define GATE_READING_PATIENCE_MS 300 /* how long a person is waited for when a policy asks */

struct gate_thermometer;

/* NULL, and one sentence in error. */
struct gate_thermometer *gate_thermometer_open(const char *path, char *error, size_t cap);
void gate_thermometer_close(struct gate_thermometer *thermometer); /* NULL is nothing */
int gate_thermometer_fd(const struct gate_thermometer *thermometer);

/* Reads what has come. Never blocks. False: the sensor is gone. */
bool gate_thermometer_read(struct gate_thermometer *thermometer, int64_t now_ms);

/* The last reading in hundredths of a degree Celsius, and takes it away: one reading is one
 * person's. False: there is none that is fresh. */
bool gate_thermometer_take(struct gate_thermometer *thermometer, int64_t now_ms,
                           int32_t *centi_celsius);

/* The number in a line, between 20.00 and 50.00 degrees; false for another. */
bool gate_thermometer_parse(const char *line, int32_t *centi_celsius);

#endif
