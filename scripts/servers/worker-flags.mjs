/**
 * How Node starts the worker. A large import makes much garbage that lives for a moment; V8's own limits, made for large machines,
 * let it pile up to twice the memory that is needed. The worker's own needs stay far below both.
 */
export const workerFlags = ['--max-old-space-size=256', '--max-semi-space-size=8'];
