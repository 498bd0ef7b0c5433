/* SPDX-License-Identifier: Apache-2.0 */
/* The language in which a program speaks to whoever runs it. */
#ifndef HOST_TEXT_LANGUAGE_H
#define HOST_TEXT_LANGUAGE_H

#include <sysexits.h>

/* "zh" or "en", by --lang, else by LC_ALL, LC_MESSAGES, LANG; one setting for the process. */
const char *host_lang(void);
void host_lang_set(const char *lang);
/* The one of two texts that fits. */
const char *host_words(const char *zh, const char *en);
/* The English noun (and its verb) that fits a count: one for 1. The Chinese format has a %.0s for
 * it. */
const char *host_plural(long long count, const char *one, const char *many);

/* Writes "program: sentence" to stderr in the language that is set, and returns status, so that a
 * command can end with `return host_fail(EX_DATAERR, …)`. Both formats take the same arguments. */
int host_fail(int status, const char *zh, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

#endif
