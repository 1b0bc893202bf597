import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { countTold, noticeDays, toldPeople } from '../members/never-activated.store.ts';
import { formValues, overtaken, type RefusedForm, seenVersion } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { withDefaults } from './kinds.rules.ts';
import { lastNights } from './night.read-model.ts';
import { nightAfter, nightOf } from './night.rules.ts';
import { nightView, periodLabels, retentionPath, sectionViews } from './page.rules.ts';
import { formOf } from './periods.rules.ts';
import { countDue, countToTell, type RunDeps } from './run.service.ts';
import { editPeriods } from './setting.service.ts';
import { readSetting } from './setting.store.ts';

export type PageDeps = RunDeps & { hour: number };

const route = routesFor<AdminScope, Action>();
const right = 'network.manage';
const shownNights = 30;
const shownPeople = 50;

/** Only the version is looked at here; the periods are read kind by kind, so that each complaint names its bounds. */
const periodsForm = z.looseObject({ version: z.coerce.number().int().min(1) });

async function page(
  deps: PageDeps,
  { t }: Pick<Context<AdminScope>, 't'>,
  { refused, note }: { refused?: RefusedForm; note?: string | undefined } = {},
): Promise<Reply> {
  const { db, clock, hour } = deps;
  const { version, stored, startsAt } = await readSetting(db);
  const next = nightAfter([clock(), startsAt], hour);
  const due = await countDue(deps, next);
  const toTell = await countToTell(deps, next);
  // where they are kept for good nobody goes any more, warned or not
  const goes = withDefaults(stored).neverActivated !== null;
  const told = goes ? await toldPeople(db, shownPeople) : [];
  const toldMore = goes ? (await countTold(db)) - told.length : 0;
  const nights = await lastNights(db, shownNights);
  const late = overtaken(refused);
  const data = {
    title: t('retention.title'),
    saved: note === 'saved',
    overtaken: late,
    waiting: startsAt > clock() ? startsAt : undefined,
    next,
    fields: refused?.fields ?? [],
    sections: sectionViews({
      t,
      values: refused?.values ?? formOf(withDefaults(stored)),
      errors: refused?.errors,
      due,
      toTell,
      now: late ? withDefaults(stored) : undefined,
    }),
    version: seenVersion(refused, version),
    action: retentionPath,
    told: told.map((person) => ({ ...person, href: `/admin/members/${person.id}` })),
    toldMore,
    noticeDays,
    nights: nights.map((night) => nightView(t, night, nightOf(clock(), hour))),
    anyFailed: (nights[0]?.failed.length ?? 0) > 0,
  };
  return { view: 'retention/retention', data };
}

/** *Aufbewahrung*: how long what is kept, what goes next, and what went in the last nights. */
export function retentionRoutes(deps: PageDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: retentionPath,
      right,
      query: z.object({ note: z.string().max(20).optional().catch(undefined) }),
      handler: ({ t, query }) => page(deps, { t }, { note: query.note }),
    }),
    route({
      method: 'post',
      path: retentionPath,
      right,
      body: periodsForm,
      again: { labels: periodLabels, show: (context, refused) => page(deps, context, { refused }) },
      async handler({ body, ...scope }) {
        await editPeriods(deps, administrator(scope), body.version, formValues(body));
        return { redirect: `${retentionPath}?note=saved` };
      },
    }),
  ];
}
