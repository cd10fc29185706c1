// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/look_error.h"

#include <gtest/gtest.h>

#include <cmath>

using search::Belief;
using search::Candidate;
using search::LookError;
using search::Seen;

namespace {

const double untold = std::nan("");

/// Candidates of one objective after looks that told of it.
struct History {
    std::vector<Candidate> known;
    Seen seen;

    void add(double told, double whole) {
        const int id = static_cast<int>(known.size());
        known.push_back({id, {id}, {{whole}, 0, ""}});
        seen[{id}] = {{told}, 0, ""};
    }
};

} // namespace

TEST(LookError, TakesALookThatFewHaveTestedAtItsWord) {
    History history;
    history.add(1, 2);
    history.add(1, 3);
    const Belief believed =
        LookError(history.known, history.seen, 0, false).believed({10, 2, false}, 4);
    EXPECT_EQ(believed.mean, 4);
    EXPECT_EQ(believed.deviation, 0);
}

TEST(LookError, TakesBiasAndScatterOutOfALook) {
    // Errors 1, 2 and 3: the bias is 2, the variance 1. A guess of 10 with variance 3 counts a
    // quarter, the corrected look of 6 three quarters: 7; 1 / (1 / 3 + 1) is left of the variance.
    History history;
    history.add(1, 2);
    history.add(1, 3);
    history.add(1, 4);
    const Belief believed =
        LookError(history.known, history.seen, 0, false).believed({10, std::sqrt(3.0), false}, 4);
    EXPECT_NEAR(believed.mean, 7, 1e-12);
    EXPECT_NEAR(believed.deviation, std::sqrt(0.75), 1e-12);
}

TEST(LookError, OfALogarithmIsAFactor) {
    History history;
    for (const double told : {1.0, 3.0, 8.0})
        history.add(told, 2 * told);
    const Belief believed =
        LookError(history.known, history.seen, 0, true).believed({0, 1, true}, 5);
    EXPECT_NEAR(believed.value(0), 10, 1e-9) << "always twice as much";
    EXPECT_NEAR(believed.deviation, 0, 1e-6);
}

TEST(LookError, CountsOnlyWhatALookHasToldAndAnEvaluationFound) {
    History history;
    history.add(1, 2);
    history.add(1, 3);
    history.add(untold, 9);
    history.known.push_back({3, {3}, {{}, 0, "does not fit"}});
    history.seen[{3}] = {{1}, 0, ""};
    history.known.push_back({4, {4}, {{8}, 0, ""}}); // taken unseen
    const Belief believed =
        LookError(history.known, history.seen, 0, false).believed({10, 2, false}, 4);
    EXPECT_EQ(believed.mean, 4);
}

// The more a look scatters, the more the model's own guess counts.
TEST(LookError, BelievesALookTheLessTheMoreItScatters) {
    double before = 4;
    for (const double scatter : {0.5, 1.0, 2.0, 4.0}) {
        History history;
        for (const double error : {-scatter, 0.0, scatter})
            history.add(1, 1 + error);
        const Belief believed =
            LookError(history.known, history.seen, 0, false).believed({10, 2, false}, 4);
        EXPECT_GT(believed.mean, before);
        EXPECT_LT(believed.mean, 10);
        before = believed.mean;
    }
}
