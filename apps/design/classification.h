// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/data/dataset.h"
#include "nn/integer/quantized_network.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace apps {

/// Something that classifies images: a network and what multiplies for it.
struct Classifier {
    nn::QuantizedNetwork network;
    std::function<std::unique_ptr<nn::MatMul>()> matmul; ///< a fresh one for a thread
};

/// So many classifiers; a thread makes each when its turn has come, make(0) first.
struct Classifiers {
    int count;
    std::function<Classifier(int)> make;
};

/// Share of the first `images` of `test` (at least one) that each classifier gets right, negative
/// for those that were not finished. A classifier is made by one thread and used by all; shares do
/// not depend on how many those are. False from `go_on`, called after each group of images, ends
/// the work.
std::vector<double> shares_right(const Classifiers &classifiers, const nn::Images &test, int images,
                                 int threads, const std::function<bool()> &go_on);

/// Groups in which shares_right() takes so many images.
int image_groups(int images);

/// Classifiers of one kind that a run asks for by numbers, and by which name others may ask too.
struct ClassifierList {
    std::string name;
    std::function<Classifier(int number, int threads)> make; ///< on so many threads
};

/// The list of that name, which must be among them.
const ClassifierList &list_named(const std::string &name, const std::vector<ClassifierList> &lists);

/// Finds the shares of images that numbered classifiers of a list get right, like shares_right().
using Shares =
    std::function<std::vector<double>(const ClassifierList &list, const std::vector<int> &numbers,
                                      const std::function<bool()> &go_on)>;

/// On threads of this process; `test` must live on.
Shares shares_on_threads(const nn::Images &test, int images, int threads);

} // namespace apps
