import { createPrivateKey, type KeyObject } from 'node:crypto';

/** What mails are signed with; nothing where none of the three is set. */
export type DkimSettings = {
  domain?: string | undefined;
  selector?: string | undefined;
  /** The private key in PEM form. */
  key?: string | undefined;
};
export type DkimSigning = { domainName: string; keySelector: string; privateKey: string };

function privateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

const within = (inner: string, outer: string): boolean => inner === outer || inner.endsWith(`.${outer}`);

/** The signature of every mail from `sender`, or undefined where none is wanted; throws with the remedy if a setting is missing or wrong. */
export function dkimSigning(
  { domain, selector, key }: DkimSettings,
  sender: string,
): DkimSigning | undefined {
  const settings = { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: key };
  const missing = Object.entries(settings).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length === 3) return undefined;
  if (!domain || !selector || !key)
    throw new Error(`DKIM signs only with all three settings: set ${missing.join(' and ')}, or none of them`);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = privateKey(key) ?? {};
  if (type !== 'rsa' || (details?.modulusLength ?? 0) < 1024)
    throw new Error(
      'DKIM_KEY_FILE must hold an RSA key of 1024 bits or more in PEM form, such as "openssl genrsa -out dkim.pem 2048" makes',
    );
  const [signing, from] = [domain.toLowerCase(), sender.slice(sender.lastIndexOf('@') + 1).toLowerCase()];
  if (!within(from, signing) && !within(signing, from))
    throw new Error(
      `DKIM_DOMAIN ${domain} does not fit the sender's address in MAIL_FROM (${from}): receivers would not count the signature`,
    );
  return { domainName: signing, keySelector: selector, privateKey: key };
}
