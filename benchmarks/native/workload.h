#ifndef MWA_BENCHMARKS_WORKLOAD_H
#define MWA_BENCHMARKS_WORKLOAD_H

#include <string>
#include <string_view>
#include <vector>

// What an engine says about one URI: the winner, then begin and end of group 0 and all others; or -1 alone.
using Answer = std::vector<int>;

// A table of patterns, the URIs to look up, and what the project's own engine answers: WorkloadFiles.java wrote them.
struct Workload {
    std::vector<std::string> patterns;
    std::vector<std::string_view> uris;
    std::vector<Answer> answers;

    // Reads DIRECTORY/NAME.patterns and so on; throws std::runtime_error.
    Workload(const std::string &directory, const std::string &name);
    Workload(const Workload &) = delete;
    Workload &operator=(const Workload &) = delete;

private:
    // The URIs' bytes, one behind the other.
    std::string text;
};

#endif
