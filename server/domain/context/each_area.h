/* SPDX-License-Identifier: Apache-2.0 */
/* What is done for every area that the server keeps a list for. */
#ifndef SERVER_DOMAIN_EACH_AREA_H
#define SERVER_DOMAIN_EACH_AREA_H

#include "context.h"
#include "store/core/areas.h"

/* The first AREAS_MAX of them, ascending, read in a request of its own. */
enum tx_reason areas_now(struct server *server, int64_t now_s, const char *actor,
                         uint64_t areas[AREAS_MAX], size_t *count);

/* Some of the work for one area, in a slice of its own; *left: there may be more. */
typedef enum tx_reason area_slice_fn(struct server *server, int64_t now_s, uint64_t area,
                                     bool *left);
/* Slices for each area in turn, until nothing is left; ends at the first that fails. */
enum tx_reason each_area(struct server *server, int64_t now_s, const char *actor,
                         area_slice_fn *some);

#endif
