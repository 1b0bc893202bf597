import type { Translate } from '../platform/i18n.ts';
import { bounceReason } from './bounce-reason.rules.ts';
import type { MessageState } from './message.table.ts';

/** Why a mail did not arrive, for people; undefined where the server's words fit no kind of reason. */
export function reasonText(t: Translate, response: string | null): string | undefined {
  const reason = bounceReason(response ?? '');
  return reason && t(`mail.reason.${reason}`);
}

/** What the server said, behind what it means where a mail did not arrive; one line, null where nothing was said. */
export function shownAnswer(
  t: Translate,
  state: MessageState | null,
  response: string | null,
): string | null {
  const ended = state === 'failed' || state === 'bounced';
  const reason = ended ? reasonText(t, response) : undefined;
  return reason ? `${reason} (${response})` : response;
}
