import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { isTimely, openSignature, signatureHeader, timestampHeader } from './bounce-hook.rules.ts';
import type { ReportResult } from './bounce.service.ts';
import { readBytes } from './report-mime.ts';

export type BounceHookDeps = {
  /** Without it the address does not exist. */
  secret: string | undefined;
  clock: Clock;
  take(raw: Uint8Array): Promise<ReportResult>;
};

const route = routesFor<object, 'public'>();
const mostBytes = 10 * 1024 * 1024;

/** The beginning of the body, while all of it is signed; throws `too_large` beyond 10 MiB. */
async function beginningOf(request: Context['request'], onChunk: (chunk: Buffer) => void): Promise<Buffer> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (size < readBytes) kept.push(chunk);
    size += chunk.length;
    if (size > mostBytes) throw new AppError('too_large');
    onChunk(chunk);
  }
  return Buffer.concat(kept).subarray(0, readBytes);
}

async function receive({ secret, clock, take }: BounceHookDeps, { request }: Context): Promise<Reply> {
  if (!secret) throw new AppError('not_found');
  const timestamp = request.get(timestampHeader);
  if (!isTimely(timestamp, clock()) || Number(request.get('content-length') ?? 0) > mostBytes)
    throw new AppError('unauthenticated');
  const signature = openSignature(secret, timestamp);
  const raw = await beginningOf(request, signature.add);
  if (!signature.matches(request.get(signatureHeader))) throw new AppError('unauthenticated');
  return { json: { result: await take(raw) } };
}

/**
 * POST /hooks/bounces: a mail server hands in a raw message (message/rfc822), signed with BOUNCE_HOOK_SECRET. The same one again does
 * nothing more; 401 for a signature or a time that is wrong.
 */
export function bounceHookRoutes(deps: BounceHookDeps): Route<object, 'public'>[] {
  return [
    route({
      method: 'post',
      path: '/hooks/bounces',
      right: 'public',
      machine: true,
      handler: (context) => receive(deps, context as Context),
    }),
  ];
}
