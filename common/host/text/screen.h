/* SPDX-License-Identifier: Apache-2.0 */
/* Text on a terminal: what strangers wrote is printed by these and nothing else. */
#ifndef HOST_TEXT_SCREEN_H
#define HOST_TEXT_SCREEN_H

#include <stddef.h>
#include <stdio.h>

/* How many columns a terminal gives to text: two for each Chinese character, none for what
 * combines with the one before; a byte that is no UTF-8 counts one. */
size_t host_screen_columns(const char *text);

/* Prints text as host_visible_copy has it ('?' for what must not reach a screen), then blanks up
 * to so many columns; none where the text is as long already. */
void host_screen_print(FILE *out, const char *text, size_t columns);

/* Prints what the format makes as host_screen_print does, and ends the line; the format itself has
 * no line end. */
void host_screen_line(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same without the line end: a part of a line. */
void host_screen_part(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
