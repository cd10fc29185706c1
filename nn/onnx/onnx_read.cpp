// SPDX-License-Identifier: Apache-2.0
#include "nn/base/input_file.h"
#include "nn/base/one_line.h"
#include "nn/graph/graph_input.h"
#include "nn/graph/operands.h"
#include "nn/onnx/onnx_file.h"
#include "nn/onnx/onnx_order.h"
#include "nn/onnx/onnx_tensor.h"

#include <google/protobuf/stubs/logging.h>
#include <onnx/onnx_pb.h>

#include <limits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace nn {
namespace {

/// Turns the protocol buffer of a graph into ours.
class Reader {
  public:
    Reader(const onnx::ModelProto &model, WeightFiles files, Batch batch)
        : model_(model), source_(model.graph()), files_(std::move(files)), batch_(batch) {}

    Graph read() {
        graph_.name = one_line(source_.name());
        graph_.opset = opset();
        for (const auto &entry : model_.metadata_props())
            graph_.metadata[entry.key()] = entry.value();
        if (source_.sparse_initializer_size() > 0)
            throw GraphError("sparse tensors are not supported");
        store_tensors();
        read_input();
        for (const int index : reading_order(source_, numbers_))
            read_node(source_.node(index));
        read_output();
        prune();
        infer_shapes(graph_);
        return std::move(graph_);
    }

  private:
    int opset() const {
        std::int64_t version = 0;
        for (const auto &import : model_.opset_import())
            if (import.domain().empty() || import.domain() == "ai.onnx")
                version = import.version();
        if (version < first_opset || version > last_opset)
            throw GraphError("opset " + std::to_string(version) + " of ONNX; " +
                             std::to_string(first_opset) + " to " + std::to_string(last_opset) +
                             " are supported");
        return static_cast<int>(version);
    }

    /// Takes the stored tensors that nodes read; others may be of any type and size.
    void store_tensors() {
        std::unordered_set<std::string> read;
        for (const auto &output : source_.output())
            read.insert(output.name());
        for (const onnx::NodeProto &node : source_.node()) {
            read.insert(node.input().begin(), node.input().end());
            if (node.op_type() == "DequantizeLinear")
                coded_.insert(node.input().begin(), node.input().end());
        }
        for (const onnx::TensorProto &tensor : source_.initializer())
            if (read.count(tensor.name()) > 0)
                count(tensor, "tensor " + tensor.name());
            else
                unread_.insert(tensor.name());
        for (const onnx::TensorProto &tensor : source_.initializer())
            if (read.count(tensor.name()) > 0)
                store(tensor.name(), tensor, "tensor " + tensor.name());
    }

    int add(const std::string &name) {
        const int number = static_cast<int>(graph_.values.size());
        if (name.empty() || !numbers_.emplace(name, number).second)
            throw GraphError(name.empty() ? "a value has no name"
                                          : "value " + name + " is made twice");
        graph_.values.emplace_back();
        graph_.values.back().name = one_line(name);
        return number;
    }

    /// Counts the values of a stored tensor before memory is taken for them: one whose values may
    /// be left out takes nothing in the file.
    void count(const onnx::TensorProto &tensor, const std::string &title) {
        try {
            stored_ += value_count(Dims(tensor.dims().begin(), tensor.dims().end()));
        } catch (const std::invalid_argument &fault) {
            throw GraphError(title + ": " + fault.what());
        }
        if (stored_ > most_values_in_all)
            throw GraphError(title + ": the network stores more than " +
                             std::to_string(most_values_in_all) + " values up to here");
    }

    void store(const std::string &name, const onnx::TensorProto &tensor, const std::string &title) {
        store(name, read_tensor(tensor, title, files_,
                                coded_.count(name) > 0 ? Int32::Codes : Int32::Whole));
    }

    void store(const std::string &name, StoredTensor tensor) {
        Value &value = graph_.value(add(name));
        value.constant = true;
        value.element = tensor.element;
        if (auto *floats = std::get_if<Tensor>(&tensor.values)) {
            value.shape = floats->shape;
            value.stored = std::move(*floats);
        } else {
            value.shape = std::get<IntegerTensor>(tensor.values).shape;
            value.integers = std::move(std::get<IntegerTensor>(tensor.values).values);
            value.whole = true;
        }
    }

    void read_input() {
        for (const onnx::ValueInfoProto &info : source_.input()) {
            if (numbers_.count(info.name()) > 0 || unread_.count(info.name()) > 0)
                continue; // a stored tensor
            if (graph_.input != no_value)
                throw GraphError("two inputs, " + graph_.value(graph_.input).name + " and " +
                                 info.name() + "; one is supported");
            graph_.input = add(info.name());
            Dims &shape = graph_.value(graph_.input).shape;
            shape = input_shape(info);
            if (shape.size() > 1 && batch_ == Batch::One)
                graph_.batch = std::exchange(shape[0], 1);
            check_size(info.name(), shape);
        }
        if (graph_.input == no_value)
            throw GraphError("the network has no input");
    }

