// SPDX-License-Identifier: Apache-2.0
#include "nn/base/result_journal.h"

#include "nn/base/result_files.h"
#include "nn/base/temporary_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <system_error>

namespace nn {

namespace {

namespace fs = std::filesystem;

constexpr char forward[] = ".keep", backward[] = ".back"; ///< ends of a journal's name
constexpr char separator = '/';                           ///< the one character that no name has

std::string text_of(const std::vector<Placing> &placings) {
    std::string text;
    for (const Placing &each : placings)
        for (const std::string &name :
             {each.temporary, each.before, each.place, std::string(each.fresh ? "fresh" : "")})
            text += name + separator;
    return text;
}

/// Whether it can be one of ours: the file itself may be of anybody.
bool is_ours(const Placing &each) {
    return is_temporary_name(each.temporary) &&
           (each.before.empty() || is_temporary_name(each.before)) && !each.place.empty() &&
           each.place != "." && each.place != "..";
}

std::vector<Placing> placings_of(const std::string &text) {
    std::vector<std::string> names;
    for (std::size_t begin = 0, end = 0; (end = text.find(separator, begin)) != std::string::npos;
         begin = end + 1)
        names.push_back(text.substr(begin, end - begin));
    std::vector<Placing> placings;
    for (std::size_t i = 0; i + 4 <= names.size(); i += 4)
        if (const Placing each{names[i], names[i + 1], names[i + 2], !names[i + 3].empty()};
            is_ours(each))
            placings.push_back(each);
    return placings;
}

/// Writes all of it; false, with errno set, if that fails.
bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return false;
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return true;
}

std::string read_all(int descriptor, const fs::path &file) {
    std::string text;
    char piece[4096];
    while (true) {
        const ssize_t got = read(descriptor, piece, sizeof piece);
        if (got < 0)
            throw WriteError(file.string(), std::strerror(errno));
        if (got == 0)
            return text;
        text.append(piece, static_cast<std::size_t>(got));
    }
}

/// What is no longer there has been renamed before.
void rename_if_there(const fs::path &from, const fs::path &to) {
    if (rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT)
        throw WriteError(to.string(), std::strerror(errno));
}

void place(const fs::path &folder, const Placing &each) {
    rename_if_there(folder / each.temporary, folder / each.place);
}

void put_back(const fs::path &folder, const Placing &each) {
    if (each.fresh)
        unlink((folder / each.place).c_str());
    else if (!each.before.empty())
        rename_if_there(folder / each.before, folder / each.place);
}

/// Whether it is one of this user, whose name without its end is that of the temporary it was.
bool is_journal(const fs::path &file) {
    const fs::path end = file.extension();
    struct stat found {};
    return (end == forward || end == backward) && is_temporary_name(file.stem().string()) &&
           lstat(file.c_str(), &found) == 0 && found.st_uid == geteuid();
}

/// Does what a journal says that is open as `descriptor`.
void finish(const fs::path &journal, int descriptor) {
    const fs::path folder = folder_of(journal);
    for (const Placing &each : placings_of(read_all(descriptor, journal)))
        journal.extension() == forward ? place(folder, each) : put_back(folder, each);
    if (!synchronise_folder(folder) || unlink(journal.c_str()) != 0)
        throw WriteError(journal.string(), std::strerror(errno));
}

} // namespace

ResultJournal::ResultJournal(const fs::path &folder, const std::vector<Placing> &placings) {
    const std::string file = (folder / placings.front().place).string();
    const TemporaryFile made = make_temporary(file, folder / "results");
    descriptor_ = made.descriptor;
    file_ = made.name.string() + forward;
    if (write_all(descriptor_, text_of(placings)) && fsync(descriptor_) == 0 &&
        rename(made.name.c_str(), file_.c_str()) == 0 && synchronise_folder(folder))
        return;
    const int error = errno;
    for (const fs::path &name : {made.name, file_})
        unlink(name.c_str());
    close(descriptor_);
    throw WriteError(file, std::strerror(error));
}

ResultJournal::~ResultJournal() {
    if (unlink(file_.c_str()) != 0 && ftruncate(descriptor_, 0) != 0)
        std::perror(file_.c_str());
    close(descriptor_);
}

void ResultJournal::turn_back() {
    const fs::path turned = fs::path(file_).replace_extension(backward);
    if (rename(file_.c_str(), turned.c_str()) == 0)
        file_ = turned;
}

void finish_journals(const fs::path &folder) {
    std::vector<fs::path> journals;
    std::error_code fault;
    for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
         entry.increment(fault))
        if (is_journal(entry->path()))
            journals.push_back(entry->path());
    for (const fs::path &journal : journals) {
        const int left = open_left_behind(journal);
        if (left < 0)
            continue;
        try {
            finish(journal, left);
        } catch (...) {
            close(left);
            throw;
        }
        close(left);
    }
}

} // namespace nn
