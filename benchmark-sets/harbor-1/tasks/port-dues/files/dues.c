/* dues FILE: what ships pay for their stay. A line is one of
 *
 *   class NAME CENTS FREE      a tariff: cents for each ton and day, after so many free days
 *   alias NAME OTHER           another name for a class that is there; aliases of aliases are followed
 *   stay SHIP CLASS TONS DAYS
 *   rebate SHIP PERCENT        off what the ship has to pay so far
 *   total
 *
 * Names have up to 15 letters. What cannot be read or refers to something that is not there is left out, and that is said. */
#include <stdio.h>
#include <string.h>

enum { NAME = 16, CLASSES = 20, SHIPS = 50 };

struct tariff {
  char name[NAME];
  long cents, free_days;
  const struct tariff *alias_of;
};

struct account {
  char ship[NAME];
  long long cents;
};

static struct tariff tariffs[CLASSES];
static size_t tariff_count;
static struct account accounts[SHIPS];
static size_t account_count;

/* NULL where there is none. */
static const struct tariff *find_tariff(const char *name) {
  for (size_t i = 0; i < tariff_count; i++) {
    if (strcmp(tariffs[i].name, name) != 0) continue;
    const struct tariff *tariff = &tariffs[i];
    while (tariff->alias_of) tariff = tariff->alias_of;
    return tariff;
  }
  return NULL;
}

static struct account *find_account(const char *ship) {
  for (size_t i = 0; i < account_count; i++)
    if (strcmp(accounts[i].ship, ship) == 0) return &accounts[i];
  return NULL;
}

static struct account *open_account(const char *ship) {
  struct account *account = find_account(ship);
  if (account || account_count == SHIPS) return account;
  account = &accounts[account_count++];
  strcpy(account->ship, ship);
  return account;
}

static int add_tariff(const char *name, long cents, long free_days, const struct tariff *alias_of) {
  if (tariff_count == CLASSES || find_tariff(name)) return 0;
  struct tariff *tariff = &tariffs[tariff_count++];
  strcpy(tariff->name, name);
  tariff->cents = cents;
  tariff->free_days = free_days;
  tariff->alias_of = alias_of;
  return 1;
}

static int charge(const char *ship, const char *class, long tons, long days) {
  const struct tariff *tariff = find_tariff(class);
  if (tons < 1 || tons > 500000 || days < 1 || days > 1000) return 0;
  long paid_days = days > tariff->free_days ? days - tariff->free_days : 0;
  struct account *account = open_account(ship);
  if (!account) return 0;
  long long due = (long long)tons * paid_days * tariff->cents;
  account->cents += due;
  printf("%s: %lld.%02lld for %ld days\n", ship, due / 100, due % 100, paid_days);
  return 1;
}

static int obey(const char *line) {
  char one[NAME], two[NAME];
  long first, second;
  if (sscanf(line, "class %15s %ld %ld", one, &first, &second) == 3)
    return first >= 0 && first <= 10000 && second >= 0 && second <= 1000 && add_tariff(one, first, second, NULL);
  if (sscanf(line, "alias %15s %15s", one, two) == 2) {
    const struct tariff *tariff = find_tariff(two);
    return tariff && add_tariff(one, 0, 0, tariff);
  }
  if (sscanf(line, "stay %15s %15s %ld %ld", one, two, &first, &second) == 4) return charge(one, two, first, second);
  if (sscanf(line, "rebate %15s %ld", one, &first) == 2) {
    struct account *account = find_account(one);
    if (!account || first < 0 || first > 100) return 0;
    account->cents -= account->cents * first / 100;
    return 1;
  }
  if (strcmp(line, "total") != 0) return 0;
  for (size_t i = 0; i < account_count; i++) printf("%-15s %lld.%02lld\n", accounts[i].ship, accounts[i].cents / 100, accounts[i].cents % 100);
  return 1;
}

int main(int argc, char **argv) {
  char line[160];
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fputs("usage: dues FILE\n", stderr);
    return 2;
  }
  for (int number = 1; fgets(line, sizeof line, in); number++) {
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] && !obey(line)) printf("line %d is left out\n", number);
  }
  fclose(in);
  return 0;
}
