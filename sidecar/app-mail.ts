import type { Composed } from './compose.ts';
import { mailTextRoutes } from './mail/text-all.routes.ts';
import { namesOf } from './members/member.store.ts';
import { samplePerson } from './members/sample-person.read-model.ts';
import type { Services } from './services.ts';

/** The editor of the company's mails, with what the rooms above hand to it. */
export function mailTexts({ store, texts }: Services, { testMails, messages }: Composed) {
  return mailTextRoutes({ ...testMails, texts, messages, store, samplePerson, namesOf });
}
