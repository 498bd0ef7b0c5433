/* SPDX-License-Identifier: Apache-2.0 */
#include "initials.h"

#include "initials_table.h"

#include <ctype.h>
#include <string.h>

#define NAME_CHARACTERS 96

/* The next character of UTF-8, at most three bytes of it; 0 at the end. Others count as unknown. */
static unsigned next_character(const char **text) {
  const unsigned char *p = (const unsigned char *)*text;
  size_t n = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
  unsigned character = n == 1 ? *p : 0xfffd;
  if (!*p) return 0;
  for (size_t i = 1; i < n; i++)
    if ((p[i] & 0xc0) != 0x80) n = i;
  if (n == 3) character = (*p & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
  *text += n;
  return character;
}

static bool is_second(unsigned character, char letter) {
  for (size_t i = 0; i < initials_second_count && initials_second[i].character <= character; i++)
    if (initials_second[i].character == character && initials_second[i].letter == letter)
      return true;
  return false;
}

static bool begins_with(unsigned character, char letter) {
  if (character < 0x80) return tolower((int)character) == letter;
  if (character < INITIALS_FIRST || character > INITIALS_LAST) return false;
  unsigned at = character - INITIALS_FIRST;
  return initials_first[at / INITIALS_ROW][at % INITIALS_ROW] == letter ||
         is_second(character, letter);
}

/* The characters of a name that are read: no blanks, no dots. */
static size_t read_name(const char *name, unsigned out[NAME_CHARACTERS]) {
  size_t n = 0;
  for (unsigned c; n < NAME_CHARACTERS && (c = next_character(&name)) != 0;) {
    bool han = c >= INITIALS_FIRST && c <= INITIALS_LAST;
    if (han || (c < 0x80 && isalpha((int)c))) out[n++] = c;
  }
  return n;
}

bool initials_match(const char *name, const char *word) {
  unsigned characters[NAME_CHARACTERS];
  size_t letters = strlen(word), count;
  for (size_t i = 0; i < letters; i++)
    if (!isalpha((unsigned char)word[i])) return false;
  count = read_name(name, characters);
  for (size_t from = 0; letters && from + letters <= count; from++) {
    size_t same = 0;
    while (same < letters &&
           begins_with(characters[from + same], (char)tolower((unsigned char)word[same])))
      same++;
    if (same == letters) return true;
  }
  return false;
}
