/* SPDX-License-Identifier: Apache-2.0 */
/* Who is restrained, by what and on which ground. */
#include "domain/holder/restraints.h"
#include "store/resident/residents.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 64

/* The grounds, and behind them what a source gave none for. */
static enum tx_reason begin(struct report *report) {
  for (size_t i = 0; i < GROUNDS; i++) {
    char zh[64], en[64];
    snprintf(zh, sizeof zh, "%s %.50s", grounds[i].code, grounds[i].zh);
    snprintf(en, sizeof en, "%s %.50s", grounds[i].code, grounds[i].en);
    if (!table_add(report, "", grounds[i].code, zh, en)) return TX_NO_MEMORY;
  }
  return table_add(report, "", "none", "来源未给依据", "no ground given") ? TX_OK : TX_NO_MEMORY;
}

static void add(const struct restraint_view *view, struct report *report) {
  const struct report_form *form = report->form;
  const size_t row = view->ground < 0 ? GROUNDS : (size_t)view->ground;
  for (size_t i = 0; i < form->column_count; i++)
    if (strcmp(form->columns[i].name, view->value) == 0) report->rows[row].counts[i]++;
}

static enum tx_reason add_person(const struct request *request, const struct resident *resident,
                                 struct report *report) {
  struct restraint_view views[RESTRAINTS_MAX];
  size_t count = 0;
  if (!role_stays(resident->role)) return TX_OK;
  enum tx_reason reason = restraints_of(request, resident, views, &count);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    add(&views[i], report);
  return reason;
}

static enum tx_reason read_page(const struct request *request, uint64_t area, uint32_t from,
                                struct resident *page, size_t *count) {
  *count = 0;
  DB_ROWS rows = residents_restrained(request->db, area, from, PAGE);
  while (*count < PAGE && db_next(&rows))
    residents_read(&rows, &page[(*count)++]);
  return rows.end;
}

enum tx_reason table_of_grounds(const struct server *server, const struct request *request,
                                uint64_t area, struct report *report) {
  uint32_t from = 0;
  size_t count = PAGE;
  (void)server;
  enum tx_reason reason = report->count ? TX_OK : begin(report);
  struct resident *page = calloc(PAGE, sizeof *page);
  if (!page) return TX_NO_MEMORY;
  while (reason == TX_OK && count == PAGE) {
    reason = read_page(request, area, from, page, &count);
    for (size_t i = 0; reason == TX_OK && i < count; i++)
      reason = add_person(request, &page[i], report);
    if (count) from = page[count - 1].index + 1;
  }
  free(page);
  return reason;
}
