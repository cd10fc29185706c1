// SPDX-License-Identifier: Apache-2.0
#include "models/device/device_law.h"

namespace cim {

namespace {

using D = DeviceSpec;

bool has_own_spreads(const D &device) {
    return device.programming_error == ErrorLaw::Polynomial ||
           device.programming_error == ErrorLaw::ByLevel ||
           device.programming_error == ErrorLaw::Table;
}

bool writing_errs(const D &device) {
    return device.programming_error == ErrorLaw::Table ||
           (device.programming_scale > 0 &&
            (has_own_spreads(device) || device.programming_sigma > 0));
}

void write_exactly(D &device) {
    device.programming_error = ErrorLaw::Absolute;
    device.programming_sigma = 0;
}

void forget_temperature(D &device) {
    device.temperature = {};
    device.temperature_factor = 1;
}

} // namespace

const std::vector<DeviceLaw> &device_laws() {
    const char *const programming = "programming error", *const stuck = "stuck cells",
                      *const noise = "read noise";
    static const std::vector<DeviceLaw> laws{
        {"programming error",
         programming,
         LawStep::Write,
         {"programming_error", "programming_sigma", "programming_scale", "polynomial_us",
          "polynomial_gmax_us", "level_sigmas", "table"},
         writing_errs,
         write_exactly},
        {"write-verify",
         programming,
         LawStep::Write,
         {"verify"},
         [](const D &d) { return d.verify.method == VerifyMethod::Incremental; },
         [](D &d) { d.verify = {}; }},
        {"chip's factor",
         programming,
         LawStep::Share,
         {"die_sigma"},
         [](const D &d) { return d.die_sigma > 0; },
         [](D &d) { d.die_sigma = 0; }},
        {"neighbourhood",
         programming,
         LawStep::Share,
         {"field_sigma", "field_cells"},
         [](const D &d) { return d.field_sigma > 0; },
         [](D &d) { d.field_sigma = 0; }},
        {"ceiling",
         programming,
         LawStep::Limit,
         {"ceiling"},
         [](const D &d) { return d.ceiling > 0; },
         [](D &d) { d.ceiling = 0; }},
        {"stuck cells",
         stuck,
         LawStep::Stick,
         {"stuck_off", "stuck_on", "stuck_compensate"},
         [](const D &d) { return d.stuck_off > 0 || d.stuck_on > 0; },
         [](D &d) { d.stuck_off = d.stuck_on = 0; }},
        {"stuck lines",
         stuck,
         LawStep::Stick,
         {"stuck_rows", "stuck_columns"},
         [](const D &d) { return d.stuck_rows > 0 || d.stuck_columns > 0; },
         [](D &d) { d.stuck_rows = d.stuck_columns = 0; }},
        {"white noise",
         noise,
         LawStep::Read,
         {"read_sigma"},
         [](const D &d) { return d.read_sigma > 0; },
         [](D &d) { d.read_sigma = 0; }},
        {"1/f noise",
         noise,
         LawStep::Read,
         {"flicker"},
         [](const D &d) { return d.flicker.strength > 0; },
         [](D &d) { d.flicker.strength = 0; }},
        {"telegraph noise",
         noise,
         LawStep::Age,
         {"telegraph"},
         [](const D &d) { return d.telegraph.amplitude > 0; },
         [](D &d) { d.telegraph.amplitude = 0; }},
        {"relaxation",
         "relaxation",
         LawStep::Age,
         {"relaxation"},
         [](const D &d) { return d.relaxes(); },
         [](D &d) { d.relaxation.law = RelaxationLaw::None; }},
        {"drift",
         "drift",
         LawStep::Age,
         {"drift"},
         [](const D &d) { return d.drift.law != DriftLaw::None && d.time_s > 0; },
         [](D &d) { d.drift.law = DriftLaw::None; }},
        {"temperature",
         "temperature",
         LawStep::Age,
         {"temperature"},
         [](const D &d) { return d.temperature_factor != 1; },
         forget_temperature},
    };
    return laws;
}

DeviceSpec with_only(DeviceSpec device, const std::string &source) {
    for (const DeviceLaw &law : device_laws())
        if (law.source != source)
            law.switch_off(device);
    device.own_laws.clear();
    return device;
}

} // namespace cim
