import { randomUUID } from 'node:crypto';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import type { Context, Reply } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import { actLabels, destructive, mustType, offeredActs, type WhyNotInvitable } from './bulk-act.rules.ts';
import { countSelected, previewBulkAct, selected } from './bulk-preview.read-model.ts';
import { type Ask, selectionOf, wishedAct } from './bulk-selection.rules.ts';
import { areaLabel } from './person-form.rules.ts';
import { grantableAreas, grantableRoles } from './person.rules.ts';

export type AskDeps = { db: Db; invite: { whyNot: WhyNotInvitable } };

export const bulkPath = '/admin/bulk-acts';
const list = '/admin/members';

/** Area and, for a grant, role: only what this administrator may give. */
function choiceFields(scope: AdminScope, t: Translate, ask: Ask, errors: RefusedForm['errors'] = {}) {
  if (ask.act !== 'grant' && ask.act !== 'revoke') return [];
  const areas = grantableAreas(scope);
  const rolesOf = new Set(areas.flatMap((area) => grantableRoles(scope, area.id)));
  const none = { value: '', text: t('members.bulk.choose') };
  const field = (name: 'areaId' | 'role', options: { value: string; text: string }[]) => ({
    name,
    label: t(`members.bulk.field.${name}`),
    value: ask[name] ?? '',
    required: true,
    options: [none, ...options],
    ...(errors[name] ? { error: errors[name] } : {}),
  });
  const area = field(
    'areaId',
    areas.map((one) => ({ value: one.id, text: areaLabel(areas, one) })),
  );
  if (ask.act === 'revoke') return [area];
  return [
    area,
    field(
      'role',
      [...rolesOf].map((role) => ({ value: role, text: t(`areas.role.${role}`) })),
    ),
  ];
}

async function previewOf(deps: AskDeps, scope: AdminScope, t: Translate, ask: Ask) {
  const where = await selected(deps.db, scope, t, selectionOf(ask));
  const act = wishedAct(ask);
  if (!act || ('areaId' in act && grantableRoles(scope, act.areaId).length === 0))
    return { people: await countSelected(deps.db, where), known: false, applies: 0, skipped: [] };
  return { ...(await previewBulkAct(deps.db, scope, act, where, deps.invite.whyNot)), known: true };
}

/** The page that names an act, how many people it means and whom it leaves out and why, before anything happens. */
export async function askPage(
  deps: AskDeps,
  { actor, tree, t, locale }: Context<AdminScope>,
  ask: Ask,
  refused?: RefusedForm,
): Promise<Reply> {
  const scope = { actor, tree };
  if (!offeredActs(scope).includes(ask.act)) throw new AppError('forbidden');
  const preview = await previewOf(deps, scope, t, ask);
  const title = t(actLabels[ask.act]);
  const changed = refused?.fields.find(({ field }) => field === 'people');
  const data = {
    title,
    breadcrumb: [{ href: list, text: t('members.list.title') }, { text: title }],
    ask: { ...ask, listHref: ask.list ? `${list}?${ask.list}` : list },
    action: bulkPath,
    fields: choiceFields(scope, t, ask, refused?.errors),
    complaints: refused?.fields.filter(({ field }) => field !== 'people') ?? [],
    changed: changed?.message,
    preview: { ...preview, skips: preview.people - preview.applies },
    possible: preview.known && preview.applies > 0,
    danger: destructive.has(ask.act),
    warning: t(`members.bulk.explain.${ask.act}`),
    mustType: mustType(ask.act, preview.applies),
    typedError: refused?.errors['typed'],
    confirm: t(`members.bulk.confirm.${ask.act}`, {
      count: preview.applies,
      number: new Intl.NumberFormat(locale).format(preview.applies),
    }),
    formKey: randomUUID(),
  };
  return { view: 'members/bulk-ask', data };
}
