// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/system/memory_trace.h"

#include <string>

namespace apps {

/// gem5's packet traces (what MemTraceProbe writes): the bytes "gem5", then protocol-buffer
/// messages, each behind its length: one PacketHeader (1 obj_id, 3 tick_freq), then a Packet each
/// (1 tick, 2 cmd, 3 addr, 4 size); all of it may be compressed with gzip. Source: gem5
/// src/proto/packet.proto.

/// Reads a trace. Commands that read are ReadReq, SoftPFReq, HardPFReq, ReadExReq, ReadCleanReq,
/// ReadSharedReq, LoadLockedReq, LockedRMWReadReq, those that write WriteReq, WritebackDirty,
/// WritebackClean, WriteClean, WriteLineReq, StoreCondReq, LockedRMWWriteReq by their numbers in
/// gem5 24.0; others are counted and skipped. Throws std::invalid_argument naming file and fault.
cim::MemoryTrace read_gem5_trace(const std::string &file);

/// Writes a trace, compressed if the name ends in .gz. Throws std::invalid_argument if it cannot.
void write_gem5_trace(const cim::MemoryTrace &trace, const std::string &file);

} // namespace apps
