#include "core/mwa_size.h"

int32_t mwa_size_read(const char *text, int32_t most)
{
    int64_t size = 0;
    const char *at = text;

    for (; *at >= '0' && *at <= '9'; ++at) {
        size = 10 * size + (*at - '0');
        if (size > most) {
            return -1;
        }
    }
    if (at == text) {
        return -1;
    }
    if (*at == 'K' || *at == 'k') {
        size *= 1024;
        ++at;
    }
    else if (*at == 'M' || *at == 'm') {
        size *= 1024 * 1024;
        ++at;
    }
    return *at || size > most ? -1 : (int32_t)size;
}
