/* SPDX-License-Identifier: Apache-2.0 */
/* UTC seconds as text and back. */
#ifndef HOST_TEXT_DATE_H
#define HOST_TEXT_DATE_H

#include <stdbool.h>
#include <stdint.h>

#define HOST_DATE_SIZE 32
#define HOST_SHANGHAI_S 28800 /* no daylight saving since 1991 */

int64_t host_now_s(void);        /* UTC seconds */
int64_t host_monotonic_ms(void); /* of no known beginning; never goes back */

/* 2026-11-23T12:20:00Z, for files and JSON */
void host_date_utc(int64_t at_s, char out[HOST_DATE_SIZE]);
/* 2026-11-23 20:20, as a clock in China shows it: how every screen writes a time */
void host_date_shanghai_minute(int64_t at_s, char out[HOST_DATE_SIZE]);
/* The same with its seconds, only where two clocks are compared: 2026-11-23 20:20:00 */
void host_date_shanghai(int64_t at_s, char out[HOST_DATE_SIZE]);
/* Mon, 23 Nov 2026 12:20:00 GMT (RFC 9110) and back. */
void host_date_http(int64_t at_s, char out[HOST_DATE_SIZE]);
bool host_date_http_read(const char *text, int64_t *at_s);

/* A time as people give it: seconds since 1970, 2026-11-23 (midnight in China),
 * 2026-11-23T20:20[:00] (China), the same with Z or +08:00, or +90d, +12h, +30m after now. */
bool host_date_read(const char *text, int64_t now_s, int64_t *at_s);

#endif
