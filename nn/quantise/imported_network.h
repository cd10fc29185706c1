// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/onnx/onnx_file.h"
#include "nn/quantise/quantise_graph.h"

#include <string>

namespace nn {

/// A float network of an ONNX file together with what it expects of its images.
class ImportedNetwork {
  public:
    /// Reads the file; where shapes are enough, weights in another file need not be there. Throws
    /// GraphError naming file and fault.
    explicit ImportedNetwork(const std::string &file, Weights weights = Weights::All);
    ImportedNetwork(Graph graph, Normalisation normalisation);

    const Graph &graph() const { return graph_; }
    /// Classes that it tells apart; 0: its output is a map.
    int classes() const;

    const Normalisation &normalisation() const { return normalisation_; }
    /// Replaces the normalisation that the file names.
    void normalise(Normalisation normalisation) { normalisation_ = std::move(normalisation); }

    /// The network in integers, with the activation ranges that it was trained with, or
    /// those from the first `count` of `calibration`.
    QuantizedNetwork quantise(const Images &calibration, int count,
                              const QuantisationSpec &spec) const;

    /// Share of the first `count` of `images` that the float network classifies rightly.
    double float_accuracy(const Images &images, int count, int threads) const;

  private:
    Graph graph_;
    Normalisation normalisation_;
};

/// The network as a chip would hold it, without weights: what mapping and timing need. Values that
/// can be negative count as such. Throws GraphError naming the node that no chip can run.
QuantizedNetwork network_shape(const Graph &graph, const QuantisationSpec &spec,
                               const Normalisation &normalisation = {});

} // namespace nn
