import { employeePages } from './_employee-pages.ts';
import { type ScreenPage, locales, schemes } from './_page.ts';
import { keycloakPages } from './_pages.ts';
import { narrowName, pictureName } from './_shoot.ts';

type Part = { folder: string; heading: string; text: string; pages: readonly ScreenPage[] };

export const parts: readonly Part[] = [
  {
    folder: 'keycloak',
    heading: 'Keycloak’s pages',
    text: 'In the look of themes/einlass, with a colour and a logo that a company chose.',
    pages: keycloakPages,
  },
  {
    folder: 'employee',
    heading: 'Pages of Einlass that employees see',
    text: 'Invitation, registration, requests and their own data.',
    pages: employeePages,
  },
];

const columns = locales.flatMap((locale) => schemes.map((scheme) => ({ locale, scheme })));

/** Every picture of a folder, without ending. */
export const pictureNames = ({ pages }: Part): string[] =>
  pages.flatMap((shown) => [
    ...columns.map(({ locale, scheme }) => pictureName(shown, locale, scheme)),
    ...(shown.often ? [narrowName(shown)] : []),
  ]);

function row(folder: string, shown: ScreenPage): string {
  const image = (name: string) => `<img src="${folder}/${name}.png" width="220" alt="${name}">`;
  const cells = columns.map(({ locale, scheme }) => image(pictureName(shown, locale, scheme)));
  const narrow = shown.often
    ? `<br><img src="${folder}/${narrowName(shown)}.png" width="110" alt="320 px">`
    : '';
  return `| ${shown.name}${narrow} | ${cells.join(' | ')} |`;
}

/** docs/screens/README.md. */
export function gallery(): string {
  const head = `| | ${columns.map(({ locale, scheme }) => `${locale}, ${scheme}`).join(' | ')} |`;
  const line = `| --- |${columns.map(() => ' --- |').join('')}`;
  const tables = parts.map(({ folder, heading, text, pages }) =>
    [`## ${heading}`, '', text, '', head, line, ...pages.map((shown) => row(folder, shown)), ''].join('\n'),
  );
  return [
    '# What people see',
    '',
    'Made by `npm run screens`, which also asks axe about every page in both languages and schemes and looks whether anything sticks out at',
    '320 px. What axe has against Keycloak’s own pages, whatever they wear, is listed in tests/screens/known-findings.json.',
    '',
    ...tables,
  ].join('\n');
}
