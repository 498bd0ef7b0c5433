/* SPDX-License-Identifier: Apache-2.0 */
/* What import, its preview and feed share. */
#ifndef SERVER_COMMAND_CLIENT_IMPORT_SHARED_H
#define SERVER_COMMAND_CLIENT_IMPORT_SHARED_H

#include "client.h"

/* Posts bytes, showing how far it is; *out is the last line. As client_send. */
int import_stream(struct client *client, const char *path, struct tx_span body, json_t **out);
/* The same with the file that was named first, as it is: the server finds out its encoding. */
int import_send_file(const struct host_args *args, struct client *client, const char *path,
                     json_t **out);

/* Rows that were refused, what was left out of others, what a person should look at. */
void import_print_errors(const json_t *result);
/* What sheet of a workbook was read, and that another one was not. */
void import_print_sheets(const json_t *result);

/* The path of /v1/imports or what lies below it, with --area, --map and --refused; malloc'd. */
char *import_path(const struct host_args *args, const char *path);
/* Writes the refused rows that a result holds to --refused, and takes them out of it. */
int import_write_refused(const struct host_args *args, json_t *result);
/* Prints words, and the rows that were not good: these decide the status. Takes result over. */
int import_end(const struct host_args *args, json_t *result, const char *words);
/* What an import of a roster came to, printed; takes out over. A status. */
int import_finish(const struct host_args *args, json_t *out);

/* import FILE --preview, --confirm, --discard. */
int import_preview(const struct host_args *args, bool keep);
int import_confirm(const struct host_args *args, const char *word);
int import_discard(const struct host_args *args, const char *word);
int import_undo(const struct host_args *args, const char *word);
/* Those that wait, and those that can be undone, of GET /v1/imports. */
void import_print_previews(const json_t *out);

#endif
