// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/shared_answers.h"

#include "apps/util/error.h"
#include "apps/util/json_text.h"

#include <stdexcept>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

constexpr char answered[] = "answer", refused[] = "refused";

} // namespace

std::string shared_answer(const std::function<Json()> &work) {
    try {
        return json_text(Json{{answered, work()}});
    } catch (const ConfigError &fault) {
        return json_text(Json{{refused, fault.what()}});
    } catch (const std::invalid_argument &fault) {
        return json_text(Json{{refused, fault.what()}});
    }
}

Json answer_in(const search::Reply &reply) {
    if (reply.failed)
        throw std::runtime_error(reply.text);
    Json answer = Json::parse(reply.text);
    if (answer.contains(refused))
        throw ConfigError(answer[refused].get<std::string>());
    return std::move(answer[answered]);
}

} // namespace apps
