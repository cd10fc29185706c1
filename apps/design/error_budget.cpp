// SPDX-License-Identifier: Apache-2.0
#include "apps/design/error_budget.h"

#include "apps/config/tile_kinds.h"
#include "apps/design/accuracy_report.h"
#include "apps/design/classification.h"
#include "models/device/device_law.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>

namespace apps {

namespace {

/// One layer multiplies on the chip, the others exactly.
class OneLayer : public nn::MatMul {
  public:
    OneLayer(const nn::QuantizedNetwork &network, const cim::CrossbarMatMul &chip, int layer)
        : exact_(network), chip_(chip), layer_(layer) {}

    void multiply(int layer, const nn::InputVectors &in, std::int32_t *y) override {
        of(layer).multiply(layer, in, y);
    }
    float unit(int layer) const override {
        return layer == layer_ ? chip_.unit(layer) : exact_.unit(layer);
    }

  private:
    nn::MatMul &of(int layer) {
        return layer == layer_ ? static_cast<nn::MatMul &>(chip_) : exact_;
    }

    nn::ExactMatMul exact_;
    cim::CrossbarMatMul chip_;
    int layer_;
};

/// A non-ideality around the cells: its name, and how a config is rid of it.
struct Kind {
    const char *name;
    void (*remove)(Config &config);
};

constexpr Kind error_kinds[] = {
    {"wires", [](Config &config) { config.array.wires = false; }},
    {"drivers",
     [](Config &config) {
         change_tiles(config, [](cim::TileSpec &tile, cim::DeviceSpec &) {
             tile.pe.driver_sigma = tile.pe.dac_inl_lsb = 0;
         });
     }},
    {"errors of converters", [](Config &config) {
         change_tiles(config, [](cim::TileSpec &tile, cim::DeviceSpec &) { tile.adc.error = {}; });
     }}};

/// Something in the config makes a chip differ from an ideal one.
bool errs(const Config &config) {
    bool found = config.array.wires;
    each_tile(config, [&](const cim::TileSpec &tile, const cim::DeviceSpec &device) {
        found = found || device.at(config.chip.temperature_k).varies() ||
                tile.pe.driver_sigma > 0 || tile.pe.dac_inl_lsb > 0 || tile.adc.error.any();
    });
    return found;
}

/// Of each run of `chips` shares.
std::vector<Accuracy> accuracies(const std::vector<double> &shares, int chips, int images) {
    if (std::any_of(shares.begin(), shares.end(), [](double share) { return share < 0; }))
        throw Interrupted("interrupted while measuring what each non-ideality costs");
    std::vector<Accuracy> found;
    for (auto first = shares.begin(); first != shares.end(); first += chips)
        found.push_back(summarise({first, first + chips}, images));
    return found;
}

} // namespace

Config without_errors(Config config) {
    change_devices(config, [](const cim::DeviceSpec &device) { return device.ideal(); });
    for (const Kind &kind : error_kinds)
        kind.remove(config);
    return config;
}

std::vector<ErrorSource> error_sources(const Config &config) {
    std::vector<ErrorSource> sources;
    const auto add = [&](ErrorSource source) {
        if (errs(source.config))
            sources.push_back(std::move(source));
    };
    std::string last; // laws of one source stand together
    for (const cim::DeviceLaw &law : cim::device_laws())
        if (law.source != std::exchange(last, law.source)) {
            ErrorSource source{law.source, config};
            for (const Kind &kind : error_kinds)
                kind.remove(source.config);
            change_devices(source.config, [&](const cim::DeviceSpec &device) {
                return cim::with_only(device, law.source);
            });
            add(std::move(source));
        }
    for (const Kind &kept : error_kinds) {
        ErrorSource source{kept.name, config};
        change_devices(source.config, [](const cim::DeviceSpec &device) { return device.ideal(); });
        for (const Kind &kind : error_kinds)
            if (kind.name != kept.name)
                kind.remove(source.config);
        add(std::move(source));
    }
    return sources;
}

namespace {

/// The lists of a budget, by what they show.
constexpr char references[] = "references", sources_alone[] = "sources", layers_alone[] = "layers";

/// Chips with everything, each programmed when it is first asked for.
class WholeChips {
  public:
    using Make = std::function<std::shared_ptr<const ProgrammedChip>(int chip)>;

    WholeChips(int count, Make make)
        : make_(std::move(make)), chips_(static_cast<std::size_t>(count)),
          once_(std::make_unique<std::once_flag[]>(chips_.size())) {}

    const cim::CrossbarMatMul &arrays(int chip) {
        const auto place = static_cast<std::size_t>(chip);
        std::call_once(once_[place], [&] { chips_[place] = make_(chip); });
        return *chips_[place]->arrays;
    }

