import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { PersonBox } from '../members/person-page.ts';
import type { Db } from '../platform/db.ts';
import { invitationOf } from './person.read-model.ts';

/** *Einladung* on a person's page, with its buttons for those who may act on the person. */
export function invitationBox(db: Db): PersonBox {
  return {
    view: 'invitations/_person',
    async load(person, { actor, tree }) {
      const box = await invitationOf(db, person.id);
      return box && { ...box, mayAct: canActOnIdentity(tree, actor, person.grants) };
    },
  };
}
