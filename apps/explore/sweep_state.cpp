// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/sweep_state.h"

#include "apps/config/inputs.h"
#include "apps/util/files/text_file.h"
#include "apps/util/json_text.h"
#include "nn/base/input_file.h"
#include "nn/base/json_text.h"
#include "nn/base/sha256.h"

#include <cstdint>
#include <stdexcept>

namespace apps {

namespace {

using Json = nlohmann::ordered_json;

constexpr char digest_key[] = "digest", identity_key[] = "identity";

std::string digest_of(Json sweep) {
    sweep.erase(digest_key);
    return nn::sha256(json_text(sweep));
}

std::string text(const Json &object, const char *key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool is_point(const Json &point) {
    if (!point.is_object() || !point.contains("values") || !point["values"].is_array())
        return false;
    for (const Json &value : point["values"])
        if (!value.is_string())
            return false;
    return true;
}

/// Whether this is what seal() left.
bool is_whole(const Json &sweep) {
    if (text(sweep, digest_key) != digest_of(sweep) || !sweep.contains("points") ||
        !sweep["points"].is_array())
        return false;
    for (const Json &point : sweep["points"])
        if (!is_point(point))
            return false;
    return true;
}

} // namespace

void seal(Json &sweep) { sweep[digest_key] = digest_of(sweep); }

KnownPoints known_points(const std::string &folder, const std::string &inputs) {
    KnownPoints points;
    const std::string file = folder + "/report.json";
    const auto refuse = [&](const std::string &what) {
        throw ConfigError(file + ": " + what +
                          "; name another folder with run.out, or remove the file");
    };
    Json report;
    try {
        if (!nn::was_left(file))
            return points;
        report = nn::parse_json<Json>(nn::file_text(file, most_report_bytes), file);
    } catch (const nn::ReadError &fault) {
        throw ConfigError(fault.what());
    } catch (const std::runtime_error &fault) {
        throw ConfigError(std::string(fault.what()) +
                          "; it is damaged: name another folder with run.out, or remove the file");
    }
    if (!report.is_object())
        refuse("no readable report, it is damaged");
    const auto sweep = report.find("sweep");
    if (sweep == report.end())
        refuse("the report of another config");
    if (!sweep->is_object() || !is_whole(*sweep))
        refuse("the points in it are damaged, or of another version of this program");
    if (const std::string change = changed_input(text(*sweep, identity_key), inputs);
        !change.empty())
        refuse("the report of another config (" + change + ")");
    for (const Json &point : (*sweep)["points"])
        points.emplace(point["values"].get<SweepPoint>(), point);
    return points;
}

} // namespace apps
