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

/// Routers behind the first one, and sides of a tile of wire, that flits of a node took.
struct Traffic {
    std::int64_t flit_hops = 0, flit_spans = 0;
    std::int64_t link_flits = 0; ///< that links between chips carried
};

/// What the network must know of a payload, and what its receiver must know of its data.
struct PacketHeader : tlm::tlm_extension<PacketHeader> {
    int from = 0, to = 0;               ///< nodes
    const RouteTree *tree = nullptr;    ///< of all nodes that it goes to; null: `to` alone
    std::int64_t flits = 0;             ///< head flit included
    int channel = 0;                    ///< virtual channel from its node to the first router
    Traffic *traffic = nullptr;         ///< who pays
    const Delivery *delivery = nullptr; ///< a pixel's stops; null: a partial sum
    int sender_tile = 0;
    int copy = 0;                            ///< of the weights, for a partial sum
    const std::vector<int> *nodes = nullptr; ///< all that it goes to, with a tree
    int record = -1;                         ///< number in the trace that is kept; -1: none is

    tlm::tlm_extension_base *clone() const override { return new PacketHeader(*this); }
    void copy_from(const tlm::tlm_extension_base &other) override {
        *this = static_cast<const PacketHeader &>(other);
    }
};

/// A payload on its way, with its bytes and its PacketHeader; belongs to a pool.
class Packet : public tlm::tlm_generic_payload {
  public:
    explicit Packet(tlm::tlm_mm_interface *pool) : tlm_generic_payload(pool) {
        set_command(tlm::TLM_WRITE_COMMAND);
        set_extension(&header_);
    }
    ~Packet() override { clear_extension<PacketHeader>(); }

    /// `bytes` null: as long as if it had them.
    void fill(const std::uint8_t *bytes, std::size_t count) {
        if (bytes)
            bytes_.assign(bytes, bytes + count);
        set_data_ptr(bytes ? bytes_.data() : nullptr);
        set_data_length(static_cast<unsigned>(count));
        set_streaming_width(static_cast<unsigned>(count));
    }
    PacketHeader &header() { return header_; }

  private:
    PacketHeader header_;
    std::vector<std::uint8_t> bytes_;
};

/// Owns all payloads of a chip; one that is released is used again.
class PacketPool : public tlm::tlm_mm_interface {
  public:
    /// A payload that holds a copy of the bytes (null: only their number); who takes it last
    /// releases it.
    Packet &make(const std::uint8_t *bytes, std::size_t count) {
        if (free_.empty()) {
            all_.push_back(std::make_unique<Packet>(this));
            free_.push_back(all_.back().get());
        }
        Packet &packet = *free_.back();
        free_.pop_back();
        packet.acquire();
        packet.fill(bytes, count);
        return packet;
    }
    void free(tlm::tlm_generic_payload *payload) override {
        free_.push_back(static_cast<Packet *>(payload));
    }
    /// All payloads are free: nobody has any of them any more.
    void recall() {
        for (const auto &packet : all_)
            while (packet->get_ref_count() > 0)
                packet->release();
    }

  private:
    std::vector<std::unique_ptr<Packet>> all_;
    std::vector<Packet *> free_;
};

/// The PacketHeader of a payload of the mesh.
inline PacketHeader &header_of(tlm::tlm_generic_payload &payload) {
    return *payload.get_extension<PacketHeader>();
}

} // namespace cim
