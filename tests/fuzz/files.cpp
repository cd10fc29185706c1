// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fuzz.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace fuzz {

namespace fs = std::filesystem;

namespace {

/// A fresh folder, removed by the process that made it.
class Folder {
  public:
    Folder() : maker_(getpid()) {
        const fs::path shared = "/dev/shm";
        const fs::path parent =
            access(shared.c_str(), W_OK) == 0 ? shared : fs::temp_directory_path();
        path_ = (parent / "crossweave-fuzz-XXXXXX").string();
        if (!mkdtemp(path_.data()))
            throw std::runtime_error(path_ + ": cannot be made");
    }
    ~Folder() {
        std::error_code ignored;
        if (getpid() == maker_)
            fs::remove_all(path_, ignored);
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    const std::string &path() const { return path_; }

  private:
    pid_t maker_;
    std::string path_;
};

} // namespace

const std::string &folder() {
    static const Folder made;
    return made.path();
}

std::string file(const std::string &name, const std::uint8_t *data, std::size_t size) {
    std::string path = folder() + "/" + name;
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char *>(data), static_cast<std::streamsize>(size));
    return path;
}

Pair pair(const std::uint8_t *data, std::size_t size) {
    if (size < 2)
        return {};
    const std::string rest(data + 2, data + size);
    const std::size_t length = std::min<std::size_t>(rest.size(), data[0] | data[1] << 8);
    return {rest.substr(0, length), rest.substr(length)};
}

std::string joined(const Pair &pair) {
    const std::size_t length = pair.first.size();
    return {std::string{static_cast<char>(length & 0xff), static_cast<char>(length >> 8)} +
            pair.first + pair.second};
}

std::string contents(const std::string &file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        std::fprintf(stderr, "%s: cannot be read\n", file.c_str());
        std::abort();
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string source(const std::string &name) { return contents(CROSSWEAVE_SOURCE "/" + name); }

} // namespace fuzz
