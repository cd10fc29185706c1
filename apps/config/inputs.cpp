// SPDX-License-Identifier: Apache-2.0
#include "apps/config/inputs.h"

#include "apps/config/choices.h"
#include "apps/config/config_file.h"
#include "apps/config/parameter.h"
#include "apps/config/tile_kinds.h"
#include "apps/util/text.h"
#include "apps/util/version.h"
#include "nn/base/one_line.h"
#include "nn/base/sha256.h"
#include "nn/onnx/weight_files.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

namespace apps {

namespace {

using Keys = std::vector<std::string>;

const Keys file_keys{"network.onnx", "network.file", "train.start", "device.table", "search.begin"};
const std::string images_key = "data.path", content = "content of ";

Keys swept_keys(const Config &config) {
    Keys keys;
    for (const GeneSpec *axis : swept(config))
        keys.push_back(axis->key);
    return keys;
}

bool change_images(const Keys &keys) {
    return std::any_of(keys.begin(), keys.end(),
                       [](const std::string &key) { return key.rfind("data.", 0) == 0; });
}

/// Keys of a search that say nothing of the images that the training of its network sees.
Keys all_but_the_split(Config config) {
    Keys keys;
    for (const Parameter &parameter : parameters(config))
        if (is_below(parameter.key, "search") && parameter.key.rfind("search.split", 0) != 0)
            keys.push_back(parameter.key);
    return keys;
}

/// Keys and sections that change no figure of a command; those of a section end with a dot.
Keys idle_keys(const Config &config, Resumed command) {
    Keys idle{"run.out", "run.threads", "run.timeline", "run.vcd", "run.signals"};
    const auto add = [&](const Keys &more) { idle.insert(idle.end(), more.begin(), more.end()); };
    if (command != Resumed::Training || !begins_anew(config))
        idle.push_back("train.start");
    switch (command) {
    case Resumed::Search:
        add({"search.workers", "search.evaluations", "search.verify", "search.baseline",
             "search.seeds", "search.twin", "search.design", "search.reference",
             "search.fidelity_check", "search.rank_check", "sweep."});
        break;
    case Resumed::Sweep:
        add({"search."});
        add(swept_keys(config));
        break;
    case Resumed::Training:
        add({"run.", "sweep.", "accuracy.chips", "accuracy.images", "accuracy.seed",
             "accuracy.recalibration_images", "accuracy.recalibration_windows",
             "accuracy.read_noise", "accuracy.half_width", "accuracy.budget_chips"});
        if (!config.train.converters)
            idle.push_back("accuracy.calibration_images");
        if (config.genes.empty())
            idle.push_back("search.");
        else
            add(all_but_the_split(config));
        break;
    case Resumed::Run:
        add({"search.", "sweep."});
        break;
    }
    return idle;
}

bool contains(const Keys &keys, const std::string &key) {
    return std::any_of(keys.begin(), keys.end(), [&](const std::string &each) {
        return each.back() == '.' ? key.rfind(each, 0) == 0 : key == each;
    });
}

/// Whether the key is that of a file, of a kind of tiles too.
bool names_file(const std::string &key) {
    return contains(file_keys, default_key(key)) || is_kind_base(key);
}

/// Of all these files, and of where the others lie as seen from the first. ConfigError that names
/// the key if one cannot be read.
template <class List> std::string digest_of(const std::string &key, const List &list) {
    try {
        nn::Sha256 all;
        std::filesystem::path folder;
        for (const std::filesystem::path file : list()) {
            if (folder.empty())
                folder = file.parent_path() / ".";
            else
                all.add(file.lexically_relative(folder).string());
            all.add(nn::file_sha256(file));
        }
        return all.digits();
    } catch (const std::runtime_error &fault) {
        throw ConfigError(key + ": " + fault.what());
    }
}

/// Of what the file `name` of a key holds and, where weights count, of those that lie beside it.
std::string content_digest(const std::string &key, const std::string &name, bool weights) {
    return digest_of(key, [&] {
        std::vector<std::string> files{name};
        if (key == "network.onnx" && weights)
            for (const std::string &file : nn::weight_files(name))
                files.push_back(file);
        return files;
    });
}

/// The base of a kind of tiles, and what it is read from: its own bases, tables of its devices.
/// Another file by itself.
std::vector<std::string> files_behind(const std::string &key, const std::string &name) {
    if (!is_kind_base(key) || name.empty())
        return {name};
    std::vector<std::string> files = config_files(name);
    for (const Assignment &given : read_config_file(name))
        if (contains(file_keys, given.key) && !given.value.empty())
            files.push_back(given.value);
    return files;
}

/// What the files of a section's choices set, and what those hold that they name.
std::string settings_digest(const GeneSpec &gene) {
    nn::Sha256 all;
    for (const Settings &file : gene.settings)
        for (const auto &[key, value] : file) {
            all.add(key + " = " + value + "\n");
            if (!names_file(key))
                continue;
            for (const std::string &name : files_behind(key, value))
                if (!name.empty())
                    all.add(content_digest(key, name, false));
        }
    return all.digits();
}

std::string images_digest(const nn::DataSpec &data) {
    return digest_of("data", [&] { return nn::dataset_files(data); });
}

/// Of every file that the key may name: its own value and the choices of its gene.
std::string content_digest(const Config &config, const std::string &key, const std::string &value) {
    std::vector<std::string> names{value};
    for (const GeneSpec &gene : config.genes)
        if (gene.key == key)
            for (const std::string &choice : gene.choices)
                for (const std::string &file : files_behind(key, choice))
                    names.push_back(file);
    std::string digests;
    for (const std::string &name : names)
        if (!name.empty())
            digests += content_digest(key, name, config.run.data);
    return digests.empty() ? "none" : nn::sha256(digests);
}

using Lines = std::vector<std::pair<std::string, std::string>>; // name, value

Lines lines_of(const std::string &text) {
    const std::string equals = " = ";
    Lines lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        const std::size_t end = std::min(line.find(equals), line.size());
        lines.emplace_back(line.substr(0, end),
                           line.substr(std::min(end + equals.size(), line.size())));
    }
    return lines;
}

const std::string *value_of(const Lines &lines, const std::string &name) {
    const auto found = std::find_if(lines.begin(), lines.end(),
                                    [&](const auto &line) { return line.first == name; });
    return found == lines.end() ? nullptr : &found->second;
}

std::string told(const std::string &value) { return value.empty() ? "empty" : shortened(value); }

} // namespace

