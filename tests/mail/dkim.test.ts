import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { dkimSigning } from '../../sidecar/mail/dkim.ts';
import { openTransport } from '../../sidecar/mail/transport.ts';
import { openSink, type Sink } from './sink.ts';

const pem = { format: 'pem', type: 'pkcs8' } as const;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = privateKey.export(pem).toString();
const settings = { domain: 'muster.example', selector: 'einlass', key };

let sink: Sink;
beforeAll(async () => {
  sink = await openSink();
});
afterAll(() => sink.close());

/** What a receiver finds: the verifier asks the DNS for nothing but the key's record. */
async function verdicts(raw: string): Promise<unknown[]> {
  const p = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const { results } = await dkimVerify(Buffer.from(raw, 'latin1'), {
    resolver: async (name: string) => {
      if (name !== 'einlass._domainkey.muster.example') throw new Error(`asked for ${name}`);
      return [[`v=DKIM1; k=rsa; p=${p}`]];
    },
  });
  return results.map(({ status, signingDomain }: { status: { result: string }; signingDomain?: string }) => [
    status.result,
    signingDomain,
  ]);
}

test('a receiver finds the signature of the domain good, and bad once a letter is changed on the way', async () => {
  const from = 'Müller & Söhne <app@muster.example>';
  const transport = openTransport({ url: sink.url, from, connections: 1, dkim: settings });
  const mail = {
    to: { name: 'Zoë Łukasz', address: 'zoe@firma.example' },
    subject: 'Ihr Zugang für Zoë',
    html: `<p>Grüße ${'x'.repeat(200)}</p>`,
    text: `Grüße\n${'y '.repeat(200)}\n`,
    messageId: '<1@muster.example>',
  };
  expect(await transport.send(mail, 30)).toMatchObject({ kind: 'sent' });
  transport.close();
  const raw = sink.received[0]?.raw ?? '';
  expect(await verdicts(raw)).toEqual([['pass', 'muster.example']]);
  expect(await verdicts(raw.replace('zoe@firma', 'zoe@firmb'))).not.toEqual([['pass', 'muster.example']]);
  expect(await verdicts(raw.replace('xxxx', 'xxxX'))).not.toEqual([['pass', 'muster.example']]);
});

test('half of the settings, an unusable key and a foreign domain are refused at start, each with what to do', () => {
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem).toString();
  const refusal = (changes: object, sender = 'app@muster.example') =>
    expect(() => dkimSigning({ ...settings, ...changes }, sender));
  refusal({ key: undefined }).toThrow('set DKIM_KEY_FILE');
  refusal({ domain: undefined, selector: undefined }).toThrow('set DKIM_DOMAIN and DKIM_SELECTOR');
  for (const unusable of ['nonsense', elliptic, publicKey.export({ format: 'pem', type: 'spki' }).toString()])
    refusal({ key: unusable }).toThrow('openssl genrsa');
  refusal({ domain: 'other.example' }).toThrow('DKIM_DOMAIN other.example does not fit');
  refusal({}, 'app@muster.example.evil.example').toThrow('does not fit');
  expect(dkimSigning(settings, 'app@mail.Muster.example')?.domainName).toBe('muster.example');
  expect(dkimSigning({}, 'app@muster.example')).toBeUndefined();
});
