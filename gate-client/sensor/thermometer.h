/* SPDX-License-Identifier: Apache-2.0 */
/* A temperature sensor on a serial line that writes one reading a line ("36.5", "T=36,52C",
 * "Ambient = 24.51*C Object = 36.62*C", "97.9F"). */
#ifndef GATE_SENSOR_THERMOMETER_H
#define GATE_SENSOR_THERMOMETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GATE_READING_FRESH_MS 3000   /* older ones belong to somebody else */
#define GATE_READING_PATIENCE_MS 300 /* how long a person is waited for when a policy asks */

#define GATE_UNREAD_LINES 10 /* without a reading, until they are spoken of */
#define GATE_SAMPLE_MAX 64   /* bytes of one of them, as shown to people */

struct gate_thermometer;

/* NULL, and one sentence in error. */
struct gate_thermometer *gate_thermometer_open(const char *path, char *error, size_t cap);
void gate_thermometer_close(struct gate_thermometer *thermometer); /* NULL is nothing */
const char *gate_thermometer_path(const struct gate_thermometer *thermometer);
int gate_thermometer_fd(const struct gate_thermometer *thermometer);

/* Reads what has come. Never blocks. False, and errno: the sensor is gone. */
bool gate_thermometer_read(struct gate_thermometer *thermometer, int64_t now_ms);

/* The last reading in hundredths of a degree Celsius, and takes it away: one reading is one
 * person's. False: there is none that is fresh. */
bool gate_thermometer_take(struct gate_thermometer *thermometer, int64_t now_ms,
                           int32_t *centi_celsius);

/* One of the last GATE_UNREAD_LINES lines, in plain ASCII, when none of them had a reading; else
 * NULL. Good until the next read. */
const char *gate_thermometer_unread(const struct gate_thermometer *thermometer);

/* A person's temperature in a line: its only number between 34.00 and 43.00 degrees Celsius, with a
 * point or a comma before the decimals, an F behind Fahrenheit. Where numbers have names, the one
 * of a person (TO, Object, Obj, Body, 体温, 额温); never one of the room (TA, Ambient, 环境, 室温).
 * False when there is none, when two could be meant, and for a number that is cut off. */
bool gate_thermometer_parse(const char *line, int32_t *centi_celsius);

#endif
