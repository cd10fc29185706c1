// SPDX-License-Identifier: Apache-2.0
#include "nn/onnx/weight_files.h"

#include "nn/base/input_file.h"

#include <onnx/onnx_pb.h>

#include <filesystem>
#include <limits>
#include <set>

namespace nn {

namespace {

void add_location(const onnx::TensorProto &tensor, std::set<std::string> &locations) {
    if (tensor.data_location() != onnx::TensorProto_DataLocation_EXTERNAL)
        return;
    for (const auto &entry : tensor.external_data())
        if (entry.key() == "location")
            locations.insert(entry.value());
}

} // namespace

std::vector<std::string> weight_files(const std::string &onnx_file) {
    const std::string bytes = file_text(onnx_file, std::numeric_limits<int>::max());
    onnx::ModelProto model;
    std::set<std::string> locations;
    if (model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        for (const onnx::TensorProto &tensor : model.graph().initializer())
            add_location(tensor, locations);
        for (const onnx::NodeProto &node : model.graph().node())
            for (const onnx::AttributeProto &attribute : node.attribute())
                add_location(attribute.t(), locations);
    }
    std::vector<std::string> files;
    for (const std::string &location : locations)
        files.push_back((std::filesystem::path(onnx_file).parent_path() / location).string());
    return files;
}

} // namespace nn
