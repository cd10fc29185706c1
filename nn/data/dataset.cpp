// SPDX-License-Identifier: Apache-2.0
#include "nn/data/dataset.h"

#include "nn/base/input_file.h"
#include "nn/base/tensor.h"

#include <algorithm>
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
    /// All that load() reads; throws std::runtime_error for one that is missing.
    std::vector<std::string> (*files)(const fs::path &folder, const KnownSet &set);
    Dataset (*load)(const std::vector<std::string> &files, const DataSpec &data);
};

[[noreturn]] void missing(const fs::path &file, const KnownSet &set) {
    throw std::runtime_error(file.string() + ": " + input_problem(file.string()) + "; " +
                             set.remedy + ", or name the folder of " + set.name + " in data.path");
}

/// The IDX file of that name, plain or gzipped.
std::string idx_file(const fs::path &folder, const std::string &name, const KnownSet &set) {
    const fs::path plain = folder / name, gzipped = folder / (name + ".gz");
    if (is_file(plain.string()))
        return plain.string();
    if (is_file(gzipped.string()))
        return gzipped.string();
    missing(is_there(plain.string()) ? plain : gzipped, set);
}

using Files = std::vector<std::string>;

Files idx_files(const fs::path &folder, const KnownSet &set) {
    Files files;
    for (const char *name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                             "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"})
        files.push_back(idx_file(folder, name, set));
    return files;
}

Dataset load_idx_set(const Files &files, const DataSpec &) {
    Dataset data{load_idx(files[0], files[1]), load_idx(files[2], files[3])};
    const Shape train = data.train.shape, test = data.test.shape;
    if (train.height != test.height || train.width != test.width)
        throw std::runtime_error(fs::path(files[0]).parent_path().string() +
                                 ": training images are " + std::to_string(train.height) + "x" +
                                 std::to_string(train.width) + " pixels but test images " +
                                 std::to_string(test.height) + "x" + std::to_string(test.width));
    return data;
}

/// The file of that name, which must be there.
std::string present(const fs::path &folder, const std::string &name, const KnownSet &set) {
    if (!is_file((folder / name).string()))
        missing(folder / name, set);
    return (folder / name).string();
}

Files cifar10_files(const fs::path &folder, const KnownSet &set) {
    Files files;
    for (int i = 1; i <= 5; ++i)
        files.push_back(present(folder, "data_batch_" + std::to_string(i) + ".bin", set));
    files.push_back(present(folder, "test_batch.bin", set));
    return files;
}

Dataset load_cifar10_set(const Files &files, const DataSpec &) {
    return {load_cifar10({files.begin(), files.end() - 1}), load_cifar10({files.back()})};
}

Files cifar100_files(const fs::path &folder, const KnownSet &set) {
    return {present(folder, "train.bin", set), present(folder, "test.bin", set)};
}

Dataset load_cifar100_set(const Files &files, const DataSpec &) {
    return {load_cifar100(files[0]), load_cifar100(files[1])};
}

Files raw_files(const fs::path &folder, const KnownSet &set) {
    Files files;
    for (const char *name :
         {"train-images.bin", "train-labels.bin", "test-images.bin", "test-labels.bin"})
        files.push_back(present(folder, name, set));
    return files;
}

Dataset load_raw_set(const Files &files, const DataSpec &data) {
    return {load_raw(files[0], files[1], data), load_raw(files[2], files[3], data)};
}

/// wnids.txt in the folder or the one below it, the list of test images, and all JPEG files below
/// train and val, in order.
Files tiny_imagenet_files(const fs::path &folder, const KnownSet &set) {
    const fs::path inner = folder / "tiny-imagenet-200";
    const fs::path found = is_file((inner / "wnids.txt").string()) ? inner : folder;
    Files pictures;
    for (const char *part : {"train", "val"}) // what is missing is said where it is loaded
        if (is_there((found / part).string()))
            for (const fs::path &file : files_below(found / part))
                if (file.extension() == ".JPEG")
                    pictures.push_back(file.string());
    std::sort(pictures.begin(), pictures.end());
    Files files{present(found, "wnids.txt", set),
                present(found / "val", "val_annotations.txt", set)};
    files.insert(files.end(), pictures.begin(), pictures.end());
    return files;
}

Dataset load_tiny_imagenet_set(const Files &files, const DataSpec &) {
    return load_tiny_imagenet(fs::path(files[0]).parent_path().string());
}

std::vector<KnownSet> known_sets(const DataSpec &data) {
    return {{"fashion-mnist",
             "/usr/share/datasets/fashion-mnist",
             "install the package dataset-fashion-mnist",
             {1, 28, 28},
             10,
             idx_files,
             load_idx_set},
            {"mnist",
             "",
             "put the four IDX files of MNIST there (tools/fetch-data mnist does)",
             {1, 28, 28},
             10,
             idx_files,
             load_idx_set},
            {"cifar10",
             "",
             "put the six .bin files of CIFAR-10's binary version there (tools/fetch-data cifar10 "
             "does)",
             {3, 32, 32},
             10,
             cifar10_files,
             load_cifar10_set},
            {"cifar100",
             "",
             "put train.bin and test.bin of CIFAR-100's binary version there (tools/fetch-data "
             "cifar100 does)",
             {3, 32, 32},
             100,
             cifar100_files,
             load_cifar100_set},
            {"tiny-imagenet",
             "",
             "unpack tiny-imagenet-200.zip there (tools/fetch-data tiny-imagenet does)",
             {3, 64, 64},
             200,
             tiny_imagenet_files,
             load_tiny_imagenet_set},
            {"raw",
             "",
             "put train-images.bin, train-labels.bin, test-images.bin and test-labels.bin there",
             {data.channels, data.height, data.width},
             data.classes,
             raw_files,
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
    return set.load(set.files(folder_of(data, set), set), data);
}

std::vector<std::string> dataset_files(const DataSpec &data) {
    const KnownSet set = known_set(data);
    return set.files(folder_of(data, set), set);
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
