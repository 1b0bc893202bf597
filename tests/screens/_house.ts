import { createCanvas } from '@napi-rs/canvas';
import type { Browser } from 'playwright-core';
import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { launch } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { ownThemes, stockThemes } from '../support/own-themes.ts';
import type { Locale } from './_page.ts';

/** An installation whose realm wears the themes of this checkout, a browser, and what Keycloak says there. */
export type ScreensHouse = {
  house: Installation;
  browser: Browser;
  admin: Admin;
  realm: string;
  issuer: string;
  /** Keycloak's own look or ours; pages that are asked for afterwards wear it. */
  wear(look: 'ours' | 'stock'): Promise<void>;
  /** The realm's sentence of this key, as pages of the kind show it. */
  sentence(kind: 'login' | 'account', locale: Locale, key: string): Promise<string>;
  close(): Promise<void>;
};

const accent = '#7a1f5c';
/** Sentences by `kind/locale/key`; Keycloak gives them to everybody. */
function openSentences(house: Installation): ScreensHouse['sentence'] {
  const known = new Map<string, Promise<Map<string, string>>>();
  const read = async (path: string): Promise<Map<string, string>> => {
    const answer = await fetch(`${house.keycloakUrl}/resources/${house.realm}/${path}`);
    const list = (await answer.json()) as { key: string; value: string }[];
    return new Map(list.map(({ key, value }) => [key, value]));
  };
  return async (kind, locale, key) => {
    const path = `${kind}/${locale}`;
    const reading = known.get(path) ?? read(path);
    known.set(path, reading);
    const found = (await reading).get(key);
    if (found === undefined) throw new Error(`Keycloak has no sentence ${key} in ${path}`);
    return found;
  };
}

function companyLogo(): Buffer {
  const canvas = createCanvas(320, 80);
  const brush = canvas.getContext('2d');
  brush.fillStyle = accent;
  brush.beginPath();
  brush.arc(40, 40, 36, 0, 2 * Math.PI);
  brush.fill();
  brush.font = 'bold 44px sans-serif';
  brush.fillText('Muster AG', 92, 56);
  return canvas.toBuffer('image/png');
}

/** A company with a colour and a picture of its own. */
async function furnish(house: Installation): Promise<void> {
  const logo = companyLogo().toString('hex');
  await house.query(
    `update network_setting set accent = '${accent}', logo = '\\x${logo}', logo_type = 'image/png'`,
  );
}

/** An installation as a company would have it: a second factor for managers, colour and logo. */
export async function screensHouse(): Promise<ScreensHouse> {
  const [house, browser] = await Promise.all([
    installation({ REQUIRE_SECOND_FACTOR: 'true' }).then(async (made) => {
      await furnish(made);
      return made;
    }),
    launch(),
  ]);
  const { realm } = house;
  const own = ownThemes(realm);
  const admin = await adminOfMaster();
  const themes = { ours: own.themes, stock: stockThemes };
  const wear = (look: 'ours' | 'stock') => admin.realms.update({ realm }, themes[look]);
  await wear('ours');
  return {
    house,
    browser,
    admin,
    realm,
    issuer: `${house.keycloakUrl}/realms/${realm}`,
    wear,
    sentence: openSentences(house),
    async close() {
      own.remove();
      await browser.close();
      await house.close();
    },
  };
}
