import { scryptSync } from 'node:crypto';
import type { Owned, RealmSmtp } from './types.ts';

/** Keycloak keeps every value of its mail server as a string. */
export function smtpServer(smtp: RealmSmtp): Owned {
  return {
    host: smtp.host,
    port: String(smtp.port),
    from: smtp.from,
    fromDisplayName: smtp.fromDisplayName,
    replyTo: smtp.replyTo,
    auth: String(smtp.user !== undefined),
    user: smtp.user,
    password: smtp.password,
    starttls: String(smtp.starttls === true),
    ssl: String(smtp.ssl === true),
  };
}

/**
 * Keycloak never shows the password it holds, so a changed one is seen by this mark of ours: a slow hash (scrypt), because
 * whoever may read the realm may read it.
 */
export function smtpMark(realm: string, smtp: RealmSmtp): string {
  const salt = `${realm}|${smtp.host}|${smtp.user ?? ''}`;
  return scryptSync(smtp.password ?? '', salt, 16).toString('base64url');
}
