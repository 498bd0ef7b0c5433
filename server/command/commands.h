/* SPDX-License-Identifier: Apache-2.0 */
/* One file a subcommand, with its options; main.c lists them. */
#ifndef SERVER_COMMAND_COMMANDS_H
#define SERVER_COMMAND_COMMANDS_H

#include "host/cli/command.h"

extern const struct host_command command_account;
extern const struct host_command command_request;
extern const struct host_command command_certificate;
extern const struct host_command command_claim;
extern const struct host_command command_application;
extern const struct host_command command_init;
extern const struct host_command command_import;
extern const struct host_command command_gone;
extern const struct host_command command_feed;
extern const struct host_command feed_commands[]; /* below it */
extern const struct host_command command_state;
extern const struct host_command command_issue;
extern const struct host_command command_reissue;
extern const struct host_command command_passes;
extern const struct host_command command_suspend;
extern const struct host_command command_reinstate;
extern const struct host_command command_revoke;
extern const struct host_command command_exempt;
extern const struct host_command command_resident;
extern const struct host_command command_residents;
extern const struct host_command command_record;
extern const struct host_command command_appeal;
extern const struct host_command command_poster;
extern const struct host_command command_publish;
extern const struct host_command command_policy;
extern const struct host_command command_area;
extern const struct host_command command_gate;
extern const struct host_command command_trust;
extern const struct host_command command_drill;
extern const struct host_command command_events;
extern const struct host_command command_usb;
extern const struct host_command command_clock;
extern const struct host_command command_closing;
extern const struct host_command command_audit;
extern const struct host_command command_status;
extern const struct host_command command_calendar;
extern const struct host_command command_backup;
extern const struct host_command command_report;
extern const struct host_command command_restore;
extern const struct host_command command_retention;
extern const struct host_command command_serve;
extern const struct host_command command_trace;
extern const struct host_command command_visitor;

#endif
