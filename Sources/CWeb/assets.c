// The pages' stylesheet, script and icon as bytes of the program: markets run on closed networks, and one file is the
// whole installation. C, because Swift has no #embed.
#include "assets.h"

#include <string.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char style[] = {
#embed "style.css"
};
static const unsigned char script[] = {
#embed "app.js"
};
static const unsigned char screenStyle[] = {
#embed "screen.css"
};
static const unsigned char screenScript[] = {
#embed "screen.js"
};
static const unsigned char icon[] = {
#embed "icon.svg"
};

const unsigned char *techmarket_asset(const char *name, size_t *size) {
    if (strcmp(name, "style.css") == 0) { *size = sizeof style; return style; }
    if (strcmp(name, "app.js") == 0) { *size = sizeof script; return script; }
    if (strcmp(name, "screen.css") == 0) { *size = sizeof screenStyle; return screenStyle; }
    if (strcmp(name, "screen.js") == 0) { *size = sizeof screenScript; return screenScript; }
    if (strcmp(name, "icon.svg") == 0) { *size = sizeof icon; return icon; }
    return NULL;
}
