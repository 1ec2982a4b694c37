/* One escaped key=value line an event, to standard error or a file.
 *
 *   2026-11-21T10:00:00.123Z info meter-fcgi request=… account=… doing="…" msg="…"
 *
 * Text from outside goes through the escaper: control bytes, quotes and non-UTF-8 cannot forge
 * a line. Levels: error (a person must act), warning (something was lost or retried), info (one
 * line per request and per job), debug.
 */
#ifndef METER_UTIL_LOG_H
#define METER_UTIL_LOG_H

#include "util/work.h"

enum log_level { LOG_DEBUG_LEVEL, LOG_INFO_LEVEL, LOG_WARNING_LEVEL, LOG_ERROR_LEVEL };

/* `program` is kept by reference. path NULL: standard error. False when the file cannot be
 * opened (errno tells). log_reopen() after a rotation. */
bool log_open(const char *program, const char *path, enum log_level least);
bool log_reopen(void);

/* Reads "debug", "info", "warning", "error"; false for anything else. */
bool log_level_parse(const char *word, enum log_level *level_out);

/* Writes one line; w may be NULL. The message is escaped as a whole. */
void log_error(const struct work *w, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
void log_warning(const struct work *w, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
void log_info(const struct work *w, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
void log_debug(const struct work *w, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* An info line made of fields: NULL-terminated pairs of key and value (a NULL value leaves its
 * pair out), after the work's own. Values are quoted when they need it. */
void log_event(const struct work *w, ...) __attribute__((sentinel));

/* The complaint on standard error, then exit 1: only while a program starts. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), nonnull(1), noreturn));

/* A branch that cannot be reached was: logs and aborts. */
void bug(const char *format, ...) __attribute__((format(printf, 1, 2), nonnull(1), noreturn));

#endif
