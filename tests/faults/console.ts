import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { type InvitedPerson, invitePeople } from '../support/invited-people.ts';
import { type FaultRun, type Figure, randomFrom, told, withinTime } from './_run.ts';

export const name = 'console';

const limitSeconds = 10;
const giveUpSeconds = 60;
const password = 'Ein-eigenes-Passwort-7';

type Setting = { house: Installation; admin: Admin; realm: string };
type Change = {
  what: string;
  /** Makes somebody to whom it can happen. */
  prepare?(setting: Setting, person: InvitedPerson): Promise<void>;
  make(setting: Setting, person: InvitedPerson): Promise<void>;
  /** Einlass shows it. */
  shown(setting: Setting, person: InvitedPerson): Promise<boolean>;
};

const update = ({ admin, realm }: Setting, { userId }: InvitedPerson, fields: object) =>
  admin.users.update({ realm, id: userId }, fields);
const setPassword = ({ admin, realm }: Setting, { userId }: InvitedPerson) =>
  admin.users.resetPassword({
    realm,
    id: userId,
    credential: { type: 'password', temporary: false, value: password },
  });

async function any({ house }: Setting, from: string): Promise<boolean> {
  return (await house.query(`select 1 from ${from} limit 1`)).rows.length > 0;
}
const deviates = (setting: Setting, { memberId }: InvitedPerson, kind: string) =>
  any(setting, `deviation where member_id = '${memberId}' and kind = '${kind}' and state = 'open'`);

/** Somebody who has been in: the account is open, has a password, and our record knows. */
async function active(setting: Setting, person: InvitedPerson): Promise<void> {
  await setPassword(setting, person);
  await update(setting, person, { enabled: true, emailVerified: true, requiredActions: [] });
  await setting.house.query(
    `update member set state = 'active', activated_at = now(), email_verified = true where id = '${person.memberId}'`,
  );
}

/** Open, but not yet in. */
async function redeemed(setting: Setting, person: InvitedPerson): Promise<void> {
  await setting.house.query(`update invitation set state = 'accepted' where id = '${person.id}'`);
  await setPassword(setting, person);
  await update(setting, person, { enabled: true, emailVerified: true, requiredActions: [] });
}

async function editorsOfNorth({ admin, realm }: Setting): Promise<string> {
  const found = await admin.groups.find({ realm, search: 'editor', exact: true });
  const path = '/areas/werk-nord/editor';
  const walk = (groups: typeof found): string | undefined => {
    for (const group of groups) {
      const id = group.path === path ? group.id : walk(group.subGroups ?? []);
      if (id) return id;
    }
    return undefined;
  };
  const id = walk(found);
  if (!id) throw new Error(`no group ${path}`);
  return id;
}

async function signsIn({ house }: Setting, person: InvitedPerson): Promise<void> {
  const browser = httpBrowser();
  const page = await browser.follow(await browser.get(`${house.appUrl}/login`));
  const form = { username: person.email, password };
  const end = await browser.follow(await browser.submit(page, form), (to) => to.origin !== house.appUrl);
  if (end.location?.origin !== house.appUrl) throw new Error(`no sign-in: ${end.status} at ${end.url.href}`);
}

const changes: readonly Change[] = [
  {
    what: 'e-mail',
    prepare: active,
    make: (setting, person) => update(setting, person, { email: `neu-${person.email}`, emailVerified: true }),
    shown: (setting, { memberId, email }) =>
      any(setting, `member where id = '${memberId}' and email = 'neu-${email}'`),
  },
  {
    what: 'disabled',
    prepare: active,
    make: (setting, person) => update(setting, person, { enabled: false }),
    shown: (setting, { memberId }) => any(setting, `member where id = '${memberId}' and state = 'suspended'`),
  },
  {
    what: 'password set (event counted, account compared)',
    prepare: active,
    async make(setting, person) {
      await setPassword(setting, person);
    },
    async shown(setting, { userId }) {
      const { admin, realm } = setting;
      const resourcePath = `users/${userId}/reset-password`;
      const events = await admin.realms.findAdminEvents({ realm, resourcePath });
      // One of the preparation, one of the change.
      if (events.length < 2) return false;
      const newest = events.sort((a, b) => (b.time ?? 0) - (a.time ?? 0))[0];
      const id = (newest as { id?: string } | undefined)?.id;
      if (!id || !(await any(setting, `feed_event where id = '${id}'`))) return false;
      return !(await any(setting, `feed_look where user_id = '${userId}'`));
    },
  },
  {
    what: 'first sign-in',
    prepare: redeemed,
    make: signsIn,
    shown: (setting, { memberId }) => any(setting, `member where id = '${memberId}' and state = 'active'`),
  },
  {
    what: 'name (as deviation)',
    prepare: active,
    make: (setting, person) => update(setting, person, { lastName: `Neu ${randomUUID().slice(0, 8)}` }),
    shown: (setting, person) => deviates(setting, person, 'lastName'),
  },
  {
    what: 'group (as deviation)',
    prepare: active,
    async make(setting, { userId: id }) {
      const groupId = await editorsOfNorth(setting);
      await setting.admin.users.addToGroup({ realm: setting.realm, id, groupId });
    },
    shown: (setting, person) => deviates(setting, person, 'grantAdded'),
  },
];

/** Seconds from the end of the change until Einlass shows it; infinite where it never did. */
async function measure(setting: Setting, change: Change, person: InvitedPerson): Promise<number> {
  await change.make(setting, person);
  const start = performance.now();
  const since = () => (performance.now() - start) / 1000;
  while (since() < giveUpSeconds) {
    if (await change.shown(setting, person)) return since();
    await sleep(50);
  }
  return Number.POSITIVE_INFINITY;
}

function figuresOf(what: string, seconds: readonly number[]): Figure[] {
  const sorted = [...seconds].sort((a, b) => a - b);
  const max = sorted.at(-1) ?? Number.POSITIVE_INFINITY;
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
  return [
    told(`${what}: median seconds`, median.toFixed(1)),
    withinTime(`${what}: max seconds`, max, limitSeconds),
  ];
}

/** 50 × scale changes of each kind, made at random moments by an admin client beside a running installation, one after another. */
export const run: FaultRun = async (scale, seed, log) => {
  const random = randomFrom(seed);
  const times = Math.max(1, Math.round(50 * scale));
  const house = await installation();
  try {
    const admin = await adminOfMaster();
    const setting: Setting = { house, admin, realm: house.realm };
    const figures: Figure[] = [told('changes of each kind', times)];
    for (const change of changes) {
      const own = await invitePeople(house, times);
      for (const person of own) await change.prepare?.(setting, person);
      // What the preparation made at Keycloak must have been counted before the clock starts.
      await sleep(8000);
      const seconds: number[] = [];
      for (const person of own) {
        // Else each change would begin right after the poll that showed the one before.
        await sleep(random() * 4000);
        seconds.push(await measure(setting, change, person));
      }
      const found = figuresOf(change.what, seconds);
      figures.push(...found);
      log(found.map(({ what, figure }) => `${what} ${figure}`).join(', '));
    }
    return figures;
  } finally {
    await house.close();
  }
};
