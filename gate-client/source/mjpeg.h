/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG pictures out of a multipart stream (multipart/x-mixed-replace), by their own segments: what
 * cameras write between the parts is not to be relied on, and a whole other picture may lie in a
 * segment of the head. A part's Content-Length counts where the segments lead nowhere and it is
 * true. */
#ifndef GATE_MJPEG_H
#define GATE_MJPEG_H

#include "format/bytes.h"

#define GATE_MJPEG_MAX (8u << 20) /* bytes of one picture; a longer one is thrown away */

/* Zeroed is empty. */
struct gate_mjpeg {
  uint8_t *buf;
  size_t len, cap;
  bool begun;    /* a picture begins at buf */
  size_t at;     /* walked to here; may lie behind len, within a segment */
  size_t length; /* the part's own Content-Length; 0: none */
  size_t taken;  /* bytes of the picture that was handed out last */
};

void gate_mjpeg_finish(struct gate_mjpeg *mjpeg);
/* Adds bytes of the stream. False: out of memory. */
bool gate_mjpeg_feed(struct gate_mjpeg *mjpeg, const void *bytes, size_t n);
/* Takes the next whole picture off the front; valid until the next call. */
bool gate_mjpeg_next(struct gate_mjpeg *mjpeg, struct tx_span *out);

#endif
