import type { Page } from 'playwright-core';

export type Finger = {
  on(enabled: boolean): Promise<unknown>;
  rightOne(verified: boolean): Promise<unknown>;
};

/** A phone that unlocks by fingerprint, as far as Chromium's pages can tell; a finger may be off it, or the wrong one. */
export async function withAuthenticator(page: Page): Promise<Finger> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    on: (enabled) => devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    rightOne: (isUserVerified) =>
      devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

/** Presses a button of a passkey page once its script is there to hear of it; a press before that is lost. */
export async function pressPasskeyButton(page: Page, selector: string): Promise<void> {
  await page.locator(selector).waitFor();
  await page.waitForLoadState('load');
  await page.locator(selector).click();
}
