// SPDX-License-Identifier: Apache-2.0
#include "apps/trace/gem5_trace.h"

#include "nn/base/input_file.h"
#include "apps/util/named_files.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

namespace apps {

namespace {

constexpr std::array<unsigned char, 4> magic{'g', 'e', 'm', '5'};
constexpr std::uint64_t longest_message = std::uint64_t{1} << 20; ///< bytes; gem5's take about 30
constexpr std::uint64_t longest_access = std::uint64_t{1} << 20;  ///< bytes

enum class Effect { None, Read, Write };

/// MemCmd of gem5 24.0; ReadReq and WriteReq are the same in all versions.
Effect effect_of(std::uint64_t command) {
    switch (command) {
    case 1:
    case 11:
    case 13:
    case 22:
    case 24:
    case 25:
    case 26:
    case 30:
        return Effect::Read;
    case 4:
    case 7:
    case 8:
    case 9:
    case 16:
    case 27:
    case 32:
        return Effect::Write;
    default:
        return Effect::None;
    }
}

/// The bytes of a trace, compressed or not; every fault names the file and the message.
class Source {
  public:
    explicit Source(const std::string &name) : name_(name), file_(opened(name)) {
        gzbuffer(file_.get(), 1U << 17);
        std::array<unsigned char, 4> first{};
        if (gzread(file_.get(), first.data(), 4) != 4 || first != magic)
            fail("no gem5 packet trace: it does not begin with \"gem5\"");
    }

    /// The next message; nothing at the end of the file.
    std::optional<std::string> message() {
        std::uint64_t length = 0;
        for (int shift = 0;; shift += 7) {
            const int byte = gzgetc(file_.get());
            if (byte < 0) {
                check_end();
                if (shift == 0)
                    return std::nullopt;
                fail("ends within the length of message " + std::to_string(number_));
            }
            if (shift > 28)
                fail("message " + std::to_string(number_) + " has a length of too many bytes");
            length |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0)
                break;
        }
        if (length > longest_message)
            fail("message " + std::to_string(number_) + " would be " + std::to_string(length) +
                 " bytes long; " + std::to_string(longest_message) + " at most is right");
        std::string bytes(length, '\0');
        if (gzread(file_.get(), bytes.data(), static_cast<unsigned>(length)) !=
            static_cast<int>(length)) {
            check_end();
            fail("ends within message " + std::to_string(number_));
        }
        if (nn::unpacks_too_far(file_.get()))
            fail("broken before message " + std::to_string(number_) +
                 ": gzip data that unpack to more than a trace has, " +
                 std::to_string(gztell(file_.get())) + " bytes so far");
        ++number_;
        return bytes;
    }

    [[noreturn]] void fail(const std::string &what) const {
        throw std::invalid_argument(name_ + ": " + what);
    }
    /// Of the message that was read last; 0 is the header.
    [[noreturn]] void fail_here(const std::string &what) const {
        fail("message " + std::to_string(number_ - 1) + " " + what);
    }

  private:
    static nn::GzipFile opened(const std::string &name) {
        try {
            return nn::open_gzip(name);
        } catch (const std::runtime_error &fault) {
            throw std::invalid_argument(fault.what());
        }
    }

    /// A compressed file that was cut short, or whose check sum is wrong, is no end.
    void check_end() {
        int status = Z_OK;
        const char *const text = gzerror(file_.get(), &status);
        if (status != Z_OK)
            fail("broken before message " + std::to_string(number_) + ": " +
                 (status == Z_BUF_ERROR ? "the compressed file was cut short" : text));
    }

    const std::string name_;
    nn::GzipFile file_;
    int number_ = 0;
};

/// The fields of a message: whole numbers and texts by their tag.
class Fields {
  public:
    Fields(const std::string &bytes, const Source &source) : bytes_(bytes), source_(source) {
        while (at_ < bytes_.size()) {
            const std::uint64_t key = varint();
            switch (key & 7) {
            case 0:
                numbers_[key >> 3] = varint();
                break;
            case 1:
                skip(8);
                break;
            case 2: {
                const std::uint64_t length = varint();
                const std::size_t first = at_;
                skip(length);
                texts_[key >> 3] = bytes_.substr(first, length);
                break;
            }
            case 5:
                skip(4);
                break;
            default:
                source_.fail_here("has a field of unknown form");
            }
        }
    }

