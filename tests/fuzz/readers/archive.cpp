// SPDX-License-Identifier: Apache-2.0
// The archive of a search: the file's own bytes, or (first byte odd) the columns of a row, one a
// line, as another writer could have left them.
#include "search/archive/archive.h"
#include "tests/fuzz/fuzz.h"

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <sstream>

namespace {

const search::SearchIdentity identity{"inputs"};

/// A new archive with a row of each kind; returns its name.
std::string made() {
    const std::string path = fuzz::folder() + "/made.sqlite";
    std::filesystem::remove(path);
    search::Archive archive(path, identity);
    archive.insert({"evolution", {0, {1, 0}, {{0.5, 1e-300}, 0, ""}}, "{\"figures\":{}}"});
    archive.insert({"random", {0, {0, 0}, {{}, 0.25, "too large"}}, "{\"reason\":\"too large\"}"});
    return path;
}

void change_row(const std::string &path, const std::string &text) {
    sqlite3 *opened = nullptr;
    sqlite3_open(path.c_str(), &opened);
    const std::unique_ptr<sqlite3, int (*)(sqlite3 *)> database(opened, sqlite3_close);
    sqlite3_stmt *prepared = nullptr;
    sqlite3_prepare_v2(opened,
                       "UPDATE candidates SET genome = ?, objectives = ?, violation = ?, "
                       "reason = ?, detail = ? WHERE algorithm = 'evolution'",
                       -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt *)> statement(prepared,
                                                                           sqlite3_finalize);
    std::istringstream lines(text);
    std::string column;
    for (int i = 1; i <= 5; ++i) {
        std::getline(lines, column);
        sqlite3_bind_text(prepared, i, column.data(), static_cast<int>(column.size()),
                          SQLITE_TRANSIENT);
    }
    sqlite3_step(prepared);
}

} // namespace

std::vector<std::string> fuzz::seeds() {
    return {'\0' + contents(made()), "\1"
                                     "1,0\n0.5,1e-300\n0\n\n{\"figures\":{}}\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    static const std::string whole = fuzz::contents(made());
    if (size == 0)
        return 0;
    const bool row = data[0] % 2 == 1;
    const std::string path =
        row ? fuzz::file("any.sqlite", reinterpret_cast<const std::uint8_t *>(whole.data()),
                         whole.size())
            : fuzz::file("any.sqlite", data + 1, size - 1);
    for (const char *beside : {"-wal", "-shm", "-journal"})
        std::filesystem::remove(path + beside);
    if (row)
        change_row(path, std::string(data + 1, data + size));
    fuzz::hold([&] {
        search::Archive archive(path, identity);
        archive.find("evolution", {1, 0});
        archive.rows();
    });
    return 0;
}
