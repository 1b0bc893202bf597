export type SmtpServer = {
  host: string;
  port: number;
  /** TLS from the first byte (smtps). */
  secure: boolean;
  requireTLS: boolean;
  ignoreTLS: boolean;
  auth?: { user: string; pass: string };
};

function isLoopback(host: string): boolean {
  return host === '::1' || /^127(\.\d{1,3}){3}$/.test(host) || /^(.+\.)?localhost$/i.test(host);
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

/** Whether the host of SMTP_URL does without TLS because SMTP_CLEARTEXT_HOST names it, and not because it is this machine. */
export const isExcused = (url: URL, cleartextHost: string | undefined): boolean =>
  url.protocol === 'smtp:' && hostOf(url) === cleartextHost && !isLoopback(cleartextHost);

/**
 * SMTP_URL as connection settings: `smtp[s]://[user:password@]host[:port]`. Anywhere but on this machine TLS is required;
 * here STARTTLS is left out, because nobody issues certificates for loopback, and at `cleartextHost`, which gets no password.
 */
export function smtpServer(text: string, cleartextHost?: string): SmtpServer {
  const url = new URL(text);
  const host = hostOf(url);
  if (!host || url.search || !['', '/'].includes(url.pathname))
    throw new Error('SMTP_URL must look like smtp://user:password@host:port, without a path or parameters');
  const secure = url.protocol === 'smtps:';
  const excused = isExcused(url, cleartextHost);
  const cleartext = isLoopback(host) || excused;
  if (excused && url.password)
    throw new Error('SMTP_CLEARTEXT_HOST names a host that SMTP_URL has a password for: that needs TLS');
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !cleartext,
    ignoreTLS: !secure && cleartext,
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
  };
}
