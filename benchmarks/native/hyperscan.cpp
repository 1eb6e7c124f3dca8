#include <hs/hs.h>

#include "engine.h"
#include "pcre2_patterns.h"

namespace {

class Hyperscan final : public Looping<Hyperscan> {
public:
    explicit Hyperscan(const Workload &workload) : patterns(workload.patterns, true)
    {
        std::vector<const char *> texts;
        std::vector<unsigned> flags, ids;
        for (const std::string &text : workload.patterns) {
            texts.push_back(text.c_str());
            // One report for each pattern is enough to know the lowest.
            flags.push_back(HS_FLAG_DOTALL | HS_FLAG_SINGLEMATCH);
            ids.push_back(static_cast<unsigned>(ids.size()));
        }
        hs_compile_error_t *error = nullptr;
        if (hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(texts.size()), HS_MODE_BLOCK,
                             nullptr, &database, &error)
            != HS_SUCCESS) {
            const std::string message = error->message;
            hs_free_compile_error(error);
            throw Refusal("Hyperscan: " + message);
        }
        if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS)
            throw Refusal("Hyperscan has no memory for its scratch");
    }

    ~Hyperscan() override
    {
        hs_free_scratch(scratch);
        hs_free_database(database);
    }

    int find(std::string_view uri)
    {
        unsigned lowest = NONE;
        hs_scan(database, uri.data(), static_cast<unsigned>(uri.size()), 0, scratch, on_match, &lowest);
        if (lowest == NONE)
            return -1;
        // Its own answer for what ends where would be every end; leftmost-first, and groups, are PCRE2's business.
        patterns.run(lowest, uri);
        return static_cast<int>(lowest);
    }

    Answer answer(std::string_view uri) override { return patterns.answer(find(uri)); }

private:
    static constexpr unsigned NONE = ~0U;

    static int on_match(unsigned id, unsigned long long, unsigned long long, unsigned, void *context)
    {
        unsigned *lowest = static_cast<unsigned *>(context);
        if (id < *lowest)
            *lowest = id;
        // Nothing is lower than 0, so there the scan may end.
        return id == 0;
    }

    Pcre2Patterns patterns;
    hs_database_t *database = nullptr;
    hs_scratch_t *scratch = nullptr;
};

} // namespace

std::unique_ptr<Engine> make_hyperscan(const Workload &workload)
{
    return std::make_unique<Hyperscan>(workload);
}
