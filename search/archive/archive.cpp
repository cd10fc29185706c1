// SPDX-License-Identifier: Apache-2.0
#include "search/archive/archive.h"

#include "common/number.h"
#include "search/archive/row_digest.h"
#include "search/archive/sqlite_statement.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <utility>

namespace search {

namespace {

constexpr int application = 0x43574156; // "CWAV": tells an archive from another SQLite file
constexpr int busy_wait_ms = 5000;

const char *const columns = "algorithm, id, genome, objectives, violation, reason, detail, digest";
constexpr char inputs_key[] = "inputs";

template <class T> std::vector<T> split(const std::string &text, const std::string &path) {
    std::optional<std::vector<T>> numbers = common::numbers_in<T>(text);
    if (!numbers)
        throw_sqlite_error(path, SQLITE_CORRUPT);
    return *std::move(numbers);
}

std::string digest_of(const ArchiveRow &row) {
    const Outcome &outcome = row.candidate.outcome;
    return row_digest(
        {row.algorithm, std::to_string(row.candidate.id), common::number_list(row.candidate.genome),
         common::number_list(outcome.objectives), common::number_list<double>({outcome.violation}),
         outcome.reason, row.detail});
}

ArchiveRow row_of(const SqliteStatement &statement, const std::string &path) {
    ArchiveRow row;
    row.algorithm = statement.text(0);
    row.candidate.id = statement.integer(1);
    row.candidate.genome = split<int>(statement.text(2), path);
    row.candidate.outcome.objectives = split<double>(statement.text(3), path);
    row.candidate.outcome.violation = statement.real(4);
    row.candidate.outcome.reason = statement.text(5);
    row.detail = statement.text(6);
    if (statement.text(7) != digest_of(row))
        throw_sqlite_error(path, SQLITE_CORRUPT);
    return row;
}

} // namespace

void Archive::Close::operator()(sqlite3 *database) const { sqlite3_close(database); }

Archive::Archive(const std::string &path, const SearchIdentity &identity) : path_(path) {
    sqlite3 *database = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    database_.reset(database);
    if (code != SQLITE_OK)
        throw_sqlite_error(path_, code, sqlite3_system_errno(database));
    if (sqlite3_db_readonly(database, "main") == 1)
        throw_sqlite_error(path_, SQLITE_READONLY);
    sqlite3_busy_timeout(database, busy_wait_ms);

    // A kill between these steps leaves an empty file, which is a new archive again.
    execute("BEGIN IMMEDIATE");
    check_pages();
    if (number("SELECT count(*) FROM sqlite_master") == 0)
        create(identity);
    else
        compare(identity);
    execute("COMMIT");
    execute("PRAGMA journal_mode = WAL"); // one disk flush a row, and readers need not wait
    execute("PRAGMA synchronous = FULL");
}

void Archive::execute(const std::string &sql) {
    SqliteStatement(path_, database_.get(), sql).step();
}

int Archive::number(const std::string &sql) const {
    SqliteStatement statement(path_, database_.get(), sql);
    statement.step();
    return statement.integer(0);
}

void Archive::check_pages() const {
    SqliteStatement check(path_, database_.get(), "PRAGMA integrity_check(1)");
    check.step();
    const std::string found = check.text(0);
    if (found == "ok")
        return;
    const std::string unread = "error code="; // a page that the disk did not give is not damaged
    if (const std::size_t at = found.find(unread); at != std::string::npos)
        throw_sqlite_error(path_, std::atoi(found.c_str() + at + unread.size()), EIO);
    throw_sqlite_error(path_, SQLITE_CORRUPT);
}

void Archive::create(const SearchIdentity &identity) {
    execute("PRAGMA application_id = " + std::to_string(application));
    execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, digest TEXT NOT NULL)");
    execute("CREATE TABLE candidates (algorithm TEXT, id INTEGER, genome TEXT NOT NULL, "
            "objectives TEXT NOT NULL, violation REAL NOT NULL, reason TEXT NOT NULL, "
            "detail TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (algorithm, id), "
            "UNIQUE (algorithm, genome))");
    const std::string key = inputs_key, digest = row_digest({key, identity.inputs});
    SqliteStatement(path_, database_.get(), "INSERT INTO meta VALUES (?, ?, ?)")
        .bind(key)
        .bind(identity.inputs)
        .bind(digest)
        .step();
}

void Archive::compare(const SearchIdentity &identity) const {
    if (number("PRAGMA application_id") != application)
        throw_sqlite_error(path_, SQLITE_NOTADB);
    SqliteStatement query(path_, database_.get(), "SELECT value, digest FROM meta WHERE key = ?");
    const std::string key = inputs_key;
    if (!query.bind(key).step() || query.text(1) != row_digest({key, query.text(0)}))
        throw_sqlite_error(path_, SQLITE_CORRUPT);
    const std::string before = query.text(0);
    if (before == identity.inputs)
        return;
    const std::string change =
        identity.change ? " (" + identity.change(before, identity.inputs) + ")" : "";
    throw std::runtime_error("archive " + path_ + " belongs to another search" + change +
                             ": choose another output or move it away");
}

void Archive::insert(const ArchiveRow &row) {
    const Outcome &outcome = row.candidate.outcome;
    const std::string genome = common::number_list(row.candidate.genome);
    const std::string objectives = common::number_list(outcome.objectives);
    const std::string digest = digest_of(row);
    SqliteStatement(path_, database_.get(),
                    std::string("INSERT INTO candidates (") + columns +
                        ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(row.algorithm)
        .bind(row.candidate.id)
        .bind(genome)
        .bind(objectives)
        .bind(outcome.violation)
        .bind(outcome.reason)
        .bind(row.detail)
        .bind(digest)
        .step();
}

std::optional<ArchiveRow> Archive::find(const std::string &algorithm, const Genome &genome) const {
    const std::string text = common::number_list(genome);
    SqliteStatement query(path_, database_.get(),
                          std::string("SELECT ") + columns +
                              " FROM candidates WHERE algorithm = ? AND genome = ?");
    if (!query.bind(algorithm).bind(text).step())
        return std::nullopt;
    return row_of(query, path_);
}

std::vector<ArchiveRow> Archive::rows() const {
    SqliteStatement query(path_, database_.get(),
                          std::string("SELECT ") + columns +
                              " FROM candidates ORDER BY algorithm, id");
    std::vector<ArchiveRow> rows;
    while (query.step())
        rows.push_back(row_of(query, path_));
    return rows;
}

} // namespace search
