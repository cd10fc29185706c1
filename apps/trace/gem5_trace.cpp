// SPDX-License-Identifier: Apache-2.0
#include "apps/trace/gem5_trace.h"

#include "apps/util/files/named_files.h"
#include "nn/base/input_file.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
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

using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

constexpr std::array<unsigned char, 4> gem5_magic{'g', 'e', 'm', '5'};
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
        if (gzread(file_.get(), first.data(), 4) != 4 || first != gem5_magic)
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
    Fields(const std::string &bytes, const Source &source)
        : size_(bytes.size()), source_(source),
          in_(reinterpret_cast<const std::uint8_t *>(bytes.data()), static_cast<int>(size_)) {
        while (left() > 0) {
            const std::uint64_t key = varint();
            switch (key & 7) {
            case 0:
                numbers_[key >> 3] = varint();
                break;
            case 1:
                bytes_of(8);
                break;
            case 2:
                texts_[key >> 3] = bytes_of(varint());
                break;
            case 5:
                bytes_of(4);
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
    std::size_t left() const { return size_ - static_cast<std::size_t>(in_.CurrentPosition()); }

    std::uint64_t varint() {
        constexpr std::size_t longest = 10; // bytes
        const std::size_t before = left();
        std::uint64_t value = 0;
        if (!in_.ReadVarint64(&value))
            source_.fail_here(before < longest ? "ends within a number"
                                               : "has a number of more than ten bytes");
        return value;
    }
    std::string bytes_of(std::uint64_t length) {
        std::string bytes;
        if (length > left() || !in_.ReadString(&bytes, static_cast<int>(length)))
            source_.fail_here("ends within a field");
        return bytes;
    }

    const std::size_t size_;
    const Source &source_;
    CodedInputStream in_;
    std::map<std::uint64_t, std::uint64_t> numbers_;
    std::map<std::uint64_t, std::string> texts_;
};

void put_number(CodedOutputStream &out, unsigned tag, std::uint64_t value) {
    out.WriteTag(tag << 3);
    out.WriteVarint64(value);
}

/// A text, or a message within another.
void put_bytes(CodedOutputStream &out, unsigned tag, const std::string &bytes) {
    out.WriteTag(tag << 3 | 2);
    out.WriteVarint64(bytes.size());
    out.WriteString(bytes);
}

/// The bytes that put(stream) writes.
template <class Put> std::string coded(Put put) {
    std::string bytes;
    google::protobuf::io::StringOutputStream to(&bytes);
    CodedOutputStream out(&to);
    put(out);
    out.Trim();
    return bytes;
}

std::string header_of(const cim::MemoryTrace &trace) {
    const std::string requestor = coded([](CodedOutputStream &out) {
        put_number(out, 1, 0);
        put_bytes(out, 2, "dma");
    });
    return coded([&](CodedOutputStream &out) {
        put_bytes(out, 1, trace.name);
        put_number(out, 2, 0); // version
        put_number(out, 3, trace.ticks_per_second);
        put_bytes(out, 4, requestor);
    });
}

std::string packet_of(const cim::MemoryAccess &access) {
    return coded([&](CodedOutputStream &out) {
        put_number(out, 1, access.tick);
        put_number(out, 2, access.write ? 4 : 1);
        put_number(out, 3, access.address);
        put_number(out, 4, access.bytes);
        put_number(out, 6, 0); // requestor
    });
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
    const std::string out = coded([&](CodedOutputStream &to) {
        const auto put_message = [&to](const std::string &message) {
            to.WriteVarint64(message.size());
            to.WriteString(message);
        };
        to.WriteRaw(gem5_magic.data(), static_cast<int>(gem5_magic.size()));
        put_message(header_of(trace));
        for (const cim::MemoryAccess &access : trace.accesses)
            put_message(packet_of(access));
    });
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
