// SPDX-License-Identifier: Apache-2.0
// The report that a sweep goes on from: its points are read, as the sweep that left it reads them,
// and written as CSV. Half of the changed ones are sealed again, so that what is inside is read.
#include "apps/explore/sweep_state.h"
#include "nn/base/json_text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_mutator.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using Json = nlohmann::ordered_json;

const std::string inputs = "chip.tile.adc.bits = 6\n";

std::string sealed(Json report) {
    apps::seal(report["sweep"]);
    return report.dump(1);
}

/// A sweep of two keys: a point that was measured, one that could not be built.
std::string small() {
    const Json accuracy{{"mean", 0.9}, {"ci95", {0.88, 0.92}}, {"worst", 0.85}, {"chips", 3}};
    const Json measured{{"values", {"6", "1"}}, {"accuracy", accuracy}, {"energy_pj", 5e6}};
    const Json refused{{"values", {"7", "1"}}, {"reason", "layer 3 needs 40 arrays"}};
    return sealed({{"sweep",
                    {{"identity", inputs},
                     {"keys", {"chip.tile.adc.bits", "accuracy.seed"}},
                     {"points", {measured, refused}}}}});
}

/// The text with the digest that its sweep should have; as it is if it has none.
std::string sealed_again(const std::string &text) {
    Json report = Json::parse(text, nullptr, false);
    if (!report.is_object() || !report.contains("sweep") || !report["sweep"].is_object())
        return text;
    return sealed(std::move(report));
}

} // namespace

std::vector<std::string> fuzz::seeds() { return {small()}; }

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    fuzz::Choice choice(seed);
    if (choice.one_in(4))
        return LLVMFuzzerMutate(data, size, most);
    std::string text(data, data + size);
    fuzz::mutate_json(text, choice);
    if (!nn::is_too_deep(text) && choice.one_in(2))
        text = sealed_again(text);
    if (text.size() > most)
        return size;
    std::copy(text.begin(), text.end(), data);
    return text.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    fuzz::file("report.json", data, size);
    fuzz::hold([&] {
        Json sweep{{"keys", {"chip.tile.adc.bits", "accuracy.seed"}}, {"points", Json::array()}};
        for (const auto &[values, point] : apps::known_points(fuzz::folder(), inputs))
            sweep["points"].push_back(point);
        apps::sweep_csv(sweep);
    });
    return 0;
}
