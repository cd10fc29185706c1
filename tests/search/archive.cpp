// SPDX-License-Identifier: Apache-2.0
#include "tests/file_contents.h"
#include "tests/search/archive_file.h"

#include <sqlite3.h>

#include <fstream>
#include <iterator>
#include <sstream>

using search::Archive;
using search::ArchiveFile;
using search::ArchiveRow;
using search::identity;

namespace {

void execute(const std::string &file, const std::string &sql) {
    sqlite3 *database = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
    sqlite3_close(database);
}

/// The rows of an archive, a line each, or why it is refused.
std::string rows_or_refusal(const std::string &file) {
    try {
        std::ostringstream lines;
        lines.precision(17);
        for (const ArchiveRow &row : Archive(file, identity).rows()) {
            lines << row.algorithm << ' ' << row.candidate.id << ' ' << row.detail << ' '
                  << row.candidate.outcome.violation << ' ' << row.candidate.outcome.reason;
            for (const int choice : row.candidate.genome)
                lines << ' ' << choice;
            for (const double objective : row.candidate.outcome.objectives)
                lines << ' ' << objective;
            lines << '\n';
        }
        return lines.str();
    } catch (const std::runtime_error &error) {
        return error.what();
    }
}

/// Whether each line of `some` is one of `all`: what was lost is measured again.
bool is_part_of(const std::string &some, const std::string &all) {
    std::istringstream in(some);
    for (std::string line; std::getline(in, line);)
        if (all.find(line + '\n') == std::string::npos)
            return false;
    return true;
}

} // namespace

TEST_F(ArchiveFile, ReturnsRowsInOrderAsTheyWereGiven) {
    const ArchiveRow rows[] = {
        {"evolution", {0, {0, 3, 1}, {{0.1, 1.0 / 3, -2e-300}, 0, ""}}, "{\"a\": \"\xc3\xa9\"}"},
        {"evolution", {1, {2, 0, 0}, {{}, 0, "layer 3 needs 40 arrays, 12 are left"}}, ""},
        {"evolution", {10, {2}, {{1}, 0.1, ""}}, "{}"},
        {"random", {0, {0, 3, 1}, {{4, 5, 6}, 0, ""}}, "it's \"quoted\""}};
    {
        Archive archive(path(), identity);
        for (const int i : {3, 2, 0, 1})
            archive.insert(rows[i]);
        expect_equal(archive.rows(), {rows[0], rows[1], rows[2], rows[3]});
    }
    expect_equal(Archive(path(), identity).rows(), {rows[0], rows[1], rows[2], rows[3]});
}

TEST_F(ArchiveFile, FindsAGenomeOfAnAlgorithm) {
    Archive archive(path(), identity);
    archive.insert({"evolution", {7, {1, 2}, {{3}, 0, ""}}, "{}"});
    ASSERT_TRUE(archive.find("evolution", {1, 2}).has_value());
    EXPECT_EQ(archive.find("evolution", {1, 2})->candidate.id, 7);
    EXPECT_FALSE(archive.find("random", {1, 2}).has_value());
    EXPECT_FALSE(archive.find("evolution", {12}).has_value());
}

TEST_F(ArchiveFile, KeepsAnIdAndAGenomeOnce) {
    Archive archive(path(), identity);
    archive.insert({"evolution", {7, {1, 2}, {{3}, 0, ""}}, "{}"});
    EXPECT_THROW(archive.insert({"evolution", {7, {1, 3}, {{3}, 0, ""}}, ""}), std::runtime_error);
    EXPECT_THROW(archive.insert({"evolution", {8, {1, 2}, {{3}, 0, ""}}, ""}), std::runtime_error);
    EXPECT_EQ(archive.rows().size(), 1u);
}

TEST_F(ArchiveFile, RefusesAnotherSearch) {
    Archive(path(), identity).insert({"random", {0, {1}, {{2}, 0, ""}}, ""});
    search::SearchIdentity other = identity;
    other.inputs = "chip.tile.adc.bits = 4";
    EXPECT_EQ(refusal(path(), other),
              "archive " + path() +
                  " belongs to another search (chip.tile.adc.bits = 4, 5, 6\n"
                  "and not chip.tile.adc.bits = 4): choose another output or move it away");
    other.change = nullptr;
    EXPECT_EQ(refusal(path(), other),
              "archive " + path() +
                  " belongs to another search: choose another output or move it away");
    EXPECT_EQ(Archive(path(), identity).rows().size(), 1u) << "a refusal changes nothing";
}

