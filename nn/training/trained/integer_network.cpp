// SPDX-License-Identifier: Apache-2.0
#include "nn/training/trained/integer_network.h"

#include "nn/training/step_kind.h"
#include "nn/training/trained/integer_source.h"

namespace nn {

namespace {

QuantizedOp op_of(const IntegerSource &source, int number) {
    const Step &step = source.step(number);
    QuantizedOp made;
    made.kind = step.kind;
    made.name = step.name;
    made.inputs = {step.input};
    made.in = step.in;
    made.out = step.out;
    made.input_bits = source.bits(step.input);
    made.output_bits = source.bits(number);
    common::value_of(step_kind(step.kind))->write(source, number, made);
    return made;
}

} // namespace

QuantizedNetwork integer_network(const TrainedNetwork &network, const Cutout &cutout,
                                 const std::vector<StepStatistics> &statistics,
                                 const TrainSpec &train) {
    const IntegerSource source{cutout, network.matrices, statistics, train, network.input};
    QuantizedNetwork made;
    made.name = cutout.spec.model;
    made.input = network.input;
    made.input_bits = IntegerSource::input_bits;
    made.classes = network.classes;
    for (std::size_t i = 0; i < cutout.steps.size(); ++i)
        made.ops.push_back(op_of(source, static_cast<int>(i)));
    note_input_bits(made);
    return made;
}

} // namespace nn
