/* SPDX-License-Identifier: Apache-2.0 */
/* Signed objects field by field: CBOR as JSON, with the names of docs/format.cddl. Nothing is
 * verified here, and nothing is left out: what has no name keeps its number. */
#ifndef GATE_INSPECT_FIELDS_H
#define GATE_INSPECT_FIELDS_H

#include "format/cose.h"

#include <jansson.h>

enum inspect_as {
  INSPECT_PLAIN,
  INSPECT_TIME,
  INSPECT_AREA,
  INSPECT_RECORD,
  INSPECT_ROLE,
  INSPECT_AGE,
  INSPECT_DIRECTION,
  INSPECT_VERDICT,
  INSPECT_REASON,
  INSPECT_USES,
  INSPECT_KEY, /* a SubjectPublicKeyInfo: its hash */
};

/* One field of a map (key) or of an array (its position). A table ends with name NULL. */
struct inspect_field {
  int64_t key;
  const char *name;
  enum inspect_as as;
  const struct inspect_field *inside; /* of a map or array that is its value */
  bool many;                          /* inside describes each item of an array */
};

extern const struct inspect_field inspect_pass[], inspect_live[], inspect_certificate[],
    inspect_trust[], inspect_status[], inspect_delta[], inspect_certs[], inspect_batch[],
    inspect_login[], inspect_enrol[];

/* A map of CBOR under a table. NULL: it is no CBOR that format.md accepts, or memory is out. */
json_t *inspect_map(struct tx_span cbor, const struct inspect_field *fields);

#endif
