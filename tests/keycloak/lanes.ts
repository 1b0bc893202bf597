import { openBulkLane } from '../../sidecar/keycloak/bulk-lane.ts';
import { carefulLane } from '../../sidecar/keycloak/careful-lane.ts';
import type { Lane, Outcome } from '../../sidecar/keycloak/lane.port.ts';
import type { NewUser } from '../../sidecar/keycloak/port.ts';
import { openGateway } from '../../sidecar/keycloak/gateway.ts';
import type { RealmFixture } from './realm-fixture.ts';

export const bulkSecret = 'not-a-secret-but-long-enough-for-tests';
export const laneNames = ['careful', 'bulk'] as const;
export type LaneName = (typeof laneNames)[number];

/** A lane as the worker opens it; `url` may lead through a proxy. The limit only ends what hangs: fifty at once take their time. */
export function laneOf(fixture: RealmFixture, name: LaneName, url = fixture.url, limitMs = 60_000): Lane {
  const { realm, issuer, currentKey } = fixture;
  const careful = openGateway({ url, realm, issuer, currentKey, limitMs });
  if (name === 'careful') return carefulLane(careful);
  return openBulkLane({ url, realm, issuer, secret: bulkSecret, careful, limitMs });
}

/** Hands people over who stay as they are. */
export async function make(lane: Lane, users: readonly NewUser[]): Promise<Outcome[]> {
  const outcomes = await lane.createUsers(users, async (id) => users.find(({ memberId }) => memberId === id));
  return outcomes.map((outcome) => outcome ?? { error: undefined as never });
}

export const codeOf = (outcome: Outcome | undefined): string =>
  outcome === undefined
    ? 'nothing'
    : 'error' in outcome
      ? outcome.error.code
      : outcome.created
        ? 'made'
        : 'found';
