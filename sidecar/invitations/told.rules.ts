import { shownAnswer } from '../mail/answer.rules.ts';
import type { Translate } from '../platform/i18n.ts';
import type { CampaignPerson } from './campaign-people.read-model.ts';

/** Somebody of a campaign, with why their mails did not arrive in words before those of the mail servers. */
export function told(t: Translate, person: CampaignPerson): CampaignPerson {
  const { messageState, againState, reminderState } = person;
  return {
    ...person,
    response: shownAnswer(t, messageState, person.response),
    againResponse: shownAnswer(t, againState, person.againResponse),
    reminderResponse: shownAnswer(t, reminderState, person.reminderResponse),
  };
}
