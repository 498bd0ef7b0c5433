/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes: as PNG, as SVG, and in blocks on a terminal. */
#ifndef SERVER_PRINT_QR_H
#define SERVER_PRINT_QR_H

#include "format/reason.h"

#include <stdio.h>

struct qr;

enum qr_level {
  QR_SCREEN, /* M */
  QR_CARD,   /* Q: a card gets scratched */
};

/* NULL: too long for a code, or no memory. */
struct qr *qr_create(const char *text, enum qr_level level);
void qr_destroy(struct qr *qr);
int qr_modules(const struct qr *qr); /* on one side, without the quiet zone */
/* Of a module counted from the upper left; light outside. */
bool qr_is_dark(const struct qr *qr, int x, int y);

/* Writes a picture with a quiet zone of four modules; TX_OK or TX_IO_FAILED. */
enum tx_reason qr_png(const struct qr *qr, int pixels_per_module, FILE *out);
enum tx_reason qr_svg(const struct qr *qr, FILE *out);
/* Two modules a character; black on white whatever the terminal's colours are. */
enum tx_reason qr_terminal(const struct qr *qr, FILE *out);

#endif
