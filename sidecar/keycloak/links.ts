import { AppError } from '../platform/errors.ts';
import { providerAlias } from './account.rules.ts';
import { goneIsDone } from './calls.ts';
import type { Call } from './calls.ts';
import type { Directory } from './port.ts';

type Links = Pick<Directory, 'addFederatedLink' | 'removeFederatedLink'>;
type FindBySubject = Directory['findByFederatedSubject'];

/** The link between an account and the subject under which the broker signs this person in. */
export function openLinks(call: Call, findBySubject: FindBySubject): Links {
  const remove = (id: string) =>
    goneIsDone(
      call((admin) => admin.users.delFromFederatedIdentity({ id, federatedIdentityId: providerAlias })),
    );
  const add = (id: string, userId: string, userName: string) => {
    const federatedIdentity = { identityProvider: providerAlias, userId, userName };
    return call((admin) =>
      admin.users.addToFederatedIdentity({ id, federatedIdentityId: providerAlias, federatedIdentity }),
    );
  };

  return {
    async addFederatedLink(id, subject, userName) {
      // Keycloak itself lets two accounts carry one subject (seen on 26.7.4), and would then sign in either.
      const owner = await findBySubject(subject);
      if (owner?.userId === id) return;
      if (owner) throw new AppError('conflict', { cause: new Error('subject is linked to another account') });
      await remove(id);
      try {
        await add(id, subject, userName);
      } catch (thrown) {
        if (!(thrown instanceof AppError && thrown.code === 'conflict')) throw thrown;
        // Somebody linked between our two calls: fine if it is the same link.
        if ((await linkedSubject(call, id)) !== subject) throw thrown;
      }
    },
    removeFederatedLink: remove,
  };
}

/** Subject that the account is linked to at our provider, if any. */
export async function linkedSubject(call: Call, id: string): Promise<string | undefined> {
  const links = await call((admin) => admin.users.listFederatedIdentities({ id }));
  return links.find((link) => link.identityProvider === providerAlias)?.userId;
}
