import { until } from '../support/processes.ts';
import type { Answer } from '../support/http-browser.ts';
import type { Act, Town } from './_soak-people.ts';
import { causeOf, type Journey, journey } from './_soak-record.ts';
import { formOf, headline } from './_soak-forms.ts';

/** A manager's browser, signed in anew whenever Keycloak asks. */
export type Desk = Journey & {
  get(path: string): Promise<Answer>;
  /** The same until the page is there, whatever is away meanwhile. */
  page(path: string): Promise<Answer>;
};

/** Seconds, more or less, for which a manager comes again and again. */
export const tries = 120;
let turn: Promise<unknown> = Promise.resolve();

function openDesk({ site }: Town): Desk {
  const own = journey(site.record);
  const get = async (path: string): Promise<Answer> => {
    const page = await own.browser.follow(await own.browser.get(new URL(path, site.house.url)));
    const login = /name="password"/.test(page.text) && formOf(page, /login-actions\/authenticate/);
    if (!login) return page;
    const typed = { ...login.fields, username: 'netz.manager', password: site.house.password };
    // Keycloak lets nobody sign in twice at the same moment.
    const signedIn = turn.then(async () => own.browser.follow(await own.browser.post(login.action, typed)));
    turn = signedIn.catch(() => {});
    return signedIn;
  };
  return {
    ...own,
    get,
    async page(path) {
      for (let nth = 0; nth < tries; nth += 1) {
        try {
          const page = await get(path);
          if (page.status === 200 && page.url.origin === site.house.url) return page;
          await own.stumbled(`${page.status} at ${page.url.pathname}: ${headline(page)}`);
        } catch (error) {
          await own.stumbled(causeOf(error));
        }
      }
      throw new Error(`${path} did not come`);
    },
  };
}

/** Fills in a form of this page and presses until `done` says that it worked; a form with a key is kept, so that it works once. */
async function fills(
  { browser, page, stumbled }: Desk,
  where: string,
  action: RegExp,
  fields: { [name: string]: string },
  done: (answer: Answer) => boolean,
): Promise<Answer | undefined> {
  const form = formOf(await page(where), action);
  if (!form) throw new Error(`no form at ${where}`);
  for (let nth = 0; nth < tries; nth += 1) {
    try {
      const answer = await browser.post(form.action, { ...form.fields, ...fields });
      if (answer.location && /\/auth|sign-in|openid-connect/.test(answer.location.href)) await page(where);
      else if (done(answer)) return answer;
      else await stumbled(`${answer.status} for ${form.action.pathname}: ${headline(answer)}`);
    } catch (error) {
      await stumbled(causeOf(error));
    }
  }
  return undefined;
}

/** Work of a manager who has a browser from before, if one is free. */
export const atDesk =
  (kind: string, work: (town: Town, desk: Desk) => Promise<boolean | undefined>): Act =>
  async (town) => {
    const desk = town.desks.pop() ?? openDesk(town);
    desk.anew(kind);
    try {
      return await work(town, desk);
    } finally {
      town.desks.push(desk);
    }
  };
export const isDone = (answer: Answer): boolean => answer.status === 303;

const lists = [
  '/admin',
  '/admin/members',
  '/admin/members?q=muster',
  '/admin/members?page=2',
  '/admin/requests',
  '/admin/imports',
  '/admin/campaigns',
  '/admin/access-links',
  '/admin/letters',
  '/admin/audit',
];
export const looksAtList = atDesk('looks at a list', async (town, desk) => {
  const path = lists[Math.floor(town.random() * lists.length)] ?? '/admin';
  await desk.page(path);
  return true;
});

export const issuesLinks = atDesk('issues links', async (town, desk) => {
  const fields = { purpose: `Messe ${town.number()}`, links: '10', days: '30' };
  const made = await fills(desk, '/admin/access-links/batches/new', /\/batches$/, fields, isDone);
  if (!made?.location) return false;
  const shown = await desk.page(made.location.href);
  const links = [...shown.text.matchAll(/<code[^>]*>([^<]+\/l\/[\w-]+)<\/code>/g)].map(
    ([, link]) => link ?? '',
  );
  town.links.push(...links);
  return links.length === 10;
});

export const approves = atDesk('approves', async (town, desk) => {
  const who = town.asked.shift();
  if (!who) return undefined;
  const { house } = town.site;
  const id = await until(
    'the request',
    async () => {
      const { rows } = await house.query(
        `select r.id from access_request r join member m on m.id = r.member_id where m.email = '${who.email}'`,
      );
      return rows[0] && String(rows[0]['id']);
    },
    300,
  );
  const path = `/admin/requests/${id}`;
  const told = await fills(desk, path, /\/approve/, {}, (answer) => isDone(answer) || answer.status === 409);
  return told !== undefined;
});

/** Makes somebody without e-mail, and hands out what the page shows once. */
export const makesLetter = atDesk('makes a letter', async (town, desk) => {
  const nth = town.number();
  const username = `brief.nr${nth}`;
  const fields = { firstName: 'Brief', lastName: `Nr ${nth}`, username, email: '' };
  const shown = (answer: Answer) => answer.text.includes('id="shown-password"');
  // Where the answer was lost the password does not come a second time.
  const lost = (answer: Answer) => answer.status === 409 || isDone(answer);
  const page = await fills(
    desk,
    '/admin/members/new',
    /\/admin\/members$/,
    fields,
    (a) => shown(a) || lost(a),
  );
  const password = /id="shown-password"[^>]*>([^<]+)</.exec(page?.text ?? '')?.[1];
  if (password)
    town.letters.push({ username, password: password.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&') });
  else town.ledger.push({ username, way: 'letter' });
  return page !== undefined;
});
