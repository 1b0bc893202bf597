import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as after } from 'node:timers/promises';
import { Complaint } from './complaint.mjs';
import { lastLines, openLog } from './logs.mjs';
import { isAlive, signalProcess, startOf } from './process-identity.mjs';
import { forgetChild, noteChild } from './process-record.mjs';
import { pause } from './say.mjs';

/**
 * @typedef {object} Spec
 * @property {string} name how it is called in messages
 * @property {string} command
 * @property {string[]} args
 * @property {string} [log] the file that takes all it prints (none: it prints to the terminal)
 * @property {number} stage higher ones are stopped first, equal ones together
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {NodeJS.Signals} [stopSignal] SIGTERM unless told
 * @property {boolean} [stopGroup] signal the whole process group (false: only the leader, who ends its own)
 * @property {number} [stopSeconds] until it is killed
 * @property {NodeJS.Signals} [killSignal] to end at once, SIGKILL unless told
 * @property {boolean} [task] ends by itself: its end is no accident
 *
 * @typedef {Spec & { pid: number, started: string, ended: boolean, dismissed?: boolean, exited: Promise<number> }} Running
 */

/** The processes of one run: each in a process group of its own, so that a Ctrl-C reaches only the supervisor. */
export class Household {
  /** @type {Running[]} */
  #members = [];
  #starting = new Set();
  #accident = Promise.withResolvers();
  stopping = false;

  /** @param {string} recordFile where each process is noted while it lives */
  constructor(recordFile) {
    this.recordFile = recordFile;
  }

  /** Resolves with the process that ended by itself and how. @returns {Promise<{ member: Running, how: string }>} */
  get accident() {
    return this.#accident.promise;
  }

  /** @param {Spec} spec @returns {Promise<Running>} as soon as it runs (not: is ready) */
  start(spec) {
    const starting = this.#start(spec);
    this.#starting.add(starting);
    return starting.finally(() => this.#starting.delete(starting));
  }

  async #start(spec) {
    if (this.stopping) throw new Complaint(`${spec.name} is not started: everything is being stopped.`);
    const output = spec.log ? openLog(spec.log) : undefined;
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env ?? process.env,
      uid: spec.uid,
      gid: spec.gid,
      detached: true,
      stdio: ['ignore', output?.fd ?? 'inherit', output?.fd ?? 'inherit'],
    });
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) =>
        reject(new Complaint(`${spec.name} could not be started: ${error.message}`)),
      );
    }).finally(() => output?.close());
    const pid = /** @type {number} */ (child.pid);
    const member = { stopSignal: 'SIGTERM', stopGroup: true, stopSeconds: 10, ...spec, pid, ended: false };
    member.started = startOf(pid) ?? '';
    noteChild(this.recordFile, {
      name: spec.name,
      pid,
      started: member.started,
      stopSignal: member.stopSignal,
      stopGroup: member.stopGroup,
      stage: spec.stage,
    });
    const leave = (code, signal) => {
      member.ended = true;
      forgetChild(this.recordFile, pid);
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      if (!spec.task && !this.stopping && !member.dismissed) this.#accident.resolve({ member, how });
      return signal ? 128 + constants.signals[signal] : code;
    };
    member.exited = new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null)
        resolve(leave(child.exitCode, child.signalCode));
      else child.once('exit', (code, signal) => resolve(leave(code, signal)));
    });
    this.#members.push(member);
    return member;
  }

  /** Runs a command to its end. @param {Omit<Spec, 'stage' | 'task'>} spec @returns {Promise<void>} complains if it fails */
  async run(spec) {
    const member = await this.start({ ...spec, stage: Number.MAX_SAFE_INTEGER, task: true });
    const code = await member.exited;
    if (code !== 0)
      throw new Complaint(
        `${spec.name} failed (code ${code}). Its last lines (${spec.log}):`,
        lastLines(spec.log),
      );
  }

  /** Waits until `ready` answers true. @param {Running} member @param {() => Promise<boolean>} ready @param {number} seconds @param {number} [every] milliseconds */
  async waitFor(member, ready, seconds, every = 100) {
    const limit = Date.now() + seconds * 1000;
    for (;;) {
      if (await ready().catch(() => false)) return;
      if (member.ended)
        throw new Complaint(
          `${member.name} ended before it was ready. Its last lines (${member.log}):`,
          lastLines(member.log),
        );
      if (Date.now() > limit)
        throw new Complaint(
          `${member.name} was not ready within ${seconds} s. Its last lines (${member.log}):`,
          lastLines(member.log),
        );
      await pause(every);
    }
  }

  /** Ends one process: asks, waits, kills. @param {Running} member */
  async stop(member) {
    member.dismissed = true;
    if (!member.ended) {
      signalProcess(member.pid, member.stopSignal, member.stopGroup);
      const late = after(member.stopSeconds * 1000, true, { ref: false });
      if ((await Promise.race([member.exited, late])) === true) signalProcess(member.pid, 'SIGKILL', true);
      await member.exited;
    }
    // what its leader left behind in its group goes with it
    if (member.stopGroup && !member.task && !isAlive(member)) signalProcess(member.pid, 'SIGKILL', true);
  }

  /** Ends everything, highest stage first. */
  async stopAll() {
    this.stopping = true;
    await Promise.allSettled(this.#starting);
    const stages = [...new Set(this.#members.map((member) => member.stage))].sort((a, b) => b - a);
    for (const stage of stages)
      await Promise.all(
        this.#members.filter((m) => m.stage === stage && !m.dismissed).map((m) => this.stop(m)),
      );
  }

  /** Ends everything at once, without waiting for anybody to finish; returns when all are gone. */
  async killAll() {
    this.stopping = true;
    await Promise.allSettled(this.#starting);
    const living = this.#members.filter((member) => !member.ended);
    const kill = (member, signal, group) => signalProcess(member.pid, signal, group);
    for (const member of living) kill(member, member.killSignal ?? 'SIGKILL', member.stopGroup);
    const gone = Promise.all(living.map((member) => member.exited));
    await Promise.race([gone, after(3000, undefined, { ref: false })]);
    for (const member of living) if (!member.ended) kill(member, 'SIGKILL', true);
    await gone;
  }

  /** Whether nothing was started yet. */
  get isEmpty() {
    return this.#members.length === 0 && this.#starting.size === 0;
  }

  /** Process numbers by name. @returns {Record<string, number>} */
  get pids() {
    return Object.fromEntries(this.#members.filter((m) => !m.ended && !m.task).map((m) => [m.name, m.pid]));
  }
}
