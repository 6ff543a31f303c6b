#ifndef TINYINI_H
#define TINYINI_H

#include <stdio.h>

struct ini_entry;

struct ini {
  struct ini_entry *entries; /* sorted by section, then key */
  int error_line;            /* 0 when the file was read to its end */
};

/* Reads a configuration file; returns 0, or -1 with error_line set. */
int ini_read(struct ini *ini, FILE *file);

/* The value of a key, or NULL. */
const char *ini_get(const struct ini *ini, const char *section, const char *key);

/* Every entry as section.key=value, one a line. */
void ini_print(const struct ini *ini, FILE *out);

void ini_free(struct ini *ini);

#endif
