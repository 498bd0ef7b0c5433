/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of sources, one a file. */
#ifndef GATE_SOURCE_KINDS_H
#define GATE_SOURCE_KINDS_H

#include "source/source.h"

extern const struct gate_source_kind gate_source_picture; /* one picture file */
extern const struct gate_source_kind gate_source_folder;  /* pictures that arrive in a folder */
extern const struct gate_source_kind gate_source_stdin;   /* lines of standard input */
extern const struct gate_source_kind gate_source_camera;  /* an IP camera: MJPEG over HTTP */
extern const struct gate_source_kind gate_source_serial;  /* a scanner on a serial line */
extern const struct gate_source_kind gate_source_wedge;   /* a scanner that types */
extern const struct gate_source_kind gate_source_v4l2;    /* a camera on this machine */

#endif
