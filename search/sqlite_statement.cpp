// SPDX-License-Identifier: Apache-2.0
#include "search/sqlite_statement.h"

#include <sqlite3.h>

#include <stdexcept>

namespace search {

void throw_sqlite_error(const std::string &path, int code) {
    const std::string archive = "archive " + path;
    switch (code & 0xff) { // the low byte is the kind of error
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_IOERR:
        throw std::runtime_error(archive +
                                 " cannot be written: check that its folder exists and is "
                                 "writable");
    case SQLITE_FULL:
        throw std::runtime_error(archive + " cannot grow: free some disk space, then resume");
    case SQLITE_NOMEM:
        throw std::runtime_error(archive + " needs more memory than there is");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw std::runtime_error(archive + " is in use by another process: wait for it to end");
    case SQLITE_CONSTRAINT:
        throw std::runtime_error(archive + " already holds this candidate: end any other search "
                                           "that writes to it");
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
    if (code != SQLITE_OK)
        throw_sqlite_error(path_, code);
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
