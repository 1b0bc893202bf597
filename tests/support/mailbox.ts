import { until } from './processes.ts';
import { servers } from './servers.ts';

export type Mail = {
  id: string;
  to: string[];
  from: string;
  headers: { name: string; value: string }[];
  subject: string;
  text: string;
  html: string;
};

/** All mails to an address, newest first. */
export async function mailsTo(address: string): Promise<Mail[]> {
  const response = await fetch(`${servers().mailboxUrl}/api/messages?to=${encodeURIComponent(address)}`);
  const list = (await response.json()) as { id: string }[];
  return Promise.all(
    list.map(
      async ({ id }) => (await (await fetch(`${servers().mailboxUrl}/api/messages/${id}`)).json()) as Mail,
    ),
  );
}

/** Waits for the first mail to an address. */
export function mailTo(address: string): Promise<Mail> {
  return until(`a mail to ${address}`, async () => (await mailsTo(address))[0]);
}

/** The one link of a mail. */
export function linkIn(mail: Mail): string {
  const link = /https?:\/\/\S+\/[il]\/[A-Za-z0-9_-]+/.exec(mail.text)?.[0];
  if (!link) throw new Error(`no link in "${mail.subject}":\n${mail.text}`);
  return link;
}

/** The link of a mail of Keycloak's own. */
export function actionLinkIn(mail: Mail): string {
  const link = /https?:\/\/\S+action-token\S+/.exec(mail.text)?.[0];
  if (!link) throw new Error(`no link in "${mail.subject}":\n${mail.text}`);
  return link;
}
