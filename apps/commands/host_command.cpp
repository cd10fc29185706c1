// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/configured.h"

#include "apps/design/mapped_design.h"
#include "apps/report/report.h"
#include "tlm/system/host_run.h"

#include <algorithm>
#include <iostream>
#include <sstream>

namespace apps {

namespace {

template <class Value> std::string bytes_of(const std::vector<Value> &values) {
    return {reinterpret_cast<const char *>(values.data()), values.size() * sizeof(Value)};
}

/// Runs config.run.images images through the device in `jobs` jobs, as a driver does; prints every
/// access and saves images, logits, accesses and counters in config.run.out.
int execute(const Config &config, int jobs) {
    const auto held = open_results(config);
    const Session bench = open_session(config);
    const ProgrammedDesign design = program_design(config, bench, 0);
    const nn::Images &test = bench.data.test;
    const int count = std::min(config.run.images, test.count());
    if (jobs < 1 || jobs > count || jobs > 8)
        throw std::invalid_argument("--jobs " + std::to_string(jobs) +
                                    "; 1 to the number of images, and 8 at most, is right");
    std::ostringstream steps;
    const cim::HostRun run =
        cim::run_host(design.placed, {design.arrays.get(), test.image(0)}, count, jobs, steps);
    std::vector<float> logits;
    for (const std::vector<float> &image : run.logits)
        logits.insert(logits.end(), image.begin(), image.end());
    const auto image_bytes = static_cast<std::size_t>(design.placed.network.image_bytes());
    std::vector<std::uint8_t> images(run.image_stride * static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        std::copy_n(test.image(i), image_bytes,
                    images.data() + run.image_stride * static_cast<std::size_t>(i));
    nn::ResultFiles files;
    files.add(result_file(config, "images.bin"), bytes_of(images));
    files.add(result_file(config, "logits.bin"), bytes_of(logits));
    files.add(result_file(config, "steps.txt"), steps.str());
    files.add(result_file(config, "counters.txt"), run.counters);
    add_config(config, files);
    files.keep();
    std::cout << steps.str();
    for (std::size_t i = 0; i < run.logits.size(); ++i) {
        const std::vector<float> &row = run.logits[i];
        std::cout << "image " << i << ": class "
                  << std::max_element(row.begin(), row.end()) - row.begin() << ", label "
                  << static_cast<int>(test.labels[i]) << '\n';
    }
    std::cout << "\nresults: " << config.run.out
              << "/images.bin, logits.bin, steps.txt, counters.txt\n";
    return 0;
}

} // namespace

Command host_command() {
    return {"host",
            "[CONFIG]",
            "the device as its driver sees it: every access, and files for gem5",
            [](const CommandLine &line) {
                const int jobs = whole_number(line, "--jobs", 1);
                return execute(configured(line), jobs);
            },
            {{"--jobs", "N", "the images are queued as N jobs"}},
            "\nWrites images.bin, logits.bin, steps.txt and counters.txt to run.out "
            "(docs/gem5.md).\n"};
}

} // namespace apps
