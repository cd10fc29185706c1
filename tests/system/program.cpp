// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <sys/wait.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <unistd.h>

namespace system_test {

namespace {

constexpr int side = 12, classes = 4;

void big_endian(std::ofstream &out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out.put(static_cast<char>(value >> shift & 255));
}

void write_images(const std::filesystem::path &folder, const std::string &name, std::uint32_t count,
                  unsigned seed) {
    std::mt19937 random(seed);
    std::ofstream images(folder / (name + "-images-idx3-ubyte"), std::ios::binary);
    std::ofstream labels(folder / (name + "-labels-idx1-ubyte"), std::ios::binary);
    big_endian(images, 0x803);
    for (const std::uint32_t word : {count, std::uint32_t{side}, std::uint32_t{side}})
        big_endian(images, word);
    big_endian(labels, 0x801);
    big_endian(labels, count);
    for (std::uint32_t i = 0; i < count; ++i) {
        const int label = static_cast<int>(random() % classes);
        labels.put(static_cast<char>(label));
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                const bool lit[classes] = {false, true, y % 4 < 2, x % 4 < 2};
                images.put(static_cast<char>(random() % 120 + (lit[label] ? 120 : 0)));
            }
    }
}

[[noreturn]] void become(std::vector<std::string> words, const std::filesystem::path &folder) {
    std::vector<char *> argv;
    for (std::string &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    const int out = open((folder / "stdout").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    const int err = open((folder / "stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (chdir(folder.c_str()) == 0 && dup2(out, 1) == 1 && dup2(err, 2) == 2)
        execv(argv[0], argv.data());
    _exit(127);
}

} // namespace

const char *const small_config = R"(
[data]
set = mnist
path = data
[network]
channels = 4, 8, 8
kernels = 3, 3, 3
pool_after = 1
residual = 3
[train]
epochs = 6
batch = 32
calibration_images = 64
[chip.tile.array]
rows = 32
columns = 32
[accuracy]
chips = 3
images = 60
calibration_images = 8
[run]
images = 2
out = results
)";

Workplace::Workplace() {
    std::string name = (std::filesystem::temp_directory_path() / "crossweave-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("cannot make a folder for the test");
    folder_ = name;
    std::filesystem::create_directory(folder_ / "data");
    write_images(folder_ / "data", "train", 400, 1);
    write_images(folder_ / "data", "t10k", 120, 2);
}

Workplace::~Workplace() {
    std::error_code ignored; // a temporary folder that stays is no failure of the test
    std::filesystem::remove_all(folder_, ignored);
}

std::string contents(const std::string &file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void Workplace::write(const std::string &name, const std::string &text) const {
    std::ofstream(folder_ / name) << text;
}

std::string Workplace::read(const std::string &name) const { return contents(folder_ / name); }

Finished Workplace::run(const std::vector<std::string> &arguments) const {
    return run_until(arguments, 0, nullptr);
}

Finished Workplace::run_until(const std::vector<std::string> &arguments, int signal,
                              bool (*ready)(const Workplace &)) const {
    std::vector<std::string> words{CROSSWEAVE_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run_program_until(words, signal, ready);
}

Finished Workplace::run_program_until(const std::vector<std::string> &words, int signal,
                                      bool (*ready)(const Workplace &)) const {
    const pid_t child = fork();
    if (child == 0)
        become(words, folder_);
    int status = 0;
    if (ready == nullptr) {
        waitpid(child, &status, 0);
    } else {
        bool sent = false;
        while (waitpid(child, &status, WNOHANG) == 0) {
            if (!sent && ready(*this)) {
                kill(child, signal);
                sent = true;
            }
            usleep(3000);
        }
    }
    const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return {code, contents(folder_ / "stdout"), contents(folder_ / "stderr")};
}

} // namespace system_test
