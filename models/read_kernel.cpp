// SPDX-License-Identifier: Apache-2.0
#include "models/read_kernel.h"

#include "models/amx_kernel.h"
#include "models/portable_kernel.h"
#include "models/reference_kernel.h"
#include "models/table_kernel.h"

#include <stdexcept>
#include <string>

namespace cim {

int ReadPlan::rows_of(int group) const {
    return group + 1 < groups() ? driven_rows : rows - group * driven_rows;
}

const char *name_of(ReadMethod method) {
    return read_method_names[static_cast<std::size_t>(method)].first;
}

bool runs_here(ReadMethod method) {
    switch (method) {
    case ReadMethod::Avx512:
        return TableKernel::runs_here();
    case ReadMethod::Amx:
        return AmxKernel::runs_here();
    default:
        return true;
    }
}

ReadMethod fastest_method() {
    for (const ReadMethod method : {ReadMethod::Amx, ReadMethod::Avx512})
        if (runs_here(method))
            return method;
    return ReadMethod::Portable;
}

std::unique_ptr<ReadKernel> make_kernel(ReadMethod method, const ColumnCells &columns) {
    if (!runs_here(method))
        throw std::invalid_argument(std::string("this processor lacks the instructions of the "
                                                "kernel \"") +
                                    name_of(method) + "\"; take \"portable\"");
    if (method == ReadMethod::Reference)
        return std::make_unique<ReferenceKernel>(columns);
    if (method == ReadMethod::Amx && AmxKernel::takes(columns))
        return std::make_unique<AmxKernel>(columns);
    if (method == ReadMethod::Avx512 && TableKernel::takes(columns))
        return std::make_unique<TableKernel>(columns);
    return std::make_unique<PortableKernel>(columns);
}

} // namespace cim
