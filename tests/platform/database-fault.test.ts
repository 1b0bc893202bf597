import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RawBuilder, sql } from 'kysely';
import { type Db, type Trx, withDb } from '../../sidecar/platform/db.ts';
import { toAppError } from '../../sidecar/platform/errors.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { listening } from '../support/listening.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database?.close();
});

/** What a page would tell of this work. */
async function told(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'nothing';
  } catch (thrown) {
    return toAppError(thrown).code;
  }
}
const one = sql`select 1`;
const ask = (url: string, question: RawBuilder<unknown> = one) => withDb(url, (db) => question.execute(db));
const inTransaction = (db: Db, ...questions: RawBuilder<unknown>[]) =>
  db.transaction().execute(async (trx) => {
    for (const question of questions) await question.execute(trx);
  });

/** The application's address with another server behind it, which does this with each connection. */
async function elsewhere(connected: (socket: Socket) => void): Promise<{ url: string; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    connected(socket);
  });
  const url = new URL(database.url);
  url.host = new URL(await listening(server)).host;
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: url.href, close };
}

test('of two transactions that wait for each other, the one that PostgreSQL ends may be tried again', async () => {
  const turn = (trx: Trx, number: number) =>
    sql`select pg_advisory_xact_lock(${sql.lit(number)})`.execute(trx);
  const held = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const crossing = (first: 0 | 1, second: 0 | 1) =>
    database.db.transaction().execute(async (trx) => {
      await turn(trx, first);
      held[first].resolve();
      await held[second].promise;
      await turn(trx, second);
    });
  const both = await Promise.all([told(crossing(0, 1)), told(crossing(1, 0))]);
  expect(both.toSorted()).toEqual(['database_unavailable', 'nothing']);
});

test('a statement that took too long, a lock not granted and an ended connection may be tried again', async () => {
  const { db } = database;
  const slow = inTransaction(db, sql`set local statement_timeout = 50`, sql`select pg_sleep(60)`);
  expect(await told(slow)).toBe('database_unavailable');
  const waiting = db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(7)`.execute(trx);
    await inTransaction(db, sql`set local lock_timeout = 50`, sql`select pg_advisory_xact_lock(7)`);
  });
  expect(await told(waiting)).toBe('database_unavailable');
  const ended = ask(database.url, sql`select pg_terminate_backend(pg_backend_pid())`);
  expect(await told(ended)).toBe('database_unavailable');
});

test('a database without a free connection, one that hangs up, one that says nothing and one that is not there may be tried again', async () => {
  const name = sql.raw(new URL(database.url).pathname.slice(1));
  await ask(database.migrateUrl, sql`alter database ${name} connection limit 0`);
  expect(await told(ask(database.url))).toBe('database_unavailable');
  const hangsUp = await elsewhere((socket) => socket.once('data', () => socket.destroy()));
  expect(await told(ask(hangsUp.url))).toBe('database_unavailable');
  hangsUp.close();
  expect(await told(ask(hangsUp.url))).toBe('database_unavailable');
  const silent = await elsewhere(() => {});
  expect(await told(ask(silent.url))).toBe('database_unavailable');
  silent.close();
});

test('what fails every time is no passing trouble', async () => {
  expect(await told(ask(database.migrateUrl, sql`select nonsense`))).toBe('internal');
  expect(await told(ask(database.migrateUrl, sql`select 1 / 0`))).toBe('internal');
  const nowhere = new URL(database.migrateUrl);
  nowhere.pathname = '/no_such_database';
  expect(await told(ask(nowhere.href))).toBe('internal');
  expect(await told(Promise.reject(new TypeError('x is undefined')))).toBe('internal');
});