TEST_F(ArchiveFile, RefusesWhatIsNoArchive) {
    std::ofstream(path("text")) << "This is a text and by no means a data base. "
                                << std::string(4096, '.');
    EXPECT_NE(refusal(path("text"), identity).find("is damaged or no archive"), std::string::npos);
}

TEST_F(ArchiveFile, RefusesADamagedArchive) {
    {
        Archive archive(path(), identity);
        for (int i = 0; i < 200; ++i)
            archive.insert({"random", {i, {i}, {{2}, 0, ""}}, std::string(100, 'x')});
    }
    ASSERT_EQ(refusal(path(), identity), "");
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(3 * 4096);
    file << std::string(2 * 4096, '\x5a');
    file.close();
    EXPECT_NE(refusal(path(), identity).find("is damaged or no archive"), std::string::npos);

    std::filesystem::resize_file(path(), 2000);
    EXPECT_NE(refusal(path(), identity).find("is damaged or no archive"), std::string::npos);
}

TEST_F(ArchiveFile, RefusesARowInWhichAnythingHasChanged) {
    {
        Archive archive(path(), identity);
        archive.insert({"random", {3, {1, 2}, {{0.25, 7}, 0.5, ""}}, "{\"figures\": 1}"});
    }
    const std::string good = contents(path());
    for (const std::string change :
         {"algorithm = 'ramdom'", "id = 2", "genome = '1,3'", "objectives = '0.25,71'",
          "objectives = '0.25'", "violation = 0.25", "reason = 'none'", "detail = '{}'",
          "digest = ''"}) {
        std::ofstream(path(), std::ios::binary) << good;
        execute(path(), "UPDATE candidates SET " + change);
        EXPECT_NE(rows_or_refusal(path()).find("is damaged or no archive"), std::string::npos)
            << change;
    }
    for (const std::string change : {"DELETE FROM meta", "UPDATE meta SET value = 'x'",
                                     "ALTER TABLE candidates RENAME COLUMN reason TO season"}) {
        std::ofstream(path(), std::ios::binary) << good;
        execute(path(), change);
        EXPECT_NE(rows_or_refusal(path()).find("is damaged or no archive"), std::string::npos)
            << change;
    }
}

TEST_F(ArchiveFile, AChangedBitIsRefusedOrChangesNoRow) {
    {
        Archive archive(path(), identity);
        for (int i = 0; i < 20; ++i)
            archive.insert({"random", {i, {i, 1}, {{1.0 / (i + 1)}, 0, ""}}, "{}"});
    }
    const std::string good = contents(path());
    const std::string rows = rows_or_refusal(path());
    int refused = 0;
    for (std::size_t bit = 5; bit < 8 * good.size();
         bit += 331) { // 331 is prime: all bits of bytes
        std::string flipped = good;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
        std::ofstream(path(), std::ios::binary) << flipped;
        const std::string found = rows_or_refusal(path());
        if (found.rfind("archive ", 0) == 0)
            ++refused;
        else
            EXPECT_TRUE(is_part_of(found, rows)) << bit << '\n' << found;
        EXPECT_EQ(found.find("SQL"), std::string::npos) << found;
        for (const char *beside : {"-wal", "-shm", "-journal"})
            std::filesystem::remove(path() + beside);
    }
    EXPECT_GT(refused, 20);
}

TEST_F(ArchiveFile, RefusesAPlaceItCannotWriteTo) {
    for (const std::string &place :
         {path("missing") + "/archive.sqlite", std::string("/proc/archive.sqlite")}) {
        const std::string refused = refusal(place, identity);
        EXPECT_NE(refused.find("archive " + place + " cannot be written"), std::string::npos)
            << refused;
        EXPECT_EQ(refused.find('\n'), std::string::npos);
    }
}

TEST_F(ArchiveFile, RefusesAWriterWhileAnotherOneWrites) {
    Archive first(path(), identity);
    Archive second(path(), identity); // both may be open, but each candidate is kept once
    first.insert({"random", {0, {1}, {{2}, 0, ""}}, ""});
    EXPECT_THROW(second.insert({"random", {0, {1}, {{2}, 0, ""}}, ""}), std::runtime_error);
}
