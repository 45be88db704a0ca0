// The characters of GB18030 as bytes of the program: the system's iconv needs files that a small installation lacks.
// gb18030.py wrote them. C, because Swift has no #embed.
#include "sheets.h"

// #embed is C23; the compiler takes it in earlier modes too and only remarks on it.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char table[] = {
#embed "gb18030.bin"
};

const unsigned char *techmarket_gb18030(size_t *size) {
    *size = sizeof table;
    return table;
}
