/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line of every program: one table of subcommands, from which parsing, help and
 * completion come. Options are read from the command line first, then from the program's INI file
 * (config.h), under the same names.
 */
#ifndef HOST_COMMAND_H
#define HOST_COMMAND_H

#include "host/text/language.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum host_type {
  HOST_FLAG,   /* --name; in a file yes or no */
  HOST_TEXT,   /* --name VALUE or --name=VALUE */
  HOST_INT,    /* the same, a decimal integer from min to max */
  HOST_PATH,   /* the same, a path: completed as one */
  HOST_CHOICE, /* the same, one of the words in value, "es256|ed25519|sm2" */
};

struct host_option {
  const char *name; /* without dashes; NULL ends a table */
  enum host_type type;
  const char *value;   /* what stands for the value in help: "AREA" */
  const char *zh, *en; /* one line each */
  int64_t min, max;    /* of HOST_INT; both 0 is any */
  bool many;           /* may be given several times */
};

struct host_args;

struct host_command {
  const char *name;                         /* NULL ends a table */
  const char *args;                         /* "AREA NAME [KEY]", "FILE…"; NULL is none */
  const char *zh, *en;                      /* one line each */
  const struct host_option *options;        /* NULL is none */
  int (*run)(const struct host_args *args); /* returns the exit status; NULL for a mere group */
  const struct host_command *commands;      /* of a group: "gate" holds "add". One that runs takes
                                               a first word that is none of them as its own */
};

/* A command or option that once had another name, which is still understood but not shown. */
struct host_renamed {
  const char *was, *is; /* was NULL ends a table */
};

struct host_program {
  const char *name;
  const char *zh, *en;
  const struct host_command *commands;
  const struct host_option *options;  /* taken by every command; NULL is none */
  const struct host_renamed *renamed; /* NULL is none */
  const char *config;                 /* default INI file, read when it exists; NULL: has none */
};

/* What was given. Opaque; alive while run is. */
struct host_args;

/* Finds the command, checks what was given, runs it and returns the exit status: the command's,
 * EX_USAGE or EX_CONFIG, having said in one sentence what is wrong. Does --help and -h at every
 * level, --version, --lang zh|en, --config FILE and --complete WORD… (what may stand for the last
 * of the words, for the shells). */
int host_program_run(const struct host_program *program, int argc, char **argv);

const struct host_program *host_args_program(const struct host_args *args);
/* Positional arguments, as many as the command's args allow. NULL past the last. */
size_t host_arg_count(const struct host_args *args);
const char *host_arg(const struct host_args *args, size_t i);

/* An option of the command or program, by name; asking for one that is not in the tables aborts. */
bool host_flag(const struct host_args *args, const char *name);
const char *host_text(const struct host_args *args, const char *name, const char *fallback);
int64_t host_int(const struct host_args *args, const char *name, int64_t fallback);
/* Whether it was given at all, on the command line or in the file. */
bool host_given(const struct host_args *args, const char *name);
/* The i-th value of an option that may be given many times; NULL past the last. */
const char *host_text_at(const struct host_args *args, const char *name, size_t i);

/* Where that value was given, to stand before a sentence about it: "FILE, line N: " when it was in
 * the settings file, else "". Returns out. */
const char *host_origin_at(const struct host_args *args, const char *name, size_t i, char *out,
                           size_t cap);

#endif
