// SPDX-License-Identifier: Apache-2.0
#include "nn/onnx/onnx_tensor.h"

#include "nn/graph/graph.h"

#include <onnx/onnx_pb.h>

#include <cstring>
#include <stdexcept>

namespace nn {
namespace {

using Type = onnx::TensorProto;

/// The numbers of a tensor: its list, or its raw bytes (little-endian).
template <class Number, class List>
std::vector<Number> numbers(const onnx::TensorProto &stored, const List &list, std::int64_t count,
                            const std::string &title) {
    const auto size = static_cast<std::size_t>(count);
    const bool raw = stored.has_raw_data();
    const std::size_t have =
        raw ? stored.raw_data().size() / sizeof(Number) : static_cast<std::size_t>(list.size());
    if (have != size || (raw && stored.raw_data().size() % sizeof(Number) != 0))
        throw GraphError(title + ": " + std::to_string(have) + " values, its shape has " +
                         std::to_string(count));
    std::vector<Number> found(size);
    if (raw && size > 0)
        std::memcpy(found.data(), stored.raw_data().data(), size * sizeof(Number));
    else if (!raw)
        for (std::size_t i = 0; i < size; ++i)
            found[i] = static_cast<Number>(list[static_cast<int>(i)]);
    return found;
}

template <class Number>
void write(const Dims &shape, const std::vector<Number> &values, const std::string &name,
           onnx::TensorProto_DataType type, onnx::TensorProto &out) {
    out.set_name(name);
    out.set_data_type(type);
    for (const std::int64_t size : shape)
        out.add_dims(size);
    out.set_raw_data(values.data(), values.size() * sizeof(Number));
}

} // namespace

StoredTensor read_tensor(const onnx::TensorProto &stored, const std::string &title) {
    if (stored.data_location() == onnx::TensorProto_DataLocation_EXTERNAL)
        throw GraphError(title + ": its values are in another file; save the model in one");
    if (stored.dims_size() > most_dimensions)
        throw GraphError(title + ": more than " + std::to_string(most_dimensions) + " dimensions");
    const Dims shape(stored.dims().begin(), stored.dims().end());
    std::int64_t count = 0;
    try {
        count = value_count(shape);
    } catch (const std::invalid_argument &fault) {
        throw GraphError(title + ": " + fault.what());
    }
    if (stored.data_type() != Type::FLOAT && count > most_whole)
        throw GraphError(title + ": more than " + std::to_string(most_whole) + " whole numbers");
    switch (stored.data_type()) {
    case Type::FLOAT:
        return Tensor{shape, numbers<float>(stored, stored.float_data(), count, title)};
    case Type::INT64:
        return IntegerTensor{shape,
                             numbers<std::int64_t>(stored, stored.int64_data(), count, title)};
    case Type::INT32: {
        const auto narrow = numbers<std::int32_t>(stored, stored.int32_data(), count, title);
        return IntegerTensor{shape, {narrow.begin(), narrow.end()}};
    }
    default:
        throw GraphError(title + ": tensors of type " +
                         (Type::DataType_IsValid(stored.data_type())
                              ? Type::DataType_Name(static_cast<Type::DataType>(stored.data_type()))
                              : std::to_string(stored.data_type())) +
                         " are not supported; FLOAT, INT32 and INT64 are");
    }
}

void write_tensor(const Tensor &tensor, const std::string &name, onnx::TensorProto &out) {
    write(tensor.shape, tensor.values, name, Type::FLOAT, out);
}

void write_tensor(const IntegerTensor &tensor, const std::string &name, onnx::TensorProto &out) {
    write(tensor.shape, tensor.values, name, Type::INT64, out);
}

} // namespace nn
