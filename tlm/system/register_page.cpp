// SPDX-License-Identifier: Apache-2.0
#include "tlm/device/register_map.h"

#include <cctype>
#include <stdexcept>
#include <string>

namespace cim {

namespace {

const char *access_name(RegisterAccess access) {
    switch (access) {
    case RegisterAccess::ReadOnly:
        return "read only";
    case RegisterAccess::ReadWrite:
        return "read, write";
    case RegisterAccess::Command:
        return "command";
    }
    return "";
}

std::string hexadecimal(std::uint32_t value, int digits) {
    static const char figures[] = "0123456789abcdef";
    std::string text;
    for (int digit = digits - 1; digit >= 0; --digit)
        text += figures[value >> 4 * digit & 15U];
    return "0x" + text;
}

/// JobsDone becomes JOBS_DONE.
std::string macro(const std::string &name) {
    std::string text;
    for (const char letter : name) {
        if (std::isupper(static_cast<unsigned char>(letter)) && !text.empty())
            text += '_';
        text += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    }
    return text;
}

void write_values(std::ostream &out, const char *title, const std::vector<RegisterValue> &values) {
    out << "\n## " << title << "\n\n| value | name | meaning |\n|---|---|---|\n";
    for (const RegisterValue &row : values)
        out << "| " << row.value << " | " << row.name << " | " << row.sentence << " |\n";
}

void define_values(std::ostream &out, const std::string &prefix,
                   const std::vector<RegisterValue> &values) {
    out << '\n';
    for (const RegisterValue &row : values)
        out << "#define XW_" << prefix << macro(row.name) << ' ' << row.value << "u /* "
            << row.sentence << " */\n";
}

} // namespace

const RegisterInfo &register_info(Register which) {
    for (const RegisterInfo &row : register_map())
        if (row.offset == which)
            return row;
    throw std::logic_error("the register map has no such register");
}

void write_register_page(std::ostream &out) {
    out << "# Registers\n\n"
           "Written by `crossweave describe --registers page` from `tlm/device/register_map.cpp`; "
           "a test "
           "holds "
           "them together. Offsets are from the base of the window. 64-bit registers may be read "
           "and "
           "written as two words, the low one first. Bytes that no register has read as zero and "
           "ignore "
           "writes. Addresses and strides are multiples of the alignment in Capabilities.\n\n"
           "A driver that polls puts a fence (XW_FENCE of the header) between the write to Start "
           "and the first read behind it, as a CPU may let loads pass stores; it waits until "
           "JobsDone is the number that JobsAccepted had after the start, not until Busy is 0, "
           "which it is before a job begins, too; and it puts a fence before it looks at the "
           "logits. A job has succeeded if JobsDone says so and ErrorCode is 0 "
           "(gem5/program.c).\n\n"
           "| offset | name | bits | access | meaning |\n|---|---|---|---|---|\n";
    for (const RegisterInfo &row : register_map())
        out << "| " << hexadecimal(static_cast<std::uint32_t>(row.offset), 3) << " | " << row.name
            << " | " << row.bits << " | " << access_name(row.access) << " | " << row.sentence
            << " |\n";
    write_values(out, "Status bits", status_bits());
    write_values(out, "Interrupt bits", interrupt_bits());
    write_values(out, "Error codes", job_errors());
}

void write_register_header(std::ostream &out) {
    out << "/* SPDX-License-Identifier: Apache-2.0 */\n"
           "/* Written by crossweave describe --registers header from tlm/device/register_map.cpp. "
           "*/\n"
           "/* clang-format off */\n"
           "#ifndef CROSSWEAVE_REGISTERS_H\n#define CROSSWEAVE_REGISTERS_H\n\n"
           "/* Byte offsets; 64-bit registers are two words, the low one first. */\n";
    for (const RegisterInfo &row : register_map())
        out << "#define XW_" << macro(row.name) << ' '
            << hexadecimal(static_cast<std::uint32_t>(row.offset), 3) << "u /* " << row.bits
            << " bits, " << access_name(row.access) << ": " << row.sentence << " */\n";
    out << "\n/* Orders accesses to registers and memory: behind a write to Start and before its "
           "job "
           "is asked for;\n"
           "   before the logits of a job that is done are looked at. */\n"
           "#if defined(__riscv)\n"
           "#define XW_FENCE() __asm__ volatile(\"fence iorw, iorw\" ::: \"memory\")\n"
           "#elif defined(__aarch64__)\n"
           "#define XW_FENCE() __asm__ volatile(\"dsb sy\" ::: \"memory\")\n"
           "#else\n"
           "#define XW_FENCE() __sync_synchronize()\n"
           "#endif\n";
    define_values(out, "STATUS_", status_bits());
    define_values(out, "INTERRUPT_", interrupt_bits());
    define_values(out, "ERROR_", job_errors());
    out << "\n#endif\n";
}

} // namespace cim
