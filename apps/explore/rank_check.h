// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/interval.h"
#include "apps/design/session.h"
#include "search/archive/archive.h"
#include "search/search.h"

#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace apps {

/// A network and its accuracies, as shares of 1 of the training images that are held back, in
/// integers with exact products: with the weights that it shares, and trained on its own.
struct RankedNetwork {
    int number = 0; ///< in the order in which random search draws them, from 0
    search::Genome genome;
    double shared = 0, own = 0;
    std::string reason; ///< why it could not be measured; empty: it was
};

/// Random networks of a search's genes of network.*, and whether the weights that they share put
/// them in the order that trainings of their own do (Yu et al. 2020, "Evaluating the search phase
/// of neural architecture search"). ranks.sqlite in config.run.out keeps every network that was
/// trained, and a checkpoint beside it the one that is being trained, so what was stopped goes on.
class RankCheck {
  public:
    /// Throws ConfigError where no genes are of network.*, no images are held back, or the network
    /// is an imported one; std::runtime_error where the archive in config.run.out is of another
    /// config.
    RankCheck(const Config &config, Session bench);

    /// Networks that are known from before.
    std::size_t known() const { return archive_.rows().size(); }
    /// Whether the training of the shared weights has seen none of the images that judge them.
    bool is_fair() const;

    /// Called after every step of the training of a network; false stops.
    using OnTraining = std::function<bool(int number, const nn::TrainProgress &now)>;

    /// config.search.rank_check networks, fewer where there are no more; those that are not known
    /// are trained from fresh weights of train.seed with all of train.*. Throws search::Stopped.
    std::vector<RankedNetwork> measure(const OnTraining &on_training);

    const Config &config() const { return config_; } ///< its genes are those of network.*

  private:
    search::Outcome measured(const search::Candidate &asked, const OnTraining &on_training) const;
    nn::Supernet trained(const Config &design, int number, const OnTraining &on_training) const;
    double error(const nn::Supernet &network, const Config &design) const;

    Config config_;
    Session bench_;
    search::Archive archive_;
};

/// Kendall's tau between shared and own accuracies of the networks that were measured, and its 95 %
/// interval by Fisher's transform (Fieller, Hartley and Pearson 1957: variance 0.437 / (n - 4));
/// no tau where they have no order, no interval of less than five networks or where all agree.
struct RankAgreement {
    double tau = 0;
    std::optional<Interval> interval;
};
std::optional<RankAgreement> agreement(const std::vector<RankedNetwork> &networks);

/// A table of the networks, the best on their own first, and tau.
void print_ranks(const Config &config, const std::vector<RankedNetwork> &networks,
                 std::ostream &out);

/// A line a network: number, genes, accuracies (empty where there is a reason), reason.
std::string ranks_csv(const Config &config, const std::vector<RankedNetwork> &networks);

} // namespace apps
