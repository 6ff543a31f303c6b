/* Texts, chance and changes of the fuzzer. */
#include <stddef.h>
#include <stdint.h>

enum { LARGEST = 1 << 18, MOST_ENTRIES = 4096, MOST_WORDS = 1024 };
struct text { unsigned char *bytes; size_t size; };
struct list { struct text *items; int count, room; };

extern struct text input; /* what is being changed; room for LARGEST bytes */
extern struct list corpus, words, numbers;

uint32_t any(uint32_t below);
void keep(struct list *list, const void *bytes, size_t size);
void put_in(size_t at, size_t removed, const void *with, size_t added);
void mutate(void);
/* First what one would try by hand: the next token of the first `seeds` texts made deep, long, empty or extreme; 0 when all were. */
int change_next(int seeds);
/* Writes `right` (or one beside it) where the input holds `left`, as bytes or in digits; 0 where it does not. */
int write_for(uint64_t left, uint64_t right);
