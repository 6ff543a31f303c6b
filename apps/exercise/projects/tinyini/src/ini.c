#include "ini.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 512

struct ini_entry {
  struct ini_entry *next;
  char section[32];
  char key[32];
  char value[64];
};

static char *skip_blanks(char *text) {
  while (*text == ' ' || *text == '\t') text++;
  return text;
}

static void trim_end(char *text) {
  size_t length = strlen(text);
  while (length > 0 && isspace((unsigned char)text[length - 1])) text[--length] = '\0';
}

static int copy_name(char *to, size_t size, const char *from) {
  size_t length = strlen(from);
  if (length == 0 || length >= size) return -1;
  for (const char *at = from; *at; at++)
    if (!isalnum((unsigned char)*at) && *at != '_' && *at != '-' && *at != '.') return -1;
  memcpy(to, from, length + 1);
  return 0;
}

static char unescape(char letter) {
  switch (letter) {
    case 'n': return '\n';
    case 't': return '\t';
    default: return letter;
  }
}

/* A plain value ends with the line, a quoted one at its closing quote. */
static int copy_value(struct ini_entry *entry, const char *from) {
  size_t used = 0;
  int quoted = *from == '"';
  for (from += quoted; *from; from++) {
    char letter = *from;
    if (quoted && letter == '"') break;
    if (quoted && letter == '\\' && from[1]) letter = unescape(*++from);
    entry->value[used + 1] = '\0';
    entry->value[used++] = letter;
  }
  return quoted && *from != '"' ? -1 : 0;
}

static int compare(const struct ini_entry *entry, const char *section, const char *key) {
  int order = strcmp(entry->section, section);
  return order ? order : strcmp(entry->key, key);
}

static void insert(struct ini *ini, struct ini_entry *entry) {
  struct ini_entry **at = &ini->entries;
  while (*at && compare(*at, entry->section, entry->key) < 0) at = &(*at)->next;
  if (*at && compare(*at, entry->section, entry->key) == 0) {
    struct ini_entry *old = *at;
    entry->next = old->next;
    *at = entry;
    free(old);
    return;
  }
  entry->next = *at;
  *at = entry;
}

static int read_assignment(struct ini *ini, const char *section, char *line) {
  char *equals = strchr(line, '=');
  if (!equals) return -1;
  *equals = '\0';
  trim_end(line);
  struct ini_entry *entry = calloc(1, sizeof *entry);
  if (!entry) return -1;
  strcpy(entry->section, section);
  if (copy_name(entry->key, sizeof entry->key, line) < 0 || copy_value(entry, skip_blanks(equals + 1)) < 0) {
    free(entry);
    return -1;
  }
  insert(ini, entry);
  return 0;
}

/* One logical line: a backslash before the line break joins the next one. Returns the number of lines read. */
static int read_line(char *line, FILE *file) {
  size_t length = 0;
  int count = 0;
  while (length + 1 < LINE_SIZE && fgets(line + length, LINE_SIZE - (int)length, file)) {
    count++;
    trim_end(line + length);
    length = strlen(line);
    if (length == 0 || line[length - 1] != '\\') break;
    line[--length] = '\0';
  }
  return count;
}

int ini_read(struct ini *ini, FILE *file) {
  char buffer[LINE_SIZE];
  char section[32] = "";
  int number = 0, count;
  ini->entries = NULL;
  ini->error_line = 0;
  while ((count = read_line(buffer, file)) > 0) {
    char *line = skip_blanks(buffer);
    int failed = 0;
    number += count;
    if (*line == '\0' || *line == '#' || *line == ';') continue;
    if (*line == '[') {
      char *close = strchr(line, ']');
      if (close) *close = '\0';
      failed = !close || copy_name(section, sizeof section, line + 1) < 0;
    } else {
      failed = read_assignment(ini, section, line) < 0;
    }
    if (failed) {
      ini->error_line = number;
      return -1;
    }
  }
  return 0;
}

const char *ini_get(const struct ini *ini, const char *section, const char *key) {
  for (const struct ini_entry *entry = ini->entries; entry; entry = entry->next)
    if (compare(entry, section, key) == 0) return entry->value;
  return NULL;
}

void ini_print(const struct ini *ini, FILE *out) {
  for (const struct ini_entry *entry = ini->entries; entry; entry = entry->next) {
    if (*entry->section) fprintf(out, "%s.", entry->section);
    fprintf(out, "%s=%s\n", entry->key, entry->value);
  }
}

void ini_free(struct ini *ini) {
  while (ini->entries) {
    struct ini_entry *next = ini->entries->next;
    free(ini->entries);
    ini->entries = next;
  }
}
