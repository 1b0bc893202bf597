import { gateScope } from '../../realm-config/app-clients.ts';
import type { CheckedClient, Finding, RealmSnapshot, Wanted } from './realm-check.rules.ts';

/** What lets people past the gate of an area (docs/gate.md), by the clients that count on it. */
export function gateFindings(clients: readonly CheckedClient[], gates: readonly string[]): Finding[] {
  return clients.flatMap(({ clientId, gates: closed, optionalGates, ownFlow }) => {
    const place = `in the console: Clients, ${clientId}`;
    const found = (code: string, what: string, remedy: string): Finding => ({
      level: 'error',
      code,
      what: `client "${clientId}" ${what}`,
      remedy,
    });
    return [
      ...[...closed, ...optionalGates]
        .filter((slug) => !gates.includes(slug))
        .map((slug) =>
          found(
            'gate_missing',
            `counts on the gate of the area "${slug}", which no flow looks at`,
            `add ${slug} to AREA_GATES, then run: einlass realm apply`,
          ),
        ),
      ...optionalGates.map((slug) =>
        found(
          'gate_optional',
          `has the gate of the area "${slug}" as an optional scope, which a request can leave out`,
          `${place}, Client scopes: give ${gateScope(slug)} the type Default`,
        ),
      ),
      ...(ownFlow && closed.length > 0
        ? [
            found(
              'gate_flow',
              'has a sign-in flow of its own, in which there is no gate',
              `${place}, Advanced, Authentication flow overrides: choose none`,
            ),
          ]
        : []),
    ];
  });
}

/** Identity providers of the operator's by which people come in without a look at any gate. */
export function gateWays(
  { otherWays }: Pick<RealmSnapshot, 'otherWays'>,
  { gates, postLoginFlow }: Pick<Wanted, 'gates' | 'postLoginFlow'>,
): Finding[] {
  if (gates.length === 0 || postLoginFlow === undefined) return [];
  return otherWays
    .filter((way) => way.postLoginFlow !== postLoginFlow)
    .map(({ alias }) => ({
      level: 'error',
      code: 'gate_provider',
      what: `people come in by the identity provider "${alias}" without a look at any gate`,
      remedy: `in the console: Identity providers, ${alias}, Post login flow: choose "${postLoginFlow}"`,
    }));
}
