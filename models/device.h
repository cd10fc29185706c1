// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace cim {

/// A memory cell: conductance range, pulses, and how far what it holds is from what was asked:
/// `device.*`.
struct DeviceSpec {
    std::string name = "rram22";
    double on_ohm = 100e3;
    double on_off = 17;
    double read_v = 0.2;
    double read_ns = 10;
    double write_v = 2;
    double write_ns = 50;
    double write_pulses = 10;
    double area_f2 = 48;
    double programming_sigma = 0.03;
    double read_sigma = 0.01;
    double stuck_off = 0.001;
    double stuck_on = 0.001;

    double gmax_s() const { return 1 / on_ohm; }
    double gmin_s() const { return 1 / (on_ohm * on_off); }
    /// Variation is on: some draw changes a result.
    bool varies() const {
        return programming_sigma > 0 || read_sigma > 0 || stuck_off > 0 || stuck_on > 0;
    }
    /// The same cell without any variation or fault.
    DeviceSpec ideal() const;
};

template <class Visit> void fields(DeviceSpec &device, Visit &&visit) {
    visit("name", device.name, "name of the device, for reports", "choice");
    visit("on_ohm", device.on_ohm, "ohm", 100, 1e9, "resistance of the lowest-resistance level",
          "NeuroSim V1.4 RRAM 100k");
    visit("on_off", device.on_off, "1", 1.01, 1e9, "ratio of highest to lowest resistance",
          "NeuroSim V1.4 (Roff 1.7 Mohm)");
    visit("read_v", device.read_v, "V", 0.001, 5, "voltage of an active word line",
          "Liu 2020 macro");
    visit("read_ns", device.read_ns, "ns", 0.01, 1e6,
          "time that the array settles before it is sampled", "NeuroSim V1.4");
    visit("write_v", device.write_v, "V", 0.01, 20, "voltage of a write pulse", "NeuroSim V1.4");
    visit("write_ns", device.write_ns, "ns", 0.1, 1e7, "length of a write pulse",
          "CiMLoop NeuroSim cell; NeuroSim V2.1");
    visit("write_pulses", device.write_pulses, "1", 1, 1e4,
          "mean pulses to program a cell, each followed by a verify read",
          "SWIM, about 10 (assumption)");
    visit("area_f2", device.area_f2, "F^2", 1, 1e4, "area of a cell in squares of the feature size",
          "NeuroSim V1.4 1T1R 4F x 12F");
    visit("programming_sigma", device.programming_sigma, "Gmax", 0, 1,
          "standard deviation of each cell's conductance once programmed (Gaussian, drawn once per "
          "programming)",
          "SWIM code, after write-verify");
    visit("read_sigma", device.read_sigma, "G", 0, 1,
          "standard deviation of each cell's conductance at each read (Gaussian, relative, "
          "independent)",
          "about 1 % (aihwkit, Wan 2022)");
    visit("stuck_off", device.stuck_off, "1", 0, 1,
          "share of cells stuck at the lowest conductance", "MNSIM 0.1 %");
    visit("stuck_on", device.stuck_on, "1", 0, 1, "share of cells stuck at the highest conductance",
          "MNSIM 0.1 %");
}

} // namespace cim
