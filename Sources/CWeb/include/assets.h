#ifndef TECHMARKET_ASSETS_H
#define TECHMARKET_ASSETS_H

#include <stddef.h>

/// The bytes of one of the pages' own files, such as "style.css", and how many they are; NULL if there is none.
const unsigned char *techmarket_asset(const char *name, size_t *size);

#endif