  private:
    Make make_;
    std::vector<std::shared_ptr<const ProgrammedChip>> chips_;
    std::unique_ptr<std::once_flag[]> once_;
};

} // namespace

std::vector<ClassifierList> budget_classifiers(const Subject &subject, const Config &config,
                                               const nn::Dataset &data, int threads) {
    const int chips = config.accuracy.budget_chips;
    const auto programmed = [&data](const Fitted &fitted, const Config &own, int chip,
                                    int on_threads) {
        return std::make_shared<const ProgrammedChip>(program_chip(
            {cim::with_chip(fitted.placed, own.chip, own.device), fitted.ranges, fitted.windows},
            own, data.train, chip, on_threads));
    };
    const auto on_chip = [programmed](const Fitted &fitted, const Config &own, int chip) {
        const auto made = programmed(fitted, own, chip, 1);
        return Classifier{made->network,
                          [made] { return std::make_unique<cim::CrossbarMatMul>(*made->arrays); }};
    };
    const auto reference = [&subject, &config, on_chip](int number, int) {
        const nn::QuantizedNetwork &perfect = subject.perfect.placed.network;
        return number == 1 ? on_chip(subject.perfect, without_errors(config), 0)
                           : Classifier{perfect, [&perfect] {
                                            return std::make_unique<nn::ExactMatMul>(perfect);
                                        }};
    };
    const auto source = [&subject, on_chip, chips, sources = error_sources(config)](int number,
                                                                                    int) {
        return on_chip(subject.device, sources[static_cast<std::size_t>(number / chips)].config,
                       number % chips);
    };
    Config as_programmed = config;
    as_programmed.accuracy.recalibration_images = 0; // each layer's own chip is
    const auto whole = std::make_shared<WholeChips>(
        chips, [&subject, programmed, as_programmed, threads](int chip) {
            return programmed(subject.device, as_programmed, chip, threads);
        });
    const auto layer = [&subject, &config, &data, whole, chips](int number, int) {
        const nn::QuantizedNetwork &network = subject.device.placed.network;
        const cim::CrossbarMatMul &chip = whole->arrays(number % chips);
        const auto matmul = [&network, &chip, whole, alone = number / chips] {
            return std::make_unique<OneLayer>(network, chip, alone);
        };
        return Classifier{
            recalibrated(network, *matmul(), config, data.train, subject.device.windows), matmul};
    };
    return {{references, reference}, {sources_alone, source}, {layers_alone, layer}};
}

ErrorBudget measure_budget(const Subject &subject, const Config &config, const nn::Dataset &data,
                           const Fidelity &fidelity, const Classifying &classifying) {
    const nn::QuantizedNetwork &network = subject.device.placed.network;
    const cim::Placement &placement = subject.device.placed.placement;
    const int images = fidelity.images;
    const std::vector<ErrorSource> sources = error_sources(config);
    const int chips = config.accuracy.budget_chips;
    const auto count = [](const auto &list) { return static_cast<int>(list.size()); };
    const int parts =
        (2 + (count(sources) + count(placement.layers)) * chips) * image_groups(images);
    int done = 0;
    const auto go_on = [&] { return classifying.on_part(++done, parts); };
    const std::vector<ClassifierList> lists =
        budget_classifiers(subject, config, data, fidelity.threads);
    const Shares shares = classifying.shares
                              ? classifying.shares
                              : shares_on_threads(data.test, images, fidelity.threads);
    const auto measured = [&](const char *name, int classifiers, int in_each) {
        std::vector<int> numbers(static_cast<std::size_t>(classifiers));
        std::iota(numbers.begin(), numbers.end(), 0);
        return accuracies(shares(list_named(name, lists), numbers, go_on), in_each, images);
    };

    ErrorBudget budget;
    budget.chips = chips;
    const std::vector<Accuracy> ideal = measured(references, 2, 1);
    budget.ideal = ideal[0].mean;
    budget.converters = ideal[1].mean;
    const std::vector<Accuracy> alone = measured(sources_alone, count(sources) * chips, chips);
    for (std::size_t i = 0; i < sources.size(); ++i)
        budget.sources.push_back({sources[i].name, alone[i]});
    const std::vector<Accuracy> layers =
        measured(layers_alone, count(placement.layers) * chips, chips);
    for (std::size_t i = 0; i < layers.size(); ++i)
        budget.layers.push_back(
            {network.ops[static_cast<std::size_t>(placement.layers[i].op)].name, layers[i]});
    return budget;
}

nlohmann::ordered_json budget_report(const ErrorBudget &budget) {
    using Json = nlohmann::ordered_json;
    const auto points = [](double from, double to) { return 100 * (from - to); };
    const auto list = [&](double from, const std::vector<ErrorBudget::Part> &parts) {
        Json costs = Json::array();
        for (const ErrorBudget::Part &part : parts) {
            costs.push_back({{"name", part.name},
                             {"points", points(from, part.accuracy.mean)},
                             {"accuracy", part.accuracy.mean}});
            costs.back().update(spread_report(part.accuracy));
        }
        return costs;
    };
    Json report;
    report["chips"] = budget.chips;
    report["ideal"] = budget.ideal;
    report["converters"] = {{"points", points(budget.ideal, budget.converters)},
                            {"accuracy", budget.converters}};
    report["sources"] = list(budget.converters, budget.sources);
    report["layers"] = list(budget.ideal, budget.layers);
    return report;
}

} // namespace apps
