import { setTimeout as sleep } from 'node:timers/promises';
import { accountProblems } from '../support/accounts.ts';
import { atOnce } from '../support/at-once.ts';
import { expectPeople } from '../support/expected-people.ts';
import { type Answer, httpBrowser } from '../support/http-browser.ts';
import { mailsTo } from '../support/mailbox.ts';
import { codeFor } from '../registration/registrant.ts';
import type { Act } from './kills.ts';
import { exactly, told } from './_run.ts';
import type { Storm } from './_storm.ts';

type Registrant = { firstName: string; lastName: string; employeeNumber: string; email: string };

const password = 'Ein-eigenes-Passwort-7';
const patienceMs = 240_000;

/** A code is asked for anew only where none came: whoever sees the page and has it in the mailbox types that. */
const newestCode = async (email: string): Promise<string> =>
  (await mailsTo(email)).length > 0 ? codeFor(email) : '';

/**
 * Somebody whom the company expects registers by these facts, over HTTP as with a browser without scripts. After every page that breaks
 * they open the registration again, as the address bar still says. Answers whether they came into the app, and what broke on the way.
 */
async function register({ house }: Storm, person: Registrant): Promise<{ inApp: boolean; mishaps: number }> {
  const browser = httpBrowser();
  /** At the end, with Keycloak's code; at the beginning it is the app that sends people on. */
  const isApp = (url: URL): boolean => url.origin === house.appUrl && url.searchParams.has('code');
  const begin = `${house.url}/register?app=${encodeURIComponent(`${house.appUrl}/register`)}`;
  let at = begin;
  const follow = (answer: Answer) => browser.follow(answer, (next) => !isApp(next));
  /** What a person does on a page; undefined where there is nothing to do but to look again. */
  const onward = async (page: Answer): Promise<Answer | undefined> => {
    if (page.url.pathname.startsWith('/registration/')) at = page.url.origin + page.url.pathname;
    const { firstName, lastName, employeeNumber, email } = person;
    if (page.text.includes('name="fact-firstName"')) {
      const typed = { 'fact-firstName': firstName, 'fact-lastName': lastName, email };
      return follow(await browser.submit(page, { ...typed, 'fact-employeeNumber': employeeNumber }));
    }
    if (page.text.includes('name="code"')) {
      const code = await newestCode(email);
      return code ? follow(await browser.submit(page, { code })) : undefined;
    }
    if (page.text.includes('name="password-new"')) {
      const chosen = { 'password-new': password, 'password-confirm': password };
      return follow(await browser.submit(page, chosen));
    }
    return undefined;
  };
  let mishaps = 0;
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    try {
      let page: Answer | undefined = await follow(await browser.get(at));
      while (page && page.status < 500) {
        if (page.location && isApp(page.location)) return { inApp: true, mishaps };
        page = await onward(page);
      }
      if (page) mishaps += 1;
    } catch {
      mishaps += 1;
    }
    await sleep(500);
  }
  return { inApp: false, mishaps };
}

/** So many people register by facts at once while everything is struck; their numbers begin at `from`. */
export function registrants(count: number, mark: string, from = 0): Act {
  const people = Array.from({ length: count }, (_, nth) => ({
    firstName: 'Erika',
    lastName: `Neu ${mark}`,
    employeeNumber: `7${String(from + nth).padStart(5, '0')}`,
    email: `neu.${nth}.${mark}@muster.example`,
  }));
  let ends: Awaited<ReturnType<typeof register>>[] = [];
  return {
    name: 'registered',
    async act(storm) {
      const facts = people.map(({ firstName, lastName, employeeNumber }) => ({
        firstName,
        lastName,
        employeeNumber,
      }));
      await expectPeople(storm.house, facts);
      ends = await atOnce(count, (nth) => register(storm, people[nth] as Registrant));
    },
    async figures({ house, books }) {
      const { rows } = await house.query(
        `select id from member where email like 'neu.%.${mark}@muster.example'`,
      );
      const problems = await Promise.all(rows.map(({ id }) => accountProblems(books, String(id), true)));
      const { rows: records } = await house.query(
        `select r.state, (select count(*)::int from audit a where a.act = 'criteria.redeemed' and a.subject_id = r.id) as redeemed
         from criteria_record r join member m on m.id = r.member_id where m.email like 'neu.%.${mark}@muster.example'`,
      );
      const once = records.filter((row) => row['state'] === 'used' && row['redeemed'] === 1).length;
      return [
        told('people who registered by facts', count),
        told(
          'broken pages on their way',
          ends.reduce((sum, { mishaps }) => sum + mishaps, 0),
        ),
        told('registered, and in the app at once', ends.filter(({ inApp }) => inApp).length),
        told(
          'registered, but dropped out before the password: “Forgot password” leads on',
          ends.filter(({ inApp }) => !inApp).length,
        ),
        exactly('registered: people in our rows', rows.length, count),
        exactly('registered: accounts missing, doubled or incomplete', problems.flat().length, 0),
        exactly('registered: records used exactly once', once, count),
      ];
    },
  };
}
