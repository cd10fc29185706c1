// SPDX-License-Identifier: Apache-2.0
#include "nn/training/checkpoint.h"

#include "common/number.h"
#include "nn/base/input_file.h"
#include "nn/base/safetensors.h"
#include "nn/base/sha256.h"

#include <sstream>
#include <stdexcept>

namespace nn {

namespace {

constexpr char identity_key[] = "training", standing_key[] = "standing", digest_key[] = "digest";

/// Calls visit(name, values) for each list of values that is not empty.
template <class Visit> void for_each_list(const Carried &carried, Visit visit_any) {
    const auto visit = [&](const std::string &name, std::vector<float> &values) {
        if (!values.empty())
            visit_any(name, values);
    };
    const auto visit_matrices = [&](const std::string &what, std::vector<Matrix> &matrices) {
        for (std::size_t i = 0; i < matrices.size(); ++i) {
            const std::string name = what + std::to_string(i);
            visit(name + ".weights", matrices[i].weights);
            visit(name + ".gamma", matrices[i].gamma);
            visit(name + ".beta", matrices[i].beta);
            visit(name + ".ranges", matrices[i].ranges);
        }
    };
    visit_matrices("matrix", carried.matrices);
    visit_matrices("average", carried.average);
    for (std::size_t i = 0; i < carried.optimizer.moments.size(); ++i)
        visit("moment" + std::to_string(i), carried.optimizer.moments[i]);
}

/// Of all that a checkpoint says, in the order of the names.
std::string digest_of(const std::map<std::string, std::string> &texts,
                      const std::map<std::string, Tensor> &tensors) {
    Sha256 digest;
    const auto add = [&](const std::string &name, const void *bytes, std::size_t size) {
        digest.add(name + " " + std::to_string(size) + "\n");
        digest.add(bytes, size);
    };
    for (const auto &[name, text] : texts)
        if (name != digest_key)
            add(name, text.data(), text.size());
    for (const auto &[name, tensor] : tensors)
        add(name, tensor.values.data(), tensor.values.size() * sizeof(float));
    return digest.digits();
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
    if (common::read_number(word, number) != common::Reading::Number)
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

bool is_within(const Standing &at, const TrainLength &length) {
    return at.epoch >= 0 && at.epoch <= length.epochs && at.step >= 0 && at.step < length.steps &&
           at.finished.size() == static_cast<std::size_t>(at.epoch);
}

} // namespace

void save_checkpoint(const Checkpoint &checkpoint, const Standing &at, const Carried &carried) {
    std::map<std::string, Tensor> tensors;
    for_each_list(carried, [&](const std::string &name, const std::vector<float> &values) {
        tensors[name] = {{static_cast<std::int64_t>(values.size())}, values};
    });
    std::map<std::string, std::string> texts{{identity_key, checkpoint.identity},
                                             {standing_key, text(at, carried.optimizer.steps)}};
    texts[digest_key] = digest_of(texts, tensors);
    write_safetensors(checkpoint.file, tensors, texts);
}

Standing load_checkpoint(const Checkpoint &checkpoint, const TrainLength &length,
                         const Carried &carried) {
    Standing at;
    TensorFile file;
    try {
        if (!was_left(checkpoint.file))
            return at;
        file = read_safetensors(checkpoint.file);
    } catch (const ReadError &fault) {
        throw std::invalid_argument(fault.what());
    } catch (const std::runtime_error &fault) {
        throw std::invalid_argument(std::string(fault.what()) +
                                    "; it is damaged, remove it to begin anew");
    }
    const auto refuse = [&](const std::string &what) {
        throw std::invalid_argument(checkpoint.file + what);
    };
    const std::string damaged = " is damaged or of another version; remove it to begin anew";
    if (file.metadata[digest_key] != digest_of(file.metadata, file.tensors))
        refuse(damaged);
    const std::string before = file.metadata[identity_key];
    if (before != checkpoint.identity)
        refuse(
            " belongs to another training" +
            (checkpoint.change ? " (" + checkpoint.change(before, checkpoint.identity) + ")" : "") +
            "; choose another output, or remove it to begin anew");
    if (!read(file.metadata[standing_key], at, carried.optimizer.steps) || !is_within(at, length))
        refuse(damaged);
    for_each_list(carried, [&](const std::string &name, std::vector<float> &values) {
        const auto found = file.tensors.find(name);
        if (found == file.tensors.end() || found->second.values.size() != values.size())
            refuse(damaged);
        values = found->second.values;
    });
    return at;
}

} // namespace nn
