import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { type Finding, findings } from '../support/axe.ts';
import type { KeycloakPage, Visit } from './_page.ts';

/** What axe says of Keycloak's own pages, whatever they wear; the screens run proves of each that the stock look has it as well. */
export type Known = { rule: string; page: string; target: string };

export const knownFindings = JSON.parse(
  readFileSync(new URL('known-findings.json', import.meta.url), 'utf8'),
) as Known[];

const isKnown = (page: string, { rule, target }: Finding): boolean =>
  knownFindings.some((known) => known.page === page && known.rule === rule && known.target === target);

/** Once the company's look is there, which comes after the page. */
export const dressed = ({ page }: Visit) => page.locator('html.einlass-brand').waitFor({ state: 'attached' });

/** What axe says of the page as it is shown now; none of it may be ours. */
export async function expectNothingOfOurs({ page }: Visit, shown: KeycloakPage): Promise<Finding[]> {
  const found = await findings(page);
  const added = found.filter((finding) => !isKnown(shown.name, finding));
  expect(added.map((finding) => ({ page: shown.name, ...finding }))).toEqual([]);
  return found;
}
