// SPDX-License-Identifier: Apache-2.0
#include "apps/design/shared_classification.h"

#include "apps/design/error_budget.h"
#include "apps/util/text.h"
#include "search/search.h"

#include <sstream>
#include <stdexcept>

namespace apps {

namespace {

/// What all workers can make.
std::vector<ClassifierList> all_lists(const Subject &subject, const Config &config,
                                      const nn::Dataset &data, const Fidelity &fidelity) {
    std::vector<ClassifierList> lists{chips_of(subject, config, data)};
    if (fidelity.budget && config.accuracy.budget_chips > 0)
        for (ClassifierList &list : budget_classifiers(subject, config, data, fidelity.threads))
            lists.push_back(std::move(list));
    return lists;
}

/// A request in words: "chips 3".
std::string request_for(const ClassifierList &list, int number) {
    return list.name + " " + std::to_string(number);
}

/// Its answer: the share, by a worker's own threads.
std::string share_in_words(const std::string &request, const std::vector<ClassifierList> &lists,
                           const Shares &own) {
    std::istringstream words(request);
    std::string name;
    int number = 0;
    words >> name >> number;
    return number_text(own(list_named(name, lists), {number}, [] { return true; }).front());
}

} // namespace

Shares shares_in_pool(const Subject &subject, const Config &config, const nn::Dataset &data,
                      const Fidelity &fidelity) {
    if (!fidelity.pool)
        return {};
    const int images = images_judged_by(data, fidelity), groups = image_groups(images);
    const std::shared_ptr<search::Pool> pool = fidelity.pool(
        [lists = all_lists(subject, config, data, fidelity),
         own = shares_on_threads(judged_by(data, fidelity), images, fidelity.threads)](
            const std::string &request) { return share_in_words(request, lists, own); });
    return [pool, groups](const ClassifierList &list, const std::vector<int> &numbers,
                          const std::function<bool()> &go_on) {
        std::vector<std::string> requests;
        for (const int number : numbers)
            requests.push_back(request_for(list, number));
        std::vector<double> shares(numbers.size(), -1);
        const auto on_done = [&](std::size_t index, const search::Reply &reply) {
            if (reply.failed)
                throw std::runtime_error(requests[index] + ": " + reply.text);
            shares[index] = std::stod(reply.text);
            for (int group = 0; group < groups; ++group)
                if (!go_on())
                    throw search::Stopped{};
        };
        try {
            pool->run(requests, on_done);
        } catch (const search::Stopped &) { // those that are done count
        }
        return shares;
    };
}

} // namespace apps
