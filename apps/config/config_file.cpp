// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config_file.h"

#include "apps/config/config.h"
#include "apps/config/tile_kinds.h"
#include "apps/util/files/text_file.h"
#include "apps/util/text.h"
#include "nn/base/input_file.h"

#include <boost/program_options.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <map>
#include <sstream>
#include <system_error>

namespace apps {

namespace {

namespace fs = std::filesystem;

std::string content(const std::string &file, const std::string &prefix) {
    try {
        if (!nn::is_there(file))
            throw ConfigError(prefix + file + ": no such file");
        if (!nn::is_file(file))
            throw ConfigError(prefix + file + ": not a file; a config file belongs here");
        return file_lines(file, most_config_bytes);
    } catch (const ConfigError &) {
        throw;
    } catch (const std::runtime_error &fault) {
        throw ConfigError(prefix + fault.what());
    }
}

bool is_name(const std::string &text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '.' || c == '_' || c == '-';
    });
}

/// Checks the form of a line; true if it gives a key a value.
bool assigns(const std::string &raw, const std::string &where) {
    const std::string line = trimmed(raw.substr(0, raw.find('#')));
    if (line.empty())
        return false;
    if (line.front() == '[') {
        if (line.back() != ']' || !is_name(line.substr(1, line.size() - 2)))
            throw ConfigError(where + ": " + quoted(line) +
                              ": unreadable section; it looks like [chip.tile.adc]");
        return false;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos || !is_name(trimmed(line.substr(0, equals))))
        throw ConfigError(where + ": " + quoted(line) +
                          ": unreadable line; it looks like [section], key = value or # comment");
    return true;
}

/// Where the assignments of a file are, in order.
std::vector<std::string> places(const std::string &text, const std::string &file) {
    std::vector<std::string> found;
    std::istringstream in(text);
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        const std::string where = file + ":" + std::to_string(number);
        if (assigns(line, where))
            found.push_back(where);
    }
    return found;
}

/// Whether a key is of a section of choices.
bool has_choices(const std::string &key) {
    const std::string section = key.substr(0, key.find('.'));
    return section == "genes" || section == "grid" || section == "list";
}

/// The assignments of one file by itself. Boost reads keys and values; it counts no lines, so the
/// n-th option is matched with the n-th line that assigns.
std::vector<Assignment> assignments(const std::string &text, const std::string &file) {
    namespace po = boost::program_options;
    const std::vector<std::string> where = places(text, file);
    std::istringstream in(text);
    const auto parsed = [&] {
        try {
            return po::parse_config_file(in, po::options_description(), true);
        } catch (const po::error &) { // white space that is none to Boost
            throw ConfigError(file + ": a line of control characters; [section], key = value or "
                                     "# comment is right");
        }
    }();
    std::vector<Assignment> list;
    std::map<std::string, std::string> given;
    for (const po::option &option : parsed.options) {
        Assignment next{option.string_key, option.value.front(), where.at(list.size())};
        const auto [first, fresh] = given.emplace(next.key, next.where);
        if (!fresh)
            throw ConfigError(next.where + ": " + shortened(next.key) + ": already given at " +
                              first->second + "; once is right");
        const auto entry = given.lower_bound(next.key + ".");
        if (!has_choices(next.key) && entry != given.end() && is_below(entry->first, next.key))
            throw ConfigError(next.where + ": " + shortened(next.key) + ": would undo " +
                              shortened(entry->first) + " at " + entry->second +
                              "; the list comes before its entries");
        list.push_back(std::move(next));
    }
    return list;
}

/// The files among the choices of a gene, grid or list, bases of kinds of tiles, and what a search
/// begins with are looked for beside the file that names them, then in the working folder.
Assignment choices_beside(const std::string &file, Assignment given) {
    const bool is_beginning = given.key == "search.begin";
    if (!has_choices(given.key) && !is_kind_base(given.key) && !is_beginning)
        return given;
    std::vector<std::string> choices = comma_separated(given.value);
    for (std::string &choice : choices) {
        const fs::path beside = (fs::path(file).parent_path() / choice).lexically_normal();
        std::error_code none; // what cannot be looked at is not there
        if ((is_beginning || names_config_file(choice)) && fs::is_regular_file(beside, none))
            choice = beside.string();
    }
    given.value = joined(choices, ", ");
    return given;
}

/// Reads a file after its bases.
class LayerReader {
  public:
    void read(const std::string &file, const std::string &prefix) {
        std::error_code none; // what cannot be followed cannot be read either
        const std::string path = fs::weakly_canonical(file, none).string();
        const auto loop = std::find(open_.begin(), open_.end(), path);
        if (loop != open_.end()) {
            std::vector<std::string> names;
            for (auto step = loop; step != open_.end(); ++step)
                names.push_back(fs::path(*step).filename().string());
            names.push_back(fs::path(path).filename().string());
            throw ConfigError(prefix + "a loop: " + joined(names, " -> ") +
                              "; a base must not lead back to its file");
        }
        if (std::find(done_.begin(), done_.end(), path) != done_.end())
            return;
        open_.push_back(path);
        read_layers(file, content(file, prefix));
        open_.pop_back();
        done_.push_back(path);
    }

    std::vector<Assignment> list;

    /// Those that were read, each after its bases.
    const std::vector<std::string> &files() const { return done_; }

  private:
    void read_layers(const std::string &file, const std::string &text) {
        const std::vector<Assignment> own = assignments(text, file);
        for (const Assignment &next : own)
            if (next.key == "base")
                read_bases(file, next);
        for (const Assignment &next : own)
            if (next.key != "base")
                list.push_back(choices_beside(file, next));
    }
    void read_bases(const std::string &file, const Assignment &base) {
        const std::string prefix = base.where + ": base: ";
        const std::vector<std::string> names = comma_separated(base.value);
        if (names.empty() || std::find(names.begin(), names.end(), "") != names.end())
            throw ConfigError(prefix + "no file name; base = other.cfg, relative to this file");
        for (const std::string &name : names)
            read((fs::path(file).parent_path() / name).lexically_normal().string(), prefix);
    }

    std::vector<std::string> open_; ///< files that wait for their bases
    std::vector<std::string> done_;
};

} // namespace

bool names_config_file(const std::string &text) { return fs::path(text).extension() == ".cfg"; }

std::vector<Assignment> read_config_file(const std::string &file) {
    LayerReader reader;
    reader.read(file, "");
    return reader.list;
}

std::vector<std::string> config_files(const std::string &file) {
    LayerReader reader;
    reader.read(file, "");
    return {reader.files().rbegin(), reader.files().rend()};
}

} // namespace apps
