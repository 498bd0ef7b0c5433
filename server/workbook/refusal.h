/* SPDX-License-Identifier: Apache-2.0 */
/* Why a workbook is not read, as the child tells it and a person hears it. */
#ifndef SERVER_WORKBOOK_REFUSAL_H
#define SERVER_WORKBOOK_REFUSAL_H

#include "host/sys/problem.h"

enum workbook_refusal {
  WORKBOOK_READ, /* none: it was read */
  WORKBOOK_BROKEN,
  WORKBOOK_NO_PART, /* named inside, and not there */
  WORKBOOK_OTHER,   /* a ZIP file, and no workbook */
  WORKBOOK_BINARY,  /* .xlsb */
  WORKBOOK_OLD,     /* .xls */
  WORKBOOK_LOCKED,  /* by a password */
  WORKBOOK_TOO_LARGE,
  WORKBOOK_TOO_DENSE,
  WORKBOOK_TOO_MANY_PARTS,
  WORKBOOK_TOO_MANY_STRINGS,
  WORKBOOK_TOO_MANY_CELLS,
  WORKBOOK_ENTITIES, /* a document type, which no workbook has */
  WORKBOOK_NO_MEMORY,
  WORKBOOK_NOT_WANTED, /* whoever listens has enough */
  WORKBOOK_NO_READER,  /* the child cannot be started */
  WORKBOOK_LOST,       /* the child ended or took too long */
  WORKBOOK_REFUSALS,
};

/* One sentence in each language: what is wrong, and what to do. */
enum tx_reason workbook_refusal_say(enum workbook_refusal refusal, struct host_problem *problem);

#endif
