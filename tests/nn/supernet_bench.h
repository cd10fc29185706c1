// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/random.h"
#include "nn/base/softmax.h"
#include "nn/training/supernet.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

// Small networks and images that they learn to tell apart, for the tests of training.

inline constexpr int classes = 4;

/// Noise with a bright patch whose corner tells the class.
inline nn::Images patches(int count, nn::Shape shape, std::uint64_t index) {
    nn::Random random(3, nn::Purpose::Order, index);
    nn::Images images;
    images.shape = shape;
    images.classes = classes;
    for (int i = 0; i < count; ++i) {
        const int label = random.below(classes);
        images.labels.push_back(static_cast<std::uint8_t>(label));
        for (int y = 0; y < shape.height; ++y)
            for (int x = 0; x < shape.width; ++x)
                for (int c = 0; c < shape.channels; ++c) {
                    const bool inside = (y < shape.height / 2) == (label < 2) &&
                                        (x < shape.width / 2) == (label % 2 == 0);
                    images.pixels.push_back(
                        static_cast<std::uint8_t>(random.below(100) + (inside ? 60 : 0)));
                }
    }
    return images;
}

inline const std::vector<std::string> models(nn::model_names.begin(), nn::model_names.end());

inline nn::NetworkSpec small_network(const std::string &model) {
    nn::NetworkSpec spec;
    spec.model = model;
    if (nn::has_stages(spec)) {
        spec.channels = {8, 12};
        spec.kernels = {3, 3};
        spec.blocks = {1, model == "lenet" ? 1 : 2};
        return spec;
    }
    spec.channels = {8, 12, 12};
    spec.kernels = {5, 3, 3};
    spec.pool_after = {1};
    spec.residual = {3};
    return spec;
}

inline nn::TrainSpec short_training() {
    nn::TrainSpec train;
    train.epochs = 2;
    train.batch = 32;
    train.augment = false;
    train.calibration_images = 256;
    train.optimizer = "sgd";
    train.learning_rate = 0.05;
    return train;
}

inline nn::Disturb wobble() {
    return [](const nn::WeightMatrix &matrix, std::uint64_t draw) {
        nn::Random random(draw, nn::Purpose::Draws, static_cast<std::uint64_t>(matrix.number));
        for (int i = 0; i < matrix.rows * matrix.cols; ++i)
            matrix.weights[i] += static_cast<float>(5 * random.normal());
    };
}

inline nn::Supernet trained(const nn::Dataset &data, const nn::NetworkSpec &spec,
                            const nn::Training &training) {
    nn::Supernet net(spec, data.train.shape, classes, training.spec.seed);
    net.train(data, training);
    return net;
}

inline std::vector<float> logits(const nn::QuantizedNetwork &network, const nn::Images &images) {
    nn::ExactMatMul exact(network);
    std::vector<float> found(images.labels.size() * classes);
    nn::infer(network, exact, images.batch(), found.data());
    return found;
}

inline double share_right(const std::vector<float> &logits, const nn::Images &images) {
    int right = 0;
    for (int i = 0; i < images.count(); ++i)
        right += nn::argmax(logits.data() + i * classes, classes) ==
                 images.labels[static_cast<std::size_t>(i)];
    return right / static_cast<double>(images.count());
}

/// Norm of a - b as a share of that of b.
inline double difference(const std::vector<float> &a, const std::vector<float> &b) {
    double squares = 0, differences = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        squares += std::pow(double{b[i]}, 2);
        differences += std::pow(double{a[i]} - double{b[i]}, 2);
    }
    return std::sqrt(differences / squares);
}

inline std::string bytes(const nn::Supernet &net, const std::string &name) {
    const std::string file = testing::TempDir() + name;
    net.save(file);
    std::ifstream in(file, std::ios::binary);
    std::string found((std::istreambuf_iterator<char>(in)), {});
    std::remove(file.c_str());
    return found;
}

inline const nn::Shape grey{1, 12, 12};

inline nn::Dataset grey_patches() { return {patches(640, grey, 0), patches(200, grey, 1)}; }
