import { Buffer } from 'node:buffer';
import type { NetworkSettings } from '../areas/network-settings.ts';
import { fullName, type Member } from '../members/member.ts';
import { dayOf } from '../platform/day.rules.ts';
import type { Reply } from '../platform/http/route.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import type { ExportFormat, OwnExport } from './export.ts';
import { exportPdf } from './export-pdf.ts';
import { exportSections } from './export-words.rules.ts';

type Exported = { own: OwnExport; person: Pick<Member, 'firstName' | 'lastName' | 'username'> };

/** One file of everything, as machines read it or as people do. */
export function exportFile(
  { companyName, accent }: Pick<NetworkSettings, 'companyName' | 'accent'>,
  { t, locale }: { t: Translate; locale: Locale },
  { own, person }: Exported,
  format: ExportFormat,
): Reply {
  const fileName = `${t('me.export.file')}-${person.username}-${dayOf(own.madeAt)}.${format}`;
  if (format === 'json') {
    const file = Buffer.from(`${JSON.stringify(own, null, 2)}\n`);
    return { file, fileName, contentType: 'application/json' };
  }
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
