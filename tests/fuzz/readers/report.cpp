// SPDX-License-Identifier: Apache-2.0
// A report.json: rendered as a page, and held against another.
#include "apps/commands/commands.h"
#include "apps/commands/trace/traces.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_mutator.h"

#include <algorithm>

std::vector<std::string> fuzz::seeds() {
    std::vector<std::string> reports;
    for (const char *name : {"run", "search", "sweep", "train"})
        reports.push_back(source("tests/fuzz/corpus/report/" + std::string(name) + ".json"));
    return reports;
}

/// Two of three times a value of the report, else any bytes.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    fuzz::Choice choice(seed);
    if (choice.one_in(3))
        return LLVMFuzzerMutate(data, size, most);
    std::string text(data, data + size);
    fuzz::mutate_json(text, choice);
    if (text.size() > most)
        return size;
    std::copy(text.begin(), text.end(), data);
    return text.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    static const std::string other = [] {
        const std::string text = fuzz::seeds().front();
        return fuzz::file("other.json", reinterpret_cast<const std::uint8_t *>(text.data()),
                          text.size());
    }();
    const std::string report = fuzz::file("report.json", data, size);
    fuzz::hold([&] { apps::trace_diff(other, report); });
    fuzz::hold([&] {
        apps::CommandLine line;
        line.arguments = {fuzz::folder()};
        apps::report_command().run(line);
    });
    return 0;
}
