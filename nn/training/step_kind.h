// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/expected.h"
#include "nn/networks/plan.h"
#include "nn/quantise/quantise_graph.h"
#include "nn/training/tape.h"

#include <cstddef>
#include <vector>

namespace nn {

struct Cutout;
struct IntegerSource;
class GraphBuilder;

/// What training does with the steps of one kind of op: how they come of an imported network, run
/// forward and back, and become nodes of a float graph or ops in integers. There is one object a
/// kind, of a class in a file of its own in nn/training/steps.
class StepKind {
  public:
    static const StepKind *const MatMul;
    static const StepKind *const Select;
    static const StepKind *const MaxPool;
    static const StepKind *const AveragePool;
    static const StepKind *const ResponseNorm;

    /// What there is of an imported network.
    struct Imported {
        const std::vector<RealMatrix> &matrices; ///< all
        const std::vector<Step> &steps;          ///< before this one
        bool altered = false; ///< it scales, shifts or activates a map (RealNetwork::altering)
    };
    /// Fills in a step, whose kind, name, input and shapes are there, from an op. Throws GraphError
    /// naming the op when such a step cannot be trained.
    virtual void take(const QuantizedOp &op, const Imported &from, Step &step) const = 0;

    /// From record(i).in to record(i).out.
    virtual void forward(Tape &tape, std::size_t i) const = 0;
    /// From record(i).gradient to that of its input, and to `gradients` of the full-size network's
    /// matrices (by slot). Of a step that reads the image only if it has a matrix.
    virtual void backward(Tape &tape, std::size_t i, std::vector<Matrix> &gradients) const = 0;

    /// Appends step i of the cut-out to a graph, behind its input.
    virtual void add_nodes(const Cutout &cutout, const std::vector<StepStatistics> &statistics,
                           std::size_t i, GraphBuilder &builder) const = 0;
    /// Fills in an op, whose kind, name, input, shapes and bits are there.
    virtual void write(const IntegerSource &source, int step, QuantizedOp &op) const = 0;

  protected:
    constexpr StepKind() = default;
    ~StepKind() = default; // kinds are never owned
};

/// The kind of the steps that ops of a kind are in training, or why they cannot be trained.
common::Expected<const StepKind *> step_kind(const OpKind *kind);

/// Throws GraphError naming the op unless it can be trained.
void require_trainable(bool holds, const QuantizedOp &op, const std::string &reason);

} // namespace nn
