// SPDX-License-Identifier: Apache-2.0
#include "nn/training/checkpoint.h"

#include "nn/base/safetensors.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace nn {

namespace {

/// Calls visit(name, values) for each list of values that is not empty.
template <class Matrices, class State, class Visit>
void for_each_list(Matrices &matrices, State &optimizer, Visit visit_any) {
    const auto visit = [&](const std::string &name, auto &values) {
        if (!values.empty())
            visit_any(name, values);
    };
    for (std::size_t i = 0; i < matrices.size(); ++i) {
        const std::string name = "matrix" + std::to_string(i);
        visit(name + ".weights", matrices[i].weights);
        visit(name + ".gamma", matrices[i].gamma);
        visit(name + ".beta", matrices[i].beta);
        visit(name + ".ranges", matrices[i].ranges);
    }
    for (std::size_t i = 0; i < optimizer.moments.size(); ++i)
        visit("moment" + std::to_string(i), optimizer.moments[i]);
}

/// Numbers with blanks between them, floating ones to the last bit.
std::ostringstream exact_text() {
    std::ostringstream text;
    text.precision(17);
    return text;
}

std::string text(const Standing &at, std::int64_t optimizer_steps) {
    std::ostringstream text = exact_text();
    text << at.epoch << ' ' << at.step << ' ' << at.sum.sum << ' ' << at.sum.right << ' '
         << optimizer_steps << ' ' << at.finished.size();
    for (const TrainProgress &epoch : at.finished)
        text << ' ' << epoch.epoch << ' ' << epoch.epochs << ' ' << epoch.step << ' ' << epoch.steps
             << ' ' << epoch.loss << ' ' << epoch.accuracy << ' ' << epoch.learning_rate << ' '
             << epoch.test_accuracy;
    return text.str();
}

/// Reads a number, also inf and nan (a training that diverged), which >> does not.
void read(std::istream &text, double &number) {
    std::string word;
    text >> word;
    char *end = nullptr;
    number = std::strtod(word.c_str(), &end);
    if (end == word.c_str() || *end != '\0')
        text.setstate(std::ios::failbit);
}

/// The inverse of text(); false when it is none.
bool read(const std::string &from, Standing &at, std::int64_t &optimizer_steps) {
    std::istringstream text(from);
    std::size_t epochs = 0;
    text >> at.epoch >> at.step;
    read(text, at.sum.sum);
    text >> at.sum.right >> optimizer_steps >> epochs;
    for (std::size_t i = 0; i < epochs && text; ++i) {
        TrainProgress epoch;
        text >> epoch.epoch >> epoch.epochs >> epoch.step >> epoch.steps;
        for (double *number :
             {&epoch.loss, &epoch.accuracy, &epoch.learning_rate, &epoch.test_accuracy})
            read(text, *number);
        at.finished.push_back(epoch);
    }
    return !text.fail();
}

} // namespace

void save_checkpoint(const Checkpoint &checkpoint, const Standing &at,
                     const std::vector<Matrix> &matrices, const OptimizerState &optimizer) {
    std::map<std::string, Tensor> tensors;
    for_each_list(matrices, optimizer,
                  [&](const std::string &name, const std::vector<float> &values) {
                      tensors[name] = {{static_cast<std::int64_t>(values.size())}, values};
                  });
    write_safetensors(checkpoint.file, tensors,
                      {{"training", checkpoint.identity}, {"standing", text(at, optimizer.steps)}});
}

Standing load_checkpoint(const Checkpoint &checkpoint, std::vector<Matrix> &matrices,
                         OptimizerState &optimizer) {
    Standing at;
    if (!std::filesystem::exists(checkpoint.file))
        return at;
    const TensorFile file = read_safetensors(checkpoint.file);
    if (file.text("training") != checkpoint.identity)
        throw std::invalid_argument(
            checkpoint.file + " belongs to another training; choose another output, or remove "
                              "it to begin anew");
    if (!read(file.text("standing"), at, optimizer.steps))
        throw std::runtime_error(checkpoint.file + " is damaged; remove it to begin anew");
    for_each_list(matrices, optimizer, [&](const std::string &name, std::vector<float> &values) {
        values = file.tensor(name, {static_cast<std::int64_t>(values.size())}).values;
    });
    return at;
}

} // namespace nn
