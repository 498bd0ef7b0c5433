/* SPDX-License-Identifier: Apache-2.0 */
/* Names found by the first letters of their pinyin: zxy is 张晓燕. */
#ifndef SERVER_DOMAIN_ROSTER_INITIALS_H
#define SERVER_DOMAIN_ROSTER_INITIALS_H

#include <stdbool.h>

/* Whether word, of letters alone in either case, is what successive characters of name begin with,
 * from any of them on. A character that is read in several ways (单, 曾, 仇) is found by each;
 * letters of a name stand for themselves, and the dots between do not count. No initials rest
 * anywhere. */
bool initials_match(const char *name, const char *word);

#endif
