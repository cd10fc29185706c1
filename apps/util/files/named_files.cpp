// SPDX-License-Identifier: Apache-2.0
#include "apps/util/files/named_files.h"

namespace apps {

void write_named_files(const std::function<void(nn::ResultFiles &)> &add) {
    try {
        nn::ResultFiles files;
        add(files);
        files.keep();
    } catch (const nn::WriteError &fault) {
        throw std::invalid_argument(fault.what());
    }
}

} // namespace apps
