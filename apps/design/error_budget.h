// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/accuracy.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace apps {

/// What each non-ideality by itself, and each layer by itself, costs in accuracy.
struct ErrorBudget {
    /// Accuracy on the chips where all else is perfect.
    struct Part {
        std::string name;
        Accuracy accuracy;
    };
    int chips = 0;             ///< 0: not measured
    double ideal = 0;          ///< exact products of integers
    double converters = 0;     ///< perfect cells, wires and periphery behind the converters
    std::vector<Part> sources; ///< converters and one non-ideality
    std::vector<Part> layers;  ///< one layer on the chip, the others exact
};

/// The config with one non-ideality of its own kept, and its name.
struct ErrorSource {
    std::string name;
    Config config;
};

/// Each non-ideality that the config has.
std::vector<ErrorSource> error_sources(const Config &config);

/// The config without any of them.
Config without_errors(Config config);

/// Measures config.accuracy.budget_chips chips on the first fidelity.images test images (at least
/// one), each programmed and recalibrated for what it is to show. False from on_part ends it:
/// throws Interrupted.
ErrorBudget measure_budget(const Subject &subject, const Config &config, const nn::Dataset &data,
                           const Fidelity &fidelity, const Classifying &classifying);

/// What is classified for that. The arguments must live on; chips that several classifiers share
/// are programmed on so many threads.
std::vector<ClassifierList> budget_classifiers(const Subject &subject, const Config &config,
                                               const nn::Dataset &data, int threads);

/// Points of accuracy that each costs, and what it leaves: {chips, converters, sources, layers}.
nlohmann::ordered_json budget_report(const ErrorBudget &budget);

} // namespace apps
