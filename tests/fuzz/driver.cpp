// SPDX-License-Identifier: Apache-2.0
// Drives a harness without libFuzzer: so many seeded inputs in a process of their own, which is
// begun anew behind each input that ends it. Names of files as arguments try these instead.
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/inputs.h"

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
constexpr bool address_sanitizer = true;
#else
constexpr bool address_sanitizer = false;
#endif

/// AddressSanitizer keeps account of memory itself; coroutines of SystemC have stacks of their own.
extern "C" const char *__asan_default_options() {
    return "detect_stack_use_after_return=0:max_allocation_size_mb=2048:hard_rss_limit_mb=4096:"
           "detect_leaks=0:abort_on_error=1";
}

namespace {

constexpr int most_faults = 20;
constexpr long processor_seconds = 10; ///< of one input
constexpr unsigned wall_seconds = 120;
constexpr rlim_t memory_bytes = rlim_t{3} << 30; ///< of address space, without sanitizer

std::uint64_t number_of(const char *variable, std::uint64_t otherwise) {
    const char *const text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Where a process of inputs has come to; shared with the one that watches it.
struct Standing {
    std::uint64_t number = 0, accepted = 0;
};

Standing *shared_standing() {
    void *const memory =
        mmap(nullptr, sizeof(Standing), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? nullptr : new (memory) Standing;
}

/// Ends the process when an input takes too long.
void start_watch() {
    const itimerval watch{{0, 0}, {processor_seconds, 0}};
    setitimer(ITIMER_PROF, &watch, nullptr);
    alarm(wall_seconds);
}

void try_input(const std::string &bytes) {
    start_watch();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
}

/// Tries inputs from standing.number to `end`; never returns.
[[noreturn]] void work(const fuzz::Inputs &inputs, std::uint64_t end, Standing &standing) {
    const rlimit none{0, 0}, memory{memory_bytes, memory_bytes};
    setrlimit(RLIMIT_CORE, &none);
    if (!address_sanitizer)
        setrlimit(RLIMIT_AS, &memory);
    std::cout.rdbuf(nullptr); // what commands say
    for (; standing.number < end; ++standing.number) {
        try_input(inputs.input(standing.number));
        standing.accepted += fuzz::refusal().empty();
        if (standing.number < inputs.unchanged() && !fuzz::refusal().empty())
            std::fprintf(stderr, "seed %d: %s\n", static_cast<int>(standing.number),
                         fuzz::refusal().c_str());
    }
    _exit(0);
}

std::string reason(int status) {
    if (WIFEXITED(status))
        return "ended with status " + std::to_string(WEXITSTATUS(status));
    if (WTERMSIG(status) == SIGPROF || WTERMSIG(status) == SIGALRM)
        return "took too long";
    return std::string("ended by ") + strsignal(WTERMSIG(status));
}

/// Runs inputs first ... end - 1; keeps those that end their process as files and names them.
/// Returns how many were accepted.
std::uint64_t run(const fuzz::Inputs &inputs, std::uint64_t first, std::uint64_t end) {
    Standing *const standing = shared_standing();
    EXPECT_NE(standing, nullptr);
    if (!standing)
        return 0;
    standing->number = first;
    for (int faults = 0; faults < most_faults;) {
        std::fflush(nullptr);
        const pid_t child = fork();
        if (child == 0)
            work(inputs, end, *standing);
        int status = 0;
        waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            break;
        const std::string name = std::string(program_invocation_short_name) + "-" +
                                 std::to_string(standing->number) + ".input";
        std::ofstream(name, std::ios::binary) << inputs.input(standing->number);
        ADD_FAILURE() << "input " << standing->number << " " << reason(status) << "; kept as "
                      << name;
        ++standing->number;
        ++faults;
    }
    const std::uint64_t accepted = standing->accepted;
    munmap(standing, sizeof *standing);
    return accepted;
}

} // namespace

TEST(Fuzz, SeedsAreTaken) {
    const fuzz::Inputs inputs(fuzz::seeds(), 0);
    EXPECT_EQ(run(inputs, 0, inputs.unchanged()), inputs.unchanged());
}

TEST(Fuzz, AnyInputIsReadOrRefusedInOneLine) {
    const std::uint64_t count = number_of("CROSSWEAVE_FUZZ_INPUTS", 3'000);
    const fuzz::Inputs inputs(fuzz::seeds(), number_of("CROSSWEAVE_FUZZ_SEED", 1));
    const std::uint64_t first = inputs.unchanged();
    const std::uint64_t accepted = run(inputs, first, first + count);
    std::printf("%s: %llu inputs, %llu of them read\n", program_invocation_short_name,
                static_cast<unsigned long long>(count), static_cast<unsigned long long>(accepted));
    EXPECT_GE(accepted, count / 100) << "inputs that lead nowhere";
}

int main(int count, char **words) {
    testing::InitGoogleTest(&count, words);
    fuzz::folder(); // made here, so that it is removed here
    for (int i = 1; i < count; ++i) {
        try_input(fuzz::contents(words[i]));
        std::printf("%s: %s\n", words[i],
                    fuzz::refusal().empty() ? "read" : fuzz::refusal().c_str());
    }
    return count > 1 ? 0 : RUN_ALL_TESTS();
}
