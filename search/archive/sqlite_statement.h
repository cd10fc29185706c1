// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace search {

/// One SQL statement on an archive's database: bind its parameters in order, then step. Errors are
/// std::runtime_error that name the file and say what to do.
class SqliteStatement {
  public:
    SqliteStatement(const std::string &path, sqlite3 *database, const std::string &sql);
    ~SqliteStatement();
    SqliteStatement(const SqliteStatement &) = delete;
    SqliteStatement &operator=(const SqliteStatement &) = delete;

    SqliteStatement &bind(const std::string &text);
    SqliteStatement &bind(int number);
    SqliteStatement &bind(double number);

    bool step(); ///< true while there is a row

    std::string text(int column) const;
    int integer(int column) const;
    double real(int column) const;

  private:
    void check(int code) const;

    const std::string &path_;
    sqlite3 *database_;
    sqlite3_stmt *statement_ = nullptr;
    int bound_ = 0;
};

/// "archive PATH is what is wrong: what to do" for an SQLite result code and, where it has one, the
/// system's error behind it.
[[noreturn]] void throw_sqlite_error(const std::string &path, int code, int error = 0);

} // namespace search
