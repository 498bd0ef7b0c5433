/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what is to be rendered: language, name and text, with tabs between them. */
#include "prompts.h"

#include <stdio.h>

int main(void) {
#define X(name, pinyin, en) printf("zh\t%s\t%s\nen\t%s\t%s\n", #name, pinyin, #name, en);
  GATE_PROMPTS(X)
  GATE_WORDS(X)
#undef X
  return 0;
}
