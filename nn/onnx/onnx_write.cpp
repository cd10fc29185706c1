// SPDX-License-Identifier: Apache-2.0
#include "nn/base/result_files.h"
#include "nn/graph/operands.h"
#include "nn/onnx/onnx_file.h"
#include "nn/onnx/onnx_tensor.h"

#include <onnx/onnx_pb.h>

#include <ostream>

namespace nn {
namespace {

/// Writes one attribute, whatever it holds.
struct AttributeWriter {
    onnx::AttributeProto &out;

    void operator()(std::int64_t number) const {
        out.set_type(onnx::AttributeProto::INT);
        out.set_i(number);
    }
    void operator()(float number) const {
        out.set_type(onnx::AttributeProto::FLOAT);
        out.set_f(number);
    }
    void operator()(const std::string &text) const {
        out.set_type(onnx::AttributeProto::STRING);
        out.set_s(text);
    }
    void operator()(const std::vector<std::int64_t> &numbers) const {
        out.set_type(onnx::AttributeProto::INTS);
        for (const std::int64_t number : numbers)
            out.add_ints(number);
    }
    void operator()(const std::vector<float> &numbers) const {
        out.set_type(onnx::AttributeProto::FLOATS);
        for (const float number : numbers)
            out.add_floats(number);
    }
    void operator()(const Tensor &tensor) const {
        out.set_type(onnx::AttributeProto::TENSOR);
        write_tensor(tensor, Element::Float, "", *out.mutable_t());
    }
    void operator()(const IntegerTensor &tensor) const {
        out.set_type(onnx::AttributeProto::TENSOR);
        write_tensor(tensor, "", *out.mutable_t());
    }
};

/// As many images at once as the file was made for.
void write_info(const Value &value, std::int64_t batch, onnx::ValueInfoProto &out) {
    out.set_name(value.name);
    auto *type = out.mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t size : value.shape)
        type->mutable_shape()->add_dim()->set_dim_value(size);
    if (batch > 1 && batch <= most_values && !value.shape.empty())
        type->mutable_shape()->mutable_dim(0)->set_dim_value(value.shape.at(0) * batch);
}

/// Behind a Cast to floats of another width comes one back to those of 32 bits, which all values
/// here are.
void back_to_floats(onnx::NodeProto &cast,
                    google::protobuf::RepeatedPtrField<onnx::NodeProto> &nodes) {
    constexpr std::int64_t to_float = 1; // ONNX's number of the type
    if (cast.op_type() != "Cast" || cast.attribute_size() != 1 ||
        !is_float_type(cast.attribute(0).i()) || cast.attribute(0).i() == to_float)
        return;
    onnx::NodeProto back = cast;
    cast.set_output(0, cast.output(0) + ".cast");
    back.set_name(cast.name() + ".back");
    back.set_input(0, cast.output(0));
    back.mutable_attribute(0)->set_i(to_float);
    *nodes.Add() = back;
}

onnx::ModelProto model_of(const Graph &graph) {
    onnx::ModelProto model;
    constexpr std::int64_t ir_version = 7; // of ONNX 1.7: initialisers need not be inputs
    model.set_ir_version(ir_version);
    model.set_producer_name("crossweave");
    model.add_opset_import()->set_version(graph.opset);
    for (const auto &[key, text] : graph.metadata) {
        auto *entry = model.add_metadata_props();
        entry->set_key(key);
        entry->set_value(text);
    }
    onnx::GraphProto &out = *model.mutable_graph();
    out.set_name(graph.name.empty() ? "network" : graph.name);
    write_info(graph.value(graph.input), graph.batch, *out.add_input());
    write_info(graph.value(graph.output), graph.batch, *out.add_output());
    for (const Value &value : graph.values) {
        if (value.node >= 0 || &value == &graph.value(graph.input))
            continue;
        if (value.whole)
            write_tensor(IntegerTensor{value.shape, value.integers}, value.name,
                         *out.add_initializer());
        else
            write_tensor(value.stored, value.element, value.name, *out.add_initializer());
    }
    for (const Node &node : graph.nodes) {
        onnx::NodeProto &made = *out.add_node();
        made.set_op_type(node.op);
        made.set_name(node.name);
        for (const int input : node.inputs)
            made.add_input(input == no_value ? "" : graph.value(input).name);
        for (int part = 0; part < node.parts; ++part)
            made.add_output(part == node.part
                                ? graph.value(node.output).name
                                : graph.value(node.output).name + ".beside" + std::to_string(part));
        for (const auto &[name, attribute] : node.attributes) {
            onnx::AttributeProto &entry = *made.add_attribute();
            entry.set_name(name);
            std::visit(AttributeWriter{entry}, attribute);
        }
        back_to_floats(made, *out.mutable_node());
    }
    return model;
}

} // namespace

void write_onnx(const Graph &graph, std::ostream &out) {
    if (!model_of(graph).SerializeToOstream(&out))
        out.setstate(std::ios::failbit);
}

void write_onnx(const Graph &graph, const std::string &file) {
    write_whole(file, [&](std::ostream &out) { write_onnx(graph, out); });
}

} // namespace nn
