// SPDX-License-Identifier: Apache-2.0
// Gives libFuzzer the seeds of a harness: writes them into a folder and adds that to its arguments.
#include "tests/fuzz/fuzz.h"

#include <filesystem>
#include <fstream>
#include <vector>

extern "C" int LLVMFuzzerInitialize(int *count, char ***words) {
    static const std::string corpus = fuzz::folder() + "/seeds";
    std::filesystem::create_directory(corpus);
    int number = 0;
    for (const std::string &seed : fuzz::seeds())
        std::ofstream(corpus + "/" + std::to_string(number++), std::ios::binary) << seed;
    static std::vector<char *> more(*words, *words + *count);
    more.push_back(const_cast<char *>(corpus.c_str()));
    more.push_back(nullptr);
    *words = more.data();
    ++*count;
    return 0;
}
