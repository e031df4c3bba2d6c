package org.slirp4j.runtime.bench.report;

/**
 * What was going on on the machine during a round, or a run.
 *
 * @param seconds how long it took
 * @param loadAverage that of the minute before its end: proc_loadavg(5)
 * @param othersPercent of the processors' time, for what is not the benchmark's, and the kernel's
 *     own work: at most
 * @param stolenPercent of the same, which a hypervisor gave to others
 */
public record MachineUse(
    double seconds, double loadAverage, double othersPercent, double stolenPercent) {}
