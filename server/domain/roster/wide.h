/* SPDX-License-Identifier: Apache-2.0 */
/* Full-width characters (U+FF01 to U+FF5E), as Chinese keyboards leave them. */
#ifndef SERVER_DOMAIN_ROSTER_WIDE_H
#define SERVER_DOMAIN_ROSTER_WIDE_H

/* The next character of a text that has not ended, where it is ASCII, full-width or not, and moves
 * past it. 0 for any other, and moves by one byte. Reads no byte after the terminator, whatever the
 * text was cut short in. */
int wide_next(const char **text);
/* Makes them ASCII, in place. */
void wide_to_ascii(char *text);

#endif
