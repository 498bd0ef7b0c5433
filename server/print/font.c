/* SPDX-License-Identifier: Apache-2.0 */
#include "font.h"

#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <string.h>

#define CHINESE ((const FcChar8 *)"zh-cn")
#define LATIN ((const FcChar8 *)"en")
#define TRUETYPE ((const FcChar8 *)"TrueType")

static FcPattern *match(const FcChar8 *language, const FcChar8 *format) {
  FcResult result = FcResultNoMatch;
  FcPattern *wanted = FcPatternCreate(), *font = NULL;
  if (wanted && FcPatternAddString(wanted, FC_LANG, language) &&
      (!format || FcPatternAddString(wanted, FC_FONTFORMAT, format)) &&
      FcConfigSubstitute(NULL, wanted, FcMatchPattern)) {
    FcDefaultSubstitute(wanted);
    font = FcFontMatch(NULL, wanted, &result);
  }
  if (wanted) FcPatternDestroy(wanted);
  return font;
}

static bool has_chinese(const FcPattern *font) {
  FcLangSet *languages = NULL;
  return FcPatternGetLangSet(font, FC_LANG, 0, &languages) == FcResultMatch &&
         FcLangSetHasLang(languages, CHINESE) == FcLangEqual;
}

static const char *member(const FcPattern *font, const char *name) {
  FcChar8 *text = NULL;
  if (!font || FcPatternGetString(font, name, 0, &text) != FcResultMatch) return "";
  return (const char *)text;
}

bool font_families(char *families, size_t cap) {
  FcPattern *chinese = match(CHINESE, NULL), *latin = match(LATIN, TRUETYPE);
  const bool found = chinese && has_chinese(chinese) && *member(chinese, FC_FAMILY);
  const bool apart = strcmp(member(latin, FC_FONTFORMAT), (const char *)TRUETYPE) == 0;
  if (found)
    snprintf(families, cap, "%s%s%s", apart ? member(latin, FC_FAMILY) : "", apart ? "," : "",
             member(chinese, FC_FAMILY));
  if (chinese) FcPatternDestroy(chinese);
  if (latin) FcPatternDestroy(latin);
  return found;
}
