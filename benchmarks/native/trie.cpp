#include "trie.h"

#include <algorithm>
#include <map>

#include "engine.h"

namespace {

// One place of a pattern's text: reads a byte, an escaped byte, a dot or a bracket.
ByteSet read_set(const std::string &text, size_t &at)
{
    ByteSet set;
    const unsigned char c = static_cast<unsigned char>(text[at++]);
    if (c == '.')
        return ~set;
    if (c == '\\' && at < text.size())
        return set.set(static_cast<unsigned char>(text[at++]));
    if (c != '[') {
        if (std::string("^$*+?{|").find(static_cast<char>(c)) != std::string::npos)
            throw Refusal("the floor does not know " + text);
        return set.set(c);
    }
    const bool negated = text[at] == '^';
    at += negated;
    for (; text[at] != ']'; at++) {
        const unsigned char first = static_cast<unsigned char>(text[at]);
        const bool range = text[at + 1] == '-';
        at += range ? 2 : 0;
        for (unsigned b = first; b <= static_cast<unsigned char>(text[at]); b++)
            set.set(b);
    }
    at++;
    return negated ? ~set : set;
}

} // namespace

Trie::Trie(const std::vector<std::string> &patterns) : nodes(2)
{
    nodes[FLOATING].loop.set();
    for (size_t i = 0; i < patterns.size(); i++)
        add(static_cast<int>(i), patterns[i]);
}

void Trie::add(int pattern, const std::string &text)
{
    const bool anchored = text[0] == '^';
    const bool at_end = text.back() == '$';
    std::vector<int> path{anchored ? ANCHORED : FLOATING};
    for (size_t at = anchored; at < text.size() - at_end;) {
        if (text[at] == '(' || text[at] == ')') {
            at++;
            continue;
        }
        const ByteSet set = read_set(text, at);
        const char quantifier = at < text.size() ? text[at] : '\0';
        const bool repeated = quantifier == '+' || quantifier == '*';
        at += repeated;
        path.push_back(child(path.back(), quantifier == '*' ? ByteSet() : set, repeated ? set : ByteSet()));
    }
    for (int index : path)
        nodes[static_cast<size_t>(index)].lowest = std::min(nodes[static_cast<size_t>(index)].lowest, pattern);
    Node &last = nodes[static_cast<size_t>(path.back())];
    int &accept = at_end ? last.accept_at_end : last.accept;
    accept = std::min(accept, pattern);
}

int Trie::child(int parent, const ByteSet &entry, const ByteSet &loop)
{
    for (int index : node(parent).children)
        if (node(index).entry == entry && node(index).loop == loop)
            return index;
    const int index = static_cast<int>(nodes.size());
    nodes.emplace_back();
    nodes.back().entry = entry;
    nodes.back().loop = loop;
    nodes[static_cast<size_t>(parent)].children.push_back(index);
    return index;
}

void Trie::reach(int index, std::vector<int> &reached) const
{
    reached.push_back(index);
    for (int next : node(index).children)
        if (node(next).entry.none())
            reach(next, reached);
}

std::vector<int> Trie::classes(int &count) const
{
    std::vector<int> classes(256, 0);
    count = 1;
    const auto refine = [&](const ByteSet &set) {
        std::map<std::pair<int, bool>, int> renamed;
        std::vector<int> refined(256);
        for (size_t b = 0; b < 256; b++)
            refined[b] = renamed.try_emplace({classes[b], set[b]}, static_cast<int>(renamed.size())).first->second;
        if (static_cast<int>(renamed.size()) > count) {
            classes = refined;
            count = static_cast<int>(renamed.size());
        }
    };
    for (const Node &each : nodes) {
        refine(each.entry);
        refine(each.loop);
    }
    return classes;
}
