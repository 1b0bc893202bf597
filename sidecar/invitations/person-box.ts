import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { PersonBox } from '../members/person-page.ts';
import { shownAnswer } from '../mail/answer.rules.ts';
import type { Db } from '../platform/db.ts';
import { type InvitationBox, invitationOf } from './person.read-model.ts';

/** *Einladung* on a person's page, with its buttons for those who may act on the person. */
export function invitationBox(db: Db): PersonBox {
  return {
    view: 'invitations/_person',
    async load(person, { actor, tree, t }) {
      const box = await invitationOf(db, person.id);
      const told = (mail: InvitationBox['message']) =>
        mail && { ...mail, response: shownAnswer(t, mail.state, mail.response) };
      const mails = box && { message: told(box.message), reminder: told(box.reminder) };
      return box && { ...box, ...mails, mayAct: canActOnIdentity(tree, actor, person.grants) };
    },
  };
}
