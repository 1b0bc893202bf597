import { record } from '../audit/audit.store.ts';
import type { Strategy } from '../members/decision.ts';
import { holdMember, setDeleted, takeMember } from '../members/person.store.ts';
import type { WaitingFor } from '../members/waiting-for.ts';
import type { Trx } from '../platform/db.ts';
import type { KnownDeps } from './known.service.ts';
import { tellApproved } from './approved.message.ts';
import { type Awaited, awaitedBy, refusedAtKeycloak, setReady, setRefused } from './outcome.store.ts';
import { type Way, ways } from './registration.table.ts';

export type Strategies = Readonly<Record<Way, Strategy>>;

const idsOf = (registrations: readonly Awaited[]): string[] => registrations.map(({ id }) => id);

/** By way, because each has evidence of its own. */
async function eachWay(
  registrations: readonly Awaited[],
  act: (way: Way, some: readonly Awaited[]) => Promise<void>,
): Promise<void> {
  for (const way of ways) {
    const some = registrations.filter((one) => one.way === way);
    if (some.length > 0) await act(way, some);
  }
}

export type WaitingDeps = { strategies: Strategies } & Pick<KnownDeps, 'inviteAgain' | 'origin'>;

/** Whoever was let through later has left the page. */
async function tellReleased(deps: WaitingDeps, trx: Trx, { id, memberId, told }: Awaited, now: Date) {
  if (told === 'invitation') await deps.inviteAgain(trx, memberId);
  if (told === 'mail') await tellApproved(trx, { registrationId: id, memberId, publicUrl: deps.origin, now });
}

/** They will never be ready: the evidence is free again for whoever comes with it next. */
async function giveUp(strategies: Strategies, trx: Trx, some: readonly Awaited[], now: Date): Promise<void> {
  if (some.length === 0) return;
  await eachWay(some, (way, those) => strategies[way].release(trx, idsOf(those), now));
  await setRefused(trx, idsOf(some), 'failed', now);
}

/** In the transaction that says that these people's accounts are complete: their registrations are, and the evidence is used. */
async function confirmRegistrations(
  deps: WaitingDeps,
  trx: Trx,
  memberIds: readonly string[],
  now: Date,
): Promise<void> {
  const { strategies } = deps;
  const awaited = await awaitedBy(trx, memberIds);
  const ready = awaited.filter(({ gone }) => !gone);
  if (ready.length > 0) {
    await setReady(trx, idsOf(ready));
    await eachWay(ready, (way, some) => strategies[way].confirm(trx, some, now));
    for (const one of ready) await tellReleased(deps, trx, one, now);
    const events = ready.map(({ id, memberId, way }) => {
      return { act: 'registration.admitted' as const, memberId, registrationId: id, way };
    });
    await record(trx, { kind: 'system' }, events);
  }
  await giveUp(
    strategies,
    trx,
    awaited.filter(({ gone }) => gone),
    now,
  );
}

const originOf = (way: Way | undefined): string =>
  way === 'link' ? 'accessLink' : way === 'open' ? 'openRegistration' : 'criteria';

/**
 * Keycloak refuses the account for good. The person goes too, so that their keys are free for another try; an account that was made
 * against all appearances is removed by the next synchronisation.
 */
async function giveUpOn(strategies: Strategies, trx: Trx, memberId: string, now: Date): Promise<void> {
  const refused = await refusedAtKeycloak(trx, memberId);
  if (refused.length === 0) return;
  const member = await holdMember(trx, memberId);
  if (member) await takeMember(trx, memberId, member.version, now);
  await setDeleted(trx, memberId, now);
  const failed = refused.map(({ id, way }) => {
    return { act: 'registration.failed' as const, memberId, registrationId: id, way };
  });
  const events = [...failed, { act: 'member.deleted', memberId, origin: originOf(refused[0]?.way) } as const];
  await record(trx, { kind: 'system' }, events);
  await giveUp(strategies, trx, refused, now);
}

/** What admission tells of people whom registrations wait for. */
export function waitingRegistrations(deps: WaitingDeps): WaitingFor {
  return {
    settled: (trx, memberIds, now) => confirmRegistrations(deps, trx, memberIds, now),
    failed: (trx, memberId, now) => giveUpOn(deps.strategies, trx, memberId, now),
  };
}
