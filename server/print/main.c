/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-paper: draws what the server tells it to, into the file it was handed, and can do
 * nothing else. Started by the server's program alone. Its input is lines of JSON, the heading
 * first; what it answers is in paper.c. */
#include "font.h"
#include "forms.h"
#include "host/sandbox/sandbox.h"
#include "protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static int refuse_people(void) {
  fputs("tongxing-paper 由 tongxing-server 启动，不能单独使用。\n"
        "tongxing-paper is started by tongxing-server and is of no use by itself.\n",
        stderr);
  return EX_USAGE;
}

/* Takes line over. */
static bool say(json_t *line) {
  const bool said = line && json_dumpfd(line, PAPER_FD_TALK, JSON_COMPACT) == 0 &&
                    write(PAPER_FD_TALK, "\n", 1) == 1;
  json_decref(line);
  return said;
}

static json_t *hear(FILE *in) {
  static char *line;
  static size_t room;
  const ssize_t n = getline(&line, &room, in);
  if (n >= 0) return json_loadb(line, (size_t)n, 0, NULL);
  free(line);
  line = NULL;
  room = 0;
  return NULL;
}

static void draw_all(struct sheet *sheet, FILE *in) {
  json_t *item;
  while ((item = hear(in))) {
    sheet_add(sheet, item);
    json_decref(item);
  }
}

static bool tell_end(struct sheet *sheet, bool written) {
  size_t i;
  json_t *note;
  json_array_foreach(sheet->lacking, i, note) say(json_pack("{s:O}", "lacking", note));
  json_decref(sheet->lacking);
  return say(json_pack("{s:b, s:I, s:I}", "written", written, "items", (json_int_t)sheet->items,
                       "pages", (json_int_t)sheet->pages));
}

static int draw(FILE *in, const json_t *heading) {
  char families[256];
  struct sheet sheet;
  const struct form *form = form_find(json_string_value(json_object_get(heading, "form")));
  if (!form || !font_families(families, sizeof families))
    return say(json_pack("{s:s}", "refusal", form ? "no_font" : "no_form")) ? EX_OK : EX_IOERR;
  if (!sheet_open(&sheet, form, heading, families, PAPER_FD_FILE)) return EX_OSERR;
  if (!say(json_pack("{s:b}", "ready", 1))) return EX_IOERR;
  draw_all(&sheet, in);
  return tell_end(&sheet, sheet_close(&sheet)) ? EX_OK : EX_IOERR;
}

int main(int argc, char **argv) {
  const char *step;
  (void)argv;
  if (argc > 1 || lseek(PAPER_FD_FILE, 0, SEEK_CUR) != 0) return refuse_people();
  if (!host_sandbox_lock_reader(&step)) {
    fprintf(stderr,
            "tongxing-paper: the sandbox cannot be had (%s); nothing is drawn without it.\n", step);
    return EX_OSERR;
  }
  FILE *in = fdopen(PAPER_FD_TALK, "r");
  json_t *heading = in ? hear(in) : NULL;
  const int status = heading ? draw(in, heading) : EX_DATAERR;
  json_decref(heading);
  /* What fontconfig, pango and cairo keep for the next drawing is theirs, and there is none. */
  _exit(status);
}
