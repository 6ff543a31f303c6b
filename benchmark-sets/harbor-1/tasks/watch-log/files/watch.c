/*
 * watch: brings the notes of the night watch into the harbour's log.
 *
 * A note is a line "HH:MM PLACE TEXT". The log has a form of its own, given by a line "form …" among the notes, in which
 * %h stands for the hour, %p for the place, %t for the text, %n for the number of the note and %% for a percent sign; any
 * other letter after % gives a question mark.
 * A line "quiet PLACE" leaves out what is noted of a place from there on.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_QUIET = 8, LINE_BYTES = 256, ENTRY_BYTES = 1024 };

struct log {
  FILE *out;
  char form[LINE_BYTES];
  char quiet[MOST_QUIET][24];
  int quiet_count;
  int notes;
  int bytes;
};

struct entry {
  char text[ENTRY_BYTES];
  size_t used;
};

static void put(struct entry *entry, const char *text) {
  size_t length = strlen(text), room = sizeof entry->text - 1 - entry->used;
  if (length > room) length = room;
  memcpy(entry->text + entry->used, text, length);
  entry->used += length;
  entry->text[entry->used] = '\0';
}

static void write_log(struct log *log, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int written = vfprintf(log->out, format, arguments);
  va_end(arguments);
  if (written > 0) log->bytes += written;
}

static int is_quiet(const struct log *log, const char *place) {
  for (int i = 0; i < log->quiet_count; i++)
    if (strcmp(log->quiet[i], place) == 0) return 1;
  return 0;
}

static void write_note(struct log *log, const char *hour, const char *place, const char *text) {
  struct entry entry = {.used = 0};
  char number[16];
  snprintf(number, sizeof number, "%d", ++log->notes);
  for (const char *at = log->form; *at; at++) {
    char letter[2] = {*at, '\0'};
    if (*at != '%' || at[1] == '\0') {
      put(&entry, letter);
      continue;
    }
    switch (*++at) {
      case 'h': put(&entry, hour); break;
      case 'p': put(&entry, place); break;
      case 't': put(&entry, text); break;
      case 'n': put(&entry, number); break;
      case '%': put(&entry, "%"); break;
      default: put(&entry, "?"); break;
    }
  }
  put(&entry, "\n");
  write_log(log, entry.text, log->notes);
}

static int read_line(struct log *log, char *line) {
  char hour[6], place[24];
  int at = 0;
  if (strncmp(line, "form ", 5) == 0) {
    snprintf(log->form, sizeof log->form, "%s", line + 5);
    return 0;
  }
  if (sscanf(line, "quiet %23s", place) == 1) {
    if (log->quiet_count == MOST_QUIET) return -1;
    memcpy(log->quiet[log->quiet_count++], place, sizeof place);
    return 0;
  }
  if (sscanf(line, "%5[0-9:] %23s %n", hour, place, &at) != 2 || strlen(hour) != 5 || hour[2] != ':' || line[at] == '\0') return -1;
  if (!is_quiet(log, place)) write_note(log, hour, place, line + at);
  return 0;
}

int main(int argc, char **argv) {
  static struct log log = {.form = "%n %h %p: %t"};
  char line[LINE_BYTES];
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fprintf(stderr, "usage: watch FILE\n");
    return 2;
  }
  log.out = stdout;
  for (int number = 1; fgets(line, sizeof line, in); number++) {
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] && read_line(&log, line) != 0) write_log(&log, "line %d is no note\n", number);
  }
  fclose(in);
  write_log(&log, "%d notes, %d bytes\n", log.notes, log.bytes);
  return 0;
}
