#include "core/mwa_utf8.h"

size_t mwa_utf8_size(const char *text, size_t left)
{
    const unsigned char *at = (const unsigned char *)text;
    // What the second byte may be says more than that it goes on: no longer form than needed, no surrogate, none beyond
    // the last character.
    unsigned char lowest = at[0] == 0xe0 ? 0xa0 : at[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char highest = at[0] == 0xed ? 0x9f : at[0] == 0xf4 ? 0x8f : 0xbf;
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
    size_t i;

    if (size > left || (size > 1 && (at[1] < lowest || at[1] > highest))) {
        return 0;
    }
    for (i = 2; i < size; ++i) {
        if (at[i] < 0x80 || at[i] > 0xbf) {
            return 0;
        }
    }
    return size;
}

int mwa_is_utf8(const char *text, size_t length)
{
    size_t size = 1;

    for (; length && size; length -= size) {
        size = mwa_utf8_size(text, length);
        text += size;
    }
    return size != 0;
}
