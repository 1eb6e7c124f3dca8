// The native yardsticks: times engines in C and C++ over a workload that WorkloadFiles.java wrote.
//
//   mwa-yardsticks DIRECTORY NAME ENGINE...
//
// Compiles, compares all engines with PCRE2, and prints one line of JSON: what is ready, what is refused, and why.
// Then, for each line "SAMPLES MILLISECONDS" on its input, it takes that many samples of each engine, in turn, and
// prints another: nanoseconds per lookup. It stays alive in between, so that the caller can measure something else
// there without these engines compiling anew.

#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <sstream>

#include "engine.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

struct Contender {
    std::string name;
    std::unique_ptr<Engine> engine;
    double compile_ms = 0;
    // Where its round of the URIs is, and what it needs for one lookup, as far as is known.
    size_t cursor = 0;
    double seconds_per_lookup = 0;
};

std::unique_ptr<Engine> make_re2_large_enough(const Workload &workload)
{
    try {
        return make_re2(workload, 64L << 20);
    }
    catch (const Refusal &) {
        return make_re2(workload, 1L << 30);
    }
}

std::unique_ptr<Engine> make(const std::string &name, const Workload &workload)
{
    if (name == "pcre2")
        return make_pcre2(workload, false);
    if (name == "pcre2jit")
        return make_pcre2(workload, true);
    if (name == "re2set")
        return make_re2_large_enough(workload);
    if (name == "hyperscan")
        return make_hyperscan(workload);
    if (name == "floor")
        return make_floor(workload);
    throw std::runtime_error("no such engine: " + name);
}

// How many URIs an engine is compared on: all, but for those that ask thousands of patterns in order.
size_t compared(const std::string &name, const Workload &workload)
{
    const bool in_order = name == "pcre2" || name == "pcre2jit";
    const size_t affordable = 10'000'000 / workload.patterns.size();
    return in_order ? std::min(workload.uris.size(), affordable) : workload.uris.size();
}

// PCRE2 judges the answers in the file, and by way of them all engines are compared with it.
void compare(const std::string &name, Engine &engine, const Workload &workload)
{
    const size_t count = compared(name, workload);
    for (size_t i = 0; i < count; i++) {
        Answer expected = workload.answers[i];
        if (!engine.captures())
            expected.resize(1);
        if (engine.answer(workload.uris[i]) != expected)
            throw std::runtime_error(name + " does not answer as ours does: " + std::string(workload.uris[i]));
    }
}

// Looks `count` URIs up; returns the seconds.
double run(Contender &contender, const Workload &workload, size_t count)
{
    const Clock::time_point begin = Clock::now();
    const unsigned long long sum = contender.engine->run(workload, contender.cursor, count);
    const double seconds = seconds_since(begin);
    // Makes the compiler believe that the sum is used.
    asm volatile("" : : "r"(sum));
    contender.cursor = (contender.cursor + count) % workload.uris.size();
    contender.seconds_per_lookup = seconds / static_cast<double>(count);
    return seconds;
}

size_t lookups_in(const Contender &contender, double seconds)
{
    const double count = seconds / contender.seconds_per_lookup;
    return count < 1 ? 1 : static_cast<size_t>(count);
}

void calibrate(Contender &contender, const Workload &workload)
{
    size_t count = 1;
    while (run(contender, workload, count) < 0.005)
        count *= 2;
}

// Before each sample a shorter one that is not counted: the other engines have used the processor's caches since.
double sample(Contender &contender, const Workload &workload, double seconds)
{
    run(contender, workload, lookups_in(contender, seconds / 4));
    run(contender, workload, lookups_in(contender, seconds));
    return 1e9 * contender.seconds_per_lookup;
}

std::string quoted(const std::string &text)
{
    std::string result = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result + "\"";
}

std::vector<Contender> make_all(const Workload &workload, char **names, std::map<std::string, std::string> &refused)
{
    std::vector<Contender> contenders;
    for (; *names; names++) {
        Contender contender;
        contender.name = *names;
        const Clock::time_point begin = Clock::now();
        try {
            contender.engine = make(contender.name, workload);
        }
        catch (const Refusal &refusal) {
            refused[contender.name] = refusal.what();
            continue;
        }
        contender.compile_ms = 1e3 * seconds_since(begin);
        contenders.push_back(std::move(contender));
    }
    return contenders;
}

void print_ready(const std::vector<Contender> &contenders, const std::map<std::string, std::string> &refused)
{
    const char *comma = "";
    std::printf("{\"ready\": {");
    for (const Contender &contender : contenders) {
        std::printf("%s%s: {\"make_ms\": %.1f, \"note\": %s}", comma, quoted(contender.name).c_str(),
                    contender.compile_ms, quoted(contender.engine->note()).c_str());
        comma = ", ";
    }
    comma = "";
    std::printf("}, \"refused\": {");
    for (const auto &[name, reason] : refused) {
        std::printf("%s%s: %s", comma, quoted(name).c_str(), quoted(reason).c_str());
        comma = ", ";
    }
    std::printf("}}\n");
    std::fflush(stdout);
}

void take_round(std::vector<Contender> &contenders, const Workload &workload, int samples, double milliseconds)
{
    std::map<std::string, std::ostringstream> figures;
    for (int i = 0; i < samples; i++)
        for (Contender &contender : contenders)
            figures[contender.name] << (i ? ", " : "") << sample(contender, workload, milliseconds / 1e3);
    const char *comma = "";
    std::printf("{");
    for (const auto &[name, numbers] : figures) {
        std::printf("%s%s: [%s]", comma, quoted(name).c_str(), numbers.str().c_str());
        comma = ", ";
    }
    std::printf("}\n");
    std::fflush(stdout);
}

int serve(char **arguments)
{
    const Workload workload(arguments[0], arguments[1]);
    compare("pcre2", *make_pcre2(workload, false), workload);
    std::map<std::string, std::string> refused;
    std::vector<Contender> contenders = make_all(workload, arguments + 2, refused);
    for (Contender &contender : contenders) {
        compare(contender.name, *contender.engine, workload);
        calibrate(contender, workload);
    }
    print_ready(contenders, refused);
    int samples;
    double milliseconds;
    while (std::cin >> samples >> milliseconds)
        take_round(contenders, workload, samples, milliseconds);
    return 0;
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 4) {
        std::fprintf(stderr, "usage: mwa-yardsticks DIRECTORY NAME ENGINE...\n");
        return 2;
    }
    try {
        return serve(arguments + 1);
    }
    catch (const std::exception &error) {
        std::fprintf(stderr, "mwa-yardsticks: %s: %s\n", arguments[2], error.what());
        return 1;
    }
}
