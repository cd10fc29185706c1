// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/exploration.h"

#include "apps/config/inputs.h"
#include "search/archive/archive.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using search::Genome;

/// A search of three designs whose archive another process has left, on a data set of one image.
class RememberedSearch : public testing::Test {
  protected:
    RememberedSearch() {
        for (const std::string part : {"train", "test"}) {
            folder_.write(part + "-images.bin", "x");
            folder_.write(part + "-labels.bin", std::string(1, '\0'));
        }
        const std::string here = folder_.path().string();
        keys_ = {"data.set=raw",     "data.channels=1",
                 "data.height=1",    "data.width=1",
                 "data.classes=2",   "data.path=" + here,
                 "run.out=" + here,  "search.objectives=error, energy_pj",
                 "search.workers=1", "genes.chip.tile.adc.bits=5, 6, 8"};
    }

    apps::Config config(const std::string &more = "search.evaluations=3") const {
        std::vector<std::string> all = keys_;
        all.push_back(more);
        return apps::read_config("", all);
    }

    /// A row as a search leaves it: a design's error on its chips, and its energy.
    void keep(const std::string &name, int id, double error, int chips, double energy) {
        search::Archive archive(folder_.path().string() + "/archive.sqlite",
                                {apps::inputs(config(), apps::Resumed::Search)});
        const nlohmann::ordered_json detail{
            {"figures", {{"error", error}, {"accuracy", 1 - error}, {"energy_pj", energy}}},
            {"accuracy", {{"chips", chips}}}};
        archive.insert({name, {id, Genome{id}, {{error, energy}, 0, ""}}, detail.dump()});
    }

    /// What an algorithm's designs are known to be, and on how many chips.
    struct Designs {
        std::vector<search::Candidate> candidates;
        std::vector<int> chips;
    };
    Designs remembered(const std::string &algorithm,
                       const std::string &more = "search.evaluations=3") const {
        return all_remembered({algorithm}, more).front();
    }
    std::vector<Designs> all_remembered(const std::vector<std::string> &algorithms,
                                        const std::string &more = "search.evaluations=3") const {
        const apps::Config asked = config(more);
        nn::NetworkSpec network;
        network.channels = {2};
        network.kernels = {3};
        network.pool_after = network.residual = {};
        const apps::Session bench{{}, nn::Supernet(network, {1, 12, 12}, 4, 1)}; // not measured
        const apps::Exploration exploration(asked, bench);
        std::vector<Designs> all;
        for (const apps::Run &run : exploration.remembered(algorithms)) {
            Designs &designs = all.emplace_back();
            designs.candidates = run.candidates;
            for (const nlohmann::ordered_json *detail : run.details)
                designs.chips.push_back((*detail)["accuracy"]["chips"]);
        }
        return all;
    }

    TemporaryFolder folder_;
    std::vector<std::string> keys_;
};

// Before a resumed search has asked anything again, as an interim report may find it.
TEST_F(RememberedSearch, KnowsEachDesignOnItsMostChips) {
    keep("evolution", 0, 0.10, 2, 50); // a lucky draw
    keep("evolution", 1, 0.12, 2, 60);
    keep("evolution", 2, 0.30, 2, 40);
    keep("evolution 4 chips", 0, 0.14, 4, 50);
    keep("evolution 8 chips", 0, 0.15, 8, 50);
    keep("evolution few images", 1, 0.01, 1, 60);
    const Designs run = remembered("evolution");
    ASSERT_EQ(run.candidates.size(), 3u);
    EXPECT_EQ(run.candidates[0].outcome.objectives, (std::vector<double>{0.15, 50}));
    EXPECT_EQ(run.candidates[1].outcome.objectives, (std::vector<double>{0.12, 60}));
    EXPECT_EQ(run.chips, (std::vector<int>{8, 2, 2}));
    EXPECT_EQ(search::pareto_front(run.candidates), (std::vector<int>{0, 1, 2}));
}

TEST_F(RememberedSearch, TakesMoreChipsOfWhoeverBelievesTheSame) {
    keep("random", 0, 0.10, 2, 50);
    keep("blind", 0, 0.05, 2, 50);
    keep("evolution 8 chips", 0, 0.15, 8, 50);
    EXPECT_EQ(remembered("random").candidates[0].outcome.objectives[0], 0.15);
    EXPECT_EQ(remembered("blind").candidates[0].outcome.objectives[0], 0.05);
}

TEST_F(RememberedSearch, EndsWithItsBudget) {
    for (int id = 0; id < 3; ++id)
        keep("evolution", id, 0.1, 2, 50);
    EXPECT_EQ(remembered("evolution", "search.evaluations=2").candidates.size(), 2u);
    EXPECT_TRUE(remembered("local").candidates.empty());
}

