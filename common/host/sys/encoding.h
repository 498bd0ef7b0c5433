/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that people's programs wrote, turned to UTF-8. */
#ifndef HOST_ENCODING_H
#define HOST_ENCODING_H

#include "file.h"
#include "problem.h"

/* Turns bytes into UTF-8: by their BOM (UTF-8, UTF-16), else by the first line if it holds more
 * than ASCII, else by what most lines are (UTF-8 or GB18030). What stands for no character becomes
 * the byte 0xff, so that its line alone is no UTF-8. *out is malloc'd and terminated. TX_OK,
 * TX_NO_MEMORY, TX_IO_FAILED; TX_BAD_ARGUMENT with a sentence for UTF-16 without a BOM. */
enum tx_reason host_encoding_to_utf8(struct tx_span bytes, char **out, size_t *len,
                                     struct host_problem *problem);

/* What is UTF-8 as it lies, without its BOM; nothing where it has to be turned into it. */
struct tx_span host_encoding_in_place(struct tx_span bytes);

/* A text file of people (an order, a code, a passphrase): encoding as above, UTF-16 also without a
 * BOM, and line ends are '\n'. Replaces what *bytes holds. TX_OK; TX_MALFORMED where it is no text,
 * TX_NO_MEMORY; then *bytes is as before. */
enum tx_reason host_text_of_people(struct host_bytes *bytes);

bool host_text_has_bom(struct tx_span text);

/* Without blanks and quotes (straight and curly) around. */
struct tx_span host_text_trim(struct tx_span text);

#endif
