/* SPDX-License-Identifier: Apache-2.0 */
/* P24: 2,000 cards as tongxing-paper draws them, against bare cairo pages of the same words and the
 * same codes: text by cairo's own show_text, codes as stencils; and the file's size (the row
 * fails above 80 KB and 2 KB a card). */
#include "bench.h"

#include "print/paper.h"

#include <cairo-pdf.h>
#include <qrencode.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CARDS 2000
#define TURNS 3
#define BYTES_MAX (80.0 * 1024 + CARDS * 2.0 * 1024)

static const char *path;

/* A text of a pass's length, another for each. */
static void text_of_card(unsigned n, char out[226]) {
  static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  uint64_t x = n * 0x9E3779B97F4A7C15u + 1;
  memcpy(out, "TX1:", 5);
  for (int i = 4; i < 221; i++) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    out[i] = letters[(x >> 33) % 45];
  }
  out[221] = '\0';
}

static void draw_ours(void *state) {
  char text[226];
  struct paper *paper = NULL;
  struct host_problem problem = { 0 };
  json_t *lacking = NULL, *heading = json_pack("{s:s, s:s, s:s}", "form", "cards", "place",
                                               "幸福里小区", "phone", "029-87654321");
  (void)state;
  if (paper_begin(path, heading, TONGXING_PAPER, &paper, &problem) != TX_OK) exit(70);
  for (unsigned i = 0; i < CARDS; i++) {
    text_of_card(i, text);
    json_t *card =
        json_pack("{s:i, s:s, s:s, s:s, s:s, s:i, s:s}", "index", (int)i, "name", "欧**娜", "tail",
                  "002X", "unit", "3", "role", "resident", "exp", 1830096000, "text", text);
    paper_add(paper, card);
    json_decref(card);
  }
  if (paper_end(paper, &lacking, NULL, &problem) != TX_OK) exit(70);
  paper_close(&paper);
  json_decref(lacking);
  json_decref(heading);
}

/* As small as cairo writes a code: a stencil of a bit a module. */
static cairo_surface_t *bare_stencil(const QRcode *code) {
  cairo_surface_t *stencil = cairo_image_surface_create(CAIRO_FORMAT_A1, code->width, code->width);
  unsigned char *bits = cairo_image_surface_get_data(stencil);
  const int stride = cairo_image_surface_get_stride(stencil);
  for (int row = 0; row < code->width; row++)
    for (int column = 0; column < code->width; column++)
      if (code->data[row * code->width + column] & 1)
        bits[row * stride + column / 8] |= (unsigned char)(1u << column % 8);
  cairo_surface_mark_dirty(stencil);
  return stencil;
}

static void draw_bare_code(cairo_t *to, const char *text, double x, double y) {
  QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_Q, QR_MODE_8, 1);
  if (!code) exit(70);
  cairo_surface_t *stencil = bare_stencil(code);
  cairo_save(to);
  cairo_translate(to, x, y);
  cairo_scale(to, 1.8, 1.8);
  cairo_mask_surface(to, stencil, 0, 0);
  cairo_restore(to);
  cairo_surface_destroy(stencil);
  QRcode_free(code);
}

static void draw_bare_card(cairo_t *to, unsigned n, double x, double y) {
  static const char *const words[] = {
    "幸福里小区通行证",
    "居民",
    "resident",
    "欧**娜",
    "证件尾号 ID ends in 002X",
    "楼栋 Building",
    "3",
    "有效至 Valid until",
    "2027年12月29日",
    "29 December 2027",
    "丢失请拨 029-87654321",
    "拾到请交社区居委会或门岗",
    "Lost: call us. Found: please hand in at any gate.",
  };
  char text[226];
  text_of_card(n, text);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    cairo_move_to(to, x, y + 10 + 11 * (double)i);
    cairo_show_text(to, words[i]);
  }
  draw_bare_code(to, text, x + 120, y + 30);
}

static void draw_bare(void *state) {
  (void)state;
  cairo_surface_t *surface = cairo_pdf_surface_create(path, 595, 842);
  cairo_t *to = cairo_create(surface);
  cairo_select_font_face(to, "Noto Sans CJK SC", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  for (unsigned i = 0; i < CARDS; i++) {
    const unsigned column = i % 2, row = i % 10 / 2;
    draw_bare_card(to, i, 50 + column * 245.0, 40 + row * 153.0);
    if (i % 10 == 9) cairo_show_page(to);
  }
  cairo_destroy(to);
  cairo_surface_destroy(surface);
}

/* Ours in one process and out by another: the clock on the wall, a few turns of seconds each. */
int main(void) {
  char name[] = "/tmp/tongxing-bench.XXXXXX";
  struct stat file;
  const int fd = mkstemp(name);
  if (fd < 0) return 70;
  close(fd);
  path = name;
  draw_ours(NULL);
  if (stat(path, &file) != 0) return 70;
  const struct bench_side ours = { "2,000 cards, tongxing-paper", draw_ours, NULL, 1 };
  const struct bench_side bare = { "2,000 cards, bare cairo", draw_bare, NULL, 1 };
  const struct bench_result result = bench_pair(&ours, &bare, TURNS, CLOCK_MONOTONIC);
  unlink(path);
  printf("%.0f KB, %.2f KB a card\n", (double)file.st_size / 1024,
         ((double)file.st_size / 1024 - 80) / CARDS);
  bench_report("P24", &ours, &bare, &result);
  return (double)file.st_size <= BYTES_MAX ? 0 : 1;
}
