// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph_runner.h"
#include "nn/onnx/onnx_file.h"
#include "tests/error_text.h"

#include <onnx/onnx_pb.h>

#include <string>
#include <utility>
#include <vector>

namespace nn {

/// Writes small ONNX models for tests, node by node.
class OnnxModel {
  public:
    explicit OnnxModel(const Dims &input, int opset = 13) {
        model_.set_ir_version(7);
        model_.add_opset_import()->set_version(opset);
        model_.mutable_graph()->set_name("small");
        auto *info = model_.mutable_graph()->add_input();
        info->set_name("x");
        auto *type = info->mutable_type()->mutable_tensor_type();
        type->set_elem_type(onnx::TensorProto::FLOAT);
        for (const std::int64_t size : input)
            type->mutable_shape()->add_dim()->set_dim_value(size);
        model_.mutable_graph()->add_output()->set_name("y");
    }

    /// Reads `inputs`, makes `output`; the node's name is "n_" + output.
    onnx::NodeProto &node(const std::string &op, const std::vector<std::string> &inputs,
                          const std::string &output = "y") {
        auto *made = model_.mutable_graph()->add_node();
        made->set_op_type(op);
        made->set_name("n_" + output);
        for (const std::string &input : inputs)
            made->add_input(input);
        made->add_output(output);
        return *made;
    }

    static void attribute(onnx::NodeProto &node, const std::string &name, std::int64_t number) {
        auto *made = node.add_attribute();
        made->set_name(name);
        made->set_type(onnx::AttributeProto::INT);
        made->set_i(number);
    }
    static void attribute(onnx::NodeProto &node, const std::string &name, float number) {
        auto *made = node.add_attribute();
        made->set_name(name);
        made->set_type(onnx::AttributeProto::FLOAT);
        made->set_f(number);
    }
    static void attribute(onnx::NodeProto &node, const std::string &name,
                          const std::vector<std::int64_t> &numbers) {
        auto *made = node.add_attribute();
        made->set_name(name);
        made->set_type(onnx::AttributeProto::INTS);
        for (const std::int64_t number : numbers)
            made->add_ints(number);
    }

    void floats(const std::string &name, const Dims &shape, const std::vector<float> &values) {
        auto *tensor = model_.mutable_graph()->add_initializer();
        tensor->set_name(name);
        tensor->set_data_type(onnx::TensorProto::FLOAT);
        for (const std::int64_t size : shape)
            tensor->add_dims(size);
        for (const float value : values)
            tensor->add_float_data(value);
    }
    /// A tensor of any type that keeps its numbers (or their bits) in 32 bits.
    void stored(const std::string &name, onnx::TensorProto::DataType type, const Dims &shape,
                const std::vector<int> &values) {
        auto *tensor = model_.mutable_graph()->add_initializer();
        tensor->set_name(name);
        tensor->set_data_type(type);
        for (const std::int64_t size : shape)
            tensor->add_dims(size);
        for (const int value : values)
            tensor->add_int32_data(value);
    }
    void integers(const std::string &name, const std::vector<std::int64_t> &values) {
        auto *tensor = model_.mutable_graph()->add_initializer();
        tensor->set_name(name);
        tensor->set_data_type(onnx::TensorProto::INT64);
        tensor->add_dims(static_cast<std::int64_t>(values.size()));
        for (const std::int64_t value : values)
            tensor->add_int64_data(value);
    }

    onnx::ModelProto &model() { return model_; }
    std::string bytes() const { return model_.SerializeAsString(); }
    Graph graph() const { return parse_onnx(bytes(), "small.onnx"); }
    /// What is wrong with it, in a line.
    std::string fault() const {
        return error_text([this] { graph(); });
    }
    std::vector<float> run(const std::vector<float> &x) const {
        const Graph network = graph();
        GraphRunner runner(network);
        const float *y = runner.run(x.data());
        return {y, y + value_count(network.output_shape())};
    }

  private:
    onnx::ModelProto model_;
};

/// A convolution, its bias and a pooling.
inline OnnxModel small_convolution() {
    OnnxModel model({1, 1, 4, 4});
    model.floats("w", {2, 1, 3, 3}, std::vector<float>(18, 0.5F));
    model.floats("b", {2}, {1, -1});
    OnnxModel::attribute(model.node("Conv", {"x", "w", "b"}, "c"), "pads", {1, 1, 1, 1});
    model.node("Relu", {"c"}, "r");
    model.node("GlobalAveragePool", {"r"});
    return model;
}

} // namespace nn
