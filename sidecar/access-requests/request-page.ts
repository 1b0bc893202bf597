import { readFields } from '../areas/field.store.ts';
import { factText } from '../areas/fact.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { subjectHistory } from '../audit/person-boxes.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { findMember } from '../members/member.store.ts';
import { sees } from '../members/person.rules.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { firstValue, type RefusedForm } from '../platform/http/form.rules.ts';
import type { Context, Reply } from '../platform/http/route.ts';
import type { Candidates, MemberCandidate, RecordCandidate, Viewer } from './candidate.ts';
import { requireRequest } from './decide.service.ts';
import { grantInputs } from './grant-inputs.ts';
import { ageText, dateTimeText, requestsPath, shownGrants } from './inbox-page.rules.ts';
import { decidableAreas, type InboxRow, readRequests } from './inbox.read-model.ts';
import { mergeNote } from './merge-page.ts';
import { approvalValues } from './request-page.rules.ts';
import type { AccessRequest } from './request.store.ts';

export type RequestPageDeps = {
  db: Db;
  clock: Clock;
  /** Who the applicant may be already (`candidatesOf`). */
  candidates(viewer: Viewer, asked: { memberId: string; facts: AccessRequest['facts'] }): Promise<Candidates>;
};
type Asked = { note?: string | undefined; record?: string | undefined; refused?: RefusedForm };
type PageContext = Context<AdminScope>;

/** The alert on top: what was just done, or why it could not be. */
function alertOf({ t }: PageContext, row: InboxRow, { note, refused }: Asked) {
  const problem = refused?.errors['request'];
  if (problem) return { kind: 'danger', heading: problem };
  if (note === row.state) {
    const link = { href: requestsPath, text: t('access-requests.page.toInbox') };
    return { kind: 'success', heading: t(`access-requests.page.note.${row.state}`), link };
  }
  return undefined;
}

/** What became of it, for the second manager, too; undefined while it waits. */
function decisionOf(context: PageContext, row: InboxRow) {
  const { t, locale } = context;
  const { state, decidedAt, decidedByName: name, reason, againAt } = row;
  if (state === 'pending' || !decidedAt) return undefined;
  const over = state === 'withdrawn' || state === 'expired';
  const at = dateTimeText(locale, decidedAt);
  const grants = shownGrants(context, row.granted);
  return {
    heading:
      name && !over
        ? t('access-requests.page.decided.by', { name })
        : t(`access-requests.page.decided.${over ? 'over' : 'unknown'}`),
    text: t(`access-requests.page.decided.at.${state}`, { at }),
    reason,
    againAt,
    grants,
    others: grants.length < row.granted.length,
  };
}

async function typedFacts(db: Db, { locale }: PageContext, facts: AccessRequest['facts']) {
  if (!facts) return [];
  const fields = await readFields(db);
  return fields.flatMap((field) => {
    const fact = facts[field.key];
    return fact ? [{ name: field.name[locale], text: factText(field, fact, locale) }] : [];
  });
}

/** Why nobody can approve it although it waits; undefined where somebody can. */
function hindrance({ t, actor }: PageContext, row: InboxRow, person: MemberWithGrants | undefined) {
  const problem = (why: string) => t(`access-requests.decide.problem.${why}`);
  if (row.memberId === actor.memberId) return problem('own');
  if (!person) return problem('gone');
  return person.state === 'suspended' ? problem('suspended') : undefined;
}

/** The dialog: areas × roles, one end, and the record that is used up with it. */
function dialogOf(context: PageContext, row: InboxRow, found: Candidates, { record, refused }: Asked) {
  const recordId = refused ? firstValue(refused.values, 'recordId') : record;
  const chosen = found.records.find((one) => one.recordId === recordId && one.usable);
  const values = refused?.values ?? approvalValues(row.areaId, chosen);
  return {
    action: `${requestsPath}/${row.id}/approve`,
    ...grantInputs(context, values, refused),
    record: chosen && { id: chosen.recordId, version: chosen.version, title: chosen.title },
    withoutHref: `${requestsPath}/${row.id}#approve`,
  };
}

function memberView(context: PageContext, row: InboxRow, found: MemberCandidate) {
  const { t } = context;
  return {
    ...found,
    href: `/admin/members/${found.memberId}`,
    stateText: t(`members.state.${found.state}`),
    why: found.likenesses.map((likeness) => t(`access-requests.page.likeness.${likeness}`)),
    grants: shownGrants(context, found.grants),
    mergeHref: found.merge ? `${requestsPath}/${row.id}/merge?member=${found.memberId}` : undefined,
  };
}

function recordView(
  context: PageContext,
  row: InboxRow,
  found: RecordCandidate,
  chosenId: string | undefined,
) {
  const { t } = context;
  return {
    ...found,
    href: `/admin/registrations/${found.recordId}`,
    stateText: t(`criteria.state.${found.state}`),
    why: [t(`access-requests.page.likeness.${found.likeness}`)],
    grants: shownGrants(context, found.grants),
    chosen: found.recordId === chosenId,
    useHref: found.usable ? `${requestsPath}/${row.id}?record=${found.recordId}#approve` : undefined,
  };
}

/** One request with all there is to know for a decision, side by side; once it is decided, by whom and how. */
export async function requestPage(
  deps: RequestPageDeps,
  context: PageContext,
  asked: Asked = {},
): Promise<Reply> {
  const { actor, tree, t, locale, params } = context;
  const scope = { actor, tree };
  const { db } = deps;
  const request = await requireRequest(db, scope, params['id']);
  const [[row], person, facts, history] = await Promise.all([
    readRequests(db, decidableAreas(scope), [request.id]),
    findMember(db, request.member_id),
    typedFacts(db, context, request.facts),
    subjectHistory(db, [request.id], { ...scope, t }),
  ]);
  if (!row) throw new Error('a request that is there has a row');
  const pending = row.state === 'pending';
  const why = pending ? hindrance(context, row, person) : undefined;
  const found =
    pending && person
      ? await deps.candidates({ ...scope, t, locale }, { memberId: person.id, facts: request.facts })
      : { members: [], records: [] };
  const dialog = pending && !why ? dialogOf(context, row, found, asked) : undefined;
  const now = deps.clock();
  const name = row.gone ? t('audit.deletedPerson') : `${row.firstName} ${row.lastName}`;
  const data = {
    title: t('access-requests.page.title', { name }),
    breadcrumb: [{ href: requestsPath, text: t('access-requests.inbox.title') }, { text: name }],
    alert: alertOf(context, row, asked),
    decision: decisionOf(context, row),
    hindrance: why,
    merge: await mergeNote(db, context, row),
    pending,
    row,
    name,
    age: ageText(locale, row.createdAt, now),
    person: person && {
      email: person.email,
      username: person.username,
      stateText: t(`members.state.${person.state}`),
      href: sees(scope, person) ? `/admin/members/${person.id}` : undefined,
    },
    originText: t(`access-requests.page.origin.${row.origin}`),
    facts,
    members: found.members.map((one) => memberView(context, row, one)),
    records: found.records.map((one) => recordView(context, row, one, dialog?.record?.id)),
    dialog,
    rejectHref:
      pending && row.memberId !== actor.memberId
        ? `${requestsPath}/selected?act=reject&id=${row.id}`
        : undefined,
    history,
  };
  return { view: 'access-requests/request', data };
}
