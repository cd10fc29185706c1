// SPDX-License-Identifier: Apache-2.0
#include "nn/data/dataset.h"

#include "nn/base/tensor.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace nn {
namespace {

namespace fs = std::filesystem;

/// A set that can be loaded: where a package puts it and what to do when it is missing.
struct KnownSet {
    std::string name;
    std::string package_folder; ///< empty: no package has it
    std::string remedy;
    Shape shape; ///< of an image
    int classes;
    Dataset (*load)(const fs::path &folder, const KnownSet &set, const DataSpec &data);
};

[[noreturn]] void missing(const fs::path &file, const KnownSet &set) {
    throw std::runtime_error(file.string() + ": no such file; " + set.remedy +
                             ", or name the folder of " + set.name + " in data.path");
}

bool is_file(const fs::path &file) {
    std::error_code error;
    return fs::is_regular_file(file, error);
}

/// The IDX file of that name, plain or gzipped.
std::string idx_file(const fs::path &folder, const std::string &name, const KnownSet &set) {
    const fs::path plain = folder / name, gzipped = folder / (name + ".gz");
    if (is_file(plain))
        return plain.string();
    if (is_file(gzipped))
        return gzipped.string();
    missing(gzipped, set);
}

Dataset load_idx_set(const fs::path &folder, const KnownSet &set, const DataSpec &) {
    const auto load = [&](const std::string &part) {
        const std::string images = idx_file(folder, part + "-images-idx3-ubyte", set);
        return load_idx(images, idx_file(folder, part + "-labels-idx1-ubyte", set));
    };
    Dataset data{load("train"), load("t10k")};
    const Shape train = data.train.shape, test = data.test.shape;
    if (train.height != test.height || train.width != test.width)
        throw std::runtime_error(folder.string() + ": training images are " +
                                 std::to_string(train.height) + "x" + std::to_string(train.width) +
                                 " pixels but test images " + std::to_string(test.height) + "x" +
                                 std::to_string(test.width));
    return data;
}

/// The file of that name, which must be there.
std::string present(const fs::path &folder, const std::string &name, const KnownSet &set) {
    if (!is_file(folder / name))
        missing(folder / name, set);
    return (folder / name).string();
}

Dataset load_cifar10_set(const fs::path &folder, const KnownSet &set, const DataSpec &) {
    std::vector<std::string> batches;
    for (int i = 1; i <= 5; ++i)
        batches.push_back(present(folder, "data_batch_" + std::to_string(i) + ".bin", set));
    return {load_cifar10(batches), load_cifar10({present(folder, "test_batch.bin", set)})};
}

Dataset load_cifar100_set(const fs::path &folder, const KnownSet &set, const DataSpec &) {
    return {load_cifar100(present(folder, "train.bin", set)),
            load_cifar100(present(folder, "test.bin", set))};
}

Dataset load_raw_set(const fs::path &folder, const KnownSet &set, const DataSpec &data) {
    const auto load = [&](const std::string &part) {
        return load_raw(present(folder, part + "-images.bin", set),
                        present(folder, part + "-labels.bin", set), data);
    };
    return {load("train"), load("test")};
}

/// The folder that holds wnids.txt, or the one around it.
Dataset load_tiny_imagenet_set(const fs::path &folder, const KnownSet &set, const DataSpec &) {
    const fs::path inner = folder / "tiny-imagenet-200";
    const fs::path found = is_file(inner / "wnids.txt") ? inner : folder;
    present(found, "wnids.txt", set);
    return load_tiny_imagenet(found.string());
}

std::vector<KnownSet> known_sets(const DataSpec &data) {
    return {{"fashion-mnist",
             "/usr/share/datasets/fashion-mnist",
             "install the package dataset-fashion-mnist",
             {1, 28, 28},
             10,
             load_idx_set},
            {"mnist",
             "",
             "put the four IDX files of MNIST there (tools/fetch-data mnist does)",
             {1, 28, 28},
             10,
             load_idx_set},
            {"cifar10",
             "",
             "put the six .bin files of CIFAR-10's binary version there (tools/fetch-data cifar10 "
             "does)",
             {3, 32, 32},
             10,
             load_cifar10_set},
            {"cifar100",
             "",
             "put train.bin and test.bin of CIFAR-100's binary version there (tools/fetch-data "
             "cifar100 does)",
             {3, 32, 32},
             100,
             load_cifar100_set},
            {"tiny-imagenet",
             "",
             "unpack tiny-imagenet-200.zip there (tools/fetch-data tiny-imagenet does)",
             {3, 64, 64},
             200,
             load_tiny_imagenet_set},
            {"raw",
             "",
             "put train-images.bin, train-labels.bin, test-images.bin and test-labels.bin there",
             {data.channels, data.height, data.width},
             data.classes,
             load_raw_set}};
}

KnownSet known_set(const DataSpec &data) {
    std::string names;
    for (const KnownSet &set : known_sets(data)) {
        if (set.name == data.set) {
            const Shape image = set.shape;
            value_count("data: an image", {image.channels, image.height, image.width}, most_pixels);
            return set;
        }
        names += (names.empty() ? "" : ", ") + set.name;
    }
    throw std::runtime_error("unknown data set '" + data.set + "'; known: " + names);
}

/// data.path, or else $CROSSWEAVE_DATA/<set> if there is such a folder, or else the package's.
fs::path folder_of(const DataSpec &data, const KnownSet &set) {
    if (!data.path.empty())
        return data.path;
    const char *root = std::getenv("CROSSWEAVE_DATA");
    const fs::path shared = root ? fs::path(root) / set.name : fs::path();
    std::error_code error;
    if (set.package_folder.empty() || (root && fs::is_directory(shared, error))) {
        if (!root)
            throw std::runtime_error("data set " + set.name + ": no folder; name it in data.path " +
                                     "or put it in $CROSSWEAVE_DATA/" + set.name);
        return shared;
    }
    return set.package_folder;
}

} // namespace

Dataset load_dataset(const DataSpec &data) {
    const KnownSet set = known_set(data);
    return set.load(folder_of(data, set), set, data);
}

Images stand_in(Shape shape, int classes) {
    Images image{shape, classes, {}, {0}};
    for (int i = 0; i < shape.size(); ++i)
        image.pixels.push_back(static_cast<std::uint8_t>(i));
    return image;
}

Images stand_in(const DataSpec &data) {
    const KnownSet set = known_set(data);
    return stand_in(set.shape, set.classes);
}

} // namespace nn
