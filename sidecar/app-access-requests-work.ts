import { expireRequests } from './access-requests/expire.service.ts';
import { mergeRequestMessage } from './access-requests/merge.message.ts';
import { endStaleMerges } from './access-requests/merge.store.ts';
import { tellManagers } from './access-requests/digest.service.ts';
import { requestMessages } from './access-requests/request.message.ts';
import type { MessageKind } from './mail/kind.ts';
import { mailQueue } from './mail/mail.job.ts';
import type { Services } from './services.ts';

/** The worker's part of access requests: kinds of messages, what time does to requests, and who is told of them. */
export function accessRequestWork({ db, clock, config, keys, nudger }: Services) {
  const origin = config.PUBLIC_URL;
  const messages: MessageKind[] = [
    ...requestMessages({ origin, appUrl: config.START_APP_URL ?? origin, clock }),
    mergeRequestMessage({ ring: keys.ring, origin, clock }),
  ];
  return {
    messages,
    async sweep(): Promise<void> {
      await expireRequests(db, clock());
      await endStaleMerges(db, clock());
      await nudger.nudge(mailQueue, await tellManagers(db, { publicUrl: origin, now: clock() }));
    },
  };
}
