/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar.h"

#include "host/text/date.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE_OCTETS 75 /* RFC 5545 3.1, without the line break */

static const struct {
  const char *en, *todo_zh, *todo_en;
} words[ENDING_KINDS] = {
  [ENDING_TRUST] = { "trust list",
                     "办密钥仪式：tongxing-keys trust，再 tongxing-server trust import",
                     "a ceremony: tongxing-keys trust, then tongxing-server trust import" },
  [ENDING_KEY] = { "key", "办密钥仪式：tongxing-keys rotate 和 trust，新密钥和列表交给服务器",
                   "a ceremony: tongxing-keys rotate and trust; give the server both" },
  [ENDING_TLS] = { "TLS certificate", "换证书，沿用同一把私钥，再重启服务器",
                   "another certificate of the same key, then restart the server" },
  [ENDING_ORDER] = { "order", "到期自动失效；还要执行的，请重新发布",
                     "it is over by itself; publish it anew where it should go on" },
  [ENDING_PASSES] = { "passes", "手机上的自动续期；卡片用 tongxing-server reissue 重新签发、打印",
                      "phones renew theirs by themselves; print cards anew by tongxing-server "
                      "reissue" },
};

/* --- content lines ---------------------------------------------------------------------------- */

/* Cut between characters, so that whoever unfolds late still reads UTF-8. */
static void write_folded(FILE *out, const char *line) {
  size_t room = LINE_OCTETS;
  for (const char *p = line; *p;) {
    size_t n = 1;
    while (((unsigned char)p[n] & 0xc0) == 0x80)
      n++;
    if (n > room) {
      fputs("\r\n ", out);
      room = LINE_OCTETS - 1;
    }
    fwrite(p, 1, n, out);
    room -= n;
    p += n;
  }
  fputs("\r\n", out);
}

__attribute__((format(printf, 2, 3))) static void line(FILE *out, const char *format, ...) {
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  write_folded(out, text);
}

/* TEXT, RFC 5545 3.3.11: a name that holds a line break adds no property. */
static void escape(const char *text, char *out, size_t cap) {
  size_t n = 0;
  for (; *text && n + 3 < cap; text++) {
    const bool breaks = *text == '\n' || *text == '\r';
    if ((unsigned char)*text < ' ' && !breaks) continue;
    if (breaks || strchr("\\;,", *text)) out[n++] = '\\';
    out[n++] = breaks ? 'n' : *text;
  }
  out[n] = '\0';
}

/* 20261123T122000Z */
static void write_time(int64_t at_s, char out[HOST_DATE_SIZE]) {
  char utc[HOST_DATE_SIZE];
  size_t n = 0;
  host_date_utc(at_s, utc);
  for (const char *p = utc; *p; p++)
    if (*p != '-' && *p != ':') out[n++] = *p;
  out[n] = '\0';
}

/* ---------------------------------------------------------------------------------------------- */

static void write_summary(FILE *out, const char *property, const struct ending *one) {
  char name[2 * sizeof one->name + 2], zh[48], en[32] = "";
  escape(one->name, name, sizeof name);
  const char *gap = *name ? " " : "";
  snprintf(zh, sizeof zh, "到期");
  if (one->count) snprintf(zh, sizeof zh, "（%" PRId64 "张）到期", one->count);
  if (one->count) snprintf(en, sizeof en, " (%" PRId64 ")", one->count);
  line(out, "%s:%s%s%s%s / %s%s%s%s: the end", property, ending_kind_zh(one->kind), gap, name, zh,
       words[one->kind].en, gap, name, en);
}

static void write_alarm(FILE *out, const struct ending *one, int days) {
  line(out, "BEGIN:VALARM");
  line(out, "ACTION:DISPLAY");
  line(out, "TRIGGER:-P%dD", days);
  write_summary(out, "DESCRIPTION", one);
  line(out, "END:VALARM");
}

static void write_event(FILE *out, const struct ending *one, const char *stamp) {
  char end[HOST_DATE_SIZE], todo[512];
  write_time(one->end_s, end);
  snprintf(todo, sizeof todo, "%s。\n%s.", words[one->kind].todo_zh, words[one->kind].todo_en);
  line(out, "BEGIN:VEVENT");
  line(out, "UID:%s@tongxing", one->uid);
  line(out, "DTSTAMP:%s", stamp);
  line(out, "DTSTART:%s", end);
  line(out, "TRANSP:TRANSPARENT"); /* nobody is busy with it */
  write_summary(out, "SUMMARY", one);
  char text[2 * sizeof todo];
  escape(todo, text, sizeof text);
  line(out, "DESCRIPTION:%s", text);
  static const int alarms[] = { 60, 30, 7 };
  for (size_t i = 0; i < sizeof alarms / sizeof *alarms; i++)
    write_alarm(out, one, alarms[i]);
  line(out, "END:VEVENT");
}

enum tx_reason calendar_write(const struct endings *endings, int64_t now_s,
                              struct host_bytes *out) {
  char *text = NULL, stamp[HOST_DATE_SIZE];
  size_t n = 0;
  FILE *file = open_memstream(&text, &n);
  if (!file) return TX_NO_MEMORY;
  write_time(now_s, stamp);
  line(file, "BEGIN:VCALENDAR");
  line(file, "VERSION:2.0");
  line(file, "PRODID:-//Tongxing//tongxing-server//ZH");
  for (size_t i = 0; i < endings->count; i++)
    write_event(file, &endings->list[i], stamp);
  line(file, "END:VCALENDAR");
  const bool failed = ferror(file);
  if (fclose(file) != 0 || failed) return free(text), TX_NO_MEMORY;
  *out = (struct host_bytes){ .p = (uint8_t *)text, .n = n };
  return TX_OK;
}
