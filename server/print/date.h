/* SPDX-License-Identifier: Apache-2.0 */
/* Until when something holds, in words, by the calendar of China. */
#ifndef SERVER_PRINT_DATE_H
#define SERVER_PRINT_DATE_H

#include <stdint.h>

#define DATE_WORDS_SIZE 48

/* Of what ends at exp_s (UTC seconds): the last day that it holds the whole of, so that nobody
 * stands at a gate at noon of a day that the card names. "2027年5月28日", "28 May 2027". */
void date_last_day(int64_t exp_s, char zh[DATE_WORDS_SIZE], char en[DATE_WORDS_SIZE]);

/* The same with the minute, of what holds for days alone: a visitor's. */
void date_last_minute(int64_t exp_s, char zh[DATE_WORDS_SIZE], char en[DATE_WORDS_SIZE]);

#endif
