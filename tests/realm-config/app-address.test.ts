import { expect, test } from '@jest/globals';
import { addressProblem, clientIdProblem, originProblem } from '../../realm-config/app-address.rules.ts';

test.each([
  ['https://app.example/*', /leave out "\*"/],
  ['https://*.app.example/callback', /leave out "\*"/],
  ['*', /leave out "\*"/],
  ['+', /instead of "\+"/],
  ['http://app.example/callback', /use https/],
  ['http://127.0.0.1.nip.example/callback', /use https/],
  ['http://localhost.example/callback', /use https/],
  ['https://app.example/callback#x', /leave out "#"/],
  ['https://app.example#', /leave out "#"/],
  ['https://somebody:secret@app.example/callback', /before "@"/],
  ['https://app.example/a/../callback', /leave out "\." and "\.\."/],
  ['https://app.example/a/%2E%2e/callback', /leave out "\." and "\.\."/],
  ['https://app.example\\@evil.example/', /leave out blanks/],
  ['https://app.example/call back', /leave out blanks/],
  ['/callback', /write the whole address/],
  ['//app.example/callback', /write the whole address/],
  ['https:app.example/callback', /write the whole address/],
  ['javascript:alert(1)', /leads to no app/],
  ['data:text/html,x', /leads to no app/],
  ['com.example.app:/callback', /write the whole address/],
  ['https://app.example/callback?code=1', /parameter "code"/],
  ['https://app.example/callback?a=1&state=2', /parameter "state"/],
  ['https://APP.example/callback', /browsers do: https:\/\/app\.example\/callback/],
  ['https://app.example:443/callback', /browsers do: https:\/\/app\.example\/callback/],
  ['https://bücher.example/callback', /browsers do: https:\/\/xn--bcher-kva\.example\/callback/],
  // with a Cyrillic "а"
  ['https://аpp.example/callback', /browsers do: https:\/\/xn--pp-6kc\.example\/callback/],
  ['https://app.example/call\u200bback', /browsers do: .*%E2%80%8B/],
  ['https://app.example/"x', /browsers do: .*%22x/],
  ['http://127.1/callback', /browsers do: http:\/\/127\.0\.0\.1\/callback/],
])('a web app does not come back to %s', (address, says) => {
  const problem = addressProblem('web', 'redirect', address);
  expect(problem).toMatch(says);
  expect(problem).toContain(address);
});

test.each([
  'https://app.example/callback',
  'https://app.example:8443/a/b?tenant=1',
  'http://127.0.0.1:3100/callback',
  'http://[::1]:3100/callback',
  'http://localhost:3100/callback',
])('a web app comes back to %s', (address) => {
  expect(addressProblem('web', 'redirect', address)).toBeUndefined();
});

test.each([
  ['staff:/callback', /com\.example\.staff:\/callback/],
  ['com.example.staff://callback', /one slash and a path/],
  ['com.example.staff:callback', /one slash and a path/],
  ['com.example.staff:/*', /leave out "\*"/],
  ['com.example.staff:/callback#x', /leave out "#"/],
  ['http://localhost/callback', /127\.0\.0\.1 instead of localhost/],
  ['http://127.0.0.1:4000/callback', /leave the port out/],
  ['http://[::1]:4000/callback', /leave the port out/],
  ['http://staff.example/callback', /use https/],
  ['file:///callback', /leads to no app/],
  ['VBScript:x', /leads to no app/],
  ['callback', /write the whole address/],
  ['COM.example.staff:/callback', /browsers do: com\.example\.staff:\/callback/],
  ['http:///127.0.0.1/callback', /browsers do: http:\/\/127\.0\.0\.1\/callback/],
])('a native app does not come back to %s', (address, says) => {
  expect(addressProblem('native', 'redirect', address)).toMatch(says);
});

test.each([
  'com.example.staff:/callback',
  'http://127.0.0.1/callback',
  'http://[::1]/callback',
  'https://staff.example/callback',
])('a native app comes back to %s (RFC 8252)', (address) => {
  expect(addressProblem('native', 'redirect', address)).toBeUndefined();
});

test('the address of the app itself has no query, and its redirects stay at its origin', () => {
  expect(addressProblem('web', 'url', 'https://app.example/portal')).toBeUndefined();
  expect(addressProblem('web', 'url', 'https://app.example/?a=1')).toMatch(/leave out "\?"/);
  expect(addressProblem('web', 'url', 'https://app.example?')).toMatch(/leave out "\?"/);
  expect(addressProblem('spa', 'backchannel', 'http://api.example/backchannel-logout')).toMatch(/use https/);
  expect(originProblem('https://app.example/portal', 'https://app.example/callback')).toBeUndefined();
  expect(originProblem('https://app.example', 'https://app.example.evil.example/')).toMatch(/is not the app/);
  expect(originProblem('https://app.example', 'https://app.example:8443/')).toMatch(/is not the app/);
});

test.each([
  'einlass-me',
  'einlass-x',
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
])('the client id %s is taken for good', (clientId) =>
  expect(clientIdProblem('web', clientId)).toMatch(/choose another/),
);

test.each(['Portal', 'a', '-portal', 'port al', 'a'.repeat(65), 'https://portal.example', 'pörtal', 'a/b'])(
  'the client id %s is refused with what to write',
  (clientId) => expect(clientIdProblem('web', clientId)).toMatch(/lower case letters/),
);

test('a SAML app may be called by its address', () => {
  expect(clientIdProblem('web', 'portal')).toBeUndefined();
  expect(clientIdProblem('saml', 'portal')).toBeUndefined();
  expect(clientIdProblem('saml', 'https://app.example/saml/metadata')).toBeUndefined();
  expect(clientIdProblem('saml', 'http://app.example/saml/metadata')).toMatch(/use https/);
  expect(clientIdProblem('saml', 'https://app.example/*')).toMatch(/leave out "\*"/);
});
