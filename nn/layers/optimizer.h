// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace nn {

/// A trainable tensor as an optimizer sees it: `count` values and their gradient, owned elsewhere
/// and alive as long as the optimizer.
struct Parameter {
    float *values = nullptr;
    const float *gradient = nullptr;
    std::int64_t count = 0;
    bool decay = true; ///< weight decay applies (weight matrices: yes; biases, batch norm: no)
};

/// What an optimizer remembers from step to step.
struct OptimizerState {
    std::int64_t steps = 0;
    std::vector<std::vector<float>> moments; ///< as many values as the parameters; Adam: twice
};

/// Moves parameters against their gradients.
class Optimizer {
  public:
    virtual ~Optimizer() = default;

    OptimizerState &state() { return state_; }

    /// One step of all parameters at the given learning rate.
    virtual void step(double rate) = 0;

  protected:
    OptimizerState state_;
};

/// Stochastic gradient descent with momentum and L2 decay (Sutskever et al. 2013, heavy-ball form):
/// v = momentum v + gradient + decay w; w -= rate v.
class Sgd : public Optimizer {
  public:
    Sgd(std::vector<Parameter> parameters, double momentum, double weight_decay);
    void step(double rate) override;

  private:
    std::vector<Parameter> parameters_;
    float momentum_, weight_decay_;
};

/// Adam with bias correction (Kingma and Ba 2015, algorithm 1), counted once a step for all
/// tensors, and L2 decay added to the gradient. beta2 = 0.999, epsilon = 1e-8.
class Adam : public Optimizer {
  public:
    Adam(std::vector<Parameter> parameters, double beta1, double weight_decay);
    void step(double rate) override;

  private:
    std::vector<Parameter> parameters_;
    double beta1_;
    float weight_decay_;
};

/// "sgd" or "adam" (momentum is adam's beta1). Throws std::invalid_argument that lists the known
/// names.
std::unique_ptr<Optimizer> make_optimizer(const std::string &name,
                                          std::vector<Parameter> parameters, double momentum,
                                          double weight_decay);

/// Learning rate of step `step` (from 0) of `steps` along half a cosine from `peak` to zero
/// (Loshchilov and Hutter 2017): peak (1 + cos(pi step / steps)) / 2.
double cosine_rate(double peak, std::int64_t step, std::int64_t steps);

/// The same with a rise ahead of it: peak (step + 1) / warm_up in the first `warm_up` steps (at
/// most `steps`), then cosine_rate() over those that are left (He et al. 2019, section 3.1).
double warmed_rate(double peak, std::int64_t warm_up, std::int64_t step, std::int64_t steps);

} // namespace nn
