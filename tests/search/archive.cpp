// SPDX-License-Identifier: Apache-2.0
#include "tests/search/problems.h"

#include "search/archive.h"
#include "search/remember.h"
#include "search/worker_pool.h"

#include <gtest/gtest.h>

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

using search::Archive;
using search::ArchiveRow;
using search::Candidate;

namespace {

const search::SearchIdentity identity = {
    "chip.tile.adc.bits = 4, 5, 6\n",
    [](const std::string &before, const std::string &now) { return before + "and not " + now; }};

/// A path of its own for each test, removed before and after.
class ArchiveFile : public ::testing::Test {
  protected:
    ArchiveFile() {
        std::filesystem::remove_all(folder_), std::filesystem::create_directory(folder_);
    }
    ~ArchiveFile() override { std::filesystem::remove_all(folder_); }

    std::string path(const std::string &name = "archive.sqlite") const { return folder_ / name; }

    std::string refusal(const std::string &file, const search::SearchIdentity &wanted) const {
        try {
            Archive archive(file, wanted);
        } catch (const std::runtime_error &error) {
            return error.what();
        }
        return "";
    }

  private:
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() /
        ("archive_" + std::to_string(getpid()) + "_" +
         ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

void expect_equal(const std::vector<ArchiveRow> &a, const std::vector<ArchiveRow> &b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].algorithm, b[i].algorithm);
        EXPECT_EQ(a[i].candidate.id, b[i].candidate.id);
        EXPECT_EQ(a[i].candidate.genome, b[i].candidate.genome);
        EXPECT_EQ(a[i].candidate.outcome.objectives, b[i].candidate.outcome.objectives);
        EXPECT_EQ(a[i].candidate.outcome.violation, b[i].candidate.outcome.violation);
        EXPECT_EQ(a[i].candidate.outcome.reason, b[i].candidate.outcome.reason);
        EXPECT_EQ(a[i].detail, b[i].detail);
    }
}

std::string contents(const std::string &file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

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

constexpr int evaluations = 60;

/// Both algorithms on one archive; after `budget` new candidates Stopped is thrown, each takes
/// `pause`. Returns how many were new.
int search_with(Archive &archive, int budget, std::chrono::microseconds pause = {}) {
    const problems::Problem problem = problems::crossbars();
    int evaluated = 0;
    const auto evaluate = [&](const std::vector<Candidate> &asked, const search::Keep &keep) {
        for (std::size_t i = asked.size(); i-- > 0;) { // any order will do
            if (evaluated == budget)
                throw search::Stopped{};
            std::this_thread::sleep_for(pause);
            keep(i, problem.outcome(asked[i].genome),
                 "{\"id\": " + std::to_string(asked[i].id) + "}");
            ++evaluated;
        }
    };
    search::Options options;
    options.evaluations = evaluations;
    try {
        search::evolve(problem.genes, search::remember(archive, "evolution", evaluate), options);
        search::random_search(problem.genes, search::remember(archive, "random", evaluate),
                              options);
    } catch (const search::Stopped &) {
        EXPECT_EQ(evaluated, budget);
    }
    return evaluated;
}

std::vector<ArchiveRow> uninterrupted(const std::string &path) {
    Archive archive(path, identity);
    EXPECT_EQ(search_with(archive, -1), 2 * evaluations);
    return archive.rows();
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

TEST_F(ArchiveFile, StoppedSearchResumesToTheSameRows) {
    const auto expected = uninterrupted(path("whole.sqlite"));
    ASSERT_EQ(expected.size(), 2u * evaluations);
    int evaluated = 0;
    for (const int budget :
         {5, 1, 20, 50, -1}) { // ends inside generation 0, later, in the baseline
        Archive archive(path(), identity);
        evaluated += search_with(archive, budget);
    }
    EXPECT_EQ(evaluated, 2 * evaluations) << "nothing is evaluated twice";
    expect_equal(Archive(path(), identity).rows(), expected);
}

TEST_F(ArchiveFile, KilledSearchResumesToTheSameRows) {
    const auto expected = uninterrupted(path("whole.sqlite"));
    int killed = 0;
    for (int wait_ms = 10; wait_ms < 150; wait_ms += 23) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            Archive archive(path(), identity);
            search_with(archive, -1, std::chrono::microseconds(500));
            _exit(0);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
        kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        killed += WIFSIGNALED(status);

        const auto rows = Archive(path(), identity).rows();
        for (const ArchiveRow &row : rows) // whole rows only, each as it would have been
            EXPECT_EQ(row.detail, "{\"id\": " + std::to_string(row.candidate.id) + "}");
    }
    EXPECT_GT(killed, 0);
    Archive archive(path(), identity);
    const int kept = static_cast<int>(archive.rows().size());
    EXPECT_EQ(search_with(archive, -1), 2 * evaluations - kept);
    expect_equal(archive.rows(), expected);
}

TEST_F(ArchiveFile, RefusesToReplayASearchItDoesNotKnow) {
    Archive archive(path(), identity);
    search::Options options;
    options.evaluations = 10;
    const auto keep_all = [](const std::vector<Candidate> &asked, const search::Keep &keep) {
        for (std::size_t i = 0; i < asked.size(); ++i)
            keep(i, {{1}, 0, ""}, "");
    };
    const auto evaluate = search::remember(archive, "random", keep_all);
    search::random_search({{"a", 10, true}}, evaluate, options);
    options.seed = 2;
    EXPECT_THROW(search::random_search({{"a", 10, true}}, evaluate, options), std::runtime_error);

    const auto keep_none = [](const std::vector<Candidate> &, const search::Keep &) {};
    EXPECT_THROW(search::random_search({{"a", 20, true}},
                                       search::remember(archive, "evolution", keep_none), options),
                 std::runtime_error);
}

TEST_F(ArchiveFile, RowsDoNotDependOnTheNumberOfWorkers) {
    const problems::Problem problem = problems::crossbars();
    std::vector<ArchiveRow> rows[3];
    for (const int workers : {1, 2, 3}) {
        search::WorkerPool pool(workers, [&](const std::string &request) {
            search::Genome genome;
            for (const char digit : request)
                genome.push_back(digit - '0');
            const search::Outcome outcome = problem.outcome(genome);
            if (outcome.failed())
                throw std::runtime_error(outcome.reason);
            return std::to_string(outcome.objectives[0]) + " " +
                   std::to_string(outcome.objectives[1]);
        });
        const auto evaluate = [&](const std::vector<Candidate> &asked, const search::Keep &keep) {
            std::vector<std::string> requests(asked.size());
            for (std::size_t i = 0; i < asked.size(); ++i)
                for (const int choice : asked[i].genome)
                    requests[i] += static_cast<char>('0' + choice);
            pool.run(requests, [&](std::size_t i, const search::Reply &reply) {
                if (reply.failed)
                    keep(i, {{}, 0, reply.text}, "");
                else
                    keep(i, {{std::stod(reply.text), std::stod(reply.text.substr(8))}, 0, ""},
                         reply.text);
            });
        };
        Archive archive(path(std::to_string(workers)), identity);
        search::Options options;
        options.evaluations = 50;
        search::evolve(problem.genes, search::remember(archive, "evolution", evaluate), options);
        rows[workers - 1] = archive.rows();
    }
    ASSERT_EQ(rows[0].size(), 50u);
    expect_equal(rows[1], rows[0]);
    expect_equal(rows[2], rows[0]);
}
