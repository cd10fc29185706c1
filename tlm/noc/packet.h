// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/dataflow.h"

#include <systemc>
#include <tlm>

#include <cstdint>
#include <memory>
#include <vector>

namespace cim {

/// The network's protocol on TLM-2.0 sockets. BEGIN_REQ: the head flit of a packet arrives (after
/// the annotated delay) and the packet is the receiver's. END_REQ: a place in the receiver's buffer
/// is free again. Unlike in the base protocol, as many packets may be under way as there are
/// places.
struct MeshProtocol {
    using tlm_payload_type = tlm::tlm_generic_payload;
    using tlm_phase_type = tlm::tlm_phase;
};

/// Flits that a layer's tiles (or the global buffer) sent, routers behind the first one and sides
/// of a tile of wire that they took.
struct Traffic {
    std::int64_t flits = 0, flit_hops = 0, flit_spans = 0;
};

/// What the network must know of a payload, and what its receiver must know of its data.
struct Packet : tlm::tlm_extension<Packet> {
    int from = 0, to = 0;               ///< nodes
    const RouteTree *tree = nullptr;    ///< of all nodes that it goes to; null: `to` alone
    std::int64_t flits = 0;             ///< head flit included
    Traffic *traffic = nullptr;         ///< who pays
    const Delivery *delivery = nullptr; ///< a pixel's stops; null: a partial sum
    int sender_tile = 0;
    int copy = 0;                            ///< of the weights, for a partial sum
    const std::vector<int> *nodes = nullptr; ///< all that it goes to, with a tree
    int record = -1;                         ///< number in the trace that is kept; -1: none is

    tlm::tlm_extension_base *clone() const override { return new Packet(*this); }
    void copy_from(const tlm::tlm_extension_base &other) override {
        *this = static_cast<const Packet &>(other);
    }
};

/// A payload on its way, with its bytes and its Packet; belongs to a pool.
class Parcel : public tlm::tlm_generic_payload {
  public:
    explicit Parcel(tlm::tlm_mm_interface *pool) : tlm_generic_payload(pool) {
        set_command(tlm::TLM_WRITE_COMMAND);
        set_extension(&packet_);
    }
    ~Parcel() override { clear_extension<Packet>(); }

    /// `bytes` null: as long as if it had them.
    void fill(const std::uint8_t *bytes, std::size_t count) {
        if (bytes)
            bytes_.assign(bytes, bytes + count);
        set_data_ptr(bytes ? bytes_.data() : nullptr);
        set_data_length(static_cast<unsigned>(count));
        set_streaming_width(static_cast<unsigned>(count));
    }
    Packet &packet() { return packet_; }

  private:
    Packet packet_;
    std::vector<std::uint8_t> bytes_;
};

/// Owns all payloads of a chip; one that is released is used again.
class PacketPool : public tlm::tlm_mm_interface {
  public:
    /// A payload that holds a copy of the bytes (null: only their number); who takes it last
    /// releases it.
    Parcel &make(const std::uint8_t *bytes, std::size_t count) {
        if (free_.empty()) {
            all_.push_back(std::make_unique<Parcel>(this));
            free_.push_back(all_.back().get());
        }
        Parcel &parcel = *free_.back();
        free_.pop_back();
        parcel.acquire();
        parcel.fill(bytes, count);
        return parcel;
    }
    void free(tlm::tlm_generic_payload *payload) override {
        free_.push_back(static_cast<Parcel *>(payload));
    }
    /// All payloads are free: nobody has any of them any more.
    void recall() {
        for (const auto &parcel : all_)
            while (parcel->get_ref_count() > 0)
                parcel->release();
    }

  private:
    std::vector<std::unique_ptr<Parcel>> all_;
    std::vector<Parcel *> free_;
};

/// The Packet of a payload of the mesh.
inline Packet &packet_of(tlm::tlm_generic_payload &payload) {
    return *payload.get_extension<Packet>();
}

} // namespace cim
