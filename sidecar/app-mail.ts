import type { Composed } from './compose.ts';
import type { TestMailDeps } from './mail/test-mail.service.ts';
import { mailTextRoutes } from './mail/text-all.routes.ts';
import { findMember, namesOf } from './members/member.store.ts';
import { samplePerson } from './members/sample-person.read-model.ts';
import { openRateLimit } from './platform/rate-limit.ts';
import type { Services } from './services.ts';

/** To oneself, by one administrator. */
const testing = (prefix: string) => ({ prefix: `${prefix}:test-mail`, points: 10, seconds: 600 });

/** What test mails need, wherever they are sent from: one limit for all. */
export function testMails({ config, log, redis }: Services, { invite }: Composed): TestMailDeps {
  return {
    ...invite,
    addressOf: async (reader, memberId) => (await findMember(reader, memberId))?.email ?? undefined,
    mayTest: openRateLimit(redis, testing(config.REDIS_PREFIX), log),
  };
}

/** The editor of the company's mails, with what the rooms above hand to it. */
export function mailTexts(services: Services, composed: Composed) {
  const { store, texts } = services;
  const { messages } = composed;
  return mailTextRoutes({ ...testMails(services, composed), texts, messages, store, samplePerson, namesOf });
}
