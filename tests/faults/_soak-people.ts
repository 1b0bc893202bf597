import type { Desk } from './_soak-desk.ts';
import { causeOf, journey } from './_soak-record.ts';
import type { Site } from './_soak-site.ts';
import { ownPassword, type Walker, walkIn } from './_soak-walk.ts';

/** What a piece of work of people or managers needs, and what they leave for the others. */
export type Town = {
  site: Site;
  random(): number;
  /** Next number, for names and addresses. */
  number(): number;
  /** Whom the company expects and who has not registered yet; links that were handed out; people who were invited, asked, or got a letter. */
  expected: { email: string; facts: NonNullable<Walker['facts']> }[];
  links: string[];
  invited: { email: string }[];
  asked: { email: string }[];
  letters: { username: string; password: string }[];
  /** Who is in the app and signs in again with this. */
  inside: { username: string; password: string }[];
  /** Managers who are at no work just now, each with a browser that is signed in. */
  desks: Desk[];
  /** Everybody who was accepted, with how they came. */
  ledger: { email?: string; username?: string; way: Way }[];
};
export type Way = 'facts' | 'link' | 'open' | 'invitation' | 'letter';

/** Does one piece of work; `undefined` where there was nothing to do, false where it came to no end. */
export type Act = (town: Town) => Promise<boolean | undefined>;

function came(town: Town, way: Way, who: { email: string }): true {
  town.ledger.push({ email: who.email, way });
  town.inside.push({ username: who.email, password: ownPassword });
  return true;
}
const address = (nth: number): string => `person.${nth}@muster.example`;

/** Begins in an app with facts that are stored. */
export const registersByFacts: Act = async (town) => {
  const who = town.expected.shift();
  if (!who) return undefined;
  const { site } = town;
  const own = journey(site.record, 'registers by facts');
  const app = encodeURIComponent(`${site.house.appUrl}/register`);
  const isIn = await walkIn(site, own, who, () => own.browser.get(`${site.house.url}/register?app=${app}`));
  return isIn && came(town, 'facts', who);
};

export const registersByLink: Act = async (town) => {
  const link = town.links.shift();
  if (!link) return undefined;
  const { site } = town;
  const nth = town.number();
  const who = { email: address(nth), facts: { firstName: 'Lina', lastName: `Link ${nth}` } };
  const own = journey(site.record, 'registers by link');
  const begin = async () => {
    await own.browser.get(link);
    return own.browser.post(link);
  };
  return (await walkIn(site, own, who, begin)) && came(town, 'link', who);
};

/** Comes without facts, is in the app without any area, and asks for one. */
export const registersOpenly: Act = async (town) => {
  const { site } = town;
  const nth = town.number();
  const who = { email: address(nth), facts: { firstName: 'Olga', lastName: `Offen ${nth}` } };
  const own = journey(site.record, 'registers openly');
  const join = `${site.house.url}/join/werk-nord`;
  if (!(await walkIn(site, own, who, () => own.browser.post(join, { way: 'open' })))) return false;
  town.ledger.push({ email: who.email, way: 'open' });
  town.inside.push({ username: who.email, password: ownPassword });
  own.anew('asks for an area');
  const form = `${site.house.url}/me/requests/werk-nord`;
  for (let tries = 0; tries < 60; tries += 1) {
    try {
      const page = await own.browser.follow(await own.browser.get(form));
      const sent = page.text.includes('name="message"')
        ? await own.browser.follow(await own.browser.post(form, { message: 'Ich fange am Montag an.' }))
        : page;
      if (sent.url.pathname === '/me/requests' && sent.status === 200) {
        town.asked.push(who);
        return true;
      }
      await own.stumbled(`${sent.status} at ${sent.url.pathname}`);
    } catch (error) {
      await own.stumbled(causeOf(error));
    }
  }
  return false;
};

export const redeemsInvitation: Act = async (town) => {
  const who = town.invited.shift();
  if (!who) return undefined;
  const { site } = town;
  const own = journey(site.record, 'redeems an invitation');
  const link = await site.boxes.find(who.email, /(https?:\/\/\S+\/i\/[A-Za-z0-9_-]+)/, 600);
  const begin = async () => {
    await own.browser.get(link);
    return own.browser.post(link);
  };
  return (await walkIn(site, own, who, begin)) && came(town, 'invitation', who);
};

/** The first sign-in with what stands on a letter. */
export const usesLetter: Act = async (town) => {
  const letter = town.letters.shift();
  if (!letter) return undefined;
  const { site } = town;
  const own = journey(site.record, 'uses a letter');
  const begin = () => own.browser.get(`${site.house.appUrl}/login`);
  if (!(await walkIn(site, own, letter, begin))) return false;
  town.ledger.push({ username: letter.username, way: 'letter' });
  town.inside.push({ username: letter.username, password: ownPassword });
  return true;
};

/** Signs in to the app; Keycloak lets nobody sign in twice at the same moment. */
export const signsIn: Act = async (town) => {
  const [who] = town.inside.splice(Math.floor(town.random() * town.inside.length), 1);
  if (!who) return undefined;
  const { site } = town;
  const own = journey(site.record, 'signs in');
  try {
    return await walkIn(site, own, who, () => own.browser.get(`${site.house.appUrl}/login`));
  } finally {
    town.inside.push(who);
  }
};
