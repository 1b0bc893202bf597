import { parseArgs } from 'node:util';
import { addressProblem, clientIdProblem, originProblem } from '../../realm-config/app-address.rules.ts';
import { type AppKind, appKinds, type AppWish } from '../../realm-config/app-clients.ts';
import { UsageError } from './command.ts';

/** What `app add` was told; the secret and what a file holds come later. */
export type AskedApp = {
  kind: AppKind;
  wish: AppWish;
  certificateFile?: string;
  secretFile?: string;
  dryRun: boolean;
};

const options = {
  url: { type: 'string' },
  name: { type: 'string' },
  redirect: { type: 'string', multiple: true },
  backchannel: { type: 'string' },
  calls: { type: 'string', multiple: true },
  gate: { type: 'string', multiple: true },
  'employee-number': { type: 'boolean' },
  slim: { type: 'boolean' },
  certificate: { type: 'string' },
  'secret-file': { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;
type Option = keyof typeof options;
const help = `  --url <address>          where the app is, such as https://portal.example
  --name <text>            how people know it
  --redirect <address>     another address to come back to after a sign-in; native: the app's own scheme
  --backchannel <address>  where Keycloak tells that a session has ended; spa, native: that of their API
  --calls <api>            client id of an API that the app calls with its token
  --gate <slug>            nobody without this area gets in
  --employee-number        the app may ask for the personnel number
  --slim                   areas are asked for at userinfo instead of travelling in the token
  --certificate <file>     saml: with which the app signs
  --secret-file <file>     keep the secret there instead of printing it
  --dry-run                only show the client`;

const signsIn: readonly AppKind[] = ['web', 'spa', 'native', 'saml', 'proxy'];
/** Kinds that show Keycloak a secret. */
export const secretKinds: readonly AppKind[] = ['web', 'api', 'proxy'];
const takesTokens: readonly AppKind[] = ['web', 'spa', 'native'];
/** Kinds that an option means something to; one that is left out fits all. */
const fits: Partial<Record<Option, readonly AppKind[]>> = {
  url: ['web', 'spa', 'saml', 'proxy'],
  redirect: signsIn,
  backchannel: signsIn,
  calls: takesTokens,
  gate: signsIn.filter((kind) => kind !== 'saml'),
  'employee-number': [...takesTokens, 'proxy'],
  slim: takesTokens,
  certificate: ['saml'],
  'secret-file': secretKinds,
};

/** The words of `app add`; UsageError with every complaint, each saying what to do. */
export function askedApp(args: readonly string[]): AskedApp {
  const { values, positionals } = parsed(args);
  const [word, id, ...others] = positionals;
  const kind = appKinds.find((one) => one === word);
  if (!kind)
    throw new UsageError(
      `app add takes the kind of app (${appKinds.join(', ')}), its client id, and:\n${help}`,
    );
  if (!id || others.length > 0) throw new UsageError(`app add ${kind} takes one client id, such as portal`);
  const url = values.url?.replace(/\/+$/, '');
  const { name, redirect: redirects = [], backchannel, calls = [], gate: gates = [], slim } = values;
  const wish = {
    clientId: id,
    redirects,
    calls,
    gates,
    ...(url ? { url } : {}),
    ...(name ? { name } : {}),
    ...(backchannel ? { backchannel } : {}),
    ...(values['employee-number'] ? { employeeNumber: true } : {}),
    ...(slim ? { slim } : {}),
  };
  const given = Object.keys(values) as Option[];
  const problems = [...misfits(kind, given), ...wishProblems(kind, wish)];
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const { certificate, 'secret-file': secretFile } = values;
  return {
    kind,
    wish,
    dryRun: values['dry-run'] === true,
    ...(certificate ? { certificateFile: certificate } : {}),
    ...(secretFile ? { secretFile } : {}),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    const { message } = error as Error;
    const wrong = /^Unknown option '(.+?)'/.exec(message)?.[1];
    // Node's own sentence names the word that is wrong.
    throw new UsageError(wrong ? `app add has no option ${wrong}; it takes:\n${help}` : message);
  }
}

function misfits(kind: AppKind, given: readonly Option[]): string[] {
  return given
    .filter((option) => fits[option]?.includes(kind) === false)
    .map((option) => `leave out --${option}: ${whyNot(kind, option)}`);
}

function whyNot(kind: AppKind, option: Option): string {
  if (kind === 'api' && option === 'backchannel')
    return 'nobody signs in to an API; give its address to the apps that call it';
  if (kind === 'native' && option === 'url') return 'a native app has no address; see --redirect';
  if (option === 'gate' && kind === 'saml')
    return 'Keycloak closes no SAML app by it; let the app look at "access" (docs/connect-saml.md)';
  if (option === 'secret-file') return `an app of kind ${kind} has no secret`;
  return `it is of no use for an app of kind ${kind}`;
}

function wishProblems(kind: AppKind, wish: AppWish): string[] {
  const { clientId, url, redirects = [], backchannel } = wish;
  const found = [
    clientIdProblem(kind, clientId),
    fits.url?.includes(kind) && !url ? 'say where the app is: --url https://app.example' : undefined,
    url && addressProblem(kind, 'url', url),
    ...redirects.map((redirect) => addressProblem(kind, 'redirect', redirect)),
    backchannel && addressProblem(kind, 'backchannel', backchannel),
  ].filter((problem): problem is string => Boolean(problem));
  if (found.length > 0 || kind === 'native' || !url) return found;
  return redirects.flatMap((redirect) => originProblem(url, redirect) ?? []);
}
