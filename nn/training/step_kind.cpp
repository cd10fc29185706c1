// SPDX-License-Identifier: Apache-2.0
#include "nn/training/step_kind.h"

#include "nn/graph/graph.h"

#include <string>

namespace nn {

namespace {

/// How ops of a kind are trained: as steps, or why not.
struct Trained {
    const OpKind *op;
    const StepKind *steps;
    const char *reason;
};

} // namespace

common::Expected<const StepKind *> step_kind(const OpKind *kind) {
    static const Trained table[] = {
        {OpKind::MatMul, StepKind::MatMul, ""},
        {OpKind::Select, StepKind::Select, ""},
        {OpKind::MaxPool, StepKind::MaxPool, ""},
        {OpKind::AveragePool, StepKind::AveragePool, ""},
        {OpKind::ResponseNorm, StepKind::ResponseNorm, ""},
        {OpKind::Add, nullptr, "a sum without a product"},
        {OpKind::Multiply, nullptr, "a product of two activations"},
    };
    for (const Trained &row : table)
        if (row.op == kind) {
            if (row.steps)
                return row.steps;
            return common::Unexpected(std::string(row.reason));
        }
    return common::Unexpected(std::string("training has no step for it (") + kind->name() + ")");
}

void require_trainable(bool holds, const QuantizedOp &op, const std::string &reason) {
    if (!holds)
        throw GraphError("node " + op.name + " cannot be trained: " + reason);
}

} // namespace nn
