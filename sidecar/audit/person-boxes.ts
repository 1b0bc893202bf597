import type { AdminScope } from '../areas/scope.ts';
import { isRole } from '../areas/role.ts';
import { toldEnd } from '../platform/day.rules.ts';
import type { Db } from '../platform/db.ts';
import type { Translate } from '../platform/i18n.ts';
import { auditOf, auditOfSubjects } from './audit.read-model.ts';
import { auditScope } from './scope.rules.ts';
import { type GrantReason, whyAccess } from './why.read-model.ts';
import { codeText, entryView } from './words.rules.ts';

type BoxContext = AdminScope & { t: Translate };
const shownRows = 20;

/** Who gave a role: by name, or what stood in for a person. */
function giver(t: Translate, { actorKind, actorName }: GrantReason): string {
  if (actorKind === 'operator' || actorKind === 'system') return t(`audit.actor.${actorKind}`);
  return actorName ?? t('audit.actor.gone');
}

/** Data of the partial `audit/_why`: for each grant how, by whom and when it came, and through which import. */
export async function whyBox(db: Db, memberId: string, context: BoxContext) {
  const { t } = context;
  const scope = auditScope(context);
  const { grants, invited } = await whyAccess(db, memberId, scope);
  return {
    grants: grants.map((grant) => ({
      area: grant.areaName,
      role: grant.role,
      ...(isRole(grant.from) ? { before: t(`areas.role.${grant.from}`) } : {}),
      how: codeText(t, 'origin', grant.origin),
      who: giver(t, grant),
      at: grant.at,
      endsAt: grant.endsAt && toldEnd(grant.endsAt),
      ...(grant.importFile ? { importFile: grant.importFile } : {}),
      ...(grant.importId && scope.all ? { importHref: `/admin/imports/${grant.importId}` } : {}),
    })),
    ...(invited
      ? {
          invited: {
            at: invited.at,
            acceptedAt: invited.acceptedAt,
            who: invited.actorName ?? t('audit.actor.operator'),
            campaign: invited.campaignId !== null,
            ...(invited.campaignId && scope.all
              ? { campaignHref: `/admin/campaigns/${invited.campaignId}` }
              : {}),
          },
        }
      : {}),
  };
}

/** Data of the partial `audit/_history`: the newest acts about this person, and where all of them are. */
export async function historyBox(db: Db, memberId: string, context: BoxContext) {
  const scope = auditScope(context);
  const entries = await auditOf(db, memberId, scope, shownRows);
  return {
    rows: entries.map((entry) => entryView(context.t, entry, scope.all)),
    allHref: `/admin/audit?member=${memberId}`,
  };
}

/** The same about an object whose page is open to this administrator, with what belongs to it. */
export async function subjectHistory(db: Db, subjectIds: readonly string[], context: BoxContext) {
  const scope = auditScope(context);
  const entries = await auditOfSubjects(db, subjectIds, scope, shownRows);
  return { rows: entries.map((entry) => entryView(context.t, entry, scope.all)) };
}
