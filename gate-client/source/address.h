/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of sources: a camera's name and password stand in its address, in whatever characters
 * people choose, and belong into no log, no line and no page. */
#ifndef GATE_SOURCE_ADDRESS_H
#define GATE_SOURCE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GATE_ADDRESS_MAX 256
#define GATE_PIN_SIZE 32

/* The parts of http[s]://[NAME[:PASSWORD]@]HOST/PATH[?QUERY][#sha256=HEX]. */
struct gate_address {
  char *url;             /* without name, password and fragment; owned */
  char *name, *password; /* owned; NULL: none */
  bool pinned;
  uint8_t pin[GATE_PIN_SIZE]; /* SHA-256 of the certificate that is believed, whoever signed it */
};

/* Takes a URL apart. A password may hold # / ? and @ as they are, or as %23 %2F %3F %40. Where an @
 * could belong to the password or to what follows it, nobody is asked for it. NULL, or what is
 * wrong, without the password; then there is nothing to free. */
const char *gate_address_read(const char *url, struct gate_address *out);
void gate_address_finish(struct gate_address *address);

/* The address without name, password, query and fragment of the URL in it:
 * "camera:http://HOST/PATH". What is no URL stays as it is. False: a URL that cannot be read, of
 * which nothing but its scheme is written out. */
bool gate_address_say(const char *address, char *out, size_t cap);

#endif
