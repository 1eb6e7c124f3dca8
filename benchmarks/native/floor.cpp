// The floor under any decision by automaton: a deterministic one whose rows are there already, walked in C. The states
// are those that the workload's URIs come to, made beforehand; ours makes them alike, but has to be ready for more.
//
// A table entry is the next row's offset; 0 where no pattern can match any more; or, below 0, the complement of the
// number of a hit: the pattern that matches on the way, and the row behind it.

#include <algorithm>
#include <map>

#include "engine.h"
#include "trie.h"

namespace {

class Floor final : public Looping<Floor> {
public:
    explicit Floor(const Workload &workload) : trie(workload.patterns)
    {
        int count;
        const std::vector<int> all = trie.classes(count);
        for (size_t b = 0; b < 256; b++)
            classes[b] = static_cast<unsigned char>(all[b]);
        for (int c = 0; c < count; c++)
            samples.push_back(static_cast<unsigned char>(std::find(all.begin(), all.end(), c) - all.begin()));
        // One column more: what matches if the subject ends here.
        width = count + 1;
        table.resize(static_cast<size_t>(width), 0);
        sets.emplace_back();

        std::vector<int> begin;
        trie.reach(Trie::ANCHORED, begin);
        trie.reach(Trie::FLOATING, begin);
        start = row_of(begin);
        for (std::string_view uri : workload.uris)
            make_rows(uri);
    }

    int find(std::string_view uri)
    {
        const int *const rows = table.data();
        int best = Trie::NONE;
        int row = start;
        for (char c : uri) {
            int next = rows[row + classes[static_cast<unsigned char>(c)]];
            if (next <= 0) {
                if (next == 0)
                    return winner(best);
                const Hit &hit = hits[static_cast<size_t>(~next)];
                best = std::min(best, hit.pattern);
                next = hit.next;
                if (next == 0)
                    return winner(best);
            }
            row = next;
        }
        return winner(std::min(best, rows[row + width - 1]));
    }

    Answer answer(std::string_view uri) override { return Answer{find(uri)}; }
    bool captures() const override { return false; }

    std::string note() const override
    {
        return std::to_string(table.size() / static_cast<size_t>(width)) + " states, " + std::to_string(width - 1)
            + " classes";
    }

private:
    static constexpr int UNKNOWN = -0x7fffffff - 1;

    struct Hit {
        int pattern;
        int next;
    };

    static int winner(int best) { return best == Trie::NONE ? -1 : best; }

    // The row of a set of nodes; 0 for none.
    int row_of(std::vector<int> set)
    {
        std::sort(set.begin(), set.end());
        set.erase(std::unique(set.begin(), set.end()), set.end());
        if (set.empty())
            return 0;
        const auto [place, is_new] = rows_by_set.try_emplace(set, static_cast<int>(table.size()));
        if (is_new) {
            int at_end = Trie::NONE;
            for (int node : set)
                at_end = std::min(at_end, trie.node(node).accept_at_end);
            table.resize(table.size() + static_cast<size_t>(width), UNKNOWN);
            table.back() = at_end;
            sets.push_back(std::move(set));
        }
        return place->second;
    }

    // The entry of a row for bytes such as this one.
    int entry_of(int row, unsigned char byte)
    {
        std::vector<int> next;
        for (int index : sets[static_cast<size_t>(row / width)]) {
            const Trie::Node &node = trie.node(index);
            if (node.loop[byte])
                next.push_back(index);
            for (int child : node.children)
                if (trie.node(child).entry[byte])
                    trie.reach(child, next);
        }
        int matched = Trie::NONE;
        for (int index : next)
            matched = std::min(matched, trie.node(index).accept);
        next.erase(std::remove_if(next.begin(), next.end(),
                                  [&](int index) { return trie.node(index).lowest >= matched; }),
                   next.end());
        const int target = row_of(next);
        if (matched == Trie::NONE)
            return target;
        hits.push_back({matched, target});
        return ~static_cast<int>(hits.size() - 1);
    }

    void make_rows(std::string_view uri)
    {
        int row = start;
        for (char c : uri) {
            const int column = classes[static_cast<unsigned char>(c)];
            int entry = table[static_cast<size_t>(row + column)];
            if (entry == UNKNOWN) {
                entry = entry_of(row, samples[static_cast<size_t>(column)]);
                table[static_cast<size_t>(row + column)] = entry;
            }
            row = entry < 0 ? hits[static_cast<size_t>(~entry)].next : entry;
            if (row == 0)
                return;
        }
    }

    Trie trie;
    unsigned char classes[256];
    std::vector<unsigned char> samples;
    int width;
    int start;
    std::vector<int> table;
    std::vector<Hit> hits;
    std::vector<std::vector<int>> sets;
    std::map<std::vector<int>, int> rows_by_set;
};

} // namespace

std::unique_ptr<Engine> make_floor(const Workload &workload)
{
    return std::make_unique<Floor>(workload);
}
