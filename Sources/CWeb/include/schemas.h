#ifndef TECHMARKET_SCHEMAS_H
#define TECHMARKET_SCHEMAS_H

#include <stddef.h>

/// The bytes of a file of Schemas/, such as "openapi.json" or "output/record.schema.json", and how many they are; NULL
/// if the program does not carry it.
const unsigned char *techmarket_schema(const char *name, size_t *size);

#endif
