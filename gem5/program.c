/* SPDX-License-Identifier: Apache-2.0 */
/* The driver's view from a CPU: one job, waited for by polling. Memory map as in run.py: registers at 0x40000000,
 * images from address 0x100000 on, logits at 0x180000. Returns 0 only if the device says that this job is done and all
 * its images are; else the error code of the device, or one of those below. */
#include "crossweave_registers.h"

#include <stdint.h>

enum { IMAGES = 2, NO_DEVICE = 100, NOT_ACCEPTED = 101, NOT_DONE = 102 };

static volatile uint32_t *const registers = (volatile uint32_t *)0x40000000u;

static uint32_t get(uint32_t offset) { return registers[offset / 4]; }
static void put(uint32_t offset, uint32_t value) { registers[offset / 4] = value; }
static void put_wide(uint32_t offset, uint64_t value) {
    put(offset, (uint32_t)value);
    put(offset + 4, (uint32_t)(value >> 32));
}

/* What to return for a job that did not end well; never 0. */
static int failure(int otherwise) {
    const uint32_t error = get(XW_ERROR_CODE);
    return error != XW_ERROR_NONE ? (int)error : otherwise;
}

int main(void) {
    if (get(XW_IDENTITY) != 0x4d494358u)
        return NO_DEVICE;
    const uint32_t before = get(XW_JOBS_ACCEPTED);
    put(XW_COUNT, IMAGES);
    put_wide(XW_INPUT_ADDRESS, 0x100000);
    put_wide(XW_OUTPUT_ADDRESS, 0x180000);
    XW_FENCE(); /* images and descriptor before the start */
    put(XW_START, 1);
    XW_FENCE(); /* the start before any question about it: a CPU may let loads pass stores */
    const uint32_t job = get(XW_JOBS_ACCEPTED);
    if (job == before)
        return failure(NOT_ACCEPTED);
    while (get(XW_JOBS_DONE) < job) {
    }
    XW_FENCE(); /* the end of the job before its logits are looked at */
    put(XW_COUNTER_LATCH, 1);
    const int status =
        get(XW_JOBS_DONE) == job && get(XW_IMAGES_DONE) >= IMAGES && get(XW_ERROR_CODE) == XW_ERROR_NONE
            ? 0
            : failure(NOT_DONE);
    put(XW_INTERRUPT_ACKNOWLEDGE, XW_INTERRUPT_JOB_DONE | XW_INTERRUPT_IDLE | XW_INTERRUPT_ERROR);
    return status;
}
