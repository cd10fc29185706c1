// SPDX-License-Identifier: Apache-2.0
#include "apps/design/classification.h"

#include "nn/base/parallel.h"
#include "nn/base/softmax.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace apps {

namespace {

constexpr int group = 25; ///< images between two looks at the clock

int count_right(const Classifier &classifier, const nn::Images &test, int first, int count) {
    const nn::QuantizedNetwork &network = classifier.network;
    std::vector<float> logits(static_cast<std::size_t>(count * network.classes));
    nn::infer(network, *classifier.matmul(), test.batch(first, count), logits.data());
    int right = 0;
    for (int i = 0; i < count; ++i) {
        right += nn::predicted_class(logits.data() + i * network.classes, network.classes) ==
                 test.labels[static_cast<std::size_t>(first + i)];
    }
    return right;
}

/// The work that is left, handed to threads: groups of images of classifiers that are there, or
/// else a classifier to be made.
class Work {
  public:
    Work(const Classifiers &classifiers, const nn::Images &test, int images,
         const std::function<bool()> &go_on)
        : make_(classifiers.make), test_(test), images_(images), go_on_(go_on),
          jobs_(static_cast<std::size_t>(classifiers.count)) {}

    /// One thread's share of it.
    void run() {
        std::unique_lock<std::mutex> lock(mutex_);
        while (!over_) {
            if (const auto ready = with_images(); ready != jobs_.end()) {
                classify(*ready, lock);
            } else if (made_ < jobs_.size()) {
                make(jobs_[made_++], lock);
            } else if (making_ > 0) {
                changed_.wait(lock);
            } else {
                return;
            }
        }
    }

    /// Ends every thread's share; an exception has been thrown.
    void give_up() {
        const std::lock_guard<std::mutex> lock(mutex_);
        over_ = true;
        changed_.notify_all();
    }

    std::vector<double> shares() const {
        std::vector<double> found;
        for (const Job &job : jobs_)
            found.push_back(job.done == images_ ? static_cast<double>(job.right) / images_ : -1);
        return found;
    }

  private:
    struct Job {
        std::shared_ptr<const Classifier> classifier; ///< while it has images left
        int next = 0, done = 0, right = 0;            ///< images
    };

    std::vector<Job>::iterator with_images() {
        return std::find_if(jobs_.begin(), jobs_.end(), [this](const Job &job) {
            return job.classifier && job.next < images_;
        });
    }

    void make(Job &job, std::unique_lock<std::mutex> &lock) {
        const auto number = static_cast<int>(&job - jobs_.data());
        ++making_;
        lock.unlock();
        auto made = std::make_shared<const Classifier>(make_(number));
        lock.lock();
        --making_;
        job.classifier = std::move(made);
        changed_.notify_all();
    }

    void classify(Job &job, std::unique_lock<std::mutex> &lock) {
        const int first = job.next, count = std::min(group, images_ - first);
        job.next += count;
        const std::shared_ptr<const Classifier> classifier = job.classifier;
        if (job.next == images_)
            job.classifier.reset();
        lock.unlock();
        const int right = count_right(*classifier, test_, first, count);
        lock.lock();
        job.done += count;
        job.right += right;
        if (!go_on_()) {
            over_ = true;
            changed_.notify_all();
        }
    }

    const std::function<Classifier(int)> &make_;
    const nn::Images &test_;
    const int images_;
    const std::function<bool()> &go_on_;
    std::mutex mutex_; ///< of what follows
    std::condition_variable changed_;
    std::vector<Job> jobs_;
    std::size_t made_ = 0; ///< made or being made
    int making_ = 0;
    bool over_ = false;
};

} // namespace

std::vector<double> shares_right(const Classifiers &classifiers, const nn::Images &test, int images,
                                 int threads, const std::function<bool()> &go_on) {
    Work work(classifiers, test, images, go_on);
    nn::parallel(threads, threads, [&](int, int) {
        try {
            work.run();
        } catch (...) {
            work.give_up();
            throw;
        }
    });
    return work.shares();
}

int image_groups(int images) { return (images + group - 1) / group; }

const ClassifierList &list_named(const std::string &name,
                                 const std::vector<ClassifierList> &lists) {
    const auto found = std::find_if(lists.begin(), lists.end(),
                                    [&](const ClassifierList &list) { return list.name == name; });
    if (found == lists.end())
        throw std::logic_error("no list of classifiers is called " + name);
    return *found;
}

Shares shares_on_threads(const nn::Images &test, int images, int threads) {
    return [&test, images, threads](const ClassifierList &list, const std::vector<int> &numbers,
                                    const std::function<bool()> &go_on) {
        const auto count = static_cast<int>(numbers.size());
        const int for_making = std::max(1, threads / std::max(1, count));
        const auto make = [&](int place) {
            return list.make(numbers[static_cast<std::size_t>(place)], for_making);
        };
        return shares_right({count, make}, test, images, threads, go_on);
    };
}

} // namespace apps
