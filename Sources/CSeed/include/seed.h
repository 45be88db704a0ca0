#include <stddef.h>
const unsigned char *techmarket_seed_file(const char *name, size_t *size);
