#ifndef TECHMARKET_SHEETS_H
#define TECHMARKET_SHEETS_H

#include <stddef.h>

/// The characters of GB18030, in the form that gb18030.py describes. The bytes live as long as the program.
const unsigned char *techmarket_gb18030(size_t *size);

/// Where the wanted bytes first stand within others, or NULL if they don't.
const void *techmarket_find(const void *bytes, size_t size, const void *wanted, size_t wanted_size);

#endif
