/* SPDX-License-Identifier: Apache-2.0 */
/* The driver's view from a CPU: one job, waited for by polling. Memory map as in run.py: registers at 0x40000000,
 * images from address 0x100000 on, logits at 0x180000. Returns the number of jobs that failed. */
#include "crossweave_registers.h"

#include <stdint.h>

static volatile uint32_t *const registers = (volatile uint32_t *)0x40000000u;

static uint32_t get(uint32_t offset) { return registers[offset / 4]; }
static void put(uint32_t offset, uint32_t value) { registers[offset / 4] = value; }
static void put_wide(uint32_t offset, uint64_t value) {
    put(offset, (uint32_t)value);
    put(offset + 4, (uint32_t)(value >> 32));
}

int main(void) {
    if (get(XW_IDENTITY) != 0x4d494358u)
        return 100; /* no such device */
    put(XW_COUNT, 2);
    put_wide(XW_INPUT_ADDRESS, 0x100000);
    put_wide(XW_OUTPUT_ADDRESS, 0x180000);
    put(XW_START, 1);
    while (get(XW_STATUS) & XW_STATUS_BUSY) {
    }
    put(XW_COUNTER_LATCH, 1);
    put(XW_INTERRUPT_ACKNOWLEDGE, XW_INTERRUPT_JOB_DONE | XW_INTERRUPT_IDLE | XW_INTERRUPT_ERROR);
    return (int)get(XW_JOBS_FAILED);
}
