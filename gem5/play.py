# SPDX-License-Identifier: Apache-2.0
"""Plays a packet trace of `crossweave trace record --memory FILE.gz` into a memory of gem5.

  gem5.opt gem5/play.py FILE.gz [--ns 1000000] [--size 16MiB]

What memory got is in m5out/stats.txt (system.memory) and, as a trace again, in m5out/played.trc.gz."""
import argparse

import m5
from m5.objects import *

parser = argparse.ArgumentParser()
parser.add_argument("trace")
parser.add_argument("--ns", type=int, default=1000000, help="to be simulated; no less than the trace lasts")
parser.add_argument("--size", default="16MiB", help="of the memory, from address 0 on")
options = parser.parse_args()

system = System(mem_mode="timing", mem_ranges=[AddrRange(0, size=options.size)])
system.clk_domain = SrcClockDomain(clock="1GHz", voltage_domain=VoltageDomain())
system.bus = SystemXBar()
system.system_port = system.bus.cpu_side_ports
system.memory = SimpleMemory(range=system.mem_ranges[0], port=system.bus.mem_side_ports)
system.player = PyTrafficGen(progress_check="1s")
system.monitor = CommMonitor(cpu_side_port=system.player.port, mem_side_port=system.bus.cpu_side_ports)
system.monitor.trace = MemTraceProbe(trace_file="played.trc.gz")

root = Root(full_system=False, system=system)
m5.instantiate()
ticks = options.ns * 1000
system.player.start(iter([system.player.createTrace(ticks, options.trace, 0), system.player.createExit(0)]))
event = m5.simulate()
print(f"{m5.curTick() / 1000} ns: {event.getCause()}")
