import { sql } from 'kysely';
import { accountProblems, type Books, unknownAccounts } from '../support/accounts.ts';
import { atOnce } from '../support/at-once.ts';
import type { Kept } from '../support/kept-mails.ts';
import { until } from '../support/processes.ts';
import { reckon } from './_mail-oracle.ts';
import { exactly, type Figure, told } from './_run.ts';
import type { Town, Way } from './_soak-people.ts';
import type { Site } from './_soak-site.ts';

const patience = 900;

/** Waits until nothing is under way, and answers what still is; mails that were put off after a failure are tried at once. */
async function quiet({ books: { db } }: Site): Promise<Figure> {
  const open = sql<{ what: string }>`
    select 'mail' as what from message where state in ('queued', 'sending')
    union all select 'account' from member where sync_open
    union all select 'registration' from registration where state in ('deciding', 'admitting')
    union all select 'import' from import where state in ('staged', 'running', 'undoing')`;
  const left = async (): Promise<string[]> => (await open.execute(db)).rows.map(({ what }) => what);
  await until(
    'nothing is under way any more',
    async () => {
      await sql`update message set due_at = now() where state = 'queued' and due_at > now()`.execute(db);
      return (await left()).length === 0;
    },
    patience,
    2000,
  ).catch(() => {});
  return exactly('mails, accounts, registrations and imports that got stuck', (await left()).length, 0);
}

/** What each way leaves in the log, exactly once a person or what they used. */
const acceptedBy: { [way in Way]?: string } = {
  facts: 'criteria.redeemed',
  link: 'accessLink.used',
  invitation: 'invitation.accepted',
};

async function audited({ site: { books }, ledger }: Town): Promise<Figure[]> {
  const { rows } = await sql<{ act: string; subjects: number; rows: number }>`
    select act, count(distinct subject_id)::int as subjects, count(*)::int as rows from audit group by act`.execute(
    books.db,
  );
  return (Object.entries(acceptedBy) as [Way, string][]).flatMap(([way, act]) => {
    const found = rows.find((one) => one.act === act);
    const people = ledger.filter((one) => one.way === way).length;
    return [
      told(`${act}: rows of the log (people who say so: ${people})`, found?.rows ?? 0),
      exactly(`${act}: rows beyond one each`, (found?.rows ?? 0) - (found?.subjects ?? 0), 0),
      exactly(`${act}: people who came in without one`, Math.max(0, people - (found?.subjects ?? 0)), 0),
    ];
  });
}

async function requests({ site: { books } }: Town): Promise<Figure[]> {
  const { rows } = await sql<{ state: string; many: number; wrong: number }>`
    select r.state, count(*)::int as many, count(*) filter (where not (
      (select count(*) from "grant" g where g.member_id = r.member_id) = case when r.state = 'approved' then 1 else 0 end
      and (select count(*) from message m where m.subject_id = r.id and m.kind in ('requestApproved', 'requestRejected'))
        = case when r.state in ('approved', 'rejected') then 1 else 0 end
      and (select count(*) from audit a where a.subject_id = r.id and a.act = 'request.created') = 1
      and (select count(*) from audit a where a.subject_id = r.id and a.act = 'request.approved')
        = case when r.state = 'approved' then 1 else 0 end))::int as wrong
    from access_request r group by r.state`.execute(books.db);
  return [
    told('requests', rows.map(({ state, many }) => `${state}: ${many}`).join(', ')),
    exactly(
      'requests without exactly what belongs to their end',
      rows.reduce((sum, { wrong }) => sum + wrong, 0),
      0,
    ),
  ];
}

/** Everybody who was let in: exactly one member and one complete account. */
async function accounts({ site: { books }, ledger }: Town, log: (line: string) => void): Promise<Figure[]> {
  const seen = { lost: 0, doubled: 0, wrong: 0 };
  await atOnce(ledger.length, async (nth) => {
    const { email, username, way } = ledger[nth] ?? {};
    const found = await books.db
      .selectFrom('member')
      .select('id')
      .where((is) => (email ? is('email', '=', email) : is('username', '=', username ?? '')))
      .execute();
    if (found.length === 0) seen.lost += 1;
    if (found.length > 1) seen.doubled += 1;
    const all = (await Promise.all(found.map(({ id }) => accountProblems(books, id, true)))).flat();
    // Whoever came in by a letter was never invited.
    const problems = all.filter((one) => way !== 'letter' || !one.startsWith('link:'));
    for (const problem of problems) log(`${email ?? username}: ${problem}`);
    if (problems.length > 0) seen.wrong += 1;
  });
  return [
    exactly('people who were let in and are not there', seen.lost, 0),
    exactly('people who are there twice', seen.doubled, 0),
    exactly('accounts missing, doubled or incomplete', seen.wrong, 0),
    exactly('accounts that the database does not know', (await unknownAccounts(books)).length, 0),
  ];
}

/** Mails that left, by our rows, by the mail server, and by who asked Keycloak for one. */
export async function mailFigures(
  { books, sink, record }: Pick<Site, 'sink' | 'record'> & { books: Pick<Books, 'db'> },
  kills: number,
): Promise<Figure[]> {
  let ofKeycloak = 0;
  const isOfOthers = async (mail: Kept): Promise<boolean> => {
    const isAsked =
      record.mailed.has(mail.to) && /login-actions\/action-token/.test((await sink.read(mail)).text ?? '');
    if (isAsked) ofKeycloak += 1;
    return isAsked;
  };
  const found = await reckon({ db: books.db as never, sink, isOfOthers });
  return [
    told('mails', found.sent),
    told('mails not wanted any more before they left', found.cancelled),
    exactly('mails lost', found.lost, 0),
    exactly('mails given up', found.failed, 0),
    told('mails of Keycloak, for people who asked it', ofKeycloak),
    exactly('mails that no row explains', found.stray, 0),
    told(`mails that came twice (${kills} kills)`, found.copies),
    exactly('second copies that differ from the first', found.differing, 0),
  ];
}

async function reconciled({ site: { house } }: Town): Promise<Figure[]> {
  const writes = async (): Promise<number> => {
    const line = (await house.command('reconcile', '--json'))
      .split('\n')
      .find((one) => one.includes('"writes"'));
    return (JSON.parse(line ?? '{}') as { writes: number }).writes;
  };
  return [
    told('writes of a first reconcile', await writes()),
    exactly('writes of a second one', await writes(), 0),
  ];
}

/** What PostgreSQL, Keycloak and the mail server say once all is quiet. */
export async function reckonAll(town: Town, kills: number, log: (line: string) => void): Promise<Figure[]> {
  return [
    await quiet(town.site),
    ...(await accounts(town, log)),
    ...(await audited(town)),
    ...(await requests(town)),
    ...(await mailFigures(town.site, kills)),
    ...(await reconciled(town)),
  ];
}
