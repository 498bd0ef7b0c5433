/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The log: one line to stderr, with journald's <N> before it when stderr is no terminal. A function
 * that returns an error does not log it as well: who handles it decides.
 */
#ifndef HOST_LOG_H
#define HOST_LOG_H

enum host_level { /* as in syslog */
                  HOST_ERROR = 3,
                  HOST_WARNING = 4,
                  HOST_NOTICE = 5,
                  HOST_INFO = 6,
                  HOST_DEBUG = 7,
};

/* Writes one line; control characters of the message become '?', so that nobody forges a line.
 * Safe from several threads. */
void host_log(enum host_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The lowest urgency that is written; HOST_INFO at first. */
void host_log_up_to(enum host_level level);

#endif
