import { z } from 'zod';
import type { NetworkSettings } from '../areas/network-settings.ts';
import type { Own, OwnRight } from '../members/own.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { isLocale } from '../platform/i18n.ts';
import { exportFile } from './export-file.ts';
import { readOwnFacts } from './export.read-model.ts';
import { type ExportDeps, exportOwn } from './export.service.ts';

export type FactDeps = ExportDeps & {
  /** How the network shows itself, and who helps in it. */
  settings(): Promise<Pick<NetworkSettings, 'companyName' | 'accent' | 'helpContact'>>;
  /** The account whose session it is. */
  signedInUser(request: Context['request']): string;
};

const route = routesFor<Own, OwnRight>();

async function factsPage(deps: FactDeps, { t, locale, person }: Context<Own>): Promise<Reply> {
  const [{ person: stored, named, records }, { helpContact }] = await Promise.all([
    readOwnFacts(deps.db, person.id, locale),
    deps.settings(),
  ]);
  const data = {
    title: t('me.facts.title'),
    ...stored,
    named,
    records: records.filter(({ facts }) => facts.length > 0),
    language: isLocale(stored.locale) ? t(`platform.language.${stored.locale}`) : stored.locale,
    help: helpContact[locale],
  };
  return { view: 'me/facts', data };
}

/** What is stored about me, and all of it as a file. */
export function factRoutes(deps: FactDeps): Route<Own, OwnRight>[] {
  return [
    route({ method: 'get', path: '/me/data', right: 'own', handler: (context) => factsPage(deps, context) }),
    route({
      method: 'post',
      path: '/me/export',
      right: 'own',
      body: z.object({ format: z.enum(['json', 'pdf']) }),
      async handler(context) {
        const { person, locale, request, body } = context;
        const asked = { memberId: person.id, userId: deps.signedInUser(request) };
        const own = await exportOwn(deps, asked, { format: body.format, locale });
        return exportFile(await deps.settings(), context, { own, person }, body.format);
      },
    }),
  ];
}
