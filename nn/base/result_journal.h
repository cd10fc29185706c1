// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nn {

/// How one file comes to its place; all are names in one folder.
struct Placing {
    std::string temporary; ///< of what is to be there
    std::string before;    ///< a second name of what was there; empty: there is none
    std::string place;
    bool fresh; ///< nothing was there
};

/// The note, on the disk, of files that are about to be put in place together. If their process is
/// killed between two of them, finish_journals() does the rest, so that files of two commands never
/// stand beside each other.
class ResultJournal {
  public:
    /// From here on all will be in place. Throws WriteError.
    ResultJournal(const std::filesystem::path &folder, const std::vector<Placing> &placings);
    /// All is done, or undone.
    ~ResultJournal();
    ResultJournal(const ResultJournal &) = delete;
    ResultJournal &operator=(const ResultJournal &) = delete;

    /// From here on what was in the places will be there again.
    void turn_back();

  private:
    std::filesystem::path file_;
    int descriptor_;
};

/// Finishes what processes that have died left half done in a folder. Throws WriteError if it
/// cannot be.
void finish_journals(const std::filesystem::path &folder);

} // namespace nn
