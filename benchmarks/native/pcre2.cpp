#include "engine.h"
#include "pcre2_patterns.h"

Pcre2Patterns::Pcre2Patterns(const std::vector<std::string> &texts, bool jit)
{
    // httpd's default flags, and room for its $0 to $9.
    const uint32_t options = PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY | PCRE2_DUPNAMES;
    data = pcre2_match_data_create(10, nullptr);
    for (const std::string &text : texts) {
        int error;
        PCRE2_SIZE offset;
        pcre2_code *code =
            pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), options, &error, &offset, nullptr);
        if (!code)
            throw Refusal("PCRE2 does not compile " + text);
        codes.push_back(code);
        if (jit && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) != 0)
            throw Refusal("PCRE2 has no JIT here");
    }
}

Pcre2Patterns::~Pcre2Patterns()
{
    for (pcre2_code *code : codes)
        pcre2_code_free(code);
    pcre2_match_data_free(data);
}

Answer Pcre2Patterns::answer(int winner) const
{
    Answer answer{winner};
    if (winner < 0)
        return answer;
    uint32_t groups = 0;
    pcre2_pattern_info(codes[static_cast<size_t>(winner)], PCRE2_INFO_CAPTURECOUNT, &groups);
    const PCRE2_SIZE *bounds = pcre2_get_ovector_pointer(data);
    for (uint32_t i = 0; i < 2 * (groups + 1); i++)
        answer.push_back(bounds[i] == PCRE2_UNSET ? -1 : static_cast<int>(bounds[i]));
    return answer;
}

namespace {

template <bool jit> class Pcre2 final : public Looping<Pcre2<jit>> {
public:
    explicit Pcre2(const Workload &workload) : patterns(workload.patterns, jit) {}

    int find(std::string_view uri)
    {
        for (size_t i = 0; i < patterns.size(); i++)
            if (jit ? patterns.run(i, uri) : patterns.interpret(i, uri))
                return static_cast<int>(i);
        return -1;
    }

    Answer answer(std::string_view uri) override { return patterns.answer(find(uri)); }

private:
    Pcre2Patterns patterns;
};

} // namespace

std::unique_ptr<Engine> make_pcre2(const Workload &workload, bool jit)
{
    if (jit)
        return std::make_unique<Pcre2<true>>(workload);
    return std::make_unique<Pcre2<false>>(workload);
}
