// SPDX-License-Identifier: Apache-2.0
#include "models/measured/least_squares.h"

#include <unsupported/Eigen/NonLinearOptimization>
#include <unsupported/Eigen/NumericalDiff>

namespace cim {

namespace {

/// Residuals in the form that Eigen asks for.
struct Equations {
    using Scalar = double;
    using InputType = Eigen::VectorXd;
    using ValueType = Eigen::VectorXd;
    using JacobianType = Eigen::MatrixXd;
    enum { InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic };

    const Residuals *residuals = nullptr;
    int parameters = 0, count = 0;

    int inputs() const { return parameters; }
    int values() const { return count; }
    int operator()(const InputType &x, ValueType &y) const {
        std::vector<double> found(static_cast<std::size_t>(count));
        (*residuals)({x.data(), x.data() + x.size()}, found);
        y = Eigen::Map<const Eigen::VectorXd>(found.data(), count);
        return 0;
    }
};

} // namespace

std::vector<double> least_squares(const Residuals &residuals, int count,
                                  const std::vector<double> &guess) {
    const auto parameters = static_cast<int>(guess.size());
    Eigen::NumericalDiff<Equations> equations(Equations{&residuals, parameters, count});
    Eigen::LevenbergMarquardt<Eigen::NumericalDiff<Equations>> method(equations);
    method.parameters.ftol = method.parameters.xtol = 1e-6;
    method.parameters.maxfev = 60 * (parameters + 1);
    Eigen::VectorXd x = Eigen::Map<const Eigen::VectorXd>(guess.data(), parameters);
    method.minimize(x);
    return {x.data(), x.data() + x.size()};
}

} // namespace cim
