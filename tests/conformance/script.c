/* SPDX-License-Identifier: Apache-2.0 */
#include "script.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
  struct script *script;
  const char *file;
  unsigned line;
};

static bool refuse(const struct reading *r, const char *what) {
  fprintf(stderr, "%s:%u: %s; README.md has the words\n", r->file, r->line, what);
  return false;
}

static char *keep(struct script *script, char *text) {
  char **grown = reallocarray(script->lines, script->line_count + 1, sizeof *grown);
  if (!grown || !text) abort();
  script->lines = grown;
  return grown[script->line_count++] = text;
}

static struct script_sequence *last(struct script *script) {
  return script->count ? &script->sequences[script->count - 1] : NULL;
}

/* --- lines --------------------------------------------------------------------------------------
 */

static bool begin(struct reading *r, const char *name) {
  struct script *script = r->script;
  for (size_t i = 0; i < script->count; i++)
    if (strcmp(script->sequences[i].name, name) == 0) return refuse(r, "the name is used twice");
  void *grown = reallocarray(script->sequences, script->count + 1, sizeof *script->sequences);
  if (!grown) abort();
  script->sequences = grown;
  script->sequences[script->count++] = (struct script_sequence){ .name = name };
  return true;
}

/* CHAPTER: words that stand there. */
static bool set_rule(struct reading *r, struct script_sequence *sequence, char *text) {
  char *colon = strstr(text, ": ");
  if (!colon) return refuse(r, "by CHAPTER: WORDS");
  *colon = '\0';
  sequence->chapter = text;
  sequence->rule = colon + 2;
  return true;
}

static void add_word(struct script_step *step, char *word) {
  char *equals = word[0] == '{' || word[0] == '"' ? NULL : strchr(word, '=');
  struct script_word *out = &step->words[step->count++];
  *out = (struct script_word){ .value = word };
  if (!equals) return;
  *equals = '\0';
  *out = (struct script_word){ .key = word, .value = equals + 1 };
}

static bool add_step(struct reading *r, struct script_sequence *sequence, char *text) {
  char *rest;
  bool arrow = false;
  struct script_step step = { .file = r->file, .line = r->line };
  step.verb = strtok_r(text, " ", &rest);
  for (char *word; (word = strtok_r(NULL, " ", &rest));) {
    if (strcmp(word, "->") == 0) {
      if (arrow) return refuse(r, "a line has one arrow");
      arrow = true;
      step.expected = step.count;
    } else if (step.count == SCRIPT_WORDS) {
      return refuse(r, "a line has too many words");
    } else {
      add_word(&step, word);
    }
  }
  if (!arrow) step.expected = step.count;
  void *grown = reallocarray(sequence->steps, sequence->count + 1, sizeof *sequence->steps);
  if (!grown) abort();
  sequence->steps = grown;
  sequence->steps[sequence->count++] = step;
  return true;
}

static char *behind(char *text, const char *word) {
  const size_t n = strlen(word);
  return strncmp(text, word, n) == 0 && text[n] == ' ' ? text + n + 1 : NULL;
}

static bool take_line(struct reading *r, char *text) {
  char *more;
  text[strcspn(text, "\n")] = '\0';
  text += strspn(text, " ");
  if (!*text || *text == '#') return true;
  if ((more = behind(text, "sequence"))) return begin(r, more);
  struct script_sequence *sequence = last(r->script);
  if (!sequence) return refuse(r, "a sequence begins with its name");
  if ((more = behind(text, "says"))) sequence->says = more;
  if (more) return true;
  if ((more = behind(text, "check"))) sequence->check = more;
  if (more) return true;
  if ((more = behind(text, "by"))) return set_rule(r, sequence, more);
  return add_step(r, sequence, text);
}

/* --- files --------------------------------------------------------------------------------------
 */

static bool read_file(struct script *script, const char *path) {
  FILE *in = fopen(path, "re");
  struct reading r = { .script = script, .file = path };
  bool good = in != NULL;
  char *line = NULL;
  size_t cap = 0;
  if (!in) fprintf(stderr, "%s: cannot be opened\n", path);
  while (good && getline(&line, &cap, in) > 0) {
    r.line++;
    good = take_line(&r, keep(script, strdup(line)));
  }
  free(line);
  if (in) fclose(in);
  return good;
}

static int is_text(const struct dirent *entry) {
  const size_t n = strlen(entry->d_name);
  return n > 4 && strcmp(entry->d_name + n - 4, ".txt") == 0;
}

static bool is_whole(const struct script *script) {
  for (size_t i = 0; i < script->count; i++) {
    const struct script_sequence *s = &script->sequences[i];
    if (s->says && s->check && s->rule && s->count) continue;
    fprintf(stderr, "sequence %s: lacks says, check, by or a step\n", s->name);
    return false;
  }
  if (!script->count) fprintf(stderr, "there is no sequence\n");
  return script->count > 0;
}

bool script_read(const char *folder, struct script *out) {
  struct dirent **entries = NULL;
  int n = scandir(folder, &entries, is_text, alphasort);
  bool good = n >= 0;
  *out = (struct script){ 0 };
  if (!good) fprintf(stderr, "%s: cannot be read\n", folder);
  for (int i = 0; i < n; i++) {
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder, entries[i]->d_name) < 0) abort();
    good = good && read_file(out, keep(out, path));
    free(entries[i]);
  }
  free(entries);
  return good && is_whole(out);
}

void script_finish(struct script *script) {
  for (size_t i = 0; i < script->count; i++)
    free(script->sequences[i].steps);
  for (size_t i = 0; i < script->line_count; i++)
    free(script->lines[i]);
  free(script->sequences);
  free(script->lines);
}

/* --- words --------------------------------------------------------------------------------------
 */

static const char *find(struct script_step *step, size_t from, size_t to, const char *key) {
  for (size_t i = from; i < to; i++) {
    struct script_word *word = &step->words[i];
    const bool same = key ? word->key && strcmp(word->key, key) == 0 : !word->key && !word->used;
    if (!same) continue;
    word->used = true;
    return word->value;
  }
  return NULL;
}

const char *script_value(struct script_step *step, const char *key) {
  return find(step, 0, step->expected, key);
}

const char *script_expected(struct script_step *step, const char *key) {
  return find(step, step->expected, step->count, key);
}

const char *script_bare(struct script_step *step) {
  return find(step, 0, step->expected, NULL);
}

const char *script_expected_bare(struct script_step *step) {
  return find(step, step->expected, step->count, NULL);
}

const struct script_word *script_unused(const struct script_step *step) {
  for (size_t i = 0; i < step->count; i++)
    if (!step->words[i].used) return &step->words[i];
  return NULL;
}
