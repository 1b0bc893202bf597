import { afterEach, expect, test } from '@jest/globals';
import type { Transport } from '../../sidecar/mail/transport.ts';
import { transportTo } from './mail-setup.ts';
import { openSink, type Sink } from './sink.ts';

const mail = {
  to: { name: 'Erika', address: 'erika@muster.example' },
  subject: 'Hallo',
  html: '<p>Hallo</p>',
  text: 'Hallo',
  messageId: '<1@muster.example>',
};
const opened: (Transport | Sink)[] = [];

async function openBoth(behaviour: Parameters<typeof openSink>[0], credentials = '') {
  const sink = await openSink(behaviour);
  const transport = transportTo(sink.url.replace('//', `//${credentials}`));
  opened.push(transport, sink);
  return { sink, transport };
}
afterEach(async () => {
  for (const item of opened.splice(0)) await item.close();
});

test('the connection is lost after the final dot: temporary, and the second try carries the same Message-ID', async () => {
  const { sink, transport } = await openBoth({ ending: (nth) => (nth === 1 ? 'drop' : 'accept') });
  expect(await transport.send(mail, 30)).toMatchObject({ kind: 'temporary' });
  expect(sink.received).toHaveLength(1);
  expect(await transport.send(mail, 30)).toMatchObject({ kind: 'sent' });
  expect(sink.received.map((received) => received.mail.messageId)).toEqual([mail.messageId, mail.messageId]);
});

test('the sender has the name and the reply address of the network where it gives some', async () => {
  const { sink, transport } = await openBoth({});
  await transport.send({ ...mail, fromName: 'Muster AG App', replyTo: 'app@muster.example' }, 30);
  await transport.send(mail, 30);
  const [named, plain] = sink.received.map(({ mail: { from, replyTo } }) => ({ from, replyTo }));
  expect(named?.from).toMatchObject({ name: 'Muster AG App', address: plain?.from?.address });
  expect(named?.replyTo?.map(({ address }) => address)).toEqual(['app@muster.example']);
  expect(plain?.from?.name).not.toBe('Muster AG App');
  expect(plain?.replyTo).toBeUndefined();
});

test('a server whose answer to the final dot never ends is left after the limit', async () => {
  const { sink, transport } = await openBoth({ ending: (nth) => (nth === 1 ? 'trickle' : 'accept') });
  // time enough to come to the final dot on a busy machine
  expect(await transport.send(mail, 5)).toEqual({
    kind: 'temporary',
    response: 'The mail server did not finish within 5 s',
  });
  expect(await transport.send(mail, 30)).toMatchObject({ kind: 'sent' });
  expect(sink.received).toHaveLength(2);
});

test.each([
  [552, 'permanent'],
  [452, 'temporary'],
] as const)('%d after the final dot is %s', async (code, kind) => {
  const { transport } = await openBoth({ ending: () => ({ code, text: 'too much' }) });
  expect(await transport.send(mail, 30)).toEqual({ kind, response: `${code} too much` });
});

test('a refused sender or password is about our set-up and ends no message', async () => {
  const refusing = await openBoth({ sender: () => ({ code: 550, text: 'not you' }) });
  expect(await refusing.transport.send(mail, 30)).toMatchObject({
    kind: 'temporary',
    response: '550 not you',
  });
  const locked = await openBoth({ password: 'right' }, 'einlass:wrong@');
  expect(await locked.transport.send(mail, 30)).toMatchObject({ kind: 'temporary', response: '535 wrong' });
  const unlocked = await openBoth({ password: 'r/g@t' }, 'einlass:r%2Fg%40t@');
  expect(await unlocked.transport.send(mail, 30)).toMatchObject({ kind: 'sent' });
});

test('20 mails share at most five connections', async () => {
  let most = 0;
  const { sink, transport } = await openBoth({
    onReceived: () => void (most = Math.max(most, sink.connections())),
  });
  const mails = Array.from({ length: 20 }, (_, index) => ({
    ...mail,
    messageId: `<${index}@muster.example>`,
  }));
  const deliveries = await Promise.all(mails.map((one) => transport.send(one, 30)));
  expect(deliveries.map(({ kind }) => kind)).toEqual(Array(20).fill('sent'));
  expect(new Set(sink.received.map((received) => received.mail.messageId)).size).toBe(20);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(5);
});

test.each([
  ['offers no TLS', false, 'command not recognized'],
  ['has a certificate nobody trusts', true, 'certificate'],
])('a server elsewhere that %s gets no mail; on this machine it does', async (_name, startTls, words) => {
  const { sink, transport: here } = await openBoth({ startTls });
  const elsewhere = transportTo(sink.url.replace('127.0.0.1', '0.0.0.0'));
  opened.push(elsewhere);
  const response = expect.stringContaining(words);
  expect(await elsewhere.send(mail, 30)).toEqual({ kind: 'temporary', response });
  expect(sink.received).toEqual([]);
  expect(await here.send(mail, 30)).toMatchObject({ kind: 'sent' });
});

test.each(['', 'nobody', 'a@b.example, c@d.example', 'Group: a@b.example;'])(
  'MAIL_FROM %j is refused at start',
  (wrong) => {
    expect(() => transportTo('smtp://127.0.0.1:1', wrong)).toThrow('MAIL_FROM must be one address');
  },
);
