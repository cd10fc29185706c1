/* SPDX-License-Identifier: Apache-2.0 */
/* Written by crossweave describe --registers header from tlm/device/register_map.cpp. */
/* clang-format off */
#ifndef CROSSWEAVE_REGISTERS_H
#define CROSSWEAVE_REGISTERS_H

/* Byte offsets; 64-bit registers are two words, the low one first. */
#define XW_IDENTITY 0x000u /* 32 bits, read only: 0x4d494358: the bytes XCIM */
#define XW_VERSION 0x004u /* 32 bits, read only: of this map: major x 65536 + minor */
#define XW_CAPABILITIES 0x008u /* 32 bits, read only: bits 7:0 jobs that the queue holds, 15:8 networks on the chip, 23:16 alignment of addresses and strides in bytes */
#define XW_CLOCK_KHZ 0x00cu /* 32 bits, read only: clock of the chip, kHz */
#define XW_INPUT_BYTES 0x010u /* 32 bits, read only: bytes of an image */
#define XW_OUTPUT_BYTES 0x014u /* 32 bits, read only: bytes of an image's logits, four each (IEEE 754 binary32, little-endian) */
#define XW_NETWORK 0x020u /* 32 bits, read, write: handle of the network that the next job runs: 0 to networks - 1 */
#define XW_COUNT 0x024u /* 32 bits, read, write: images of the next job */
#define XW_INPUT_ADDRESS 0x028u /* 64 bits, read, write: of its first image: height x width x channels, a byte each */
#define XW_OUTPUT_ADDRESS 0x030u /* 64 bits, read, write: of its first logits */
#define XW_INPUT_STRIDE 0x038u /* 32 bits, read, write: bytes from image to image; 0: they lie one behind the other */
#define XW_OUTPUT_STRIDE 0x03cu /* 32 bits, read, write: bytes from logits to logits; 0: they lie one behind the other */
#define XW_FIRST_IMAGE 0x040u /* 64 bits, read, write: number that its first image has in the data set; read noise is drawn from it */
#define XW_START 0x048u /* 32 bits, command: bit 0 set: puts the job that the descriptor says into the queue, or refuses it with an error */
#define XW_STATUS 0x04cu /* 32 bits, read only: status bits, see below */
#define XW_JOBS_ACCEPTED 0x050u /* 32 bits, read only: jobs put into the queue; the number of the last one */
#define XW_JOBS_DONE 0x054u /* 32 bits, read only: jobs that left it, failed ones included */
#define XW_JOBS_FAILED 0x058u /* 32 bits, read only: jobs refused or ended early */
#define XW_IMAGES_DONE 0x05cu /* 32 bits, read only: images whose logits are in memory */
#define XW_ERROR_CODE 0x060u /* 32 bits, read only: first error since the last acknowledgement, see below */
#define XW_ERROR_DETAIL 0x064u /* 32 bits, read only: TLM-2.0 response status of the refused access, without its sign; else 0 */
#define XW_ERROR_ADDRESS 0x068u /* 64 bits, read only: address, stride or handle that was wrong */
#define XW_ERROR_JOB 0x070u /* 32 bits, read only: number of the job; 0: it was refused */
#define XW_INTERRUPT_ENABLE 0x074u /* 32 bits, read, write: interrupt bits that raise the interrupt */
#define XW_INTERRUPT_STATUS 0x078u /* 32 bits, read only: interrupt bits that are set */
#define XW_INTERRUPT_ACKNOWLEDGE 0x07cu /* 32 bits, command: clears the interrupt bits that are written as 1; bit Error also clears the error registers */
#define XW_RESET 0x080u /* 32 bits, command: bit 0 set: empties the queue and the chip, clears all registers and counters; accesses that memory has been asked for end by themselves (Status bit Draining) */
#define XW_JOB_CYCLES 0x088u /* 64 bits, read only: of the last job that was done: from its start to its last logits in memory */
#define XW_COUNTER_LATCH 0x090u /* 32 bits, command: any value: the counters from Cycles on are taken at this moment and keep their values until the next time */
#define XW_CYCLES 0x098u /* 64 bits, read only: clock cycles since reset */
#define XW_BUSY_CYCLES 0x0a0u /* 64 bits, read only: cycles in which a job was under way */
#define XW_READ_BUSY 0x0a8u /* 64 bits, read only: cycles in which the DMA moved images from memory */
#define XW_READ_BLOCKED 0x0b0u /* 64 bits, read only: cycles in which it waited for space in the global buffer */
#define XW_WRITE_BUSY 0x0b8u /* 64 bits, read only: cycles in which the DMA moved logits to memory */
#define XW_WRITE_STARVED 0x0c0u /* 64 bits, read only: cycles in which it waited for logits */
#define XW_COMPUTE_BUSY 0x0c8u /* 64 bits, read only: cycles in which home tiles multiplied, all layers added up */
#define XW_COMPUTE_STARVED 0x0d0u /* 64 bits, read only: cycles in which they waited for pixels */
#define XW_COMPUTE_BLOCKED 0x0d8u /* 64 bits, read only: cycles in which they waited for buffer space */
#define XW_BYTES_READ 0x0e0u /* 64 bits, read only: bytes that came from memory */
#define XW_BYTES_WRITTEN 0x0e8u /* 64 bits, read only: bytes that went to memory */
#define XW_ENERGY_PJ 0x0f0u /* 64 bits, read only: energy of all work, and leakage in busy cycles, pJ */

/* Orders accesses to registers and memory: behind a write to Start and before its job is asked for;
   before the logits of a job that is done are looked at. */
#if defined(__riscv)
#define XW_FENCE() __asm__ volatile("fence iorw, iorw" ::: "memory")
#elif defined(__aarch64__)
#define XW_FENCE() __asm__ volatile("dsb sy" ::: "memory")
#else
#define XW_FENCE() __sync_synchronize()
#endif

#define XW_STATUS_BUSY 1u /* a job waits or is under way */
#define XW_STATUS_QUEUE_FULL 2u /* the next job would be refused */
#define XW_STATUS_ERROR 4u /* ErrorCode is not 0 */
#define XW_STATUS_DRAINING 8u /* accesses to memory of before a reset are still under way */

#define XW_INTERRUPT_JOB_DONE 1u /* a job is done, in whatever way */
#define XW_INTERRUPT_ERROR 2u /* ErrorCode was set */
#define XW_INTERRUPT_IDLE 4u /* the last of all jobs is done */

#define XW_ERROR_NONE 0u /* no error */
#define XW_ERROR_UNKNOWN_NETWORK 1u /* Network names none */
#define XW_ERROR_ZERO_COUNT 2u /* Count is 0 */
#define XW_ERROR_MISALIGNED 3u /* an address or stride is not a multiple of the alignment */
#define XW_ERROR_OVERLAP 4u /* a stride is not 0 and smaller than what it steps over */
#define XW_ERROR_OUT_OF_RANGE 5u /* images or logits would lie outside the memory that the device may use, wrap around, or meet its own registers */
#define XW_ERROR_QUEUE_FULL 6u /* the queue was full */
#define XW_ERROR_READ_REFUSED 7u /* memory answered a read with an error */
#define XW_ERROR_WRITE_REFUSED 8u /* memory answered a write with an error */

#endif
