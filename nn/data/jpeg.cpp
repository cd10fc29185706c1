// SPDX-License-Identifier: Apache-2.0
#include "nn/data/jpeg.h"

#include "nn/base/file_bytes.h"

#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <stdexcept>

#include <jpeglib.h>

namespace nn {
namespace {

constexpr unsigned largest_side = 4096;

/// libjpeg's way to give up, by a jump to where the decoding began.
struct Trap {
    jpeg_error_mgr library;
    std::jmp_buf start;
    char message[JMSG_LENGTH_MAX] = "";
};

void give_up(j_common_ptr decoder) {
    auto *trap = reinterpret_cast<Trap *>(decoder->err);
    trap->library.format_message(decoder, trap->message);
    std::longjmp(trap->start, 1);
}

void stay_silent(j_common_ptr) {}

/// Decodes into memory that outlives the jump; false with trap.message set if it cannot.
bool decode(const std::vector<std::uint8_t> &bytes, Trap &trap, Picture &picture) {
    jpeg_decompress_struct decoder{};
    decoder.err = jpeg_std_error(&trap.library);
    trap.library.error_exit = give_up;
    trap.library.output_message = stay_silent;
    if (setjmp(trap.start) != 0) {
        jpeg_destroy_decompress(&decoder);
        return false;
    }
    jpeg_create_decompress(&decoder);
    jpeg_mem_src(&decoder, bytes.data(), static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(&decoder, TRUE);
    if (decoder.image_width > largest_side || decoder.image_height > largest_side) {
        std::snprintf(trap.message, sizeof trap.message, "more than %u pixels a side",
                      largest_side);
        jpeg_destroy_decompress(&decoder);
        return false;
    }
    decoder.out_color_space = JCS_RGB;
    jpeg_start_decompress(&decoder);
    picture.shape = {3, static_cast<int>(decoder.output_height),
                     static_cast<int>(decoder.output_width)};
    picture.pixels.resize(static_cast<std::size_t>(picture.shape.size()));
    while (decoder.output_scanline < decoder.output_height) {
        JSAMPROW row =
            picture.pixels.data() + std::size_t{decoder.output_scanline} * decoder.output_width * 3;
        jpeg_read_scanlines(&decoder, &row, 1);
    }
    const bool whole = trap.library.num_warnings == 0;
    if (!whole)
        std::snprintf(trap.message, sizeof trap.message, "damaged or cut short");
    jpeg_finish_decompress(&decoder);
    jpeg_destroy_decompress(&decoder);
    return whole;
}

} // namespace

Picture read_jpeg(const std::string &file) {
    const std::vector<std::uint8_t> bytes = file_bytes(file);
    Trap trap;
    Picture picture;
    if (!decode(bytes, trap, picture))
        throw std::runtime_error(file + ": " + trap.message);
    return picture;
}

} // namespace nn
