/* SPDX-License-Identifier: Apache-2.0 */
/* What the steps of setup share. Each step looks first at what is done, so that a setup that was
 * cut short goes on when it is run again. */
#ifndef SERVER_COMMAND_SETUP_SETUP_H
#define SERVER_COMMAND_SETUP_SETUP_H

#include "command/client/printing.h"
#include "domain/account/code.h"
#include "host/cli/command.h"
#include "host/sys/url.h"

#include <limits.h>

extern const struct host_command command_setup;

/* Two codes with a hyphen between: 110 bits. */
#define SETUP_SECRET_SIZE (2 * CODE_SHOWN_SIZE)

struct setup_answers {
  char place[PRINTING_PLACE_MAX + 1]; /* the community's name */
  char area[13];
  char phone[PRINTING_PHONE_MAX + 1];
  char address[HOST_NAME_SIZE + 8]; /* NAME or NAME:PORT, as gates and phones reach the server */
  char second[8];                   /* kind of the second body: street or health */
  char roster[PATH_MAX];            /* absolute; "": later, or the demo's own */
  bool demo;
  /* Of the root key, of no use without it; in a demo of both accounts as well. Kept with the
   * answers until the setup ends, so that whoever repeats it is told the same one. */
  char secret[SETUP_SECRET_SIZE];
};

struct setup {
  const struct host_args *args;
  struct setup_answers answers;
  bool for_service; /* run by root for the user of the service */
  bool again;       /* goes on with one that was cut short */
  char *data;       /* absolute */
  char *keys;       /* what the server signs with */
  char *root;       /* the root key, until somebody takes it away */
  char *paper;      /* what is to be printed */
  int64_t now_s;
};

/* --- answers: setup_answers.c ----------------------------------------------------------------- */

/* From what a setup that was cut short left, from --from FILE, of --demo, or asked at the terminal;
 * kept in the data folder when it returns EX_OK. Else an exit status, having said what is wrong. */
int setup_answer(struct setup *setup);
/* The setup is at its end. */
int setup_forget(const struct setup *setup);

/* https://NAME:PORT */
#define SETUP_URL_SIZE (HOST_NAME_SIZE + 32)
void setup_url(const struct setup *setup, char out[SETUP_URL_SIZE]);

/* --- steps: each EX_OK, or an exit status, having said what is wrong ---------------------------
 */

int setup_keys(struct setup *setup);     /* setup_keys.c: keys, trust list, the root put aside */
int setup_folder(struct setup *setup);   /* setup_folder.c: data folder, certificate, accounts */
int setup_settings(struct setup *setup); /* the same: server.ini */
int setup_roster(struct setup *setup);   /* setup_people.c: import */
int setup_passes(struct setup *setup);   /* the same: issue, with cards */
int setup_accounts(struct setup *setup); /* setup_office.c: two sheets; a demo activates both */
int setup_order(struct setup *setup);    /* the same: the first order */
int setup_gate(struct setup *setup);     /* the same: the code of the first gate */

#endif
