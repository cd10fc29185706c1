// SPDX-License-Identifier: Apache-2.0
#include "apps/report/report.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using Json = nlohmann::ordered_json;

/// What the host part says of layers that these kernels read.
Json host_of(const std::vector<std::string> &kernels) {
    apps::MeasuredDesign design;
    design.kernels = kernels;
    for (std::size_t l = 0; l < kernels.size(); ++l) {
        design.placed.network.ops.emplace_back();
        design.placed.network.ops.back().name = "conv" + std::to_string(l + 1);
        design.placed.placement.layers.emplace_back();
        design.placed.placement.layers.back().op = static_cast<int>(l);
    }
    Json host = Json::object();
    apps::add_kernels(design, host);
    return host;
}

TEST(Report, NamesTheKernelOfAllLayersOrOfEach) {
    EXPECT_EQ(host_of({"portable", "portable"}), Json::parse(R"({"kernel": "portable"})"));
    EXPECT_EQ(host_of({"portable", "amx"}), Json::parse(R"({"kernel": "amx, portable",
        "kernel_by_layer": [{"name": "conv1", "kernel": "portable"},
                            {"name": "conv2", "kernel": "amx"}]})"));
    EXPECT_EQ(host_of({}), Json::object());
}

} // namespace
