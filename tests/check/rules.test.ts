import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { publicUrlFindings } from '../../sidecar/check/addresses.rules.ts';
import { clockFindings, skewOf } from '../../sidecar/check/clock.rules.ts';
import { databaseFindings, type SeenDatabase } from '../../sidecar/check/database.rules.ts';
import { error, type Finding } from '../../sidecar/check/finding.ts';
import {
  discoveryFindings,
  permissionFindings,
  versionFindings,
} from '../../sidecar/check/keycloak.rules.ts';
import { keyFindings } from '../../sidecar/check/keys.rules.ts';
import { cleartextFindings, dkimFindings, smtpFinding } from '../../sidecar/check/mail.rules.ts';
import { parseInfo, redisFindings } from '../../sidecar/check/redis.rules.ts';
import { runChecks, withoutSecrets } from '../../sidecar/check/run.ts';
import { workerFindings } from '../../sidecar/check/worker.rules.ts';

const codes = (findings: readonly Finding[]) => findings.map(({ level, code }) => `${level} ${code}`);

const well: SeenDatabase = {
  version: 130_000,
  encoding: 'UTF8',
  readOnly: false,
  role: 'app',
  superuser: false,
  trigram: true,
  mayCreate: false,
  maxConnections: 100,
  unapplied: [],
  owns: false,
  auditChanges: [],
  closed: [],
};
test.each<[string[], Partial<SeenDatabase>]>([
  [[], {}],
  [['error database_version'], { version: 120_022 }],
  [['error database_encoding'], { encoding: 'SQL_ASCII' }],
  [['error database_read_only'], { readOnly: true }],
  [['error schema_missing'], { unapplied: undefined, trigram: false }],
  [['error schema_old'], { unapplied: ['060-out-first'] }],
  [['error database_trigram'], { trigram: false }],
  // Whoever owns tables may of course change them: one finding is enough.
  [['error database_owner'], { owns: true, auditChanges: ['delete'], mayCreate: true }],
  [['error database_superuser'], { superuser: true, owns: true, auditChanges: ['delete'], mayCreate: true }],
  [['error audit_writable'], { auditChanges: ['truncate'] }],
  [['error database_rights'], { closed: ['member'] }],
  [['warning database_create'], { mayCreate: true }],
  [['warning database_connections'], { maxConnections: 19 }],
])('a database: %j', (wanted, over) => {
  expect(codes(databaseFindings({ ...well, ...over }, 10))).toEqual(wanted);
});

const info = (over: Record<string, string>) =>
  parseInfo(
    Object.entries({
      redis_version: '6.2.0',
      maxmemory_policy: 'noeviction',
      maxmemory: '0',
      aof_enabled: '1',
      ...over,
    })
      .map(([name, value]) => `${name}:${value}`)
      .join('\r\n'),
  );
test.each<[string[], Record<string, string>]>([
  [[], {}],
  [['error redis_version'], { redis_version: '6.0.16' }],
  [['error redis_policy'], { maxmemory_policy: 'allkeys-lru' }],
  [['error redis_replica'], { role: 'slave' }],
  [['warning redis_memory'], { maxmemory: '100', used_memory: '80' }],
  [['error redis_memory'], { maxmemory: '100', used_memory: '95' }],
  [['error redis_disk'], { rdb_last_bgsave_status: 'err' }],
  [['warning redis_persistence'], { aof_enabled: '0' }],
])('a Redis: %j', (wanted, over) => {
  expect(codes(redisFindings(info(over), ''))).toEqual(wanted);
});

test('clocks: what the question itself took is no skew; more than half a lease is an error', () => {
  const at = (ms: number) => new Date(1e12 + ms);
  const skew = skewOf('X', at(5000), at(0), at(10_000));
  expect(skew).toMatchObject({ ms: 0, doubtMs: 5000 });
  const by = (ms: number, lease = 120) => codes(clockFindings([{ of: 'X', ms, doubtMs: 0 }], lease));
  expect([by(5000), by(-29_000), by(-31_000), by(6000, 10)]).toEqual([
    [],
    ['warning clock_skew'],
    ['error clock_skew'],
    ['error clock_skew'],
  ]);
});

test('key files: of its group, of another user, and rows whose key is gone', () => {
  const file = { name: 'secret-1.key', mode: 0o600, readable: true };
  expect(keyFindings([file], [1], [{ table: 'invitation', keyId: 1, rows: 3 }])).toEqual([]);
  expect(
    codes(
      keyFindings(
        [
          { ...file, mode: 0o640 },
          { ...file, readable: false },
        ],
        [1],
        [],
      ),
    ),
  ).toEqual(['error key_unreadable', 'warning key_open']);
  const uses = [2, 3].map((keyId) => ({ table: 'invitation', keyId, rows: 1 }));
  expect(codes(keyFindings([file], [1, 2], uses))).toEqual(['error key_gone']);
  // new keys in the place of lost ones would hide the loss
  expect(JSON.stringify(keyFindings([], [], uses))).not.toContain('keys init');
});

