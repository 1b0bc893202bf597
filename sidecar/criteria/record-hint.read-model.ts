import type { Facts, Field } from '../areas/field.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { collisionsOf } from './collision.store.ts';
import { guessability, isNamed } from './guessable.rules.ts';
import { readRecords } from './record-list.read-model.ts';
import { actsOn, registrationsPath } from './record-scope.rules.ts';
import { recordTitle } from './record-text.rules.ts';

type Asked = AdminScope & { t: Translate; locale: Locale };
/** An alert as the partial admin-ui/_alert draws it. */
export type HintAlert = {
  kind: 'info' | 'warning' | 'success';
  heading: string;
  text?: string;
  link?: { href: string; text: string };
};

const kinds = { names: 'warning', single: 'warning', colleagues: 'info', hard: 'success' } as const;

/** How guessable this choice of fields is, in words. */
export function guessableHint(t: Translate, chosen: readonly Field[]): HintAlert {
  const guessable = guessability(chosen);
  if (!guessable)
    return { kind: 'info', heading: t('criteria.hint.none.title'), text: t('criteria.hint.none.text') };
  const unnamed = isNamed(chosen) ? '' : ` ${t('criteria.hint.unnamed')}`;
  return {
    kind: kinds[guessable],
    heading: t(`criteria.hint.${guessable}.title`),
    text: t(`criteria.hint.${guessable}.text`) + unnamed,
  };
}

/** That a record with equal facts counts already: named with a link where the reader may see it. */
export async function collisionHint(
  { db, ring }: { db: Db; ring: KeyRing },
  { t, locale, ...scope }: Asked,
  fields: readonly Field[],
  { facts, id }: { facts: Facts; id?: string | undefined },
): Promise<HintAlert | undefined> {
  if (Object.keys(facts).length === 0) return undefined;
  const [collision] = await collisionsOf(db, ring, [{ facts, ...(id ? { id } : {}) }]);
  if (!collision) return undefined;
  const [other] = await readRecords(db, [collision.recordId]);
  const heading = t('criteria.problem.collision');
  if (!other || !actsOn(scope, other.grants))
    return { kind: 'warning', heading, text: t('criteria.hint.collisionElsewhere') };
  const name = recordTitle(fields, other.facts, locale) ?? t('criteria.record.dropped');
  return {
    kind: 'warning',
    heading,
    text: t(`criteria.hint.collision.${other.state}`),
    link: { href: `${registrationsPath}/${other.id}`, text: t('criteria.hint.open', { name }) },
  };
}
