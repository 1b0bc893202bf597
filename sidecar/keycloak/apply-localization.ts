import type { DesiredTexts } from '../../realm-config/types.ts';
import type { Apply } from './realm-apply.ts';
import { type Change, diffOwned } from './realm-diff.ts';

/** Our texts of Keycloak's pages and mails, by language; texts under other keys are the operator's and stay. */
export async function applyLocalization(
  { admin, realm, dryRun, exists }: Apply,
  desired: DesiredTexts,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const [selectedLocale, texts] of Object.entries(desired)) {
    const actual = exists ? await admin.realms.getRealmLocalizationTexts({ realm, selectedLocale }) : {};
    const differs = diffOwned(`texts "${selectedLocale}"`, texts, actual);
    changes.push(...differs);
    if (dryRun) continue;
    for (const { field: key } of differs)
      await admin.realms.addLocalization({ realm, selectedLocale, key }, texts[key] ?? '');
  }
  return changes;
}
