/*
 * forms: reads a heap of customs declarations and says of each whether it may pass.
 *
 *   form NUMBER
 *     owner NAME
 *     origin NAME
 *     goods WEIGHT WHAT ; WEIGHT WHAT ; …      in kilograms
 *     seal HEX                                  eight digits
 *   end
 *
 * A form with a line that is not understood is returned, and the next one is read. Of two lines of a kind the last counts.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_GOODS = 16, MOST_WEIGHT = 100000, LINE_BYTES = 1024 };

struct good {
  long weight;
  char *what;
};

struct form {
  long number;
  char *owner;
  char *origin;
  struct good *goods;
  size_t good_count;
  char seal[9];
};

static char *trim(char *text) {
  text += strspn(text, " \t");
  size_t length = strlen(text);
  while (length > 0 && isspace((unsigned char)text[length - 1])) text[--length] = '\0';
  return text;
}

static void drop_goods(struct form *form) {
  for (size_t i = 0; i < form->good_count; i++) free(form->goods[i].what);
  free(form->goods);
}

static void drop_form(struct form *form) {
  free(form->owner);
  free(form->origin);
  drop_goods(form);
  free(form);
}

static const char *set_name(char **name, const char *text) {
  if (!*text) return "a name is missing";
  char *copy = strdup(text);
  if (!copy) return "no memory";
  free(*name);
  *name = copy;
  return NULL;
}

static const char *add_good(struct form *form, char *text) {
  char *rest;
  long weight = strtol(text, &rest, 10);
  if (rest == text || weight <= 0 || weight > MOST_WEIGHT) return "a weight is out of range";
  rest = trim(rest);
  if (!*rest) return "a weight of nothing";
  if (form->good_count == MOST_GOODS) return "too many goods";
  struct good *good = &form->goods[form->good_count];
  good->weight = weight;
  good->what = strdup(rest);
  if (!good->what) return "no memory";
  form->good_count++;
  return NULL;
}

static const char *set_goods(struct form *form, char *text) {
  if (form->goods) {
    drop_goods(form);
    form->good_count = 0;
  }
  form->goods = calloc(MOST_GOODS, sizeof *form->goods);
  if (!form->goods) return "no memory";
  const char *error = NULL;
  for (char *part = strtok(text, ";"); part && !error; part = strtok(NULL, ";")) error = add_good(form, trim(part));
  if (error) drop_goods(form);
  return error;
}

static const char *set_seal(struct form *form, const char *text) {
  if (strlen(text) != 8 || strspn(text, "0123456789abcdef") != 8) return "a seal has eight digits";
  memcpy(form->seal, text, 9);
  return NULL;
}

static const char *read_field(struct form *form, char *line) {
  char *value = line + strcspn(line, " ");
  if (*value) *value++ = '\0';
  value = trim(value);
  if (strcmp(line, "owner") == 0) return set_name(&form->owner, value);
  if (strcmp(line, "origin") == 0) return set_name(&form->origin, value);
  if (strcmp(line, "goods") == 0) return set_goods(form, value);
  if (strcmp(line, "seal") == 0) return set_seal(form, value);
  return "a line has an unknown beginning";
}

static unsigned seal_of(const struct form *form) {
  unsigned seal = (unsigned)form->number * 2654435761u;
  for (const char *letter = form->owner; *letter; letter++) seal = (seal ^ (unsigned char)*letter) * 16777619u;
  for (size_t i = 0; i < form->good_count; i++) seal = (seal ^ (unsigned)form->goods[i].weight) * 16777619u;
  return seal;
}

static void judge(const struct form *form) {
  if (!form->owner || !form->goods || form->good_count == 0) {
    printf("form %ld: not complete\n", form->number);
    return;
  }
  long weight = 0;
  for (size_t i = 0; i < form->good_count; i++) weight += form->goods[i].weight;
  char seal[9];
  snprintf(seal, sizeof seal, "%08x", seal_of(form));
  printf("form %ld: %s from %s, %zu goods, %ld kg, ", form->number, form->owner, form->origin ? form->origin : "nowhere", form->good_count, weight);
  printf("%s\n", form->seal[0] == '\0' ? "no seal" : strcmp(form->seal, seal) == 0 ? "passes" : "the seal is broken");
}

int main(int argc, char **argv) {
  char line[LINE_BYTES];
  struct form *form = NULL;
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fprintf(stderr, "usage: forms FILE\n");
    return 2;
  }
  while (fgets(line, sizeof line, in)) {
    char *text = trim(line);
    long number;
    if (sscanf(text, "form %ld", &number) == 1) {
      if (form) {
        printf("form %ld: not ended\n", form->number);
        drop_form(form);
      }
      form = calloc(1, sizeof *form);
      if (!form) return 2;
      form->number = number;
    } else if (form && strcmp(text, "end") == 0) {
      judge(form);
      drop_form(form);
      form = NULL;
    } else if (form && *text) {
      const char *error = read_field(form, text);
      if (!error) continue;
      printf("form %ld: returned: %s\n", form->number, error);
      drop_form(form);
      form = NULL;
    }
  }
  if (form) drop_form(form);
  fclose(in);
  return 0;
}
