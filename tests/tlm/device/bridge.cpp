// SPDX-License-Identifier: Apache-2.0
// The register port as a bridge uses it that sends non-blocking requests from outside any process.
#include "tests/tlm/device_bench.h"

#include <gtest/gtest.h>

using namespace cim;

namespace {

Bench bridge_bench() {
    return Bench(nn::random_network({1, 4, 4}, {nn::linear(4)}, 1), ChipSpec{}, {}, {}, 1);
}

/// What a bridge hangs on a payload: it must come back with it.
struct Tag : tlm::tlm_extension<Tag> {
    int number = 0;
    tlm::tlm_extension_base *clone() const override { return new Tag(*this); }
    void copy_from(const tlm::tlm_extension_base &other) override {
        *this = static_cast<const Tag &>(other);
    }
};

/// A read of the identity.
struct Request {
    explicit Request(tlm::tlm_mm_interface &pool, std::uint64_t address) : payload(&pool) {
        payload.acquire();
        payload.set_command(tlm::TLM_READ_COMMAND);
        payload.set_address(address);
        payload.set_data_ptr(reinterpret_cast<std::uint8_t *>(&value));
        payload.set_data_length(4);
        payload.set_streaming_width(4);
        payload.set_dmi_allowed(true);
        payload.set_extension(&tag);
    }
    ~Request() { payload.clear_extension<Tag>(); }
    tlm::tlm_generic_payload payload;
    std::uint32_t value = 0;
    Tag tag;
};

struct NoPool : tlm::tlm_mm_interface {
    int freed = 0;
    void free(tlm::tlm_generic_payload *) override { ++freed; }
};

tlm::tlm_sync_enum send(DeviceBench<64> &device, Request &request, tlm::tlm_phase phase_sent,
                        tlm::tlm_phase &phase) {
    phase = phase_sent;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    return device.socket()->nb_transport_fw(request.payload, phase, delay);
}

/// A device whose master takes its answers when it wants to.
struct LateBench {
    LateBench() {
        device.socket().take_at_once = false;
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
    }

    const Bench work = bridge_bench();
    Kernel kernel;
    DeviceBench<64> device{work};
    NoPool pool;
};

} // namespace

TEST(RegisterPort, AcceptsAtOnceAndAnswersInOrder) {
    const Bench work = bridge_bench();
    Kernel kernel;
    DeviceBench<64> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    NoPool pool;
    std::vector<std::unique_ptr<Request>> requests;
    for (int i = 0; i < 20; ++i) {
        requests.push_back(std::make_unique<Request>(pool, device.base));
        requests.back()->tag.number = i;
        tlm::tlm_phase phase;
        EXPECT_EQ(send(device, *requests.back(), tlm::BEGIN_REQ, phase), tlm::TLM_UPDATED);
        EXPECT_EQ(phase, tlm::END_REQ);
    }
    sc_core::sc_start();
    const auto &answers = device.socket().answers;
    ASSERT_EQ(answers.size(), 20U);
    for (int i = 0; i < 20; ++i) {
        const auto &payload = *answers[static_cast<std::size_t>(i)];
        EXPECT_EQ(payload.get_extension<Tag>()->number, i);
        EXPECT_EQ(payload.get_response_status(), tlm::TLM_OK_RESPONSE);
        EXPECT_FALSE(payload.is_dmi_allowed());
        EXPECT_EQ(requests[static_cast<std::size_t>(i)]->value, device_identity);
        EXPECT_EQ(payload.get_ref_count(), 1);
    }
}

TEST(RegisterPort, AnswersTheNextOnlyWhenTheLastAnswerWasTaken) {
    LateBench late;
    DeviceBench<64> &device = late.device;
    Request first(late.pool, device.base), second(late.pool, device.base);
    tlm::tlm_phase phase;
    send(device, first, tlm::BEGIN_REQ, phase);
    send(device, second, tlm::BEGIN_REQ, phase);
    sc_core::sc_start();
    ASSERT_EQ(device.socket().answers.size(), 1U);
    EXPECT_EQ(send(device, first, tlm::END_RESP, phase), tlm::TLM_COMPLETED);
    sc_core::sc_start();
    ASSERT_EQ(device.socket().answers.size(), 2U);
    EXPECT_EQ(send(device, second, tlm::END_RESP, phase), tlm::TLM_COMPLETED);
}

// The end of the first answer is announced 5 ns ahead; a request that becomes due before waits.
TEST(RegisterPort, AnswersTheNextNotBeforeTheEndThatWasAnnounced) {
    LateBench late;
    DeviceBench<64> &device = late.device;
    Request first(late.pool, device.base), second(late.pool, device.base),
        third(late.pool, device.base);
    tlm::tlm_phase phase;
    send(device, first, tlm::BEGIN_REQ, phase);
    send(device, second, tlm::BEGIN_REQ, phase);
    sc_core::sc_start();
    send(device, third, tlm::BEGIN_REQ, phase); // due after 2 ns
    phase = tlm::END_RESP;
    sc_core::sc_time delay(5, sc_core::SC_NS);
    EXPECT_EQ(device.socket()->nb_transport_fw(first.payload, phase, delay), tlm::TLM_COMPLETED);
    sc_core::sc_start(sc_core::sc_time(4, sc_core::SC_NS));
    EXPECT_EQ(device.socket().answers.size(), 1U);
    sc_core::sc_start(sc_core::sc_time(1.5, sc_core::SC_NS));
    ASSERT_EQ(device.socket().answers.size(), 2U);
    EXPECT_EQ(device.socket().answers[1], &second.payload);
}

TEST(RegisterPort, RefusesDirectMemory) {
    const Bench work = bridge_bench();
    Kernel kernel;
    DeviceBench<64> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    tlm::tlm_generic_payload payload;
    payload.set_address(device.base);
    tlm::tlm_dmi dmi;
    EXPECT_FALSE(device.socket()->get_direct_mem_ptr(payload, dmi));
}

TEST(RegisterPort, AnnotatesItsLatencyAndNeverWaits) {
    const Bench work = bridge_bench();
    Kernel kernel;
    DeviceBench<64> device(work);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    NoPool pool;
    Request request(pool, device.base);
    sc_core::sc_time delay(1, sc_core::SC_NS);
    device.socket()->b_transport(request.payload, delay);
    EXPECT_EQ(delay, sc_core::sc_time(3, sc_core::SC_NS));
    EXPECT_EQ(device.debug(request.payload), 4U);
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);
}