    static Dims input_shape(const onnx::ValueInfoProto &info) {
        const auto &type = info.type().tensor_type();
        if (!info.type().has_tensor_type() || !is_float_type(type.elem_type()))
            throw GraphError("input " + info.name() + " is not a tensor of floats");
        if (type.shape().dim_size() > most_dimensions)
            throw GraphError("input " + info.name() + ": more than " +
                             std::to_string(most_dimensions) + " dimensions");
        Dims shape;
        for (const auto &size : type.shape().dim()) {
            const bool given = size.has_dim_value() && size.dim_value() > 0;
            if (!given && !shape.empty())
                throw GraphError("input " + info.name() + ": the size of dimension " +
                                 std::to_string(shape.size() + 1) + " is not given");
            shape.push_back(given ? size.dim_value() : 1);
        }
        return shape;
    }

    static void check_size(const std::string &name, const Dims &shape) {
        try {
            if (value_count(shape) > most_pixels)
                throw GraphError("input " + name + ": shape " + shape_text(shape) +
                                 " has more than " + std::to_string(most_pixels) + " values");
        } catch (const std::invalid_argument &fault) {
            throw GraphError("input " + name + ": " + fault.what());
        }
    }

    Attribute attribute(const onnx::AttributeProto &proto, const std::string &owner) {
        using Proto = onnx::AttributeProto;
        switch (proto.type()) {
        case Proto::INT:
            return proto.i();
        case Proto::FLOAT:
            return proto.f();
        case Proto::STRING:
            return proto.s();
        case Proto::INTS:
            return std::vector<std::int64_t>(proto.ints().begin(), proto.ints().end());
        case Proto::FLOATS:
            return std::vector<float>(proto.floats().begin(), proto.floats().end());
        case Proto::TENSOR: {
            count(proto.t(), owner);
            StoredTensor tensor =
                read_tensor(proto.t(), owner + ": attribute " + proto.name(), files_);
            if (auto *floats = std::get_if<Tensor>(&tensor.values))
                return std::move(*floats);
            return std::get<IntegerTensor>(std::move(tensor.values));
        }
        default:
            throw GraphError(owner + ": attribute " + proto.name() +
                             " is of a type that is not supported");
        }
    }

    void read_node(const onnx::NodeProto &proto) {
        const std::string owner = onnx_title(proto);
        if (!proto.domain().empty() && proto.domain() != "ai.onnx")
            throw GraphError(owner + ": operators of " + proto.domain() + " are not supported");
        if (proto.output_size() == 0 || (proto.output(0).empty() && proto.op_type() != "Split"))
            throw GraphError(owner + ": it makes nothing");
        Node node;
        node.op = one_line(proto.op_type());
        node.name = one_line(proto.name().empty() ? proto.output(0) : proto.name());
        if (node.op == "Constant" && proto.attribute_size() == 1 && proto.attribute(0).has_t()) {
            count(proto.attribute(0).t(), owner);
            return store(proto.output(0), proto.attribute(0).t(), owner);
        }
        for (const onnx::AttributeProto &entry : proto.attribute())
            node.attributes[entry.name()] = attribute(entry, owner);
        if (node.op == "Constant")
            return store_constant(node, proto.output(0));
        for (const std::string &input : proto.input())
            node.inputs.push_back(input.empty() ? no_value : number(input, owner));
        while (!node.inputs.empty() && node.inputs.back() == no_value)
            node.inputs.pop_back();
        node.parts = parts(node, proto);
        for (node.part = 0; node.part < node.parts; ++node.part)
            if (const std::string &output = proto.output(node.part); !output.empty()) {
                node.output = add(output);
                graph_.value(node.output).node = static_cast<int>(graph_.nodes.size());
                graph_.nodes.push_back(node);
            }
    }

    /// A Split makes values of equal standing; of others the first output counts, not a mask or
    /// indices behind it.
    static int parts(Node &node, const onnx::NodeProto &proto) {
        if (node.op != "Split")
            return 1;
        constexpr int most_parts = 256; // each is a node with all of the sizes
        if (proto.output_size() > most_parts)
            throw GraphError(onnx_title(proto) + ": " + std::to_string(proto.output_size()) +
                             " outputs; " + std::to_string(most_parts) + " at most is right");
        const auto sizes = node.attributes.find("split");
        const auto *list = sizes == node.attributes.end()
                               ? nullptr
                               : std::get_if<std::vector<std::int64_t>>(&sizes->second);
        if (list && list->size() != static_cast<std::size_t>(proto.output_size()))
            throw GraphError(onnx_title(proto) + ": " + std::to_string(list->size()) +
                             " sizes for " + std::to_string(proto.output_size()) + " outputs");
        for (auto entry = node.attributes.begin(); entry != node.attributes.end();)
            entry = entry->first == "axis" || entry->first == "num_outputs" || entry == sizes
                        ? std::next(entry)
                        : node.attributes.erase(entry);
        return proto.output_size();
    }

