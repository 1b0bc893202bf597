import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { type Field, firstValue, type RefusedForm } from '../platform/http/form.rules.ts';
import { paging } from '../platform/http/paging.rules.ts';
import type { Context, Reply } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import { readerOf, requireCampaign } from './campaign-life.service.ts';
import { type CampaignPerson, countPeople, readPeople } from './campaign-people.read-model.ts';
import { readFigures } from './campaign.read-model.ts';
import { percent } from './campaign.rules.ts';
import { type campaignQuery, type PersonFilter, personFilters } from './campaign.schema.ts';
import { settingFields, settingValues } from './campaign-fields.ts';
import type { Campaign } from './campaign.store.ts';
import { told } from './told.rules.ts';
import type { z } from 'zod';

export const campaignsPath = '/admin/campaigns';
const pageSize = 50;
export type CampaignAsked = z.output<typeof campaignQuery>;
/** Why the page is shown once more after something was refused. */
export type Shown = { refused?: RefusedForm; fix?: string };

const troubled = new Set(['failed', 'bounced']);

/** Whose mail came back, by the last that they were sent. */
function isTroubled(person: CampaignPerson): boolean {
  const { againState, messageState, reminderState } = person;
  return troubled.has(againState ?? messageState) || troubled.has(reminderState ?? '');
}

/** Everything of a row that the view shows; the form for its address where the row is asked for and may be acted on. */
function rowView(scope: AdminScope, asked: CampaignAsked, { refused, fix }: Shown, here: URL, t: Translate) {
  return (person: CampaignPerson) => {
    const open = person.memberState === 'created' || person.memberState === 'invited';
    const may =
      person.memberId !== null &&
      open &&
      isTroubled(person) &&
      canActOnIdentity(scope.tree, scope.actor, person.grants);
    const wanted = fix ?? asked.fix;
    const fixing = may && wanted === person.memberId;
    const email = refused && fixing ? firstValue(refused.values, 'email') : undefined;
    const field: Field = {
      name: 'email',
      label: t('invitations.correction.email'),
      value: email ?? person.againEmail ?? person.email ?? '',
      type: 'email',
      required: true,
      max: 254,
      autofocus: true,
      ...(refused?.errors['email'] && fixing ? { error: refused.errors['email'] } : {}),
    };
    const there = new URL(here);
    there.searchParams.set('fix', person.memberId ?? '');
    return {
      ...told(t, person),
      deleted: person.memberState === 'deleted',
      ...(may ? { fixHref: `${there.pathname}${there.search}#fix` } : {}),
      ...(fixing ? { form: { field, back: `${here.pathname}${here.search}` } } : {}),
    };
  };
}

/** The page's own address without what is open on it. */
function plainUrl(id: string, asked: CampaignAsked): URL {
  const url = new URL(`${campaignsPath}/${id}`, 'http://localhost');
  if (asked.q) url.searchParams.set('q', asked.q);
  if (asked.show) url.searchParams.set('show', asked.show);
  if (asked.page > 1) url.searchParams.set('page', String(asked.page));
  return url;
}

function filterField(t: Translate, show: PersonFilter | undefined): Field {
  const options = personFilters.map((value) => ({ value, text: t(`invitations.campaign.show.${value}`) }));
  return {
    name: 'show',
    label: t('invitations.campaign.show.label'),
    value: show ?? '',
    options: [{ value: '', text: t('invitations.campaign.show.all') }, ...options],
  };
}

/** What may be done with the campaign in its state. */
function actsOf({ state, id }: Campaign) {
  const at = (act: string) => `${campaignsPath}/${id}/${act}`;
  const going = state === 'planned' || state === 'running';
  return {
    ...(going ? { pause: at('pause') } : {}),
    ...(state === 'paused' ? { resume: at('resume') } : {}),
    ...(going || state === 'paused' ? { cancel: at('cancel') } : {}),
    ...(state === 'cancelled' ? {} : { settings: at('settings') }),
  };
}

async function figuresOf(db: Db, { id }: Campaign) {
  const { counts, reminders, funnel, undelivered } = await readFigures(db, id);
  return {
    counts,
    reminders,
    undelivered,
    funnel: {
      ...funnel,
      openedShare: percent(funnel.opened, funnel.sent),
      acceptedShare: percent(funnel.accepted, funnel.sent),
    },
  };
}

/** A campaign: how it stands, what may be done with it, and everybody in it. */
export async function campaignPage(
  { db }: { db: Db },
  context: Context<AdminScope>,
  id: string | undefined,
  asked: CampaignAsked,
  shown: Shown = {},
): Promise<Reply> {
  const { actor, tree, t, locale } = context;
  const scope = { actor, tree };
  const campaign = await requireCampaign(db, scope, id);
  const reader = readerOf(scope);
  const here = plainUrl(campaign.id, asked);
  const total = await countPeople(db, reader, campaign.id, asked);
  const pages = paging(`${here.pathname}${here.search}`, asked.page, total, pageSize);
  const offset = (pages.page - 1) * pageSize;
  const people = await readPeople(db, reader, campaign.id, { ...asked, limit: pageSize, offset });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const title = t('invitations.campaign.title', { date: date.format(campaign.startsAt) });
  const { refused } = shown;
  const editing =
    asked.edit === 'settings' ||
    (refused !== undefined && shown.fix === undefined && refused.fields.length > 0);
  // While somebody types, the page stays as it is.
  const live =
    !editing && !asked.fix && !refused && (campaign.state === 'running' || campaign.state === 'planned');
  const data = {
    title,
    breadcrumb: [{ href: campaignsPath, text: t('invitations.campaigns.title') }, { text: title }],
    campaign,
    ...(await figuresOf(db, campaign)),
    acts: actsOf(campaign),
    rows: people.map(rowView(scope, asked, shown, here, t)),
    search: asked.q,
    show: filterField(t, asked.show),
    filtered: asked.q !== '' || asked.show !== undefined,
    query: here.search,
    live,
    fields: refused?.fields ?? [],
    overtaken: refused !== undefined && refused.fields.length === 0 ? refused.code : undefined,
    settingsHref: `${here.pathname}?edit=settings#settings`,
    ...(editing
      ? { settings: settingFields(t, refused?.values ?? settingValues(campaign), refused?.errors) }
      : {}),
    ...(live ? { refreshSeconds: 5 } : {}),
    ...(total > pageSize ? { paging: pages } : {}),
  };
  return { view: 'invitations/campaign', data };
}
