/**
 * How Node starts web and worker. A large import or a long list makes much garbage that lives for a moment; V8's own limits, made for
 * large machines, let it pile up to twice the memory that is needed. Their own needs stay far below both.
 */
export const nodeFlags = ['--max-old-space-size=256', '--max-semi-space-size=16'];
