/* SPDX-License-Identifier: Apache-2.0 */
/* One function a subcommand; the table that lists them is in main.c. */
#ifndef SERVER_COMMAND_COMMANDS_H
#define SERVER_COMMAND_COMMANDS_H

#include "host/cli/command.h"

int command_init(const struct host_args *args);
int command_import(const struct host_args *args);
int command_feed(const struct host_args *args);
int command_state(const struct host_args *args);
int command_issue(const struct host_args *args);
int command_suspend(const struct host_args *args);
int command_revoke(const struct host_args *args);
int command_reinstate(const struct host_args *args);
int command_residents(const struct host_args *args);
int command_publish(const struct host_args *args);
int command_gate_add(const struct host_args *args);
int command_gate_enrol(const struct host_args *args);
int command_gate_list(const struct host_args *args);
int command_gate_remove(const struct host_args *args);
int command_trust_import(const struct host_args *args);
int command_events(const struct host_args *args);
int command_stick(const struct host_args *args);
int command_area_add(const struct host_args *args);
int command_policy_declare(const struct host_args *args);
int command_status(const struct host_args *args);
int command_audit_verify(const struct host_args *args);
int command_policy_check(const struct host_args *args);
int command_policy_draft(const struct host_args *args);
int command_policy_publish(const struct host_args *args);
int command_policy_import(const struct host_args *args);
int command_policy_list(const struct host_args *args);
int command_policy_try(const struct host_args *args);
int command_policy_explain(const struct host_args *args);
int command_serve(const struct host_args *args);

#endif
