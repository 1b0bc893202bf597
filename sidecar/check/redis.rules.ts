import { error, type Finding, findingsOf, warning } from './finding.ts';

/** The lines of Redis's INFO, by name. */
export type RedisInfo = ReadonlyMap<string, string>;

export function parseInfo(text: string): RedisInfo {
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 && !line.startsWith('#')
        ? [[line.slice(0, colon), line.slice(colon + 1)] as const]
        : [];
    }),
  );
}

/** GETDEL, by which codes and handles are taken once, came with it. */
const oldest = [6, 2] as const;
const [fullShare, nearlyFullShare] = [0.95, 0.8];

function tooOld(version: string): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first < oldest[0] || (first === oldest[0] && second < oldest[1]);
}

/** Whether queue and sessions are safe in this Redis. `savesAt`: its setting `save`, undefined where it may not be asked for. */
export function redisFindings(info: RedisInfo, savesAt: string | undefined): Finding[] {
  const text = (name: string): string => info.get(name) ?? '';
  const version = text('redis_version');
  const policy = text('maxmemory_policy');
  const limit = Number(text('maxmemory'));
  const share = limit > 0 ? Number(text('used_memory')) / limit : 0;
  const aof = text('aof_enabled') === '1';
  const full = `${Math.round(share * 100)} % of maxmemory are used`;
  const room = 'raise maxmemory; what fills it is shown by: redis-cli --bigkeys';
  return findingsOf(
    [tooOld(version), () => error('redis_version', `Redis ${version} is too old`, 'use Redis 6.2 or newer')],
    [
      policy !== 'noeviction',
      () =>
        error(
          'redis_policy',
          `Redis throws keys away when it is full (maxmemory-policy ${policy}): jobs and sessions would be lost`,
          'set "maxmemory-policy noeviction" in its configuration',
        ),
    ],
    [
      text('role') === 'slave',
      () => error('redis_replica', 'this Redis is a replica', 'let REDIS_URL name the primary'),
    ],
    [share >= fullShare, () => error('redis_memory', full, room)],
    [share >= nearlyFullShare && share < fullShare, () => warning('redis_memory', full, room)],
    [
      text('rdb_last_bgsave_status') === 'err' || (aof && text('aof_last_write_status') === 'err'),
      () =>
        error(
          'redis_disk',
          'Redis could not write to its disk, and may refuse writes',
          'look into its log and make room',
        ),
    ],
    [
      !aof && savesAt === '',
      () =>
        warning(
          'redis_persistence',
          'Redis keeps nothing on disk: after a restart everybody signs in to /admin and /me again',
          'set "appendonly yes" in its configuration',
        ),
    ],
  );
}
