import { Buffer } from 'node:buffer';
import { z } from 'zod';
import type { NetworkSettings } from '../areas/network-settings.ts';
import type { Own, OwnRight } from '../members/own.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { isLocale } from '../platform/i18n.ts';
import { fullName } from '../members/member.ts';
import type { ExportFormat, OwnExport } from './export.ts';
import { exportPdf } from './export-pdf.ts';
import { readOwnFacts } from './export.read-model.ts';
import { dayOf } from './export.rules.ts';
import { type ExportDeps, exportOwn } from './export.service.ts';
import { exportSections } from './export-words.rules.ts';

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

/** One file of everything, as machines read it or as people do. */
async function fileOf(
  { settings }: FactDeps,
  { t, locale, person }: Context<Own>,
  own: OwnExport,
  format: ExportFormat,
): Promise<Reply> {
  const fileName = `${t('me.export.file')}-${person.username}-${dayOf(own.madeAt)}.${format}`;
  if (format === 'json') {
    const file = Buffer.from(`${JSON.stringify(own, null, 2)}\n`);
    return { file, fileName, contentType: 'application/json' };
  }
  const { companyName, accent } = await settings();
  const chunks = exportPdf(exportSections(t, locale, own), {
    companyName,
    accent,
    title: t('me.export.title', { name: fullName(person) }),
    lead: t('me.export.lead', {
      company: companyName,
      date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(own.madeAt),
    }),
    none: t('me.export.none'),
    page: (page) => t('me.export.page', { page }),
    lang: locale,
  });
  return { chunks, fileName, contentType: 'application/pdf' };
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
        return fileOf(deps, context as Context<Own>, own, body.format);
      },
    }),
  ];
}
