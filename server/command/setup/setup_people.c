/* SPDX-License-Identifier: Apache-2.0 */
/* The roster goes in, everybody gets a pass, and the cards are there to print. */
#include "command/client/client.h"
#include "command/client/import_shared.h"
#include "command/client/shared.h"
#include "host/sys/csv.h"
#include "host/text/screen.h"
#include "print/qr.h"
#include "setup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Made up by tests/city; nobody in it is real. */
static const char *const demo_people[][5] = {
  { "姓名", "证件号码", "楼栋", "房号", "入住日期" },
  { "杜文娜", "119701196707140011", "1-1", "101", "2019-07-28" },
  { "姚兰", "119701197903080081", "1-1", "101", "2017-01-06" },
  { "杜仁仁", "119701201508030155", "1-1", "101", "2025-08-01" },
  { "秦义胜", "119701198704230221", "1-1", "102", "2014-01-19" },
  { "林武", "119701198310030294", "1-1", "102", "2016-11-28" },
  { "古丽娜尔·阿不都热依木", "119701195301060500", "1-1", "102", "2019-10-12" },
};

/* As the spreadsheet that an office has; malloc'd. */
static char *demo_roster(void) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!out) return NULL;
  for (size_t i = 0; i < sizeof demo_people / sizeof *demo_people; i++)
    for (size_t j = 0; j < 5; j++)
      fprintf(out, "%s%c", demo_people[i][j], j < 4 ? ',' : '\n');
  fclose(out);
  return text;
}

/* Rows that were refused are named and keep nobody else out. */
static int import(const struct setup *setup, struct tx_span roster) {
  CLIENT client = NULL;
  json_t *out = NULL;
  int status = client_open(setup->args, &client);
  if (status == EX_OK) status = import_stream(client, "/v1/imports", roster, &out);
  if (status != EX_OK) return status;
  host_screen_line(stdout,
                   host_words("  共%lld行%.0s：新增%lld，不变%lld，未导入%lld。",
                              "  %lld %s: %lld added, %lld unchanged, %lld refused."),
                   number_of(out, "rows"), host_plural(number_of(out, "rows"), "row", "rows"),
                   number_of(out, "added"), number_of(out, "unchanged"), number_of(out, "refused"));
  import_print_sheets(out);
  import_print_errors(out);
  const bool nobody =
      number_of(out, "refused") && number_of(out, "refused") == number_of(out, "rows");
  json_decref(out);
  return nobody ? host_fail(EX_DATAERR, "名册 %s 没有一行能导入。",
                            "Of the roster %s no row could be imported.", setup->answers.roster)
                : EX_OK;
}

int setup_roster(struct setup *setup) {
  HOST_BYTES file = { 0 };
  HOST_FREE char *made_up = setup->answers.demo ? demo_roster() : NULL;
  if (made_up) return import(setup, tx_span_text(made_up));
  if (!*setup->answers.roster) {
    puts(host_words("  以后用 import 导入。", "  to be imported later, by import."));
    return EX_OK;
  }
  int status = command_read_file(setup->answers.roster, CSV_MAX, &file);
  return status == EX_OK ? import(setup, host_span(&file)) : status;
}

/* --- passes ----------------------------------------------------------------------------------- */

struct issued {
  struct paper *cards; /* NULL: none are printed */
  long long count;
  char first[2048]; /* text of one of them */
};

static void take_pass(void *context, const json_t *line) {
  struct issued *issued = context;
  json_t *pass = json_object_get(line, "pass");
  if (!pass) return;
  if (issued->count++ == 0)
    snprintf(issued->first, sizeof issued->first, "%s", text_of(pass, "text"));
  if (issued->cards) paper_add(issued->cards, pass);
}

static int issue_all(const struct setup *setup, bool anew, struct issued *issued) {
  CLIENT client = NULL;
  json_t *end = NULL;
  int status = client_open(setup->args, &client);
  const struct client_request request = { .method = "POST",
                                          .path = "/v1/passes",
                                          .type = "application/json",
                                          .body = tx_span_text(anew ? "{\"reissue\":true}" : "{}"),
                                          .line = take_pass,
                                          .context = issued };
  if (status == EX_OK) status = client_send(client, &request, &end, NULL);
  json_decref(end);
  return status;
}

/* A pass to hold to the gate at once. */
static int draw_first(const struct setup *setup, const char *text) {
  HOST_FREE char *path = host_path(setup->paper, "pass.png");
  struct qr *qr = path ? qr_create(text, QR_CARD) : NULL;
  HOST_FCLOSE FILE *out = qr ? fopen(path, "wbe") : NULL;
  enum tx_reason reason = out ? qr_png(qr, 8, out) : TX_IO_FAILED;
  qr_destroy(qr);
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "%s/pass.png 写不了。", "%s/pass.png cannot be written.",
                   setup->paper);
}

static int make_paper(const struct setup *setup) {
  struct host_problem problem = { 0 };
  enum tx_reason reason = host_mkdirs(setup->paper, 0700);
  if (reason == TX_OK) return EX_OK;
  host_problem_path(&problem, reason, setup->paper);
  return command_problem(&problem);
}

/* Where cards.pdf is, they were issued and drawn. Those whose cards were not finished have nobody
 * who holds one: they are issued anew. */
int setup_passes(struct setup *setup) {
  PAPER cards = NULL;
  char url[SETUP_URL_SIZE];
  HOST_FREE char *path = host_path(setup->paper, "cards.pdf");
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  setup_url(setup, url);
  const struct printing_heading heading = { setup->answers.place, setup->answers.phone, url,
                                            setup->now_s };
  int status = make_paper(setup);
  if (status != EX_OK || host_file_exists(path)) return status;
  status = printing_open(&heading, "cards", path, &cards);
  if (status != EX_OK) return status;
  struct issued issued = { .cards = cards };
  status = issue_all(setup, setup->again, &issued);
  if (status == EX_OK) status = printing_end(cards, path);
  if (status == EX_OK && setup->answers.demo) status = draw_first(setup, issued.first);
  return status;
}
