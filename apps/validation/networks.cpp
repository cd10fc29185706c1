// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/networks.h"

#include "apps/design/session.h"
#include "nn/base/softmax.h"

#include <cstdlib>
#include <filesystem>

namespace apps {

namespace {

namespace fs = std::filesystem;

/// A network of others with its accuracy as published or measured by ONNX Runtime.
struct Known {
    const char *name, *file;
    double accuracy;
    nn::Normalisation normalisation;
    const char *source;
};

const Known networks[] = {
    {"ResNet-20",
     "resnet20_cifar10.onnx",
     0.9173,
     {255, {0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F}},
     "akamaster/pytorch_resnet_cifar10: error 8.27 %"},
    {"ResNet-8",
     "mlperf_tiny_resnet8_cifar10.onnx",
     0.8719,
     {1, {}, {}},
     "mlcommons/tiny v1.0: 87.19 %"},
};

constexpr double float_points = 0.001, integer_points = 0.003; ///< shares of the images
constexpr int calibration_images = 512;

double integer_accuracy(const nn::ImportedNetwork &network, const nn::Dataset &data) {
    const nn::QuantizedNetwork integers = network.quantise(data.train, calibration_images, {});
    nn::ExactMatMul exact(integers);
    const int count = data.test.count();
    std::vector<float> logits(static_cast<std::size_t>(count * integers.classes));
    nn::infer(integers, exact, data.test.batch(), logits.data());
    int right = 0;
    for (int i = 0; i < count; ++i)
        right += nn::argmax(logits.data() + i * integers.classes, integers.classes) ==
                 data.test.labels[static_cast<std::size_t>(i)];
    return static_cast<double>(right) / count;
}

} // namespace

std::vector<ValidationRow> trained_network_rows(const std::string &id) {
    const char *root = std::getenv("CROSSWEAVE_DATA");
    std::vector<ValidationRow> rows;
    for (const Known &known : networks) {
        const std::string name = known.name;
        ValidationRow floating{id,  name + ", accuracy in float",  known.accuracy, 0,
                               "1", float_points / known.accuracy, known.source};
        ValidationRow integers{id,  name + ", 8 b x 8 b, exact products", known.accuracy,     0,
                               "1", integer_points / known.accuracy,      "the float network"};
        const fs::path file = fs::path(root ? root : "") / "models" / known.file;
        if (!root || !fs::exists(file) || !fs::exists(fs::path(root) / "cifar10")) {
            floating.skipped = integers.skipped =
                "$CROSSWEAVE_DATA holds no models/" + std::string(known.file) + " and cifar10";
        } else {
            nn::NetworkSpec spec;
            spec.onnx = file.string();
            nn::ImportedNetwork network = import_network(spec);
            network.normalise(known.normalisation);
            const Session bench{nn::load_dataset({"cifar10", ""}), network};
            refuse_misfit(bench, spec);
            const nn::Images &test = bench.data.test;
            floating.ours = network.float_accuracy(test, test.count(), thread_count(0));
            integers.ours = integer_accuracy(network, bench.data);
            integers.target = floating.ours;
        }
        rows.push_back(floating);
        rows.push_back(integers);
    }
    return rows;
}

} // namespace apps
