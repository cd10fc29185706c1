// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "apps/design/classification.h"
#include "apps/design/interval.h"
#include "apps/design/programmed_chip.h"
#include "models/mapping/placement.h"
#include "nn/integer/quantized_network.h"
#include "search/workers/pool.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace apps {

/// Accuracy of a network on programmed chips, as shares of 1.
struct Accuracy {
    double floating = -1;      ///< the network in float, no quantisation (negative: not measured)
    double ideal = -1;         ///< the integer network, exact products (negative: not measured)
    double no_variation = -1;  ///< on the chip with its converters, but perfect cells (likewise)
    double mean = 0;           ///< over the chips, with everything
    std::optional<double> std; ///< between chips (sample standard deviation); none of one chip
    std::optional<Interval> interval; ///< of the mean, for other chips and other images; likewise
    std::optional<Interval> of_chips; ///< its part for other chips on these images; likewise
    Interval of_images;               ///< its part for these chips on other images
    double worst = 0;
    std::vector<double> chips; ///< of each chip
    int images = 0;
    bool interrupted = false; ///< less than was asked for
};

/// Mean, spread, intervals and worst of the chips' accuracies on so many images.
/// first: how many chips the spread comes from that decided how many there are; 0: all.
Accuracy summarise(const std::vector<double> &chips, int images, int first = 0);

/// Chips that decide how many more it takes (accuracy.half_width).
inline constexpr int pilot_chips = 5;

/// Chips, at most `most`, for which the chips' part of the interval is at most twice `half_width`
/// wide, by the spread of the first ones (at least two); see over_chips().
int chips_needed(const std::vector<double> &first, double half_width, int most);

/// Called after each finished part; returning false ends the measurement. The chips that are
/// finished by then are kept; with none, Interrupted is thrown.
using OnPart = std::function<bool(int done, int total)>;
struct Interrupted : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Makes a pool whose workers do this work.
using PoolMaker = std::function<std::unique_ptr<search::Pool>(search::Work work)>;

/// How thoroughly a design is measured.
struct Fidelity {
    int chips = 1;
    int images = 0; ///< 0: all
    int threads = 1;
    bool references = true; ///< also without variation and with exact products
    bool timeline = true;   ///< also what every unit of the chip did, for a report
    bool simulate = true;   ///< also through the SystemC chip
    bool budget = false;    ///< also what each non-ideality and layer costs (accuracy.budget_chips)
    bool held_back = false; ///< on the training images held back, not on test images
    int first_chip = 0;     ///< number of the first of the chips
    PoolMaker pool{};       ///< of those that classify; none: threads of this process do
};

/// The images that a network is judged by, and how many of them.
const nn::Images &judged_by(const nn::Dataset &data, const Fidelity &fidelity);
int images_judged_by(const nn::Dataset &data, const Fidelity &fidelity);

/// A network on its chip: as it is fitted to the cells of the device, and to cells that do not
/// vary, on such cells, which is what the references run.
struct Subject {
    Fitted device, perfect;
};

/// Who classifies, and who is told how far they are. Without shares: threads of this process.
struct Classifying {
    Classifying(OnPart told, Shares by = {}) : on_part(std::move(told)), shares(std::move(by)) {}

    OnPart on_part;
    Shares shares;
};

/// Numbers of the references among the chips of a run: exact products, and cells that do not vary
/// on the chip that is otherwise the draw of that number.
inline constexpr int exact_products = -1;
constexpr int perfect_cells(int draw) { return exact_products - 1 - draw; }

/// The chips of a run by their numbers, each an own draw of the device from config.accuracy.seed,
/// and the references. Chip 0 is left in `first`, if given, once it is made. All but `first` must
/// live on.
ClassifierList chips_of(const Subject &subject, const Config &config, const nn::Dataset &data,
                        ProgrammedChip *first = nullptr);

/// What was measured, and chip 0, ready for more work; it has no arrays if another process had it,
/// or the measurement ended before it was programmed.
struct AccuracyRun {
    Accuracy accuracy;
    ProgrammedChip first;
};

/// Classifies the first images of judged_by() on as many chips as `fidelity` says, parallel over
/// chips and images. `floating` is left to the caller.
AccuracyRun measure_accuracy(const Subject &subject, const Config &config, const nn::Dataset &data,
                             const Fidelity &fidelity, const Classifying &classifying);

} // namespace apps
