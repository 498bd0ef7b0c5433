/* SPDX-License-Identifier: Apache-2.0 */
/* One connection to an IP camera: its name and password, its redirects, its certificate. */
#ifndef GATE_SOURCE_DIAL_H
#define GATE_SOURCE_DIAL_H

#include "source/address.h"

#include <curl/curl.h>

/* Zeroed but for address. */
struct gate_dial {
  struct gate_address address;
  CURL *easy;       /* while it runs */
  char *redirected; /* where the camera sent us, on its own host; NULL: nowhere */
  unsigned redirects;
  bool peeking; /* only to see its certificate: nothing is asked for */
  bool saw_cert;
  uint8_t cert[GATE_PIN_SIZE];      /* SHA-256 of what it showed */
  char elsewhere[GATE_ADDRESS_MAX]; /* another host that it sends us to; "": none */
};

/* Makes a connection ready, with what it brings going to write. NULL: out of memory. */
CURL *gate_dial_begin(struct gate_dial *dial, curl_write_callback write, void *context);
/* Ends it. True: it is to be dialled again at once, as the camera sent us on or its certificate is
 * to be looked at. *status is its HTTP status, 0 for none. */
bool gate_dial_end(struct gate_dial *dial, CURLcode code, long *status);
/* Why there was no picture: what is wrong, what to do. */
void gate_dial_say(const struct gate_dial *dial, CURLcode code, long status, char *out, size_t cap);
/* The next one begins at the address itself. */
void gate_dial_restart(struct gate_dial *dial);
void gate_dial_finish(struct gate_dial *dial);

#endif
