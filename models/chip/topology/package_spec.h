// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cim {

/// A link between two chips of a package, or of a board: `chip.package.link.*`.
struct LinkSpec {
    int lanes = 16;
    double gbit_per_s = 4;
    int latency_cycles = 0;
    double latency_ns = 2;
    double pj_per_bit = 0.5;
    double lane_um2 = 45455;
    double lane_idle_mw = 0.3;

    /// Cycles of a clock from flit to flit on it.
    int flit_cycles(int flit_bits, double clock_ghz) const;
};

template <class Visit> void fields(LinkSpec &link, Visit &&visit) {
    visit("lanes", link.lanes, "1", 1, 4096, "lanes of data, each way",
          "UCIe: 16 on a standard package, 64 on an advanced one");
    visit("gbit_per_s", link.gbit_per_s, "Gb/s", 1e-3, 1000,
          "of a lane; a flit takes as many whole cycles of the chip's clock as its bits need",
          "UCIe: 4 to 32");
    visit("latency_cycles", link.latency_cycles, "cycle", 0, 1e6,
          "from a chip to the next one, beside the flit's own time", "none");
    visit("latency_ns", link.latency_ns, "ns", 0, 1e5,
          "and so many nanoseconds, rounded up to whole cycles: of what does not follow the clock",
          "UCIe: below 2, sender and receiver");
    visit("pj_per_bit", link.pj_per_bit, "pJ/bit", 0, 1e6, "energy of a bit, both ends",
          "UCIe, up to 16 Gb/s: 0.5 on a standard package, 0.25 on an advanced one");
    visit("lane_um2", link.lane_um2, "um2", 0, 1e9,
          "area of a lane at one end, both ways; it does not follow the node, as bumps do not",
          "UCIe, standard package, 4 Gb/s: 16 lanes move 16 GB/s, 22 GB/s fit a mm2");
    visit("lane_idle_mw", link.lane_idle_mw, "mW", 0, 1e6,
          "power of a lane each way when nothing moves on it, both ends",
          "UCIe: 85 % less than .5 pJ/bit x 4 Gb/s");
}

/// Chips alike, side by side: `chip.package.*`. Node 0 of the first has the global buffer and the
/// memory.
struct PackageSpec {
    int columns = 1, rows = 1;
    LinkSpec link;

    int chips() const { return columns * rows; }
    /// Pairs of chips beside each other.
    int links() const { return (columns - 1) * rows + (rows - 1) * columns; }
};

template <class Visit> void fields(PackageSpec &package, Visit &&visit) {
    visit("columns", package.columns, "1", 1, 64,
          "chips side by side, each with chip.tiles tiles; global buffer and memory are the first "
          "one's",
          "Simba: 6");
    visit("rows", package.rows, "1", 1, 64, "rows of such chips", "Simba: 6");
    visit("link", package.link);
}

} // namespace cim