std::vector<const GeneSpec *> swept(const Config &config) {
    std::vector<const GeneSpec *> all;
    for (const std::vector<GeneSpec> *axes : {&config.grid, &config.list})
        for (const GeneSpec &axis : *axes)
            all.push_back(&axis);
    return all;
}

std::string inputs(const Config &config, Resumed command) {
    const Keys idle = idle_keys(config, command);
    std::ostringstream lines;
    const auto add = [&](const std::string &key, const std::string &value) {
        lines << key << " = " << value << '\n';
    };
    add("version", version);
    Config copy = config; // parameters() point into what they may change
    for (const Parameter &parameter : parameters(copy)) {
        const std::string &key = parameter.key;
        if (contains(idle, key))
            continue;
        if (names_file(key))
            add(content + key, content_digest(config, key, parameter.text()));
        else if (key != images_key)
            add(key, parameter.text());
    }
    const bool sweep = command == Resumed::Sweep;
    if (sweep)
        add("swept keys", joined(swept_keys(config), ", "));
    else
        for (const GeneSpec &gene : config.genes)
            add("genes." + gene.key, joined(gene.choices, ", "));
    for (const GeneSpec &gene : config.genes)
        if (!sweep && !gene.settings.empty())
            add(content + "genes." + gene.key, settings_digest(gene));
    for (const GeneSpec *axis : swept(config))
        if (sweep && !axis->settings.empty())
            add(content + axis->key, settings_digest(*axis));
    const bool has_images = config.run.data || command == Resumed::Training;
    if (has_images && !(sweep && change_images(swept_keys(config))))
        add(content + "data.set", images_digest(config.data));
    return nn::utf8(lines.str()); // it stands in JSON
}

std::string files_digest(const Config &config, const std::vector<std::string> &keys) {
    std::string digests;
    Config copy = config;
    for (const Parameter &parameter : parameters(copy))
        if (names_file(parameter.key) && contains(keys, parameter.key))
            for (const std::string &name : files_behind(parameter.key, parameter.text()))
                if (!name.empty())
                    digests += content_digest(parameter.key, name, config.run.data) + "\n";
    if (config.run.data && change_images(keys))
        digests += images_digest(config.data) + "\n";
    return digests.empty() ? "" : nn::sha256(digests);
}

std::string changed_input(const std::string &before, const std::string &now) {
    const Lines old_lines = lines_of(before), new_lines = lines_of(now);
    for (const auto &[name, value] : new_lines) {
        const std::string *old_value = value_of(old_lines, name);
        if (old_value != nullptr && *old_value == value)
            continue;
        if (name.rfind(content, 0) == 0)
            return "the " + name + " has changed";
        if (old_value == nullptr)
            return name + " is new";
        return name + " was " + told(*old_value) + ", is " + told(value) + " now";
    }
    for (const auto &[name, value] : old_lines)
        if (value_of(new_lines, name) == nullptr)
            return name + " was " + told(value) + ", is gone";
    return "";
}

} // namespace apps
