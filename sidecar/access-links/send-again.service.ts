import { can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import { cancel } from '../mail/message.store.ts';
import { AppError } from '../platform/errors.ts';
import { storedLocale } from '../platform/i18n.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import { newSecret } from './access-link.rules.ts';
import { enqueueLinks, type LinkIssueDeps } from './issue.service.ts';
import { replaceSecret } from './life.store.ts';

/**
 * Mails a link again under a new secret; the old one is dead from then on, and so is whatever was begun with it. `seen` is the
 * generation that the page showed, so that pressing twice mails once. Links that are over or were never mailed are a `conflict`.
 */
export async function sendAgain(
  deps: LinkIssueDeps,
  { tree, actor }: AdminScope,
  id: string | undefined,
  seen: number,
): Promise<void> {
  if (!isUuid(id)) throw new AppError('not_found');
  const now = deps.clock();
  const nudges = await deps.db.transaction().execute(async (trx) => {
    const link = await trx
      .selectFrom('access_link')
      .select(['area_id', 'email', 'locale', 'generation', 'lookup'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!link || !can(tree, actor, 'links.write', link.area_id)) throw new AppError('not_found');
    if (link.generation === seen + 1) return [];
    if (link.generation !== seen || !link.email) throw new AppError('conflict');
    const secret = newSecret(deps.ring, id, seen + 1);
    if (!(await replaceSecret(trx, id, link.lookup, secret, now))) throw new AppError('conflict');
    await cancel(trx, [id], now);
    const by = { kind: 'administrator', memberId: actor.memberId } as const;
    await record(trx, by, [{ act: 'accessLink.sentAgain', accessLinkId: id, areaId: link.area_id }]);
    const locale = storedLocale(link.locale);
    return enqueueLinks(deps, trx, [id], { email: link.email, locale });
  });
  await deps.nudgeMail(nudges);
}
