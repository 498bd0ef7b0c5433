/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of tongxing-gate. Each stands in its own file with its options. */
#ifndef GATE_COMMANDS_H
#define GATE_COMMANDS_H

#include "core/gate.h"
#include "loop/stdout.h"

#include "host/cli/command.h"

extern const struct host_command gate_init_command;
extern const struct host_command gate_enroll_command;
extern const struct host_command gate_scan_command;
extern const struct host_command gate_read_command;
extern const struct host_command gate_decide_command;
extern const struct host_command gate_run_command;
extern const struct host_command gate_operator_command;
extern const struct host_command gate_sync_command;
extern const struct host_command gate_import_command;
extern const struct host_command gate_usb_command;
extern const struct host_command gate_status_command;
extern const struct host_command gate_journal_command;
extern const struct host_command gate_bench_command;
extern const struct host_command gate_inspect_command;

extern const struct host_option gate_run_options[];

/* --- what several share ------------------------------------------------------------------------
 */

/* A gate by --dir, or by --area and the files that --trust, --list, --policy and --certs name.
 * EX_OK, or an exit status after a sentence. */
int gate_open_by(const struct host_args *args, bool journal, struct gate *gate);

/* The same by the files alone, standing in the nation: to look at things, not to let people in. */
int gate_open_anywhere(const struct host_args *args, struct gate *gate);

/* The i-th source that run was given, as an argument or by --source; NULL past the last. */
const char *gate_source_by(const struct host_args *args, size_t i);
/* Where it was given, to stand before a sentence: "FILE, line N: ", or "". */
const char *gate_source_origin(const struct host_args *args, size_t i, char *out, size_t cap);

struct gate_look;
/* For a folder that is no gate yet: waits for an enrolment code at the sources, makes a gate of it,
 * and says which it was. EX_OK, GATE_NO_CODE_SHOWN when it is time to stop, or an exit status after
 * a sentence. */
#define GATE_NO_CODE_SHOWN (-1)
int gate_enrol_by_showing(const struct host_args *args, struct gate_look *look, int stop_fd,
                          char code[TX_TEXT_MAX + 1]);

/* What a shell learns of several answers: deny, then nothing readable, then review, then allow. */
#define GATE_EXIT_NOTHING 3
int gate_exit_status(enum tx_verdict verdict);
int gate_exit_worse(int a, int b);

/* --lang when it was given, else NULL: both languages. */
struct gate_lines gate_lines_by(const struct host_args *args);

/* A sentence made by a library, as host_fail writes it; without one, memory ran out. */
int gate_fail(int status, const struct host_problem *error);

/* What init, enrol and run are told of the place: kind, direction, name, whether somebody stands
 * there, and whom to call otherwise. EX_OK, or an exit status after a sentence. */
int gate_place_by(const struct host_args *args, struct gate_identity *out);

/* The folder by --dir, TONGXING_GATE_DIR, or where the service keeps it. */
const char *gate_dir_by(const struct host_args *args);

#endif
