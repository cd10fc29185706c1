// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/memory/dram_controller.h"
#include "models/memory/dram_place.h"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace cim {

/// A channel of banks with rows, and its controller. Bursts wait in a queue of reads and in one of
/// writes; of those whose next command can be given first, the oldest gets it (FR-FCFS). A row
/// stays open until another one of its bank is wanted, or a refresh closes all. Times between
/// commands are all that holds up one; it moves from command to command, without a clock.
class DramChannel : public DramController {
  public:
    explicit DramChannel(const DramTiming &dram);

    Asked ask(const DramAccess &access, DramTime time) override;
    DramTime next() override;
    std::vector<Answer> run(DramTime time) override;
    std::int64_t rows_opened() const override { return rows_opened_; }
    std::int64_t refreshes(DramTime time) const override {
        return dram_.refi > 0 ? time / dram_.refi : 0;
    }

  private:
    /// A part of an access, of one column.
    struct Burst {
        std::int64_t access;
        bool write;
        DramPlace place;
        DramTime from; ///< in its queue
    };
    using Queue = std::vector<Burst>; ///< oldest first
    /// An access some of whose bursts are not done.
    struct Pending {
        BurstRange range;
        std::uint64_t left; ///< bursts that are not done
        bool write;
        DramTime from, done;
        std::uint64_t queued = 0; ///< bursts that have entered their queue
    };
    struct Bank {
        std::optional<std::uint64_t> row; ///< that is open
        int wanted = 0;                   ///< bursts for which it was opened, not served
        DramTime activate = 0, column = 0, precharge = 0; ///< from when on each can be
    };
    /// From when on commands can be, of a bank group or of all.
    struct Earliest {
        DramTime activate = 0, read = 0, write = 0;
    };
    struct Choice {
        DramTime time = dram_never;
        Queue *queue = nullptr; ///< null: a refresh
        std::size_t index = 0;
    };

    void skip_refreshes(DramTime time);
    void fill(DramTime time);
    Choice choose();
    void consider(Queue &queue, DramTime limit, Choice &best);
    DramTime earliest(const Burst &burst) const;
    void give(const Choice &choice);
    void activate(Queue &queue, std::size_t index);
    void transfer(Queue &queue, std::size_t index);
    void refresh();

    const DramTiming dram_;
    DramTime now_ = 0; ///< of the last command
    std::vector<Bank> banks_;
    std::vector<Earliest> groups_;
    Earliest all_;
    std::array<DramTime, 4> activations_; ///< the last four
    std::size_t oldest_activation_ = 0;
    DramTime refresh_due_;
    Queue reads_, writes_, opened_; ///< opened_: their row was opened for them
    bool draining_ = false;         ///< writes go first
    std::deque<Pending> pending_;   ///< accesses from first_pending_ on
    std::int64_t first_pending_ = 0;
    std::int64_t filling_ = 0; ///< access whose bursts are queued next
    std::optional<Choice> choice_;
    std::vector<Answer> answers_;
    std::int64_t rows_opened_ = 0;
};

} // namespace cim