TEST_F(RememberedSearch, TellsAlgorithmsApartInTheOrderAskedFor) {
    keep("evolution", 0, 0.10, 2, 50);
    keep("evolution", 1, 0.12, 2, 60);
    keep("evolution 4 chips", 1, 0.14, 4, 60);
    keep("random", 2, 0.30, 2, 40);
    keep("blind", 1, 0.05, 2, 60);
    const std::vector<Designs> all = all_remembered({"random", "blind", "evolution", "local"});
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[0].chips, (std::vector<int>{2}));
    EXPECT_EQ(all[0].candidates[0].genome, Genome{2});
    EXPECT_EQ(all[1].chips, (std::vector<int>{2}));
    EXPECT_EQ(all[2].chips, (std::vector<int>{2, 4}));
    EXPECT_TRUE(all[3].candidates.empty());
}

/// What a design is on its chips; given up: on the first.
nlohmann::ordered_json on_chips(const std::vector<double> &shares, double energy) {
    double sum = 0;
    for (const double share : shares)
        sum += share;
    const double accuracy = sum / static_cast<double>(shares.size());
    return {{"figures", {{"error", 1 - accuracy}, {"accuracy", accuracy}, {"energy_pj", energy}}},
            {"accuracy", {{"chips", shares.size()}, {"by_chip", shares}, {"images", 400}}}};
}

/// The same with search.stop; all that is asked of random search is known.
class RememberedStop : public RememberedSearch {
  protected:
    RememberedStop() {
        keys_.insert(keys_.end(), {"search.stop=yes", "search.chips=2", "search.half_width=0"});
        search::Options options;
        options.evaluations = 3;
        search::random_search(
            {{"bits", 3}},
            [&](int, const std::vector<Genome> &asked) {
                genomes_ = asked;
                return std::vector<search::Outcome>(asked.size(), {{1}, 0, ""});
            },
            options);
    }

    void keep_design(const std::string &name, int id, const nlohmann::ordered_json &detail) {
        search::Archive archive(folder_.path().string() + "/archive.sqlite",
                                {apps::inputs(config(), apps::Resumed::Search)});
        const double error = detail["figures"]["error"], energy = detail["figures"]["energy_pj"];
        archive.insert({name,
                        {id, genomes_[static_cast<std::size_t>(id)], {{error, energy}, 0, ""}},
                        detail.dump()});
    }

    std::vector<Genome> genomes_; ///< in the order in which random search asks for them
};

// Its rival's other chip is bad, so what the first chip has decided is not what the front says.
TEST_F(RememberedStop, DesignThatComesToTheFrontAfterAllHasItsOtherChips) {
    const std::vector<std::vector<double>> shares{{0.9, 0.5}, {0.8, 0.84}, {0.5, 0.5}};
    for (int id = 0; id < 3; ++id) {
        const std::vector<double> &own = shares[static_cast<std::size_t>(id)];
        nlohmann::ordered_json first = on_chips({own[0]}, 50 + 10 * id);
        first["stopped"] = true;
        keep_design("random", id, id == 0 ? on_chips(own, 50) : first);
    }
    keep_design("random 2 chips", 1, on_chips(shares[1], 60));

    const Designs interim = remembered("random");
    EXPECT_EQ(interim.chips, (std::vector<int>{2, 2, 1}));

    const apps::Config asked = config();
    nn::NetworkSpec network;
    network.channels = {2};
    network.kernels = {3};
    network.pool_after = network.residual = {};
    const apps::Session bench{{}, nn::Supernet(network, {1, 12, 12}, 4, 1)}; // not measured
    apps::Exploration exploration(asked, bench);
    const apps::Run run = exploration.explore("random", [] { FAIL() << "all is known"; });
    ASSERT_EQ(run.details.size(), 3u);
    EXPECT_EQ((*run.details[0])["accuracy"]["by_chip"], nlohmann::ordered_json({0.9, 0.5}));
    EXPECT_EQ((*run.details[1])["accuracy"]["by_chip"], nlohmann::ordered_json({0.8, 0.84}));
    EXPECT_FALSE(run.details[1]->contains("stopped"));
    EXPECT_NEAR(run.candidates[1].outcome.objectives[0], 0.18, 1e-12);
    EXPECT_TRUE(run.details[2]->contains("stopped"));
    EXPECT_EQ(search::pareto_front(run.candidates), (std::vector<int>{0, 1}));
    const apps::Asked &times = exploration.asked().at("random");
    const auto of = [&](apps::Look look) { return times[static_cast<std::size_t>(look)]; };
    EXPECT_EQ(of(apps::Look::Whole), 3);
    EXPECT_EQ(of(apps::Look::MoreChips), 1);
}

} // namespace
