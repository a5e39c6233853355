// A node of Gatepost in front of the farm.

import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { ready, stop, TARGET } from './farm.ts';

/** One node, which can be stopped and started again at the same address. */
export class Node {
  #process: ChildProcess | undefined;

  private constructor(
    readonly name: string,
    private readonly dir: string,
    private readonly listen: string,
    private readonly config: string,
  ) {}

  get url(): string {
    return `http://${this.listen}`;
  }

  /**
   * Starts a node; the nodes of one farm have one key ring, and open each other's sessions. `different` is what this one
   * has in its configuration besides: TOML sections that the farm's does not have.
   */
  static async start(dir: string, name: string, different = ''): Promise<Node> {
    const common = join(dir, 'gatepost.toml');
    const config = different ? join(dir, `${name}.toml`) : common;
    if (different) writeFileSync(config, `${readFileSync(common, 'utf8')}\n${different}`, { mode: 0o600 });
    const node = new Node(name, dir, `127.0.0.1:${await freePort()}`, config);
    await node.start();
    return node;
  }

  async start(): Promise<void> {
    const log = openSync(this.#log, 'a');
    const options = ['serve', '--config', this.config, '--listen', this.listen];
    this.#process = spawn(join(TARGET, 'gatepost'), options, { stdio: ['ignore', log, log] });
    await ready(this.#process, 'Gatepost', () => this.#answers()).catch(async (error) => {
      await this.stop();
      throw new Error(`${error.message}; it said:\n${readFileSync(this.#log, 'utf8')}`);
    });
  }

  /** Stops it, and looks through its log: nobody's password stands there, whatever was done to the node. */
  async stop(): Promise<void> {
    if (this.#process) await stop(this.#process);
    const told = readFileSync(this.#log, 'utf8').match(/^.*\w-secret\b.*$/m);
    if (told) throw new Error(`The log of ${this.name} tells a password: ${told[0]}`);
  }

  async #answers(): Promise<boolean> {
    return fetch(`${this.url}/readyz`).then((response) => response.ok, () => false);
  }

  get #log(): string {
    return join(this.dir, `${this.name}.log`);
  }
}

/** A port of loopback that nothing listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
