/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line as a client of the server's resources: over the running server's socket, or,
 * where none runs, over one that this process serves for as long as the command takes.
 */
#ifndef SERVER_COMMAND_CLIENT_CLIENT_H
#define SERVER_COMMAND_CLIENT_CLIENT_H

#include "host/cli/command.h"
#include "host/sys/file.h"
#include "host/sys/problem.h"

#include <jansson.h>

struct client;

/* Opens the data folder, or finds the server that has it. EX_OK, or a status having said what is
 * wrong. */
int client_open(const struct host_args *args, struct client **out);
void client_close(struct client **slot);
#define CLIENT __attribute__((cleanup(client_close))) struct client *

/* No server runs: what rests in a server's memory is gone when the command ends. */
bool client_serves_itself(const struct client *client);

struct client_request {
  const char *method;
  const char *path; /* with its query */
  const char *type; /* of the body; NULL: no body */
  struct tx_span body;
  const struct socket_file *file; /* instead of body, posted (socket.h); NULL: body */
  /* Of an answer in lines (application/jsonl): called for each but the last. */
  void (*line)(void *context, const json_t *line);
  void *context;
};

/* EX_OK and *out: the answer, or the last of its lines; or a status having said the problem.
 * *problem, when not NULL, is filled in and nothing said. */
int client_send(struct client *client, const struct client_request *request, json_t **out,
                struct host_problem *problem);

/* The same for the usual ones. */
int client_get(struct client *client, const char *path, json_t **out);
/* Takes in over. */
int client_post(struct client *client, const char *method, const char *path, json_t *in,
                json_t **out);
/* A whole command with one request: opens, sends, closes. Takes in over; NULL: no body. */
int client_call(const struct host_args *args, const char *method, const char *path, json_t *in,
                json_t **out);

/* All pages of a resource of --area into one list, by its member of that name; flag is the option
 * that its query takes as 0 or 1, or NULL. */
int client_pages(struct client *client, const struct host_args *args, const char *path,
                 const char *flag, const char *member, json_t *list);
/* query: what else is asked for, each with its &. */
int client_pages_of(struct client *client, const char *resource, const char *query,
                    const char *member, json_t *list);
/* {member: […]} of all pages of a resource: what waits, or all. */
int client_listed(struct client *client, const char *path, bool all, const char *member,
                  json_t **out);

/* Bytes as they are, of a signed object. The caller frees out. */
int client_fetch(struct client *client, const char *path, struct host_bytes *out);

/* A path made of a printf format whose every %s is escaped; malloc'd. */
char *client_path(const char *format, ...);
/* The same with ?area= of --area behind it, where that was given. */
char *client_area_path(const struct host_args *args, const char *path);

/* Finds a resident of --area by index, identity number, telephone or full name, and answers the
 * path of its resource: "/v1/residents/AREA/INDEX/" and what; malloc'd. */
int client_resident(struct client *client, const struct host_args *args, const char *word,
                    const char *what, char **path);
/* The same as area and index of in. */
int client_find_resident(struct client *client, const struct host_args *args, const char *word,
                         json_t *in);

#endif
