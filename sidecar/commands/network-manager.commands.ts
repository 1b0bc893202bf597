import { parseArgs } from 'node:util';
import { z } from 'zod';
import { syncRoleGroups } from '../areas/area.service.ts';
import { readTree } from '../areas/area.store.ts';
import { record } from '../audit/audit.store.ts';
import { inviteBatch } from '../invitations/invite-all.service.ts';
import { mailQueue } from '../mail/mail.job.ts';
import { addMember } from '../members/member-add.service.ts';
import { findMember } from '../members/member.store.ts';
import { AppError } from '../platform/errors.ts';
import { isLocale, storedLocale } from '../platform/i18n.ts';
import { openServices, type Services } from '../services.ts';
import { accountsMade } from './accounts-made.ts';
import { type Command, UsageError } from './command.ts';

const operator = { kind: 'operator' } as const;
type Person = { firstName: string; lastName: string; email: string; username: string; locale: 'de' | 'en' };

async function invite({ config, db, clock, keys, nudger }: Services, memberId: string): Promise<void> {
  const nudgeMail = async () => {};
  const { PUBLIC_URL: origin, INVITATION_DAYS: validDays } = config;
  const deps = { db, clock, origin, validDays, ring: keys.ring, nudgeMail };
  const nudges = await db.transaction().execute(async (trx) => {
    const member = await findMember(trx, memberId);
    if (!member) throw new AppError('not_found');
    const { firstName, lastName, email, locale, grants } = member;
    const person = { memberId, firstName, lastName, email, grants, ready: true };
    const candidate = { ...person, locale: storedLocale(locale) } as const;
    const cause = { id: null, createdBy: null, urgent: true };
    const made = await inviteBatch(deps, trx, cause, [candidate]);
    await record(trx, operator, made.events);
    return made.nudges;
  });
  await nudger.nudge(mailQueue, nudges);
}

async function addManager(services: Services, person: Person): Promise<string> {
  const { network } = await readTree(services.db);
  if (!network) throw new UsageError('make the network first: einlass area add "<company>"');
  await syncRoleGroups(services.db, services.directory);
  const grants = [{ areaId: network.id, role: 'network_manager' }] as const;
  return addMember(services.db, operator, { ...person, origin: 'operator', grants });
}

/** The first network manager of a new installation has nobody who could invite them. */
export const managerInvite: Command = {
  usage: 'manager invite <e-mail> --first-name f --last-name l [--username u] [--locale de|en]',
  summary: 'make a network manager and mail the invitation (needs serve and work running)',
  async run(args, { config, log, print }) {
    const text = { type: 'string' } as const;
    const options = { 'first-name': text, 'last-name': text, username: text, locale: text };
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const email = positionals[0]?.trim().toLowerCase();
    const { 'first-name': firstName, 'last-name': lastName, locale = 'de' } = values;
    if (!email || !z.email().safeParse(email).success)
      throw new UsageError('manager invite takes an e-mail address');
    if (!firstName || !lastName) throw new UsageError('manager invite needs --first-name and --last-name');
    if (!isLocale(locale)) throw new UsageError('--locale must be de or en');
    const username = values.username ?? email;
    const services = await openServices(config, log);
    try {
      const id = await addManager(services, { firstName, lastName, email, username, locale });
      await accountsMade(services, [username]);
      await invite(services, id);
      print(`${firstName} ${lastName} is a network manager; the invitation is on its way to ${email}`);
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict')
        throw new UsageError('somebody with this e-mail address or user name exists already');
      throw error;
    } finally {
      await services.close();
    }
  },
};
