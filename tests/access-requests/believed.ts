/** What a person and their requests should be like, by the rules alone. */
export type Asked = { area: number; state: string /** Day on which it expires. */; until: number };
export type Believed = {
  /** Has been inside, so that a grant makes them active. */
  signedIn: boolean;
  wasActive: boolean;
  suspended: boolean;
  deleted: boolean;
  grants: Set<number>;
  requests: Asked[];
  /** By area: the day from which on they may ask again. */
  againOn: (number | undefined)[];
};

export const newcomer = (signedIn: boolean): Believed => ({
  signedIn,
  wasActive: false,
  suspended: false,
  deleted: false,
  grants: new Set(),
  requests: [],
  againOn: [],
});

export const present = ({ suspended, deleted }: Believed): boolean => !suspended && !deleted;

export const pendingOf = ({ requests }: Believed, area: number): Asked | undefined =>
  requests.find((one) => one.area === area && one.state === 'pending');

function stateOf({ wasActive, suspended, deleted, grants, requests }: Believed): string {
  if (deleted) return 'deleted';
  const waits = grants.size === 0 && requests.some(({ state }) => state === 'pending');
  const state = wasActive ? 'active' : waits ? 'waiting' : 'registered';
  return suspended ? `suspended, was ${state}` : state;
}

const mailOf: Readonly<Record<string, string>> = { approved: 'requestApproved', rejected: 'requestRejected' };

/** Everything that is stored of a person: each request with its end, one audit row and one mail for each step, and no other grant. */
export function storedOf(person: Believed) {
  const { requests, grants } = person;
  const ends = requests.flatMap(({ state }) => (state === 'pending' ? [] : [state]));
  return {
    state: stateOf(person),
    requests: requests.map(({ area, state }) => `${area} ${state}`).sort(),
    grants: [...grants].sort(),
    acts: [...requests.map(() => 'created'), ...ends].map((act) => `request.${act}`).sort(),
    mails: [...requests.map(() => 'requestReceived'), ...ends.flatMap((state) => mailOf[state] ?? [])].sort(),
  };
}
