import { AppError } from '../platform/errors.ts';
import { completionOf, newUserBody } from './account.rules.ts';
import type { Found } from './account.rules.ts';
import type { Call } from './calls.ts';
import { messageOf, statusOf, takenFields } from './errors.ts';
import { linkedSubject } from './links.ts';
import type { Account, Directory, NewUser } from './port.ts';

type Needs = Pick<
  Directory,
  'findByMember' | 'joinGroup' | 'addFederatedLink' | 'enableVerified' | 'setEnabled'
>;

/** The careful lane (architecture.md 4 and 11): one `POST /users`, and after any doubt a look-up by member id. */
export function openCreateUser(call: Call, directory: Needs): Directory['createUser'] {
  return async (user, { lookFirst = false } = {}) => {
    if (lookFirst) {
      const known = await directory.findByMember(user.memberId);
      if (known) return adopt(user, known);
    }
    let message = '';
    try {
      const made = await call((admin) =>
        admin.users.create(newUserBody(user)).catch((thrown: unknown) => {
          if (statusOf(thrown) === 409) message = messageOf(thrown);
          throw thrown;
        }),
      );
      return { userId: made.id, created: true };
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code === 'keycloak_rejected') throw thrown;
      const known = await directory.findByMember(user.memberId);
      if (known) return adopt(user, known);
      if (thrown.code === 'conflict')
        throw new AppError('conflict', { cause: thrown.cause, fields: takenFields(message) });
      await requireGroups(user.groupPaths, thrown);
      throw thrown;
    }
  };

  async function adopt(user: NewUser, account: Account): Promise<{ userId: string; created: boolean }> {
    const { userId } = account;
    const missing = completionOf(user, await stateOf(account));
    for (const path of missing.groupPaths) await directory.joinGroup(userId, await groupIdOf(path));
    if (missing.link && user.federatedSubject)
      await directory.addFederatedLink(userId, user.federatedSubject, user.username);
    // Last, so that an account is never open before it is complete.
    if (missing.enable && user.emailVerified) await directory.enableVerified(userId);
    else if (missing.enable) await directory.setEnabled(userId, true);
    return { userId, created: false };
  }

  async function stateOf(account: Account): Promise<Found> {
    const id = account.userId;
    const subject = await linkedSubject(call, id);
    const credentials = await call((admin) => admin.users.getCredentials({ id }));
    const found = { account, groups: account.groups ?? [], hasCredential: credentials.length > 0 };
    return subject === undefined ? found : { ...found, subject };
  }

  async function groupIdOf(path: string): Promise<string> {
    const found = await call((admin) =>
      admin.realms.getGroupByPath({ realm: admin.realmName, path: bare(path) }),
    );
    return String(found.id);
  }

  /** Keycloak answers 500 for an unknown group path, which would look like an outage and be tried for ever. */
  async function requireGroups(paths: readonly string[], thrown: AppError): Promise<void> {
    if (thrown.code !== 'keycloak_unavailable') return;
    try {
      for (const path of paths) await groupIdOf(path);
    } catch (missing) {
      if (!(missing instanceof AppError && missing.code === 'not_found')) throw thrown;
      throw new AppError('not_found', {
        cause: missing.cause,
        fields: [{ field: 'groupPaths', text: 'fields.group.missing' }],
      });
    }
  }
}

const bare = (path: string): string => path.replace(/^\//, '');
