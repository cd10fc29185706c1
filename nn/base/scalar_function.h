// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace nn {

/// A function of one number, with up to two parameters.
struct ScalarFunction {
    /// A parameter: ONNX's name of the attribute (null: there is none) and its value without one.
    struct Parameter {
        const char *name = nullptr;
        float otherwise = 0;
    };

    const char *name;
    float (*of)(float x, float alpha, float beta);
    Parameter alpha, beta;
    bool never_negative = false;
};

/// Those that are operators of ONNX, by ONNX's names. A new one is a line of this table.
const std::vector<ScalarFunction> &scalar_functions();

/// Null if there is none of that name.
const ScalarFunction *find_scalar_function(const std::string &name);

/// x * alpha + beta, and x within alpha ... beta: what else functions are put together from.
extern const ScalarFunction affine_function, clamp_function;

} // namespace nn
