import type { Facts } from '../../sidecar/areas/field.ts';
import type { NewRecord } from '../../sidecar/criteria/record.ts';
import { insertRecords } from '../../sidecar/criteria/record.store.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import type { KeyRing } from '../../sidecar/platform/secrets.ts';

const firstNames = 'Anna Lena Jörg Erika Zoë Mehmet José Łukasz Ingeborg Karl-Heinz'.split(' ');
const lastNames =
  'Müller Weiß O’Neill Schmidt-Rottluff von_der_Heide Yılmaz Nowak Großmann Nguyen Öztürk'.split(' ');
const pick = (from: readonly string[], at: number): string =>
  (from[at % from.length] ?? '').replaceAll('_', ' ');

/** All that the person with this number could type; of a hundred people one shares the name of another thousand. */
export function typedBy(at: number): Facts {
  const day = new Date(Date.UTC(1950, 0, 1 + (at % 20_000)));
  return {
    firstName: pick(firstNames, at),
    lastName: `${pick(lastNames, Math.floor(at / 10))}${at % 100 === 0 ? '' : ` ${at}`}`,
    employeeNumber: String(at).padStart(8, '0'),
    birthday: day.toISOString().slice(0, 10),
  };
}

/** What is stored of them: of ten people six by number, three by birthday, one by names alone. */
function storedOf(at: number): Facts {
  const { firstName = '', lastName = '', employeeNumber = '', birthday = '' } = typedBy(at);
  if (at % 10 < 6) return { firstName, lastName, employeeNumber };
  return at % 10 < 9 ? { firstName, lastName, birthday } : { firstName, lastName };
}

/** Stores the people from one number up to another, a thousand a transaction. */
export async function storePeople(
  db: Db,
  ring: KeyRing,
  areaId: string,
  from: number,
  to: number,
): Promise<void> {
  for (let start = from; start < to; start += 1000) {
    const records = Array.from(
      { length: Math.min(1000, to - start) },
      (_, each): NewRecord => ({
        facts: storedOf(start + each),
        grants: [{ areaId, role: 'member' }],
        endsAt: null,
        origin: 'import',
        createdBy: null,
        keyFacts: { employeeNumber: String(start + each) },
      }),
    );
    const stored = await db.transaction().execute((trx) => insertRecords(trx, ring, records));
    if (stored.some((each) => !('id' in each))) throw new Error(`not all of ${start} were stored`);
  }
}
