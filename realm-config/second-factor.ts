import { gateSteps } from './area-gate.ts';
import type { DesiredFlow, DesiredStep, Instead, Owned, RealmInput } from './types.ts';

const browserFlow = 'einlass browser';
const resetFlow = 'einlass reset credentials';
const afterLinkFlow = 'einlass after link';

/**
 * Whoever holds a managing role anywhere is asked for TOTP, a security key or a passkey, and sets up TOTP where there is none
 * of them: at the login form, after a redeemed link and after a forgotten password alike, because each of them ends in the same session.
 * The gates of closed areas stand in the same three places, for the same reason.
 */
export function boundFlowSteps(roles: readonly string[], gates: readonly string[]): readonly DesiredFlow[] {
  return [
    {
      alias: browserFlow,
      description: 'Einlass: sign-in, with a second factor for managing roles.',
      steps: gated(browserFlow, gates, [
        { authenticator: 'auth-cookie', requirement: 'ALTERNATIVE' },
        { authenticator: 'identity-provider-redirector', requirement: 'ALTERNATIVE' },
        {
          subflow: `${browserFlow} forms`,
          description: 'User name, password, second factor.',
          requirement: 'ALTERNATIVE',
          steps: [
            { authenticator: 'auth-username-password-form', requirement: 'REQUIRED' },
            ...factorSteps(browserFlow, roles),
          ],
        },
      ]),
    },
    {
      // Keycloak's own flow lets a mailbox alone replace the second factor, too.
      alias: resetFlow,
      description: 'Einlass: a forgotten password never skips the second factor.',
      steps: [
        { authenticator: 'reset-credentials-choose-user', requirement: 'REQUIRED' },
        { authenticator: 'reset-credential-email', requirement: 'REQUIRED' },
        ...factorSteps(resetFlow, roles),
        ...gateSteps(resetFlow, gates),
        { authenticator: 'reset-password', requirement: 'REQUIRED' },
      ],
    },
    {
      alias: afterLinkFlow,
      description: 'Einlass: second factor after a redeemed link.',
      steps: [
        ...factorSteps(afterLinkFlow, roles),
        ...gateSteps(afterLinkFlow, gates),
        // Conditional steps alone do not end a flow for those whom they do not concern.
        { authenticator: 'allow-access-authenticator', requirement: 'REQUIRED' },
      ],
    },
  ];
}

/** Ways to sign in are alternatives, beside which a gate would be ignored: it stands one level above them. */
function gated(flow: string, gates: readonly string[], ways: readonly DesiredStep[]): readonly DesiredStep[] {
  if (gates.length === 0) return ways;
  const subflow = `${flow} ways`;
  const description = 'Any way to sign in.';
  return [{ subflow, description, requirement: 'REQUIRED', steps: ways }, ...gateSteps(flow, gates)];
}

/** A passkey at the login form is possession and PIN in one: whoever came in by it is not asked again. */
function withoutPasskey(flow: string, part: string): DesiredStep {
  return {
    authenticator: 'conditional-credential',
    requirement: 'REQUIRED',
    config: { alias: `${flow} ${part} no passkey`, values: { credentials: 'webauthn-passwordless' } },
  };
}

/** Anybody who has a second factor gives it; a manager without one sets up TOTP now. */
function factorSteps(flow: string, roles: readonly string[]): readonly DesiredStep[] {
  if (roles.length === 0) return [];
  const given = `${flow} factor`;
  return [
    {
      subflow: given,
      description: 'Second factor of everybody who has one.',
      requirement: 'CONDITIONAL',
      steps: [
        { authenticator: 'conditional-user-configured', requirement: 'REQUIRED' },
        withoutPasskey(flow, 'given'),
        { authenticator: 'auth-otp-form', requirement: 'ALTERNATIVE' },
        { authenticator: 'webauthn-authenticator', requirement: 'ALTERNATIVE' },
        // Else whoever knows the password, or reads the mail, of somebody with only a passkey could set up a TOTP of their own.
        { authenticator: 'webauthn-authenticator-passwordless', requirement: 'ALTERNATIVE' },
      ],
    },
    {
      subflow: `${flow} factor of managers`,
      description: 'Managing roles without a second factor set one up.',
      requirement: 'CONDITIONAL',
      steps: [
        {
          // What the role groups open is on the groups already, so no role of the realm has to be mapped to new areas.
          authenticator: 'conditional-user-attribute',
          requirement: 'REQUIRED',
          config: {
            alias: `${flow} manages`,
            values: {
              attribute_name: 'access',
              attribute_expected_value: `[^:]+:(${roles.join('|')})`,
              regex: 'true',
              include_group_attributes: 'true',
            },
          },
        },
        {
          authenticator: 'conditional-sub-flow-executed',
          requirement: 'REQUIRED',
          config: {
            alias: `${flow} not given`,
            values: { flow_to_check: given, check_result: 'not-executed' },
          },
        },
        withoutPasskey(flow, 'set up'),
        { authenticator: 'auth-otp-form', requirement: 'REQUIRED' },
      ],
    },
  ];
}

/** Passkeys at the login form; a passkey counts as two factors only with PIN or fingerprint, so Keycloak must insist on that. */
export const passkeySettings: Owned = {
  webAuthnPolicyPasswordlessPasskeysEnabled: true,
  webAuthnPolicyPasswordlessUserVerificationRequirement: 'required',
  // The login form asks for no name first: only a passkey that the device finds by itself can be used there.
  webAuthnPolicyPasswordlessRequireResidentKey: 'Yes',
};

/** Whether roles or gates need flows of ours in place of Keycloak's. */
export const asksForOwnFlows = ({ secondFactorRoles = [], gates = [] }: RealmInput): boolean =>
  secondFactorRoles.length > 0 || gates.length > 0;

/** Which flow the realm uses: ours where it is asked for; without, Keycloak's own comes back and an operator's stays. */
export function boundFlows(input: RealmInput) {
  const on = asksForOwnFlows(input);
  const bound = (flow: string, stock: string | undefined): string | Instead =>
    on ? flow : { insteadOf: flow, put: stock };
  return {
    realm: {
      browserFlow: bound(browserFlow, 'browser'),
      resetCredentialsFlow: bound(resetFlow, 'reset credentials'),
    },
    provider: { postBrokerLoginFlowAlias: bound(afterLinkFlow, undefined) },
  };
}
