/* SPDX-License-Identifier: Apache-2.0 */
/* What travels on removable media to gates without a network: the newest signed objects. */
#ifndef SERVER_DOMAIN_USB_H
#define SERVER_DOMAIN_USB_H

#include "domain/context/context.h"

struct usb_object {
  char kind[16]; /* a word of publication_word */
  uint64_t area, seq;
};

/* The newest of every kind and area but deltas, and every trust list, for gates that were away
 * while the root was replaced. The caller frees *out. */
enum tx_reason usb_objects(const struct request *request, struct usb_object **out, size_t *count);

#endif
