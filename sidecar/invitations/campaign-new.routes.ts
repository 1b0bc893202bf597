import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Action, areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { MessageRenderer } from '../mail/render.ts';
import { sendTestMail, type TestMailDeps } from '../mail/test-mail.service.ts';
import { frameReply } from '../mail/text-preview.ts';
import { firstValue, type FormValues, formValues, type RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type Locale, locales } from '../platform/i18n.ts';
import { freshValues, startFields } from './campaign-fields.ts';
import { campaignsPath } from './campaign-page.ts';
import { campaignLabels, sampleQuery, startForm } from './campaign.schema.ts';
import { languageCounts, sortCandidates } from './candidates.rules.ts';
import { type Candidate, countInvited, newlyCreated } from './candidates.store.ts';
import { inviteAllNew } from './invite-all.service.ts';
import type { InviteDeps } from './issue.service.ts';
import { foundIn, sampleFor } from './sample.rules.ts';

export type CampaignNewDeps = InviteDeps &
  TestMailDeps & {
    messages: Pick<MessageRenderer, 'renderSample'>;
    /** In which people type times. */
    timeZone: string;
    /** The page where people without an address get letters. */
    lettersHref: string;
  };
type SampleAsked = z.output<typeof sampleQuery>;

const route = routesFor<AdminScope, Action>();
const right = 'members.invite';
const newPath = `${campaignsPath}/new`;

async function candidatesOf({ db }: CampaignNewDeps, { actor, tree }: AdminScope) {
  const areaIds = areasFor(tree, actor, right);
  const sorted = sortCandidates(tree, actor, await newlyCreated(db, areaIds));
  return { ...sorted, alreadyInvited: await countInvited(db, areaIds) };
}

/** Whose mail is shown, in which language: whom somebody chose, else the first who gets it in that language. */
function chosen(invitable: readonly Candidate[], asked: SampleAsked, own: Locale) {
  const person = invitable.find(({ memberId }) => memberId === asked.person);
  const locale = asked.locale ?? person?.locale ?? languageCounts(invitable)[0]?.locale ?? own;
  return { person: person ?? invitable.find((one) => one.locale === locale) ?? invitable[0], locale };
}

function sampleOf(
  deps: CampaignNewDeps,
  scope: AdminScope,
  invitable: readonly Candidate[],
  asked: SampleAsked,
  own: Locale,
) {
  const { person, locale } = chosen(invitable, asked, own);
  const validDays = asked.validDays ?? deps.validDays;
  return { person, sample: { ...sampleFor({ validDays }, scope.tree, person, deps.clock()), locale } };
}

/** The sent form as an address of this page, so that what was typed is there again. */
function withValues(values: FormValues, more: Readonly<Record<string, string>>): string {
  const kept = Object.keys({ ...campaignLabels, person: '', locale: '', find: '', formKey: '' });
  const entries = kept.flatMap((name) =>
    firstValue(values, name) ? [[name, firstValue(values, name)] as const] : [],
  );
  return `${newPath}?${new URLSearchParams({ ...Object.fromEntries(entries), ...more })}`;
}

async function newPage(
  deps: CampaignNewDeps,
  { actor, tree, t, locale: own, request }: Context<AdminScope>,
  refused?: RefusedForm,
): Promise<Reply> {
  const scope = { actor, tree };
  const { invitable, alreadyInvited, ...others } = await candidatesOf(deps, scope);
  const values = { ...freshValues, ...(refused?.values ?? formValues(request.query)) };
  const asked = sampleQuery.parse(refused ? refused.values : request.query);
  const { person, sample } = sampleOf(deps, scope, invitable, asked, own);
  const { subject, text } = await deps.messages.renderSample(deps.db, 'invitation', sample);
  const frame = new URLSearchParams({
    locale: sample.locale,
    ...(person ? { person: person.memberId } : {}),
    ...(asked.validDays ? { validDays: String(asked.validDays) } : {}),
  });
  const matches = asked.find ? foundIn(invitable, asked.find) : [];
  const data = {
    title: t('invitations.campaignNew.title'),
    breadcrumb: [
      { href: campaignsPath, text: t('invitations.campaigns.title') },
      { text: t('invitations.campaignNew.title') },
    ],
    counts: { withMail: invitable.length, alreadyInvited, ...others },
    languages: languageCounts(invitable),
    locales,
    sample: {
      locale: sample.locale,
      subject,
      text,
      frameUrl: `${campaignsPath}/sample?${frame}`,
      person,
      matches,
      find: asked.find,
    },
    notFound: asked.find !== '' && matches.length === 0,
    form: startFields(t, values, refused?.errors, deps),
    formKey: firstValue(values, 'formKey') || randomUUID(),
    fields: refused?.fields ?? [],
    tested: firstValue(values, 'note') === 'tested',
    canStart: invitable.length > 0,
    lettersHref: others.withoutMail > 0 ? deps.lettersHref : undefined,
  };
  return { view: 'invitations/campaign-new', data };
}

/** *Alle neu angelegten Benutzer einladen*: look first, try it on oneself, then start. */
export function campaignNewRoutes(deps: CampaignNewDeps): Route<AdminScope, Action>[] {
  const again = {
    labels: { ...campaignLabels, test: 'invitations.campaignNew.test' },
    show: (context: Context<AdminScope>, refused: RefusedForm) => newPage(deps, context, refused),
  };
  return [
    route({ method: 'get', path: newPath, right, handler: (context) => newPage(deps, context) }),
    route({
      method: 'get',
      path: `${campaignsPath}/sample`,
      right,
      query: sampleQuery,
      async handler({ actor, tree, query, locale }) {
        const { invitable } = await candidatesOf(deps, { actor, tree });
        const { sample } = sampleOf(deps, { actor, tree }, invitable, query, locale);
        const { html } = await deps.messages.renderSample(deps.db, 'invitation', sample);
        return frameReply(html);
      },
    }),
    route({
      method: 'post',
      path: `${campaignsPath}/test-mail`,
      right,
      body: z.looseObject({}),
      again,
      async handler({ actor, tree, body, locale }) {
        const { invitable } = await candidatesOf(deps, { actor, tree });
        const { sample } = sampleOf(deps, { actor, tree }, invitable, sampleQuery.parse(body), locale);
        const place = { areaId: sample.areaId, kind: 'invitation', locale: sample.locale } as const;
        await sendTestMail(deps, actor.memberId, place, null);
        return { redirect: withValues(formValues(body), { note: 'tested' }) };
      },
    }),
    route({
      method: 'post',
      path: campaignsPath,
      right,
      body: startForm(deps.clock, deps.timeZone),
      again,
      async handler({ actor, tree, body }) {
        const id = await inviteAllNew(deps, { actor, tree }, body.plan, body.formKey);
        return { redirect: id ? `${campaignsPath}/${id}` : newPath };
      },
    }),
  ];
}
