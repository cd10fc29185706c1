// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/onnx_mutator.h"

#include "nn/graph/operators.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutator.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

namespace fuzz {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::array<std::int64_t, 16> sizes{0,
                                             1,
                                             2,
                                             3,
                                             4,
                                             7,
                                             -1,
                                             -2,
                                             8,
                                             16,
                                             64,
                                             1000,
                                             65537,
                                             std::int64_t{1} << 31,
                                             std::numeric_limits<std::int64_t>::max(),
                                             std::numeric_limits<std::int64_t>::min()};
constexpr std::array<float, 8> reals{0,
                                     1,
                                     -1,
                                     0.5F,
                                     1e30F,
                                     -1e-30F,
                                     std::numeric_limits<float>::infinity(),
                                     std::numeric_limits<float>::quiet_NaN()};

/// A field that is set, and where.
struct Place {
    Message *message;
    const FieldDescriptor *field;
};

void collect(Message &message, std::vector<Place> &places, std::vector<std::string> &texts) {
    const Reflection &reflection = *message.GetReflection();
    std::vector<const FieldDescriptor *> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor *field : fields) {
        places.push_back({&message, field});
        const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
        for (int i = 0; i < count; ++i) {
            if (field->type() == FieldDescriptor::TYPE_STRING)
                texts.push_back(field->is_repeated()
                                    ? reflection.GetRepeatedString(message, field, i)
                                    : reflection.GetString(message, field));
            if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
                collect(field->is_repeated()
                            ? *reflection.MutableRepeatedMessage(&message, field, i)
                            : *reflection.MutableMessage(&message, field),
                        places, texts);
        }
    }
}

/// Changes models in place, one field at a time.
class ModelMutator {
  public:
    ModelMutator(onnx::ModelProto &model, Choice &choice) : choice_(choice) {
        collect(model, places_, texts_);
    }

    void change() {
        if (places_.empty())
            return;
        const Place &place = places_[choice_.below(places_.size())];
        const Reflection &reflection = *place.message->GetReflection();
        if (place.field->is_repeated())
            change_list(place, reflection);
        else if (choice_.one_in(8))
            reflection.ClearField(place.message, place.field);
        else
            change_value(place, reflection);
    }

  private:
    void change_list(const Place &place, const Reflection &reflection) {
        const int count = reflection.FieldSize(*place.message, place.field);
        const int index = static_cast<int>(choice_.below(static_cast<std::size_t>(count)));
        switch (choice_.below(4)) {
        case 0:
            reflection.SwapElements(place.message, place.field, index, count - 1);
            reflection.RemoveLast(place.message, place.field);
            break;
        case 1:
            reflection.SwapElements(place.message, place.field, index,
                                    static_cast<int>(choice_.below(std::size_t(count))));
            break;
        default:
            change_entry(place, reflection, index, choice_.one_in(3));
        }
    }
    void change_entry(const Place &place, const Reflection &reflection, int index, bool append) {
        Message *const message = place.message;
        const FieldDescriptor *const field = place.field;
        switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT64:
            append ? reflection.AddInt64(message, field, size())
                   : reflection.SetRepeatedInt64(message, field, index, size());
            break;
        case FieldDescriptor::CPPTYPE_FLOAT:
            append ? reflection.AddFloat(message, field, real())
                   : reflection.SetRepeatedFloat(message, field, index, real());
            break;
        case FieldDescriptor::CPPTYPE_STRING:
            append ? reflection.AddString(message, field, text())
                   : reflection.SetRepeatedString(message, field, index, text());
            break;
        case FieldDescriptor::CPPTYPE_MESSAGE:
            if (append)
                reflection.AddMessage(message, field)
                    ->CopyFrom(reflection.GetRepeatedMessage(*message, field, index));
            break;
        default:
            break;
        }
    }
    void change_value(const Place &place, const Reflection &reflection) {
        Message *const message = place.message;
        const FieldDescriptor *const field = place.field;
        switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT64:
            reflection.SetInt64(message, field, size());
            break;
        case FieldDescriptor::CPPTYPE_INT32:
            reflection.SetInt32(message, field, static_cast<std::int32_t>(choice_.below(20)));
            break;
        case FieldDescriptor::CPPTYPE_FLOAT:
            reflection.SetFloat(message, field, real());
            break;
        case FieldDescriptor::CPPTYPE_STRING:
            reflection.SetString(message, field,
                                 new_text(field, reflection.GetString(*message, field)));
            break;
        default:
            break;
        }
    }
    std::string new_text(const FieldDescriptor *field, std::string old) {
        static const std::vector<std::string> operators = nn::operator_names();
        if (field->name() == "op_type" && !choice_.one_in(8))
            return operators[choice_.below(operators.size())];
        if (field->type() == FieldDescriptor::TYPE_BYTES || choice_.one_in(4)) {
            mutate(old, old.size() + 64, choice_);
            return old;
        }
        return text();
    }
    std::int64_t size() { return sizes[choice_.below(sizes.size())]; }
    float real() { return reals[choice_.below(reals.size())]; }
    std::string text() { return texts_.empty() ? "" : texts_[choice_.below(texts_.size())]; }

    Choice &choice_;
    std::vector<Place> places_;
    std::vector<std::string> texts_;
};

} // namespace

std::size_t mutate_onnx(std::uint8_t *data, std::size_t size, std::size_t most, unsigned seed) {
    Choice choice(seed);
    onnx::ModelProto model;
    if (choice.one_in(4) || !model.ParseFromArray(data, static_cast<int>(size)))
        return LLVMFuzzerMutate(data, size, most);
    ModelMutator(model, choice).change();
    const std::string bytes = model.SerializeAsString();
    if (bytes.size() > most)
        return size;
    std::copy(bytes.begin(), bytes.end(), data);
    return bytes.size();
}

} // namespace fuzz
