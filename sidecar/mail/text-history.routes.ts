import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { type Route, routesFor } from '../platform/http/route.ts';
import type { Texts, Translate } from '../platform/i18n.ts';
import { diffOf } from './diff.ts';
import { shownDraft } from './draft.rules.ts';
import type { TextDraft } from './kind.ts';
import { readVersions, type TextVersion } from './message-text.store.ts';
import { defaultDraft } from './text-compiler.ts';
import { listHref, placeOf, right, textHref, textsPath } from './text-place.rules.ts';

export type TextHistoryDeps = {
  db: Db;
  texts: Texts;
  /** Names by member id. */
  namesOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
};

const route = routesFor<AdminScope, Action>();
/** One more is read, to compare the last one with. */
const shownVersions = 30;

/** What a version changed in the last text of this place before it; in our default where there was none. */
function changeOf(
  t: Translate,
  versions: readonly TextVersion[],
  at: number,
  first: TextDraft,
): { subject: ReturnType<typeof diffOf>; body: ReturnType<typeof diffOf> } | undefined {
  const draft = versions[at]?.draft;
  if (!draft) return undefined;
  const before = versions.slice(at + 1).find((version) => version.draft)?.draft ?? first;
  const [old, now] = [shownDraft(before, t), shownDraft(draft, t)];
  return { subject: diffOf(old.subject, now.subject), body: diffOf(old.body, now.body) };
}

/** Who changed a text when, and how. */
export function textHistoryRoutes({ db, texts, namesOf }: TextHistoryDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: `${textsPath}/:id/history`,
      right,
      async handler({ actor, tree, params, t }) {
        const place = placeOf({ actor, tree }, params['id']);
        const { area, kind, locale } = place;
        const versions = await readVersions(db, place, { limit: shownVersions + 1 });
        const names = await namesOf(
          db,
          versions.flatMap(({ createdBy }) => createdBy ?? []),
        );
        const first = defaultDraft(texts, kind, locale);
        const href = textHref(area, kind, locale);
        const name = t(`mail.kind.${kind}.name`);
        const entries = versions.slice(0, shownVersions).map((version, at) => ({
          version: version.version,
          at: version.createdAt,
          by: names.get(version.createdBy ?? '') ?? t('mail.texts.history.gone'),
          change: changeOf(t, versions, at, first),
          href: `${href}?from=${version.version}`,
        }));
        const data = {
          title: t('mail.texts.history.title', { kind: name, language: t(`platform.language.${locale}`) }),
          breadcrumb: [
            { href: textsPath, text: t('mail.texts.list') },
            { href: listHref(area), text: area.name },
            { href, text: name },
            { text: t('mail.texts.history.crumb') },
          ],
          entries,
          back: href,
        };
        return { view: 'mail/text-history', data };
      },
    }),
  ];
}
