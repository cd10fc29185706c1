// SPDX-License-Identifier: Apache-2.0
#include "crossweave_statistics.hh"

#include "sim/root.hh"
#include "sim/sim_object.hh"

#include <tuple>
#include <utility>

namespace crossweave {

namespace {

namespace units = gem5::statistics::units;

bool ends_with(const std::string &name, const std::string &end) {
    return name.size() >= end.size() &&
           name.compare(name.size() - end.size(), end.size(), end) == 0;
}

/// The largest value ever: no reset begins it anew.
bool is_peak(const std::string &name) { return ends_with(name, ".peak_bytes"); }

/// What the end of a counter's name says.
struct Meaning {
    const char *end;
    const units::Base *unit;
    const char *sentence;
};

Meaning meaning(const std::string &name) {
    const units::Base *const count = units::Count::get(), *const cycle = units::Cycle::get(),
                             *const byte = units::Byte::get(),
                             *const energy = units::Unspecified::get(); // gem5 has joules alone
    const Meaning meanings[]{{".adc.conversions", count, "columns converted"},
                             {".array.active_rows", count, "rows driven, all reads"},
                             {".array.mvms", count, "vectors multiplied by the matrix"},
                             {".array.reads", count, "reads of an array"},
                             {".buffer.peak_bytes", byte, "most that was ever in the buffer"},
                             {".buffer.reads", count, "accesses to the buffer"},
                             {".buffer.writes", count, "accesses to the buffer"},
                             {".vector.elements", count, "elements that the vector unit made"},
                             {".noc.flits", count, "sent into the interconnect"},
                             {".noc.packets", count, "sent into the interconnect"},
                             {".chip.images", count, "images whose logits have left the chip"},
                             {".cycles", cycle, "of the chip's clock"},
                             {".busy", cycle, "at work"},
                             {".starved", cycle, "waiting for input"},
                             {".blocked", cycle, "waiting for buffer space"},
                             {".bytes_read", byte, "from memory"},
                             {".bytes_written", byte, "to memory"},
                             {".bytes", byte, "moved"},
                             {".busy_cycles", cycle, "with a job under way"},
                             {".dynamic_pj", energy, "dynamic energy of all work, pJ"},
                             {".leakage_pj", energy, "leakage while a job was under way, pJ"},
                             {".energy_pj", energy, "dynamic energy and leakage, pJ"}};
    for (const Meaning &row : meanings)
        if (ends_with("." + name, row.end))
            return row;
    return {"", count, "of the accelerator"};
}

/// The nearest SimObject above a path that is one in C++, too; SystemC modules are not.
gem5::statistics::Group &group_above(std::string &path) {
    for (std::size_t dot = path.rfind('.'); dot != std::string::npos && dot > 0;
         dot = path.rfind('.', dot - 1))
        if (gem5::SimObject *const above = gem5::SimObject::find(path.substr(0, dot).c_str())) {
            path.erase(0, dot + 1);
            return *above;
        }
    return *gem5::Root::root();
}

} // namespace

Statistics::Statistics(const std::string &path, std::function<Counters()> counters)
    : Group(nullptr), counters_(std::move(counters)) {
    std::string name = path;
    group_above(name).addStatGroup(name.c_str(), this);
    for (const auto &[counter, value] : counters_())
        values_.emplace(std::piecewise_construct, std::forward_as_tuple(counter),
                        std::forward_as_tuple(this, counter.c_str(), meaning(counter).unit,
                                              meaning(counter).sentence));
}

void Statistics::preDumpStats() {
    Group::preDumpStats();
    const Counters now = counters_();
    for (auto &[counter, value] : values_) {
        const auto before = zero_.find(counter);
        value = now.at(counter) - (before == zero_.end() || is_peak(counter) ? 0 : before->second);
    }
}

void Statistics::resetStats() {
    Group::resetStats();
    zero_ = counters_();
}

} // namespace crossweave
