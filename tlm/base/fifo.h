// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/circular_buffer.hpp>

#include <utility>

namespace cim {

/// A queue in one piece of memory, which it keeps: it grows when it is full and allocates nothing
/// before the first element.
template <class T> class Fifo {
  public:
    bool empty() const { return ring_.empty(); }
    std::size_t size() const { return ring_.size(); }
    T &front() { return ring_.front(); }
    const T &front() const { return ring_.front(); }
    T &back() { return ring_.back(); }
    const T &back() const { return ring_.back(); }
    /// Counted from the front.
    T &operator[](std::size_t i) { return ring_[i]; }
    const T &operator[](std::size_t i) const { return ring_[i]; }
    void push_back(T thing) {
        if (ring_.full())
            ring_.set_capacity(2 * ring_.capacity() + 2);
        ring_.push_back(std::move(thing));
    }
    auto begin() const { return ring_.begin(); }
    auto end() const { return ring_.end(); }
    void pop_front() { ring_.pop_front(); }
    void clear() { ring_.clear(); }
    /// Keeps an order: `before(a, b)` says that a comes first; equal ones stay as they came.
    template <class Before> void insert(T thing, const Before &before) {
        push_back(std::move(thing));
        for (auto here = ring_.end() - 1; here != ring_.begin() && before(*here, *(here - 1));
             --here)
            std::swap(*here, *(here - 1));
    }

  private:
    boost::circular_buffer<T> ring_;
};

} // namespace cim
