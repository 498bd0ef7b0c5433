/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The founding: until both founding accounts have signed in, the one that has imports people and
 * issues passes alone. Each time it does, a request is left that never lapses, for a person of
 * another body to confirm or to undo (domain/request/founding_undo.h).
 */
#ifndef SERVER_DOMAIN_FOUNDING_H
#define SERVER_DOMAIN_FOUNDING_H

#include "domain/context/context.h"
#include "model/founding.h"

/* Of what bulk_take called founding, within the same transaction; index: whom it added by hand. */
enum tx_reason founding_note(const struct request *request, uint64_t area, uint32_t index,
                             const struct founding *done);

#endif
