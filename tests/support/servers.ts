import { readFileSync } from 'node:fs';

/** The real servers that `npm test` brought up; see scripts/test.mjs. */
export type Servers = {
  postgresUrl: string;
  redisUrl: string;
  redisServerBinary: string;
  keycloakUrl: string;
  keycloakAdminUsername: string;
  keycloakAdminPassword: string;
  /** From where a proxy asks whose X-Forwarded heads it believes. */
  keycloakProxyAddress: string;
  /** Of the script that runs it. */
  keycloakPid: number;
  /** The folder of its distribution. */
  keycloakHome: string;
  /** Where it finds themes, among them ours. */
  keycloakThemes: string;
  smtpUrl: string;
  mailboxUrl: string;
  chromium: string;
};

export function servers(): Servers {
  const file = process.env['EINLASS_TEST_SERVERS'];
  if (!file) throw new Error('EINLASS_TEST_SERVERS is not set: run the tests by "npm test"');
  return JSON.parse(readFileSync(file, 'utf8')) as Servers;
}

/** The mail server, as a realm is told of it. */
export function realmSmtp(): { host: string; port: number; from: string } {
  const { hostname: host, port } = new URL(servers().smtpUrl);
  return { host, port: Number(port), from: 'zugang@muster.example' };
}
