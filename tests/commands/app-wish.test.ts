import { expect, test } from '@jest/globals';
import { knownAddress, pasteFor, registerStart } from '../../sidecar/commands/app-paste.ts';
import { askedApp } from '../../sidecar/commands/app-wish.ts';

const asked = (line: string) => askedApp(line.split(' '));

test.each([
  ['desktop portal', /takes the kind of app \(web, spa, native, api, saml, proxy\)[\s\S]*--url/],
  ['web', /takes one client id/],
  ['web portal', /--url https:\/\/app\.example/],
  ['web portal --urll https://a.example', /no option --urll; it takes:[\s\S]*--url <address>/],
  ['web portal --url portal.example', /such as https:\/\/app\.example$/],
  ['web portal --url http://portal.example', /use https/],
  ['web portal --url https://portal.example --redirect https://other.example/x', /is not the app/],
  ['web portal --url https://portal.example --redirect https://portal.example/*', /leave out "\*"/],
  ['web einlass-me --url https://portal.example', /choose another/],
  ['native staff --url https://staff.example', /a native app has no address/],
  ['native staff --redirect http://localhost/callback', /127\.0\.0\.1 instead of localhost/],
  ['spa portal --url https://portal.example --secret-file x', /has no secret/],
  ['api portal-api --backchannel https://api.example/x', /to the apps that call it/],
  ['web portal --url https://portal.example --certificate x', /of no use/],
  ['saml portal --url https://portal.example --gate werk-nord', /look at "access"/],
])('"app add %s" is refused with what to do', (line, says) => {
  expect(() => asked(line)).toThrow(says);
});

test('every complaint is told at once', () => {
  expect(() => asked('api Portal --url https://a.example --slim')).toThrow(
    /leave out --url[\s\S]*leave out --slim[\s\S]*lower case/,
  );
});

test('a whole wish is understood; the slash at the end of the address does not matter', () => {
  expect(
    asked('spa portal --url https://portal.example/ --calls portal-api --gate werk-nord --slim'),
  ).toEqual({
    kind: 'spa',
    wish: {
      clientId: 'portal',
      url: 'https://portal.example',
      redirects: [],
      calls: ['portal-api'],
      gates: ['werk-nord'],
      slim: true,
    },
    dryRun: false,
  });
});

test("a single-page app's settings are code that says just what was meant", async () => {
  const facts = {
    clientId: 'portal',
    url: 'https://portal.example',
    keycloakUrl: 'https://login.example',
    issuer: 'https://login.example/realms/einlass',
    realm: 'einlass',
    einlassUrl: 'https://einlass.example',
    apiUrl: "https://api.example/it's",
    secret: undefined,
  };
  const lines = pasteFor('spa', facts).join('\n');
  const { settings } = await import(`data:text/javascript,${encodeURIComponent(lines)}`);
  expect(settings).toEqual({
    url: 'https://login.example',
    realm: 'einlass',
    clientId: 'portal',
    einlassUrl: 'https://einlass.example',
    apiUrl: "https://api.example/it's",
  });
});

test('an app behind Apache is known for the way back from asking, and has no registration of its own', () => {
  expect(registerStart('proxy', 'https://plan.example')).toBeUndefined();
  expect(knownAddress('proxy', 'https://plan.example')).toBe('https://plan.example/');
  expect(knownAddress('api', '')).toBeUndefined();
});
