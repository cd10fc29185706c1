// SPDX-License-Identifier: Apache-2.0
#include "search/archive/sqlite_statement.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace search {

namespace {

bool is_full(int error) { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

/// Whether that error says no more than that a place is not there, or not open to us.
bool is_of_the_place(int error) {
    for (const int each : {0, EACCES, EPERM, EROFS, ENOENT, ENOTDIR, EISDIR})
        if (error == each)
            return true;
    return false;
}

/// Whether a file in which a statement met damage is whole when it is looked at anew: SQLite takes
/// bytes that the disk does not give for damaged ones.
bool is_whole(const std::string &path) {
    sqlite3 *opened = nullptr;
    sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
    const std::unique_ptr<sqlite3, int (*)(sqlite3 *)> database(opened, sqlite3_close);
    bool whole = false;
    const auto note = [](void *into, int, char **values, char **) {
        *static_cast<bool *>(into) = values[0] != nullptr && std::strcmp(values[0], "ok") == 0;
        return 0;
    };
    sqlite3_exec(opened, "PRAGMA integrity_check(1)", note, &whole, nullptr);
    return whole;
}

} // namespace

void throw_sqlite_error(const std::string &path, int code, int error) {
    const std::string archive = "archive " + path;
    const int kind = code & 0xff; // the low byte
    if (kind == SQLITE_IOERR && code == SQLITE_IOERR_NOMEM)
        throw_sqlite_error(path, SQLITE_NOMEM);
    if (kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN) {
        if (is_full(error))
            throw_sqlite_error(path, SQLITE_FULL);
        const bool told = !is_of_the_place(error); // else SQLite has made other calls since
        if (told || kind == SQLITE_IOERR)
            throw std::runtime_error(archive + " cannot be read or written (" +
                                     std::strerror(told ? error : EIO) +
                                     "): mend that, then the same command goes on");
    }
    switch (kind) {
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_IOERR:
        throw std::runtime_error(archive +
                                 " cannot be written: check that its folder exists, is writable "
                                 "and has room");
    case SQLITE_FULL:
        throw std::runtime_error(archive + " cannot grow: free some disk space, then resume");
    case SQLITE_NOMEM:
        throw std::runtime_error(archive + " needs more memory than there is");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw std::runtime_error(archive + " is in use by another process: wait for it to end");
    case SQLITE_CONSTRAINT:
        throw std::runtime_error(archive + " holds another design under this number: another "
                                           "version began it, or network-first with more or fewer "
                                           "evaluations, or another search writes to it; choose "
                                           "another output, or what began it");
    default: // our statements are right, so what they meet is not
        throw std::runtime_error(archive + " is damaged or no archive of this version: remove it "
                                           "to begin anew, or choose another output");
    }
}

SqliteStatement::SqliteStatement(const std::string &path, sqlite3 *database, const std::string &sql)
    : path_(path), database_(database) {
    check(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement_, nullptr));
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

void SqliteStatement::check(int code) const {
    if (code == SQLITE_OK)
        return;
    if ((code & 0xff) == SQLITE_CORRUPT && is_whole(path_))
        throw_sqlite_error(path_, SQLITE_IOERR, EIO);
    throw_sqlite_error(path_, sqlite3_extended_errcode(database_), sqlite3_system_errno(database_));
}

SqliteStatement &SqliteStatement::bind(const std::string &text) {
    check(sqlite3_bind_text64(statement_, ++bound_, text.data(), text.size(), nullptr,
                              SQLITE_UTF8)); // the text outlives the statement's steps
    return *this;
}

SqliteStatement &SqliteStatement::bind(int number) {
    check(sqlite3_bind_int(statement_, ++bound_, number));
    return *this;
}

SqliteStatement &SqliteStatement::bind(double number) {
    check(sqlite3_bind_double(statement_, ++bound_, number));
    return *this;
}

bool SqliteStatement::step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        check(code);
    return code == SQLITE_ROW;
}

std::string SqliteStatement::text(int column) const {
    const unsigned char *bytes = sqlite3_column_text(statement_, column);
    std::string text;
    for (int i = 0; i < sqlite3_column_bytes(statement_, column); ++i)
        text += static_cast<char>(bytes[i]);
    return text;
}

int SqliteStatement::integer(int column) const { return sqlite3_column_int(statement_, column); }

double SqliteStatement::real(int column) const { return sqlite3_column_double(statement_, column); }

} // namespace search
