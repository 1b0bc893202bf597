// node scripts/secrets.mjs: makes what docker-compose.yml needs to know and nobody else, once; what is there stays. Needs no packages.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = resolve(process.argv[2] ?? fileURLToPath(new URL('../secrets', import.meta.url)));

const random = () => randomBytes(24).toString('hex');
/** @param {string} name */
const stored = (name) => readFileSync(join(folder, name), 'utf8').trim();
/** @param {string} role @param {string} secret */
const database = (role, secret) => () => `postgres://${role}:${stored(secret)}@postgres:5432/einlass`;

/** In this order: an address holds a password made before it. */
const contents = {
  postgres_superuser: random,
  postgres_migrate: random,
  postgres_app: random,
  postgres_keycloak: random,
  redis: random,
  keycloak_admin: random,
  database_url: database('einlass_app', 'postgres_app'),
  database_migrate_url: database('einlass_migrate', 'postgres_migrate'),
  redis_url: () => `redis://:${stored('redis')}@redis:6379`,
  smtp_url: () => 'smtp://mailbox:1025',
};

mkdirSync(folder, { recursive: true });
// The folder keeps others out; the files themselves are read in containers, by users that this machine does not know.
chmodSync(folder, 0o700);
const made = Object.entries(contents).filter(([name, content]) => {
  const file = join(folder, name);
  if (existsSync(file)) return false;
  writeFileSync(file, content(), { mode: 0o644, flag: 'wx' });
  chmodSync(file, 0o644);
  return true;
});
console.log(
  `${made.length} secrets made in ${folder}, ${Object.keys(contents).length - made.length} were there`,
);
