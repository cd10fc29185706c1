// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/devices.h"
#include "apps/validation/interconnect.h"
#include "apps/validation/memory.h"
#include "apps/validation/networks.h"
#include "apps/validation/published.h"
#include "apps/validation/validation.h"

namespace apps {

const std::vector<ValidationCheck> &validation_checks() {
    static const std::vector<ValidationCheck> checks{
        {"F1", "ideal cells, lossless converters", exactness_rows},
        {"F2", "networks that others trained, on all test images", trained_network_rows},
        {"I1", "what a flooded mesh of BookSim's routers accepts", interconnect_rows},
        {"I2", "credits and latencies of the interconnect", credit_rows},
        {"M1", "mapping of VGG-8 as NeuroSim's manual has it", vgg8_mapping_rows},
        {"M2", "area and energy of the same chip", vgg8_cost_rows},
        {"N1", "cells: means and spreads of 100,000 draws", noise_model_rows},
        {"N2", "outputs: variances of 100,000 draws", output_variance_rows},
        {"N3", "cells as they relax, of two foundry technologies", relaxation_rows},
        {"P1", "roll-up of ISAAC-CE", published_rows},
        {"P2", "roll-up of PUMA", published_rows},
        {"P3", "survey regression of converters", adc_survey_rows},
        {"P4", "subarray of NeuroSim V1.4 at 22 nm", published_rows},
        {"P5", "subarray of NeuroSim V1.3 at 22 nm, other sizes", published_rows},
        {"R1", "off-chip memory of Ramulator 2.1", memory_rows},
        {"T1", "matrix-vector product of PIMSIM-NN", published_rows},
        {"T2", "matrix-vector product of PUMA", published_rows},
        {"T3", "pipeline of ISAAC", published_rows},
        {"W1", "currents of arrays with wires, linear cells", wire_rows},
        {"W2", "currents of arrays with wires, sinh cells", sinh_rows},
        {"W3", "limits of wires", wire_limit_rows},
    };
    return checks;
}

} // namespace apps