    void store_constant(const Node &node, const std::string &name) {
        if (node.attributes.size() != 1)
            throw GraphError(node.title() + ": one attribute must hold its value");
        const Attribute &value = node.attributes.begin()->second;
        if (const auto *one = std::get_if<std::int64_t>(&value))
            store(name, {IntegerTensor{{}, {*one}}});
        else if (const auto *single = std::get_if<float>(&value))
            store(name, {Tensor{{}, {*single}}});
        else if (const auto *list = std::get_if<std::vector<std::int64_t>>(&value))
            store(name, {IntegerTensor{{static_cast<std::int64_t>(list->size())}, *list}});
        else if (const auto *floats = std::get_if<std::vector<float>>(&value))
            store(name, {Tensor{{static_cast<std::int64_t>(floats->size())}, *floats}});
        else
            throw GraphError(node.title() + ": a value of text is not supported");
    }

    int number(const std::string &name, const std::string &reader) const {
        const auto found = numbers_.find(name);
        if (found == numbers_.end())
            throw GraphError(reader + ": reads " + name +
                             ", a second output of its maker, which is not supported");
        return found->second;
    }

    void read_output() {
        if (source_.output_size() != 1)
            throw GraphError(std::to_string(source_.output_size()) + " outputs; one is supported");
        const auto found = numbers_.find(source_.output(0).name());
        if (found == numbers_.end())
            throw GraphError("nothing makes the output " + source_.output(0).name());
        graph_.output = found->second;
    }

    /// Leaves out nodes that the output does not depend on.
    void prune() {
        std::vector<bool> needed(graph_.values.size(), false);
        needed[static_cast<std::size_t>(graph_.output)] = true;
        for (std::size_t i = graph_.nodes.size(); i-- > 0;)
            if (needed[static_cast<std::size_t>(graph_.nodes[i].output)])
                for (const int input : graph_.nodes[i].inputs)
                    if (input != no_value)
                        needed[static_cast<std::size_t>(input)] = true;
        if (!needed[static_cast<std::size_t>(graph_.input)])
            throw GraphError("the output does not depend on the input");
        std::vector<int> moved(graph_.values.size(), no_value);
        std::vector<Value> values;
        for (std::size_t i = 0; i < needed.size(); ++i)
            if (needed[i]) {
                moved[i] = static_cast<int>(values.size());
                values.push_back(std::move(graph_.values[i]));
            }
        std::vector<Node> nodes;
        for (Node &node : graph_.nodes) {
            const int output = moved[static_cast<std::size_t>(node.output)];
            if (output == no_value)
                continue;
            node.output = output;
            for (int &input : node.inputs)
                input = input == no_value ? no_value : moved[static_cast<std::size_t>(input)];
            values[static_cast<std::size_t>(output)].node = static_cast<int>(nodes.size());
            nodes.push_back(std::move(node));
        }
        graph_.values = std::move(values);
        graph_.nodes = std::move(nodes);
        graph_.input = moved[static_cast<std::size_t>(graph_.input)];
        graph_.output = moved[static_cast<std::size_t>(graph_.output)];
    }

    const onnx::ModelProto &model_;
    const onnx::GraphProto &source_;
    const WeightFiles files_;
    const Batch batch_;
    Graph graph_;
    std::int64_t stored_ = 0;                      ///< values of stored tensors
    std::unordered_set<std::string> coded_;        ///< values that a DequantizeLinear reads
    std::unordered_set<std::string> unread_;       ///< stored tensors that nothing reads
    std::unordered_map<std::string, int> numbers_; ///< of values, by name
};

/// Whether the first dimension of the input is left open.
bool batch_is_open(const onnx::GraphProto &source, const Graph &graph) {
    for (const onnx::ValueInfoProto &info : source.input())
        if (info.name() == graph.value(graph.input).name) {
            const auto &first = info.type().tensor_type().shape().dim(0);
            return !first.has_dim_value() || first.dim_value() <= 0;
        }
    return false;
}

} // namespace

Graph parse_onnx(const std::string &bytes, const std::string &name, Weights weights, Batch batch) {
    const google::protobuf::LogSilencer silence;
    onnx::ModelProto model;
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
        !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        throw GraphError(name + ": not an ONNX file, or damaged or cut short");
    if (!model.has_graph())
        throw GraphError(name + ": holds no network");
    const auto read = [&](Batch of) {
        return Reader(model, {std::filesystem::path(name).parent_path(), weights == Weights::All},
                      of)
            .read();
    };
    try {
        Graph graph = read(batch);
        const Node *meeting = batch == Batch::One ? meeting_of_images(graph) : nullptr;
        if (meeting && batch_is_open(model.graph(), graph))
            throw GraphError(meeting->title() + ": all of the input's first dimension meets here, "
                                                "and its size is open; a number is right");
        return meeting && graph.batch > 1 ? read(Batch::AsItIs) : graph;
    } catch (const GraphError &fault) {
        throw GraphError(name + ": " + one_line(fault.what()));
    }
}

Graph read_onnx(const std::string &file, Weights weights) {
    std::string bytes;
    try {
        bytes = file_text(file, std::numeric_limits<int>::max());
    } catch (const std::runtime_error &fault) {
        throw GraphError(fault.what());
    }
    return parse_onnx(bytes, file, weights);
}

} // namespace nn
