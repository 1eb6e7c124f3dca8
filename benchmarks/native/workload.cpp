#include "workload.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace {

std::ifstream open(const std::string &file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw std::runtime_error("cannot read " + file);
    return in;
}

} // namespace

Workload::Workload(const std::string &directory, const std::string &name)
{
    const std::string base = directory + "/" + name;
    std::string line;

    std::ifstream in = open(base + ".patterns");
    while (std::getline(in, line))
        patterns.push_back(line);

    in = open(base + ".uris");
    std::vector<size_t> ends;
    while (std::getline(in, line)) {
        text += line;
        ends.push_back(text.size());
    }
    size_t begin = 0;
    for (size_t end : ends) {
        uris.emplace_back(text.data() + begin, end - begin);
        begin = end;
    }

    in = open(base + ".answers");
    while (std::getline(in, line)) {
        std::istringstream numbers(line);
        Answer answer;
        for (int number; numbers >> number;)
            answer.push_back(number);
        answers.push_back(answer);
    }
    if (patterns.empty() || uris.empty() || answers.size() != uris.size())
        throw std::runtime_error(base + ": empty, or not one answer for each URI");
}
