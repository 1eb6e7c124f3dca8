#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>

#include "engine.h"

namespace {

constexpr int MOST_GROUPS = 10;

class Re2 final : public Looping<Re2> {
public:
    Re2(const Workload &workload, long max_mem) : set(options(max_mem), RE2::UNANCHORED), memory(max_mem)
    {
        for (const std::string &text : workload.patterns) {
            std::string error;
            if (set.Add(text, &error) < 0)
                throw Refusal("RE2 does not take " + text + ": " + error);
            patterns.push_back(std::make_unique<RE2>(text, options(8L << 20)));
        }
        if (!set.Compile())
            throw Refusal("RE2::Set does not compile in " + note());
        for (std::string_view uri : workload.uris)
            find(uri);
        if (failed)
            throw Refusal("RE2::Set gives up while searching, in " + note());
    }

    int find(std::string_view uri)
    {
        const re2::StringPiece subject(uri.data(), uri.size());
        matches.clear();
        RE2::Set::ErrorInfo error;
        if (!set.Match(subject, &matches, &error)) {
            failed |= error.kind != RE2::Set::kNoError;
            return -1;
        }
        const int winner = *std::min_element(matches.begin(), matches.end());
        const RE2 &pattern = *patterns[static_cast<size_t>(winner)];
        pattern.Match(subject, 0, subject.size(), RE2::UNANCHORED, groups, 1 + pattern.NumberOfCapturingGroups());
        return winner;
    }

    Answer answer(std::string_view uri) override
    {
        const int winner = find(uri);
        Answer answer{winner};
        if (winner < 0)
            return answer;
        const int last = patterns[static_cast<size_t>(winner)]->NumberOfCapturingGroups();
        for (int i = 0; i <= last; i++) {
            const bool absent = groups[i].data() == nullptr;
            const int begin = absent ? -1 : static_cast<int>(groups[i].data() - uri.data());
            answer.push_back(begin);
            answer.push_back(absent ? -1 : begin + static_cast<int>(groups[i].size()));
        }
        return answer;
    }

    std::string note() const override { return std::to_string(memory >> 20) + " MB"; }

private:
    static RE2::Options options(long max_mem)
    {
        RE2::Options options;
        // Bytes, as httpd's patterns mean them; and no automaton for UTF-8 in its way.
        options.set_encoding(RE2::Options::EncodingLatin1);
        options.set_dot_nl(true);
        options.set_log_errors(false);
        options.set_max_mem(max_mem);
        return options;
    }

    RE2::Set set;
    long memory;
    std::vector<std::unique_ptr<RE2>> patterns;
    std::vector<int> matches;
    re2::StringPiece groups[MOST_GROUPS];
    bool failed = false;
};

} // namespace

std::unique_ptr<Engine> make_re2(const Workload &workload, long max_mem)
{
    return std::make_unique<Re2>(workload, max_mem);
}
