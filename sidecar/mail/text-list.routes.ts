import { z } from 'zod';
import type { Area } from '../areas/area.ts';
import { type Action, areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { locales, type Translate } from '../platform/i18n.ts';
import { textKinds } from './kinds.ts';
import { type KeptText, readNewestTexts, textFor } from './message-text.store.ts';
import { right, textHref, textsPath } from './text-place.rules.ts';

const route = routesFor<AdminScope, Action>();

/** The asked area, or the uppermost that this person may edit; a foreign one answers like one that does not exist. */
function areaOf(editable: readonly Area[], tree: AdminScope['tree'], slug: string | undefined): Area {
  const asked = editable.find((area) => area.slug === slug);
  const depth = ({ id }: Area) => tree.lineage(id).length;
  const first = slug === undefined ? editable.toSorted((a, b) => depth(a) - depth(b))[0] : asked;
  if (!first) throw new AppError('not_found');
  return first;
}

/** Each kind with where its text comes from, language by language. */
function rowsOf(kept: readonly KeptText[], { tree, t }: AdminScope & { t: Translate }, area: Area) {
  return textKinds.map((kind) => ({
    name: t(`mail.kind.${kind}.name`),
    when: t(`mail.kind.${kind}.when`),
    texts: locales.map((locale) => {
      const text = textFor(kept, tree, { areaId: area.id, kind, locale });
      const own = text?.areaId === area.id;
      const from = text
        ? t('mail.texts.from.area', { area: tree.byId(text.areaId)?.name ?? '' })
        : t('mail.texts.from.default');
      const language = t(`platform.language.${locale}`);
      return {
        language,
        href: textHref(area, kind, locale),
        own,
        state: own ? t('mail.texts.from.own') : from,
        name: t(`mail.kind.${kind}.name`),
      };
    }),
  }));
}

async function list(
  db: Db,
  context: Context<AdminScope, unknown, { area?: string | undefined }>,
): Promise<Reply> {
  const { actor, tree, t, query } = context;
  const ids = new Set(areasFor(tree, actor, right));
  const editable = tree.network ? tree.subtree(tree.network.id).filter(({ id }) => ids.has(id)) : [];
  const area = areaOf(editable, tree, query.area);
  const kept = await readNewestTexts(db);
  const own = (id: string) => kept.filter((text) => text.areaId === id && text.draft).length;
  const options = editable.map(({ id, slug, name }) => ({
    value: slug,
    text: own(id) > 0 ? t('mail.texts.areaWithOwn', { area: name, count: own(id) }) : name,
  }));
  const data = {
    title: t('mail.texts.list'),
    action: textsPath,
    area: { name: area.name, slug: area.slug },
    choice:
      options.length > 1
        ? { name: 'area', label: t('mail.texts.area'), value: area.slug, options }
        : undefined,
    languages: locales.map((locale) => t(`platform.language.${locale}`)),
    rows: rowsOf(kept, context, area),
  };
  return { view: 'mail/texts', data };
}

/** Every text of an area, and where it comes from. */
export function textListRoutes({ db }: { db: Db }): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: textsPath,
      right,
      query: z.object({ area: z.string().max(100).optional().catch(undefined) }),
      handler: (context) => list(db, context as unknown as Context<AdminScope, unknown, { area?: string }>),
    }),
  ];
}
