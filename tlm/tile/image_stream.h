// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

namespace cim {

/// The images of all jobs one after another, as they go through the chip: image 0 is the first one
/// ever.
class ImageStream {
  public:
    /// `count` more images; the first one has number `number` in the data set.
    void append(std::int64_t number, std::int64_t count) {
        parts_.push_back({count_, number});
        change(count);
    }
    /// The last `count` images will not come after all.
    void withdraw(std::int64_t count) { change(-count); }
    /// Images before `image` have left the chip.
    void forget_before(std::int64_t image) {
        while (parts_.size() > 1 && parts_[1].first <= image)
            parts_.pop_front();
    }

    /// As at the start; nobody is called.
    void reset() {
        count_ = 0;
        parts_.clear();
    }

    /// Images that have come or will come.
    std::int64_t count() const { return count_; }
    /// Number in the data set of an image inside the chip.
    std::int64_t number(std::int64_t image) const {
        auto part = parts_.rbegin();
        while (part->first > image)
            ++part;
        const auto number = static_cast<std::uint64_t>(part->number); // which a driver may choose
        return static_cast<std::int64_t>(number + static_cast<std::uint64_t>(image - part->first));
    }
    /// Whom to call when there are more or less.
    void on_change(std::function<void()> wake) { wake_.push_back(std::move(wake)); }

  private:
    struct Part {
        std::int64_t first, number;
    };
    void change(std::int64_t by) {
        count_ += by;
        for (const auto &wake : wake_)
            wake();
    }

    std::int64_t count_ = 0;
    std::deque<Part> parts_;
    std::vector<std::function<void()>> wake_;
};

} // namespace cim