    std::uint64_t number(std::uint64_t tag, const char *name) const {
        const auto found = numbers_.find(tag);
        if (found == numbers_.end())
            source_.fail_here(std::string("has no ") + name);
        return found->second;
    }
    std::string text(std::uint64_t tag) const {
        const auto found = texts_.find(tag);
        return found == texts_.end() ? "" : found->second;
    }

  private:
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at_ == bytes_.size())
                source_.fail_here("ends within a number");
            const auto byte = static_cast<unsigned char>(bytes_[at_++]);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0)
                return value;
        }
        source_.fail_here("has a number of more than ten bytes");
    }
    void skip(std::uint64_t count) {
        if (count > bytes_.size() - at_)
            source_.fail_here("ends within a field");
        at_ += count;
    }

    const std::string &bytes_;
    const Source &source_;
    std::size_t at_ = 0;
    std::map<std::uint64_t, std::uint64_t> numbers_;
    std::map<std::uint64_t, std::string> texts_;
};

void put_varint(std::string &out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

void put_number(std::string &out, unsigned tag, std::uint64_t value) {
    put_varint(out, tag << 3);
    put_varint(out, value);
}

void put_text(std::string &out, unsigned tag, const std::string &text) {
    put_varint(out, tag << 3 | 2U);
    put_varint(out, text.size());
    out += text;
}

} // namespace

cim::MemoryTrace read_gem5_trace(const std::string &file) {
    Source source(file);
    const std::optional<std::string> header = source.message();
    if (!header)
        source.fail("has no header");
    const Fields head(*header, source);
    cim::MemoryTrace trace;
    trace.name = head.text(1);
    trace.ticks_per_second = head.number(3, "tick_freq");
    if (trace.ticks_per_second == 0)
        source.fail_here("has a tick_freq of 0");
    while (const std::optional<std::string> message = source.message()) {
        const Fields packet(*message, source);
        const Effect effect = effect_of(packet.number(2, "cmd"));
        if (effect == Effect::None) {
            ++trace.skipped;
            continue;
        }
        const std::uint64_t bytes = packet.number(4, "size");
        if (bytes == 0 || bytes > longest_access)
            source.fail_here("is an access of " + std::to_string(bytes) + " bytes; 1 to " +
                             std::to_string(longest_access) + " is right");
        trace.accesses.push_back({packet.number(1, "tick"), effect == Effect::Write,
                                  packet.number(3, "addr"), static_cast<std::uint32_t>(bytes)});
    }
    return trace;
}

void write_gem5_trace(const cim::MemoryTrace &trace, const std::string &file) {
    std::string out(magic.begin(), magic.end());
    const auto put_message = [&out](const std::string &message) {
        put_varint(out, message.size());
        out += message;
    };
    std::string header, requestor;
    put_text(header, 1, trace.name);
    put_number(header, 2, 0); // version
    put_number(header, 3, trace.ticks_per_second);
    put_number(requestor, 1, 0);
    put_text(requestor, 2, "dma");
    put_text(header, 4, requestor);
    put_message(header);
    for (const cim::MemoryAccess &access : trace.accesses) {
        std::string packet;
        put_number(packet, 1, access.tick);
        put_number(packet, 2, access.write ? 4 : 1);
        put_number(packet, 3, access.address);
        put_number(packet, 4, access.bytes);
        put_number(packet, 6, 0); // requestor
        put_message(packet);
    }
    const bool compressed = file.size() > 3 && file.compare(file.size() - 3, 3, ".gz") == 0;
    write_named_files([&](nn::ResultFiles &files) {
        errno = 0;
        nn::GzipFile made(gzopen(files.begin(file).c_str(), compressed ? "wb" : "wbT"));
        const bool written =
            made && gzwrite(made.get(), out.data(), static_cast<unsigned>(out.size())) ==
                        static_cast<int>(out.size());
        if (!written || gzclose(made.release()) != Z_OK)
            throw nn::WriteError(file, std::strerror(errno != 0 ? errno : EIO));
    });
}

} // namespace apps
