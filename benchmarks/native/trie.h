#ifndef MWA_BENCHMARKS_TRIE_H
#define MWA_BENCHMARKS_TRIE_H

#include <bitset>
#include <string>
#include <vector>

using ByteSet = std::bitset<256>;

// A nondeterministic automaton for the patterns of the workloads, which share their beginnings: one byte or set of
// bytes after another, each once, S+ or S*; parentheses that group nothing; ^ and $ at the ends only. Other patterns
// are refused.
class Trie {
public:
    static constexpr int NONE = 0x7fffffff;

    struct Node {
        // Stays here on these bytes.
        ByteSet loop;
        // How it is entered: on one of these bytes, or, if that is the empty set, on nothing.
        ByteSet entry;
        std::vector<int> children;
        // The lowest pattern that matches when this node is reached, or when the subject also ends here.
        int accept = NONE;
        int accept_at_end = NONE;
        // The lowest pattern that can still match from here.
        int lowest = NONE;
    };

    explicit Trie(const std::vector<std::string> &patterns);

    const Node &node(int index) const { return nodes[static_cast<size_t>(index)]; }
    // The node and those that are reached from it on nothing.
    void reach(int index, std::vector<int> &reached) const;
    // Where a search begins: at the first byte only, and everywhere.
    static constexpr int ANCHORED = 0, FLOATING = 1;

    // The class of each byte: bytes of one class are in the same sets.
    std::vector<int> classes(int &count) const;

private:
    void add(int pattern, const std::string &text);
    int child(int parent, const ByteSet &entry, const ByteSet &loop);

    std::vector<Node> nodes;
};

#endif
