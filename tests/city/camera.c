/* SPDX-License-Identifier: Apache-2.0 */
#include "city/camera.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

#include "city/camera_scene.h"

static const char *const names[] = {
#define X(NAME, name) #name,
  CAMERA_HARDSHIPS(X)
#undef X
};

const char *camera_hardship_name(enum camera_hardship hardship) {
  return hardship < CAMERA_HARDSHIP_COUNT ? names[hardship] : "unknown";
}

enum camera_hardship camera_hardship_of(const char *name) {
  int i = 0;
  while (i < CAMERA_HARDSHIP_COUNT && strcmp(names[i], name) != 0)
    i++;
  return (enum camera_hardship)i;
}

static void free_light(struct light *light) {
  free(light->at);
}

/* The sensor's curve: what an image file stores is not linear. */
static void develop(const struct light *light, uint8_t *grey) {
  const size_t n = (size_t)light->width * light->height;
  for (size_t i = 0; i < n; i++) {
    const float value = light->at[i] < 0 ? 0 : light->at[i] > 1 ? 1 : light->at[i];
    grey[i] = (uint8_t)(powf(value, 1 / 2.2f) * 255 + 0.5f);
  }
}

bool camera_take(const struct camera_shot *shot, struct camera_picture *out) {
  const uint32_t width = shot->width ? shot->width : 1280;
  const uint32_t height = shot->height ? shot->height : 720;
  const size_t n = (size_t)width * height;
  *out = (struct camera_picture){ .width = width, .height = height };
  __attribute__((cleanup(free_light))) struct light light = {
    malloc(n * sizeof(float)), width, height, width / 2.0, height / 2.0, height / 3.0
  };
  if (!light.at) return false;
  struct chance c = chance_of(shot->seed, 0);
  const double severity = shot->severity < 0 ? chance_real(&c) : shot->severity;
  scene_background(&light, shot->seed);
  if (!scene_codes(&light, shot, severity) || !lens_spoil(&light, shot, severity)) return false;
  out->grey = malloc(n);
  if (!out->grey) return false;
  develop(&light, out->grey);
  return true;
}

void camera_free(struct camera_picture *picture) {
  free(picture->grey);
  *picture = (struct camera_picture){ 0 };
}

bool camera_jpeg(const struct camera_picture *picture, int quality, uint8_t **bytes, size_t *n) {
  struct jpeg_compress_struct encoder;
  struct jpeg_error_mgr errors;
  unsigned long size = 0;
  *bytes = NULL;
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  jpeg_mem_dest(&encoder, bytes, &size);
  encoder.image_width = picture->width;
  encoder.image_height = picture->height;
  encoder.input_components = 1;
  encoder.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, quality, TRUE);
  jpeg_start_compress(&encoder, TRUE);
  while (encoder.next_scanline < encoder.image_height) {
    uint8_t *row = picture->grey + (size_t)encoder.next_scanline * picture->width;
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  *n = size;
  return true;
}

static bool write_jpeg(const struct camera_picture *picture, const char *path, int quality) {
  uint8_t *bytes;
  size_t n;
  if (!camera_jpeg(picture, quality, &bytes, &n)) return false;
  FILE *file = fopen(path, "wb");
  bool written = file && fwrite(bytes, 1, n, file) == n;
  if (file && fclose(file) != 0) written = false;
  free(bytes);
  return written;
}

static bool write_png(const struct camera_picture *picture, const char *path) {
  png_image image = { .version = PNG_IMAGE_VERSION,
                      .width = picture->width,
                      .height = picture->height,
                      .format = PNG_FORMAT_GRAY };
  return png_image_write_to_file(&image, path, 0, picture->grey, 0, NULL) != 0;
}

bool camera_read_sheet(const char *path, struct camera_picture *out) {
  png_image image = { .version = PNG_IMAGE_VERSION };
  if (!png_image_begin_read_from_file(&image, path)) return false;
  image.format = PNG_FORMAT_GRAY;
  *out = (struct camera_picture){ .grey = malloc(PNG_IMAGE_SIZE(image)),
                                  .width = image.width,
                                  .height = image.height };
  if (out->grey && png_image_finish_read(&image, NULL, out->grey, 0, NULL)) return true;
  png_image_free(&image);
  camera_free(out);
  return false;
}

bool camera_write(const struct camera_picture *picture, const char *path, int quality) {
  const size_t n = strlen(path);
  if (n > 4 && strcmp(path + n - 4, ".png") == 0) return write_png(picture, path);
  return write_jpeg(picture, path, quality);
}

bool camera_write_clear(const struct camera_picture *picture, const char *path) {
  const size_t n = (size_t)picture->width * picture->height;
  png_image image = { .version = PNG_IMAGE_VERSION,
                      .width = picture->width,
                      .height = picture->height,
                      .format = PNG_FORMAT_GA };
  uint8_t *ink = malloc(2 * n);
  for (size_t i = 0; ink && i < n; i++) {
    ink[2 * i] = 255;
    ink[2 * i + 1] = (uint8_t)(255 - picture->grey[i]);
  }
  const bool written = ink && png_image_write_to_file(&image, path, 0, ink, 0, NULL) != 0;
  free(ink);
  return written;
}
