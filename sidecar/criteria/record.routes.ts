import { z } from 'zod';
import { readFields } from '../areas/field.store.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { subjectHistory } from '../audit/person-boxes.ts';
import { codeText } from '../audit/words.rules.ts';
import { fullName } from '../members/member.ts';
import { findMember, namesOf } from '../members/member.store.ts';
import { sees } from '../members/person.rules.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { lastMomentOf } from '../platform/day.rules.ts';
import { type RecordDeps, requireRecord } from './record-change.service.ts';
import type { ListedRecord } from './record-list.read-model.ts';
import { registrationsPath, right, shownState } from './record-scope.rules.ts';
import { recordTitle, shownFacts, shownGrants } from './record-text.rules.ts';

const route = routesFor<AdminScope, Action>();
const query = z.object({
  note: z.enum(['made', 'saved', 'locked', 'unlocked']).optional().catch(undefined),
  count: z.coerce.number().int().min(0).catch(1),
});
type RecordContext = Context<AdminScope, unknown, z.output<typeof query>>;

/** Who came in by it, with the way to their page where it opens for this administrator. */
async function userOf(db: Db, scope: AdminScope, { memberId }: ListedRecord) {
  const member = memberId ? await findMember(db, memberId) : undefined;
  if (!member) return undefined;
  return {
    name: fullName(member),
    ...(sees(scope, member) ? { href: `/admin/members/${member.id}` } : {}),
  };
}

/** What may be done to it now, each as a link to the page that asks. */
function actsOf({ id, state }: ListedRecord) {
  const ask = (act: string) => `${registrationsPath}/acts/new?act=${act}&id=${id}`;
  const changing = state === 'open' || state === 'locked';
  return {
    ...(changing ? { edit: `${registrationsPath}/${id}/edit` } : {}),
    ...(state === 'open' ? { lock: ask('lock') } : {}),
    ...(state === 'locked' ? { unlock: ask('unlock') } : {}),
    ...(state === 'redeeming' ? {} : { remove: ask('remove') }),
  };
}

async function show({ db, clock }: RecordDeps, context: RecordContext): Promise<Reply> {
  const { actor, tree, t, locale, params, query: asked } = context;
  const scope = { actor, tree };
  const record = await requireRecord(db, scope, params['id']);
  const [fields, names, user, history] = await Promise.all([
    readFields(db),
    namesOf(db, record.createdBy ? [record.createdBy] : []),
    userOf(db, scope, record),
    subjectHistory(db, [record.id], { ...scope, t }),
  ]);
  const state = shownState(record.state, record.endsAt, clock());
  const name = recordTitle(fields, record.facts, locale) ?? user?.name ?? t('criteria.record.dropped');
  const done = asked.note === 'made' || asked.note === 'saved' || asked.count > 0;
  const data = {
    title: name,
    breadcrumb: [{ href: registrationsPath, text: t('criteria.list.title') }, { text: name }],
    note: asked.note && t(`criteria.record.note.${done ? asked.note : 'notUnlocked'}`),
    noteKind: done ? 'success' : 'warning',
    state,
    stateText: t(`criteria.state.${state}`),
    stateHint: t(`criteria.record.hint.${state}`),
    record,
    facts: shownFacts(fields, record.facts ?? {}, locale),
    grants: shownGrants(scope, record.grants, t),
    lastDay: record.endsAt && lastMomentOf(record.endsAt),
    originText: codeText(t, 'origin', record.origin),
    by: record.createdBy ? names.get(record.createdBy) : undefined,
    user,
    acts: actsOf(record),
    history,
  };
  return { view: 'criteria/record', data };
}

/** One record: its facts, what it opens, where it comes from, who used it, and what happened to it. */
export function recordRoutes(deps: RecordDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: `${registrationsPath}/:id`,
      right,
      query,
      handler: (context) => show(deps, context as unknown as RecordContext),
    }),
  ];
}
