import type { AdminScope } from '../areas/scope.ts';
import { fullName, type MemberWithGrants } from '../members/member.ts';
import { findMember, namesOf } from '../members/member.store.ts';
import { sees, visibleGrants } from '../members/person.rules.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { firstValue, type RefusedForm } from '../platform/http/form.rules.ts';
import type { Context, Reply } from '../platform/http/route.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import { compareMembers } from './candidates.service.ts';
import { requireRequest } from './decide.service.ts';
import { grantInputs } from './grant-inputs.ts';
import { dayText, requestsPath, shownGrants } from './inbox-page.rules.ts';
import type { InboxRow } from './inbox.read-model.ts';
import { mergeForm, type MergeForm } from './merge.rules.ts';
import { lastMerges, type Merge } from './merge.store.ts';
import { approvalValues } from './request-page.rules.ts';

type PageContext = Context<AdminScope>;
type Both = { applicant: MemberWithGrants; other: MemberWithGrants };

/** What is proposed besides: the area that was asked for, where whoever stays does not hold it anyway. */
function proposed(areaId: string, { other }: Both) {
  const held = other.grants.some((grant) => grant.areaId === areaId);
  return held ? {} : approvalValues(areaId, undefined);
}

function dialog(
  context: PageContext,
  request: { id: string; areaId: string },
  both: Both,
  form: MergeForm,
  refused: RefusedForm | undefined,
) {
  const { t } = context;
  const { applicant, other } = both;
  const names = { applicant: fullName(applicant), other: fullName(other), username: other.username };
  return {
    action: `${requestsPath}/${request.id}/merge#merge`,
    form,
    version: other.version,
    heading: t(`access-requests.merge.${form}.heading`, names),
    text: t(`access-requests.merge.${form}.text`, names),
    button: t(`access-requests.merge.${form}.action`),
    ...grantInputs(context, refused?.values ?? proposed(request.areaId, both), refused),
  };
}

/** Both accounts side by side, what becomes of them, and what is given besides; or why they cannot be merged. */
export async function mergePage(
  db: Db,
  context: PageContext,
  { member, refused }: { member?: string | undefined; refused?: RefusedForm },
): Promise<Reply> {
  const { t, tree, actor, params } = context;
  const request = await requireRequest(db, context, params['id']);
  const { id, area_id: areaId, facts } = request;
  const back = `${requestsPath}/${id}`;
  const otherId = refused ? firstValue(refused.values, 'member') : member;
  const other = isUuid(otherId) ? await findMember(db, otherId) : undefined;
  const applicant = await findMember(db, request.member_id);
  if (request.state !== 'pending' || !otherId || !applicant) return { redirect: back };
  if (!other || !sees({ tree, actor }, other) || other.id === applicant.id) throw new AppError('not_found');
  const way = mergeForm(context, applicant, other);
  const seen = visibleGrants(context, other.grants);
  const title = t('access-requests.merge.title');
  const name = fullName(applicant);
  return {
    view: 'access-requests/merge',
    data: {
      title,
      breadcrumb: [
        { href: requestsPath, text: t('access-requests.inbox.title') },
        { href: back, text: name },
        { text: title },
      ],
      back,
      problem: refused?.errors['request'],
      block: 'block' in way ? t(`access-requests.merge.problem.${way.block}`) : undefined,
      other: {
        memberId: other.id,
        name: fullName(other),
        href: `/admin/members/${other.id}`,
        stateText: t(`members.state.${other.state}`),
        fields: compareMembers(context, applicant, facts, other),
        grants: shownGrants(context, seen.grants),
        others: seen.others,
      },
      dialog:
        'form' in way ? dialog(context, { id, areaId }, { applicant, other }, way.form, refused) : undefined,
    },
  };
}

/** The last question about a request, as far as it still says something: while it waits how it stands, afterwards only that it was yes. */
async function toldMerge(db: Db, { id, state }: Pick<InboxRow, 'id' | 'state'>): Promise<Merge | undefined> {
  const last = (await lastMerges(db, [id])).get(id);
  if (!last || last.state === 'cancelled') return undefined;
  return (state === 'pending') === (last.state === 'done') ? undefined : last;
}

/** What the page of a request says of a question to the owner of another account; undefined where there is nothing to say. */
export async function mergeNote(
  db: Db,
  { t, locale, tree, actor }: Pick<PageContext, 't' | 'locale' | 'tree' | 'actor'>,
  request: Pick<InboxRow, 'id' | 'state'>,
) {
  const last = await toldMerge(db, request);
  if (!last) return undefined;
  const existing = await findMember(db, last.existing_id);
  const name =
    existing && sees({ tree, actor }, existing) ? fullName(existing) : t('access-requests.merge.somebody');
  const by = last.created_by && (await namesOf(db, [last.created_by])).get(last.created_by);
  const words = {
    name,
    by: by ?? '–',
    asked: dayText(locale, last.created_at),
    until: dayText(locale, last.expires_at),
    ended: dayText(locale, last.ended_at ?? last.expires_at),
  };
  return {
    kind: last.state === 'declined' ? 'warning' : 'info',
    heading: t(`access-requests.merge.asked.${last.state}.heading`, words),
    text: t(`access-requests.merge.asked.${last.state}.text`, words),
    withdraw:
      last.state === 'open'
        ? { action: `${requestsPath}/${request.id}/merge/withdraw`, merge: last.id }
        : undefined,
  };
}
