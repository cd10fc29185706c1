# SPDX-License-Identifier: Apache-2.0
"""Runs the steps of `crossweave host` on accelerators in gem5's memory system and compares the logits.

  crossweave host --run.out=runs/host --run.images=4
  gem5.opt gem5/run.py runs/host [--mode atomic] [--devices 2] [--hostile] [--faults] [--near] [--trace FILE]

Ends with status 0 if the logits in gem5's memory equal those of the stand-alone run, bit for bit (--near: and the
cycles of its last job do)."""
import argparse
import os
import random
import sys

import m5
from m5.objects import *

WINDOW = 0x40000000  # where crossweave host puts the registers
SIZE = 0x1000
STRIDE = 0x10000000  # from device to device, in memory and in registers
HOLE = 0x80000000  # where there is no memory

parser = argparse.ArgumentParser()
parser.add_argument("folder", help="run.out of crossweave host")
parser.add_argument("--mode", choices=["timing", "atomic"], default="timing")
parser.add_argument("--devices", type=int, choices=[1, 2], default=1)
parser.add_argument("--hostile", action="store_true", help="random accesses and jobs before the steps")
parser.add_argument("--seed", type=int, default=1, help="of --hostile")
parser.add_argument("--faults", action="store_true", help="before the steps, jobs that must end with their error")
parser.add_argument(
    "--near",
    action="store_true",
    help="a bus without latency and transfers in one piece, as stand-alone; the cycles must be the same",
)
parser.add_argument("--trace", metavar="FILE", help="packet trace of the first device's DMA, in m5out")
parser.add_argument("--memory-latency", default="30ns")
parser.add_argument("--bandwidth", default="25.6GiB/s", help="0GiB/s: no limit")
options = parser.parse_args()


def steps_of(device):
    """The steps of the folder, moved to the device's memory and registers."""
    moved = []
    with open(os.path.join(options.folder, "steps.txt")) as file:
        for line in file:
            words = line.split("#")[0].split()
            if words[0] in ("load", "compare"):
                words[1] = hex(int(words[1], 0) + device * STRIDE)
                words[2] = os.path.join(options.folder, words[2])
            elif words[0] in ("read", "write", "expect"):
                words[1] = hex(int(words[1], 0) + device * STRIDE)
                if words[0] == "write" and "Address" in line:
                    words[3] = hex(int(words[3], 0) + device * STRIDE)
                if options.near and "# JobCycles" in line:
                    words = ["expect", words[1], words[2], line.split()[-1]]
            moved.append(" ".join(words))
    return moved


def hostile_steps(device):
    """Writes of any size and value all over the window, starts among them; then a reset."""
    draw = random.Random(options.seed + device)
    base = WINDOW + device * STRIDE
    steps = []
    for _ in range(500):
        size = draw.choice([1, 2, 4, 8])
        steps.append(f"write {base + draw.randrange(SIZE - 8)} {size} {draw.getrandbits(8 * size)}")
        steps.append(f"write {base + draw.choice([0x20, 0x24, 0x28, 0x30])} 4 {draw.choice([0, 1, 4, 2**31])}")
        steps.append(f"write {base + 0x48} 4 1")
    # accesses that memory has been asked for end behind the reset (Status bit Draining)
    return steps + ["wait 100000", f"write {base + 0x80} 4 1", "wait 10000", f"expect {base + 0x4c} 4 0"]


def fault_steps(device):
    """Jobs that are refused or meet a hole in memory; each leaves its error, the queue goes on."""
    base = WINDOW + device * STRIDE
    steps = [f"write {base + 0x74} 4 2"]  # InterruptEnable: Error

    def job(error, **descriptor):
        words = {"network": 0, "count": 1, "input": 0, "output": 0x800000} | descriptor
        for register, size, name in [(0x20, 4, "network"), (0x24, 4, "count"), (0x28, 8, "input"), (0x30, 8, "output")]:
            address = device * STRIDE if name in ("input", "output") and words[name] < HOLE else 0
            steps.append(f"write {base + register} {size} {words[name] + address}")
        steps.extend([f"write {base + 0x48} 4 1", "interrupt", f"expect {base + 0x60} 4 {error}"])
        steps.extend([f"write {base + 0x7c} 4 7", f"expect {base + 0x60} 4 0", "wait 10"])

    job(1, network=1)
    job(2, count=0)
    job(3, input=2)
    job(5, output=2**63)
    job(7, input=HOLE)
    job(8, output=HOLE)
    return steps + [f"write {base + 0x80} 4 1"]


system = System(mem_mode=options.mode)
system.clk_domain = SrcClockDomain(clock="1GHz", voltage_domain=VoltageDomain())
system.mem_ranges = [AddrRange(0, size="16MiB"), AddrRange(STRIDE, size="16MiB")][: options.devices]
system.bus = SystemXBar()
system.bus.badaddr_responder = BadAddr()  # answers where nobody else does
system.bus.default = system.bus.badaddr_responder.pio
if options.near:
    system.bus.clk_domain = SrcClockDomain(clock="1THz", voltage_domain=VoltageDomain())
    system.bus.frontend_latency = system.bus.forward_latency = system.bus.response_latency = 0
    system.bus.width = 256
system.system_port = system.bus.cpu_side_ports
system.memories = [
    SimpleMemory(range=range, latency=options.memory_latency, bandwidth=options.bandwidth)
    for range in system.mem_ranges
]
for memory in system.memories:
    memory.port = system.bus.mem_side_ports

windows = [AddrRange(WINDOW + i * STRIDE, size=SIZE) for i in range(options.devices)]
system.accelerators = [
    CrossweaveAccelerator64(
        config=os.path.join(options.folder, "config.cfg"),
        base=window.start,
        memory=system.mem_ranges + ([AddrRange(HOLE, size="16MiB")] if options.faults else []),
        line_bytes=2**31 if options.near else 64,
        outstanding=2 if options.near else 8,
    )
    for window in windows
]
system.to_registers = [Gem5ToTlmBridge64(addr_ranges=[window]) for window in windows]
system.to_memory = [TlmToGem5Bridge64() for _ in windows]
system.drivers = [
    CrossweaveDriver(
        steps=(hostile_steps(i) if options.hostile else [])
        + (fault_steps(i) if options.faults else [])
        + steps_of(i)
    )
    for i in range(options.devices)
]
for accelerator, registers, memory, driver in zip(
    system.accelerators, system.to_registers, system.to_memory, system.drivers
):
    driver.port = system.bus.cpu_side_ports
    registers.gem5 = system.bus.mem_side_ports
    registers.tlm = accelerator.registers
    accelerator.dma = memory.tlm
    if options.trace and accelerator is system.accelerators[0]:
        system.monitor = CommMonitor(cpu_side_port=memory.gem5, mem_side_port=system.bus.cpu_side_ports)
        system.monitor.trace = MemTraceProbe(trace_file=options.trace)
    else:
        memory.gem5 = system.bus.cpu_side_ports
    accelerator.interrupt = driver.interrupt

root = Root(full_system=False, systemc_kernel=SystemC_Kernel(system=system))
m5.instantiate()
for _ in range(options.devices):
    event = m5.simulate()
    print(f"{m5.curTick() / 1000} ns: {event.getCause()}")
    if event.getCode() != 0 or not event.getCause().startswith("driver"):
        sys.exit(1)
