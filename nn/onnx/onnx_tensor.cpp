// SPDX-License-Identifier: Apache-2.0
#include "nn/onnx/onnx_tensor.h"

#include <onnx/onnx_pb.h>

#include <Eigen/Core>

#include <cstring>
#include <stdexcept>

namespace nn {
namespace {

using Type = onnx::TensorProto;

/// The numbers of one tensor of a file, whatever their type there.
class TensorReader {
  public:
    TensorReader(const onnx::TensorProto &stored, const std::string &title,
                 const WeightFiles &files)
        : stored_(stored), title_(title), files_(files) {
        if (stored.dims_size() > most_dimensions)
            throw GraphError(title + ": more than " + std::to_string(most_dimensions) +
                             " dimensions");
        shape_.assign(stored.dims().begin(), stored.dims().end());
        try {
            count_ = value_count(shape_);
        } catch (const std::invalid_argument &fault) {
            throw GraphError(title + ": " + fault.what());
        }
    }

    /// Bits: as they are stored; list: where they are if not as bytes.
    template <class Bits, class List> StoredTensor floats(const List &list, Element element) const {
        return floats<Bits>(list, element, [](Bits bits) { return static_cast<float>(bits); });
    }
    template <class Bits, class List, class ToFloat>
    StoredTensor floats(const List &list, Element element, ToFloat to_float) const {
        Tensor tensor{shape_, {}};
        tensor.values = converted<float, Bits>(list, to_float);
        return {std::move(tensor), element};
    }

    template <class Bits, class List> StoredTensor whole(const List &list) const {
        if (count_ > most_whole)
            throw GraphError(title_ + ": more than " + std::to_string(most_whole) +
                             " whole numbers");
        if (is_elsewhere() && !files_.needed && !files_.bytes(stored_, size<Bits>(), title_))
            throw GraphError(title_ +
                             ": its whole numbers are in another file, which is not there");
        return {IntegerTensor{shape_,
                              converted<std::int64_t, Bits>(
                                  list, [](Bits bits) { return static_cast<std::int64_t>(bits); })},
                Element::Float};
    }

  private:
    bool is_elsewhere() const {
        return stored_.data_location() == onnx::TensorProto_DataLocation_EXTERNAL;
    }
    template <class Bits> std::size_t size() const {
        return static_cast<std::size_t>(count_) * sizeof(Bits);
    }

    /// The tensor's list, or its bytes (little-endian), which may be in another file.
    template <class Number, class Bits, class List, class Convert>
    std::vector<Number> converted(const List &list, Convert convert) const {
        const auto count = static_cast<std::size_t>(count_);
        if (!is_elsewhere() && !stored_.has_raw_data()) {
            check(static_cast<std::size_t>(list.size()), true);
            std::vector<Number> found(count);
            for (std::size_t i = 0; i < count; ++i)
                found[i] = convert(static_cast<Bits>(list[static_cast<int>(i)]));
            return found;
        }
        std::optional<std::string> other;
        if (is_elsewhere() && !(other = files_.bytes(stored_, size<Bits>(), title_)))
            return std::vector<Number>(count, Number{1});
        const std::string &bytes = other ? *other : stored_.raw_data();
        check(bytes.size() / sizeof(Bits), bytes.size() % sizeof(Bits) == 0);
        std::vector<Number> found(count);
        for (std::size_t i = 0; i < count; ++i) {
            Bits bits;
            std::memcpy(&bits, bytes.data() + i * sizeof(Bits), sizeof(Bits));
            found[i] = convert(bits);
        }
        return found;
    }

    void check(std::size_t have, bool whole) const {
        if (have != static_cast<std::size_t>(count_) || !whole)
            throw GraphError(title_ + ": " + std::to_string(have) + " values, its shape has " +
                             std::to_string(count_));
    }

    const onnx::TensorProto &stored_;
    const std::string &title_;
    const WeightFiles &files_;
    Dims shape_;
    std::int64_t count_ = 0;
};

template <class Number, class Values>
void write(const Dims &shape, const Values &values, const std::string &name,
           onnx::TensorProto_DataType type, onnx::TensorProto &out) {
    const std::vector<Number> stored(values.begin(), values.end());
    out.set_name(name);
    out.set_data_type(type);
    for (const std::int64_t size : shape)
        out.add_dims(size);
    out.set_raw_data(stored.data(), stored.size() * sizeof(Number));
}

} // namespace

StoredTensor read_tensor(const onnx::TensorProto &stored, const std::string &title,
                         const WeightFiles &files, Int32 int32) {
    const TensorReader reader(stored, title, files);
    const auto &narrow = stored.int32_data(); // of all that has at most 32 bits
    switch (stored.data_type()) {
    case Type::FLOAT:
        return reader.floats<float>(stored.float_data(), Element::Float);
    case Type::DOUBLE:
        return reader.floats<double>(stored.double_data(), Element::Float);
    case Type::FLOAT16:
        return reader.floats<std::uint16_t>(narrow, Element::Float, [](std::uint16_t bits) {
            return static_cast<float>(Eigen::half(Eigen::half_impl::raw_uint16_to_half(bits)));
        });
    case Type::BFLOAT16:
        return reader.floats<std::uint16_t>(narrow, Element::Float, [](std::uint16_t bits) {
            return static_cast<float>(
                Eigen::bfloat16(Eigen::bfloat16_impl::raw_uint16_to_bfloat16(bits)));
        });
    case Type::INT8:
        return reader.floats<std::int8_t>(narrow, Element::Int8);
    case Type::UINT8:
        return reader.floats<std::uint8_t>(narrow, Element::UInt8);
    case Type::INT16:
        return reader.floats<std::int16_t>(narrow, Element::Int16);
    case Type::UINT16:
        return reader.floats<std::uint16_t>(narrow, Element::UInt16);
    case Type::INT32:
        return int32 == Int32::Codes ? reader.floats<std::int32_t>(narrow, Element::Int32)
                                     : reader.whole<std::int32_t>(narrow);
    case Type::INT64:
        return reader.whole<std::int64_t>(stored.int64_data());
    case Type::BOOL:
        return reader.whole<std::uint8_t>(narrow);
    default:
        throw GraphError(title + ": tensors of type " +
                         (Type::DataType_IsValid(stored.data_type())
                              ? Type::DataType_Name(static_cast<Type::DataType>(stored.data_type()))
                              : std::to_string(stored.data_type())) +
                         " are not supported; floats and whole numbers are");
    }
}

void write_tensor(const Tensor &tensor, Element element, const std::string &name,
                  onnx::TensorProto &out) {
    switch (element) {
    case Element::Float:
        return write<float>(tensor.shape, tensor.values, name, Type::FLOAT, out);
    case Element::Int8:
        return write<std::int8_t>(tensor.shape, tensor.values, name, Type::INT8, out);
    case Element::UInt8:
        return write<std::uint8_t>(tensor.shape, tensor.values, name, Type::UINT8, out);
    case Element::Int16:
        return write<std::int16_t>(tensor.shape, tensor.values, name, Type::INT16, out);
    case Element::UInt16:
        return write<std::uint16_t>(tensor.shape, tensor.values, name, Type::UINT16, out);
    case Element::Int32:
        return write<std::int32_t>(tensor.shape, tensor.values, name, Type::INT32, out);
    }
}

void write_tensor(const IntegerTensor &tensor, const std::string &name, onnx::TensorProto &out) {
    write<std::int64_t>(tensor.shape, tensor.values, name, Type::INT64, out);
}

} // namespace nn
