#ifndef MWA_BENCHMARKS_PCRE2_H
#define MWA_BENCHMARKS_PCRE2_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <string>
#include <string_view>
#include <vector>

#include "workload.h"

// The patterns of a table as httpd compiles them, and one match data block for all.
class Pcre2Patterns {
public:
    Pcre2Patterns(const std::vector<std::string> &texts, bool jit);
    ~Pcre2Patterns();
    Pcre2Patterns(const Pcre2Patterns &) = delete;
    Pcre2Patterns &operator=(const Pcre2Patterns &) = delete;

    size_t size() const { return codes.size(); }

    // Without JIT: pcre2_match, the interpreter.
    bool interpret(size_t index, std::string_view uri)
    {
        return pcre2_match(codes[index], bytes(uri), uri.size(), 0, 0, data, nullptr) >= 0;
    }

    // With JIT: the fast path, without checks of the arguments.
    bool run(size_t index, std::string_view uri)
    {
        return pcre2_jit_match(codes[index], bytes(uri), uri.size(), 0, 0, data, nullptr) >= 0;
    }

    // The winner of the last match and its groups.
    Answer answer(int winner) const;

private:
    static PCRE2_SPTR bytes(std::string_view uri) { return reinterpret_cast<PCRE2_SPTR>(uri.data()); }

    std::vector<pcre2_code *> codes;
    pcre2_match_data *data;
};

#endif
