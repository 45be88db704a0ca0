#ifndef TECHMARKET_SEED_H
#define TECHMARKET_SEED_H

#include <stddef.h>

/// The bytes of a file of Seed/ by its path there ("codes/industry.json"), or NULL when there is no such file.
/// The bytes live as long as the program, are not terminated by a zero, and `*size` says how many they are
/// (0 when there is no such file).
const unsigned char *techmarket_seed_file(const char *name, size_t *size);

/// The name of the file at `index`, counted from 0 in the order in which the files are to be loaded, or NULL
/// after the last one.
const char *techmarket_seed_name(size_t index);

#endif
