// memmem is in no standard, and Swift's view of the system's library leaves it out.
#define _GNU_SOURCE
#include "sheets.h"

#include <string.h>

const void *techmarket_find(const void *bytes, size_t size, const void *wanted, size_t wanted_size) {
    return memmem(bytes, size, wanted, wanted_size);
}