test('Keycloak under another name, without the realm, in trouble, of another version', () => {
  const wanted = { issuer: 'https://sso.example/realms/einlass', realm: 'einlass' };
  const of = (status: number, issuer?: string) =>
    codes(discoveryFindings('KEYCLOAK_URL', { status, issuer }, wanted));
  expect([of(200, wanted.issuer), of(200, 'http://kc:8080/realms/einlass'), of(404), of(502)]).toEqual([
    [],
    ['error keycloak_issuer'],
    ['error realm_missing'],
    ['error keycloak_answer'],
  ]);
  expect([versionFindings('26.7.4'), versionFindings(undefined)]).toEqual([[], []]);
  expect(codes(versionFindings('26.6.0'))).toEqual(['warning keycloak_version']);
});

test('each missing and each surplus role of the service account is named', () => {
  expect(permissionFindings(['a', 'b'], ['b', 'a'])).toEqual([]);
  expect(
    permissionFindings(['a', 'x', 'y'], ['a', 'b', 'c']).map(({ code, what }) => `${code} ${what}`),
  ).toEqual([
    'permission_missing the service account lacks b of realm-management',
    'permission_missing the service account lacks c of realm-management',
    'permission_surplus the service account holds x of realm-management',
    'permission_surplus the service account holds y of realm-management',
  ]);
});

test('keys at PUBLIC_URL: ours beside others while a rotation spreads, nothing, somebody else’s', () => {
  const of = (published?: string[]) => codes(publicUrlFindings(published, ['a']));
  expect([of(['b', 'a']), of(undefined), of(['b'])]).toEqual([
    [],
    ['error public_url'],
    ['error public_url_other'],
  ]);
});

test('the signature’s key in DNS: ours in pieces, another, withdrawn, none, no answer', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const ours = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const signing = {
    domainName: 'muster.example',
    keySelector: 'app',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  const of = (records?: string[]) => codes(dkimFindings(signing, records));
  expect(of([`v=DKIM1; k=rsa; p=${ours.slice(0, 60)} ${ours.slice(60)}; t=s`])).toEqual([]);
  expect([of([`v=DKIM1;p=AAAA`]), of(['v=DKIM1; p=']), of([]), of()]).toEqual([
    ['error dkim_other'],
    ['error dkim_other'],
    ['error dkim_missing'],
    ['warning dkim_unknown'],
  ]);
});

test('the mail server: what failed is told apart', () => {
  const of = (code: string, message = '') => smtpFinding({ code, message }).code;
  expect([of('EAUTH'), of('ETLS'), of('ESOCKET', 'self-signed certificate'), of('ECONNECTION')]).toEqual([
    'mail_auth',
    'mail_tls',
    'mail_tls',
    'mail_away',
  ]);
});

test('mails in clear text are told, where a setting allows them', () => {
  const told = (url: string, host?: string) => codes(cleartextFindings(new URL(url), host));
  expect(told('smtp://mailbox:1025', 'mailbox')).toEqual(['warning mail_cleartext']);
  expect(told('smtps://mailbox', 'mailbox')).toEqual([]);
  expect(told('smtp://mail.example', 'mailbox')).toEqual([]);
  expect(told('smtp://mail.example')).toEqual([]);
  expect(told('smtp://127.0.0.1:1025', '127.0.0.1')).toEqual([]);
});

test('a worker that is away, and one that does not come along', () => {
  const overdue = [
    { kind: 'mail', seconds: 901 },
    { kind: 'import', seconds: 3 },
  ];
  expect(codes(workerFindings(121, overdue))).toEqual(['error worker_away']);
  expect(codes(workerFindings(3, overdue))).toEqual(['warning work_late']);
});

test('what hangs is given up without making the others wait, and no secret is repeated', async () => {
  const never = { name: 'dead', remedy: 'start it', run: () => new Promise<never>(() => {}) };
  const refused = {
    name: 'refused',
    remedy: 'see p/ss',
    run: () => Promise.reject(new AggregateError([new Error('no p/ss at ::1'), new Error('no long-p/ss')])),
  };
  const report = await runChecks([never, refused], 0.05);
  expect(report.flatMap(({ findings }) => findings)).toEqual([
    error('dead_away', 'no answer within 0.05 s', 'start it'),
    error('refused_away', 'no p/ss at ::1, no long-p/ss', 'see p/ss'),
  ]);
  const [, clean] = withoutSecrets(report, ['p/ss', 'long-p/ss', '']);
  expect(clean?.findings).toEqual([error('refused_away', 'no *** at ::1, no ***', 'see ***')]);
});
