import type { AreaTree } from '../areas/area.ts';
import { record } from '../audit/audit.store.ts';
import { insertRecords } from '../criteria/record.store.ts';
import type { Services } from '../services.ts';

/** Who may register in the demo network; a site's people are known by name and number. */
const expected = [
  { firstName: 'Berta', lastName: 'Beispiel', employeeNumber: '00815', area: 'werk-nord' },
  { firstName: 'Otto', lastName: 'Offen', employeeNumber: '04711', area: 'zentrale' },
] as const;

/** Stores whom the demo network expects, once: who has registered since stays known by their facts. */
export async function seedExpected({ db, keys }: Services, tree: AreaTree): Promise<void> {
  const people = expected.flatMap(({ area: slug, ...facts }) => {
    const area = tree.bySlug(slug);
    return area ? [{ facts, area }] : [];
  });
  await db.transaction().execute(async (trx) => {
    const stored = await insertRecords(
      trx,
      keys.ring,
      people.map(({ facts, area }) => ({
        facts,
        grants: [{ areaId: area.id, role: 'member' }],
        endsAt: null,
        origin: 'manual',
        createdBy: null,
        keyFacts: { employeeNumber: facts.employeeNumber },
      })),
    );
    const made = stored.flatMap((one) => ('id' in one && one.isNew ? [one.id] : []));
    await record(
      trx,
      { kind: 'operator' },
      made.map((recordId) => ({ act: 'criteria.created' as const, recordId, origin: 'manual' })),
    );
  });
}
