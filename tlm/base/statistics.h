// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/clock.h"

#include <systemc>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cim {

/// What a statistic is a number of.
enum class Measure { Count, Cycles, Bytes, Picojoules };

/// "count", "cycle", "byte", "pJ".
const char *text(Measure measure);

class Statistic;

/// The statistics of a module, a member of it and one of its attributes. They are found by walking
/// the tree of sc_objects, and carry the module's name or that of the unit that it is a part of.
class Stats : public sc_core::sc_attr_base {
  public:
    explicit Stats(sc_core::sc_object &module) : Stats(module, &module) {}
    /// Of `unit`, of which the module is a part; null: of one without a name.
    Stats(sc_core::sc_object &module, const sc_core::sc_object *unit)
        : sc_attr_base(unit ? unit->name() : "") {
        module.add_attribute(*this);
    }
    Stats(const Stats &) = delete;
    Stats &operator=(const Stats &) = delete;

    /// Full name of the unit whose statistics these are.
    const std::string &unit() const { return name(); }
    const std::vector<const Statistic *> &all() const { return all_; }

  private:
    friend class Statistic;

    std::vector<const Statistic *> all_;
};

/// A number that a unit tells. Its name, its measure and what it means are said here alone, where
/// it is counted.
class Statistic {
  public:
    /// `name` is that within the unit: "noc.flits" of chip.tile3. `sentence` must stay where it is.
    Statistic(Stats &stats, std::string name, Measure measure, const char *sentence);
    virtual ~Statistic() = default;
    Statistic(const Statistic &) = delete;
    Statistic &operator=(const Statistic &) = delete;

    const std::string &name() const { return name_; }
    Measure measure() const { return measure_; }
    const char *sentence() const { return sentence_; }
    /// From the unit's first cycle up to the cycle `end`; a count is exact below 2^53.
    virtual double value(Cycle end) const = 0;
    /// Whether it is the largest value ever, not a sum: one that no reset begins anew.
    virtual bool is_largest() const { return false; }

  private:
    const std::string name_;
    const Measure measure_;
    const char *const sentence_;
};

/// A plain number, counted up where something happens.
class Counter : public Statistic {
  public:
    using Statistic::Statistic;

    Counter &operator++() { return *this += 1; }
    Counter &operator+=(std::int64_t more) {
        count_ += more;
        return *this;
    }
    operator std::int64_t() const { return count_; }
    double value(Cycle /*end*/) const override { return static_cast<double>(count_); }

  private:
    std::int64_t count_ = 0;
};

/// What follows from other numbers when it is asked for.
class Figure : public Statistic {
  public:
    using Value = std::function<double(Cycle end)>;

    Figure(Stats &stats, std::string name, Measure measure, const char *sentence, Value value)
        : Statistic(stats, std::move(name), measure, sentence), value_(std::move(value)) {}
    double value(Cycle end) const override { return value_(end); }

  private:
    const Value value_;
};

/// The largest value ever.
class Largest : public Figure {
  public:
    using Figure::Figure;
    bool is_largest() const override { return true; }
};

/// The statistics of `top` and of all below it, by full name.
std::map<std::string, const Statistic *> statistics_of(const sc_core::sc_object &top);

/// Their values up to the cycle `end`.
std::map<std::string, double> values_of(const sc_core::sc_object &top, Cycle end);

/// What the statistics of one kind mean, those of all tiles for instance.
struct Meaning {
    Measure measure = Measure::Count;
    std::string sentence;
    bool peak = false; ///< the largest value ever, not a sum
};

/// By kind, "chip.tile.noc.flits" (common/kind.h).
using Meanings = std::map<std::string, Meaning>;

/// Of the statistics of `top` and of all below it.
Meanings meanings_of(const sc_core::sc_object &top);

} // namespace cim
