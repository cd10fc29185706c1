// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct sqlite3;

namespace search {

/// What a search is, as text; an archive is only ever continued by the search that began it.
struct SearchIdentity {
    std::string inputs; ///< all that decides its outcomes
    /// In words, what tells the search that began an archive from this one; null: nothing said.
    std::function<std::string(const std::string &before, const std::string &now)> change{};
};

/// A candidate as the archive remembers it.
struct ArchiveRow {
    std::string algorithm; ///< whose, and by which look: a name of the caller's own
    Candidate candidate;
    std::string detail; ///< JSON of the caller's own
};

/// Every candidate of one search in one SQLite file, which is also the search's checkpoint: a row
/// that was inserted survives the end of the process and of the machine. Until it is closed, newest
/// rows are in the file PATH-wal beside it. Errors are std::runtime_error with one line.
class Archive {
  public:
    /// Opens the file, or makes it. Refuses an archive of another search, a damaged file, and a
    /// place it may not write to.
    Archive(const std::string &path, const SearchIdentity &identity);

    /// Each algorithm keeps a genome and an id once.
    void insert(const ArchiveRow &row);

    std::optional<ArchiveRow> find(const std::string &algorithm, const Genome &genome) const;

    /// All rows in order of (algorithm, id).
    std::vector<ArchiveRow> rows() const;

  private:
    struct Close {
        void operator()(sqlite3 *database) const;
    };

    void execute(const std::string &sql);
    int number(const std::string &sql) const;
    void check_pages() const;
    void create(const SearchIdentity &identity);
    void compare(const SearchIdentity &identity) const;

    std::string path_;
    std::unique_ptr<sqlite3, Close> database_;
};

} // namespace search
