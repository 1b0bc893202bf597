import type { Composed } from './compose.ts';
import { mailTextRoutes } from './mail/text-all.routes.ts';
import { findMember, namesOf } from './members/member.store.ts';
import { samplePerson } from './members/sample-person.read-model.ts';
import { openRateLimit } from './platform/rate-limit.ts';
import type { Services } from './services.ts';

/** To oneself, by one administrator. */
const testMails = (prefix: string) => ({ prefix: `${prefix}:test-mail`, points: 10, seconds: 600 });

/** The editor of the company's mails, with what the rooms above hand to it. */
export function mailTexts({ config, log, redis, store, texts }: Services, { invite, messages }: Composed) {
  return mailTextRoutes({
    ...invite,
    texts,
    messages,
    store,
    samplePerson,
    namesOf,
    addressOf: async (reader, memberId) => (await findMember(reader, memberId))?.email ?? undefined,
    mayTest: openRateLimit(redis, testMails(config.REDIS_PREFIX), log),
  });
}
