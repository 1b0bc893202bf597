import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { openLog } from '../../sidecar/platform/log.ts';

function logged(write: (log: ReturnType<typeof openLog>) => void): string {
  let text = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  write(openLog('info', 'test', sink));
  return text;
}

test('names, addresses and secrets are redacted, also when nested', () => {
  const person = {
    firstName: 'Erika',
    lastName: 'Geheim',
    email: 'erika@canary.example',
    username: 'erika.geheim',
  };
  const text = logged((log) => {
    log.info({ ...person, password: 'canary-password' }, 'top');
    log.info({ member: person, headers: { cookie: 'canary-cookie', 'set-cookie': 'canary-set' } }, 'nested');
    log.info({ job: { member: person, token: 'canary-token' } }, 'twice nested');
  });
  expect(text).not.toMatch(/Erika|Geheim|geheim|canary/);
  expect(text.match(/\[redacted\]/g)?.length).toBeGreaterThan(10);
});

test('an error is logged without the values in its message or in what PostgreSQL says of the row', () => {
  const error = Object.assign(
    new Error('could not deliver to erika@canary.example via /i/AAAAAAAAAAAAAAAAAAAAAAAAAA'),
    {
      code: '23505',
      constraint: 'member_email',
      detail: 'Key (email)=(erika@canary.example) already exists.',
    },
  );
  const text = logged((log) => log.error({ err: new Error('outer', { cause: error }) }, 'failed'));
  expect(text).not.toMatch(/canary|AAAAAAAA/);
  expect(text).toContain('member_email');
  expect(text).toContain('[address]');
});
