// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace apps {

/// The right to write results into a folder, which one process has at a time: from construction to
/// destruction, or until the process dies, however that comes about.
class FolderLock {
  public:
    /// Also finishes or removes what a killed process left unfinished there. Throws
    /// std::invalid_argument if nothing can be written into the folder, or if another process,
    /// named by its id and command, has the right.
    explicit FolderLock(const std::filesystem::path &folder);
    ~FolderLock();
    FolderLock(const FolderLock &) = delete;
    FolderLock &operator=(const FolderLock &) = delete;

  private:
    void let_go() const;

    std::filesystem::path file_;
    int descriptor_;
};

} // namespace apps
