import { signInAdministrator } from '../support/administrator.ts';
import { until } from '../support/processes.ts';
import { persistently, type Storm } from './_storm.ts';

const patience = 240;
const newName = (number: number): string => `Umgezogen ${number}`;
/** Every third person is suspended after the change. */
const leaves = (number: number): boolean => number % 3 === 0;

async function rowOf({ house }: Storm, email: string): Promise<Record<string, unknown>> {
  const { rows } = await house.query(
    `select id, first_name, last_name, email, username, employee_number, locale, state, sync_version
     from member where email = '${email}'`,
  );
  if (!rows[0]) throw new Error(`nobody has the address ${email}`);
  return rows[0];
}

/** An administrator renames everybody and suspends every third, again and again until the database says so. */
export async function changeAll(storm: Storm): Promise<void> {
  const { house } = storm;
  const { browser } = await persistently('signing in', () => signInAdministrator(house));
  const press = async (row: Record<string, unknown>, name: string, form: Record<string, string>) => {
    const body = { ...form, version: String(row['sync_version']) };
    await browser.post(`${house.url}/admin/members/${String(row['id'])}/${name}`, body);
  };
  await storm.forEach(async ({ number, email }) => {
    await until(
      `${email} is renamed`,
      async () => {
        const row = await rowOf(storm, email);
        if (row['last_name'] === newName(number)) return true;
        await press(row, 'edit', {
          firstName: String(row['first_name']),
          lastName: newName(number),
          email,
          username: String(row['username']),
          employeeNumber: String(row['employee_number']),
          locale: String(row['locale']),
        });
        return false;
      },
      patience,
    );
    if (!leaves(number)) return;
    await until(
      `${email} is suspended`,
      async () => {
        const row = await rowOf(storm, email);
        if (row['state'] === 'suspended') return true;
        await press(row, 'suspend', {});
        return false;
      },
      patience,
    );
  });
}

/** How many people should have been suspended, and how many changes have exactly one audit row each. */
export async function changesBooked({
  house,
  people,
}: Storm): Promise<{ renamed: number; suspended: number; leaving: number }> {
  const once = async (act: string, details = '%'): Promise<number> => {
    const { rows } = await house.query(
      `select 1 from audit a join member m on m.id = a.member_id
       where a.act = '${act}' and a.actor_kind = 'administrator' and a.details::text like '${details}' and m.origin = 'import' group by m.id having count(*) = 1`,
    );
    return rows.length;
  };
  return {
    renamed: await once('member.changed', '%lastName%'),
    suspended: await once('member.suspended'),
    leaving: people.filter(({ number }) => leaves(number)).length,
  };
}

/** Once nothing is under way any more: the writes of two runs of `reconcile`, one right after the other. */
export async function reconcileTwice({ house }: Storm): Promise<[number, number]> {
  await until(
    'everybody is synchronised',
    async () => (await house.query(`select 1 from member where sync_open limit 1`)).rows.length === 0,
    patience,
  );
  const writes = async (): Promise<number> => {
    const line = (await house.command('reconcile', '--json'))
      .split('\n')
      .find((one) => one.includes('"writes"'));
    return (JSON.parse(line ?? '{}') as { writes: number }).writes;
  };
  return [await writes(), await writes()];
}
