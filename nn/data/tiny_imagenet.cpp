// SPDX-License-Identifier: Apache-2.0
#include "nn/base/input_file.h"
#include "nn/data/dataset.h"
#include "nn/data/jpeg.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace nn {
namespace {

namespace fs = std::filesystem;

constexpr int side = 64;

std::ifstream opened(const fs::path &file) {
    if (!is_there(file.string()))
        throw std::runtime_error(file.string() + ": no such file; Tiny ImageNet's folder holds it");
    return open_input(file.string());
}

/// Number of each class, in the order of wnids.txt.
std::map<std::string, std::uint8_t> classes_of(const fs::path &folder) {
    std::ifstream in = opened(folder / "wnids.txt");
    std::map<std::string, std::uint8_t> classes;
    for (std::string name; in >> name;)
        if (!classes.emplace(name, static_cast<std::uint8_t>(classes.size())).second ||
            classes.size() > 256)
            throw std::runtime_error((folder / "wnids.txt").string() +
                                     ": a class is named twice, or more than 256 are");
    require_all_read(in, (folder / "wnids.txt").string());
    if (classes.empty())
        throw std::runtime_error((folder / "wnids.txt").string() + ": names no class");
    return classes;
}

void append(const fs::path &file, std::uint8_t label, Images &images) {
    const Picture picture = read_jpeg(file.string());
    if (picture.shape.height != side || picture.shape.width != side)
        throw std::runtime_error(file.string() + ": " + std::to_string(picture.shape.width) +
                                 " x " + std::to_string(picture.shape.height) +
                                 " pixels; 64 x 64 is right");
    images.pixels.insert(images.pixels.end(), picture.pixels.begin(), picture.pixels.end());
    images.labels.push_back(label);
}

Images training(const fs::path &folder, const std::map<std::string, std::uint8_t> &classes) {
    Images images;
    std::vector<std::pair<fs::path, std::uint8_t>> files;
    for (const auto &[name, label] : classes) {
        const fs::path pictures = folder / "train" / name / "images";
        std::error_code none;
        if (!fs::is_directory(pictures, none))
            throw std::runtime_error(pictures.string() + ": no such folder");
        for (const fs::path &file : files_below(pictures))
            if (file.extension() == ".JPEG" && file.parent_path() == pictures)
                files.emplace_back(file, label);
    }
    std::sort(files.begin(), files.end());
    // One of each class in turn, so that the first images are a fair sample.
    std::vector<std::pair<std::size_t, std::size_t>> order; // number within the class, index
    std::map<std::uint8_t, std::size_t> seen;
    for (std::size_t i = 0; i < files.size(); ++i)
        order.emplace_back(seen[files[i].second]++, i);
    std::sort(order.begin(), order.end());
    for (const auto &[turn, index] : order)
        append(files[index].first, files[index].second, images);
    return images;
}

Images validation(const fs::path &folder, const std::map<std::string, std::uint8_t> &classes) {
    const fs::path list = folder / "val" / "val_annotations.txt";
    std::ifstream in = opened(list);
    Images images;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::string file, name;
        words >> file >> name;
        const auto found = classes.find(name);
        if (found == classes.end())
            throw std::runtime_error(list.string() + ": class '" + name + "' of " + file +
                                     " is not in wnids.txt");
        append(folder / "val" / "images" / file, found->second, images);
    }
    require_all_read(in, list.string());
    return images;
}

} // namespace

Dataset load_tiny_imagenet(const std::string &folder) {
    const std::map<std::string, std::uint8_t> classes = classes_of(folder);
    Dataset data{training(folder, classes), validation(folder, classes)};
    for (Images *images : {&data.train, &data.test}) {
        images->shape = {3, side, side};
        images->classes = static_cast<int>(classes.size());
        if (images->labels.empty())
            throw std::runtime_error(folder + ": no JPEG files in train or val");
    }
    return data;
}

} // namespace nn
