# SPDX-License-Identifier: Apache-2.0
from m5.objects.ClockedObject import ClockedObject
from m5.objects.IntPin import IntSinkPin, IntSourcePin
from m5.objects.SystemC import SystemC_ScModule
from m5.objects.Tlm import TlmInitiatorSocket, TlmTargetSocket
from m5.params import *
from m5.proxy import *


class CrossweaveAccelerator(SystemC_ScModule):
    """An in-memory accelerator that runs one network. Registers: docs/registers.md."""

    type = "CrossweaveAccelerator"
    abstract = True
    cxx_class = "crossweave::Gem5AcceleratorBase"
    cxx_header = "crossweave_accelerator.hh"

    config = Param.String("", "Crossweave config file; empty: the defaults")
    network = Param.String("", "network file (safetensors or ONNX); empty: the config's")
    overrides = VectorParam.String([], "key=value, as on crossweave's command line")
    chip_number = Param.Unsigned(0, "which draw of the chip's variation (accuracy.seed)")
    clock_ghz = Param.Float(0, "clock of the chip; 0: the config's")

    base = Param.Addr("address of the register window")
    size = Param.Unsigned(0x1000, "bytes of the register window")
    register_latency = Param.Latency("2ns", "of a register access")
    queued_jobs = Param.Unsigned(8, "jobs that wait")

    memory = VectorParam.AddrRange("addresses that its DMA may touch, one range or more; adjacent ones are one")
    line_bytes = Param.Unsigned(64, "power of two; no DMA access crosses a multiple of it")
    outstanding = Param.Unsigned(8, "DMA accesses under way at once, reads and writes together")

    interrupt = IntSourcePin("level, high until it is acknowledged")


class CrossweaveAccelerator32(CrossweaveAccelerator):
    type = "CrossweaveAccelerator32"
    cxx_template_params = ["unsigned int BITWIDTH"]
    cxx_class = "crossweave::Gem5Accelerator<32>"
    cxx_header = "crossweave_accelerator.hh"

    registers = TlmTargetSocket(32, "control registers")
    dma = TlmInitiatorSocket(32, "to memory")


class CrossweaveAccelerator64(CrossweaveAccelerator):
    type = "CrossweaveAccelerator64"
    cxx_template_params = ["unsigned int BITWIDTH"]
    cxx_class = "crossweave::Gem5Accelerator<64>"
    cxx_header = "crossweave_accelerator.hh"

    registers = TlmTargetSocket(64, "control registers")
    dma = TlmInitiatorSocket(64, "to memory")


class CrossweaveAccelerator128(CrossweaveAccelerator):
    type = "CrossweaveAccelerator128"
    cxx_template_params = ["unsigned int BITWIDTH"]
    cxx_class = "crossweave::Gem5Accelerator<128>"
    cxx_header = "crossweave_accelerator.hh"

    registers = TlmTargetSocket(128, "control registers")
    dma = TlmInitiatorSocket(128, "to memory")


class CrossweaveDriver(ClockedObject):
    """Stands in for a CPU with its driver: does the accesses of a list, one after another."""

    type = "CrossweaveDriver"
    cxx_class = "crossweave::Driver"
    cxx_header = "crossweave_driver.hh"

    system = Param.System(Parent.any, "system")
    port = RequestPort("to registers and memory")
    interrupt = IntSinkPin("the accelerator's")
    steps = VectorParam.String(
        "write ADDRESS BYTES VALUE | read ADDRESS BYTES | expect ADDRESS BYTES VALUE | load ADDRESS FILE | "
        "save ADDRESS BYTES FILE | compare ADDRESS FILE | interrupt | wait NS; numbers as in C"
    )
