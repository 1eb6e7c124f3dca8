#ifndef MWA_BENCHMARKS_ENGINE_H
#define MWA_BENCHMARKS_ENGINE_H

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "workload.h"

// An engine that cannot take a table: the reason goes into the results.
struct Refusal : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// One engine with one table.
class Engine {
public:
    virtual ~Engine() = default;

    // What a lookup leaves behind, for comparing; not timed.
    virtual Answer answer(std::string_view uri) = 0;
    // Whether an answer is more than the winner.
    virtual bool captures() const { return true; }
    // The timed loop: looks up `count` URIs from place `from`, round and round; returns a sum, for the caller to use.
    virtual unsigned long long run(const Workload &workload, size_t from, size_t count) = 0;
    // How it was set up, where that is not obvious.
    virtual std::string note() const { return ""; }
};

// The loop over an engine's find(uri), which returns the winner or -1, without a virtual call for each URI.
template <class Self> class Looping : public Engine {
public:
    unsigned long long run(const Workload &workload, size_t from, size_t count) final
    {
        Self &self = static_cast<Self &>(*this);
        unsigned long long sum = 0;
        size_t at = from;
        for (size_t i = 0; i < count; i++) {
            sum += static_cast<unsigned long long>(self.find(workload.uris[at]));
            if (++at == workload.uris.size())
                at = 0;
        }
        return sum;
    }
};

// PCRE2, asked in order: as httpd does it, without JIT, or with it.
std::unique_ptr<Engine> make_pcre2(const Workload &workload, bool jit);
// RE2::Set decides, the winner's RE2 captures.
std::unique_ptr<Engine> make_re2(const Workload &workload, long max_mem);
// Hyperscan decides, the winner's PCRE2-JIT captures.
std::unique_ptr<Engine> make_hyperscan(const Workload &workload);
// The least that a decision can cost: a walk through a finished table.
std::unique_ptr<Engine> make_floor(const Workload &workload);

#endif
