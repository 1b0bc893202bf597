import type { DesiredTexts } from '../../realm-config/texts.ts';
import type { Admin } from './admin-client.ts';
import { type Change, diffOwned } from './realm-diff.ts';
import type { Apply } from './realm-apply.ts';

/** What the realm says instead of Keycloak in a language; empty where it says nothing of its own. */
export async function readTexts(
  admin: Admin,
  realm: string,
  locale: string,
): Promise<Record<string, string>> {
  return (await admin.realms.getRealmLocalizationTexts({ realm, selectedLocale: locale })) ?? {};
}

/** Sentences of ours on Keycloak's pages; those that the operator changed besides stay. */
export async function applyTexts(apply: Apply, desired: DesiredTexts): Promise<Change[]> {
  const { admin, realm, dryRun, exists } = apply;
  const changes: Change[] = [];
  for (const [locale, texts] of Object.entries(desired)) {
    const actual = exists ? await readTexts(admin, realm, locale) : undefined;
    const differing = diffOwned(`texts "${locale}"`, texts, actual);
    changes.push(...differing);
    if (dryRun) continue;
    for (const { field: key } of differing)
      await admin.realms.addLocalization({ realm, selectedLocale: locale, key }, texts[key] ?? '');
  }
  return changes;
}
