/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The example gate with its one check taken out. The linker leads its calls of libtongxing, and
 * libtongxing's calls between its files, here first (--wrap, meson.build): what is handed in or
 * given back is changed as if the check that `without=CHECK` names were not there.
 */
#ifndef CONFORMANCE_LACKING_H
#define CONFORMANCE_LACKING_H

#include "adapter.h"

/* Whether the check of that name is taken out. */
bool lacks(const char *check);

/* The area that the gate was asked to take an object for. */
extern uint64_t lacking_asked;
/* By which the gate decides, or takes. */
extern int64_t lacking_now_s;
/* The newest iat of a status list that it took, whoever signed it. */
extern int64_t lacking_newest_s;
/* Somebody set its clock; it was turned off and on. */
extern bool lacking_touched, lacking_restarted;

#endif
