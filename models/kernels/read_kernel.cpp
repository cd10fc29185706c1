// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/read_kernel.h"

#include "models/kernels/amx/kernel.h"
#include "models/kernels/digits/kernel.h"
#include "models/kernels/driven_bits.h"
#include "models/kernels/portable_kernel.h"
#include "models/kernels/reference_kernel.h"
#include "models/kernels/row_kernel.h"
#include "models/kernels/wide_kernel.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace cim {

int ReadPlan::rows_of(int group) const {
    return group + 1 < groups() ? driven_rows : rows - group * driven_rows;
}

InputBatch InputBatch::part(std::int64_t first, std::int64_t count) const {
    InputBatch some = *this;
    some.position += first * step;
    some.vectors = std::min(vectors - first, count);
    some.x += first * stride;
    return some;
}

const char *name_of(ReadMethod method) {
    return read_method_names[static_cast<std::size_t>(method)].first;
}

bool runs_here(ReadMethod method) {
    switch (method) {
    case ReadMethod::Avx2:
        return RowKernel::runs_here();
    case ReadMethod::Avx512:
        return WideKernel::runs_here();
    case ReadMethod::Amx:
        return AmxKernel::runs_here();
    default:
        return true;
    }
}

ReadMethod fastest_method() {
    for (const ReadMethod method : {ReadMethod::Amx, ReadMethod::Avx512, ReadMethod::Avx2})
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
    if (!PortableKernel::takes(columns))
        return std::make_unique<DigitKernel>(columns, DigitTable::widest(method));
    if (method >= ReadMethod::Avx512 && WideKernel::runs_here() && WideKernel::takes(columns))
        return std::make_unique<WideKernel>(columns);
    if (method != ReadMethod::Portable && RowKernel::runs_here() && RowKernel::takes(columns))
        return std::make_unique<RowKernel>(columns);
    return std::make_unique<PortableKernel>(columns);
}

std::int64_t ReadKernel::call_vectors(std::int64_t vectors) {
    const std::int64_t calls = (vectors + most_vectors - 1) / most_vectors;
    return std::min<std::int64_t>(most_vectors, ((vectors + calls - 1) / calls + 1) / 2 * 2);
}

void ReadKernel::add_outputs(const InputBatch &in, const SliceSum &slices, std::int32_t *y,
                             std::ptrdiff_t stride) const {
    const std::int64_t width = padded(static_cast<int>(slices.pitch()) * slices.slices);
    const std::int64_t count = call_vectors(in.vectors);
    const auto codes = register_lines(count * width);
    for (std::int64_t first = 0; first < in.vectors; first += count) {
        const InputBatch some = in.part(first, count);
        this->codes(some, codes[0].value);
        for (std::int64_t v = 0; v < some.vectors; ++v, y += stride)
            slices.add(codes[0].value + v * width, y);
    }
}

void ReadKernel::add_driven_bits(const InputBatch &in, int rows, std::int32_t *ones) const {
    cim::add_driven_bits(in, rows, ones);
}

} // namespace cim
