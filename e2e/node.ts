// A node of Gatepost in front of the farm.

import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
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
  ) {}

  get url(): string {
    return `http://${this.listen}`;
  }

  /** Starts a node; the nodes of one farm have one key ring, and open each other's sessions. */
  static async start(dir: string, name: string): Promise<Node> {
    const node = new Node(name, dir, `127.0.0.1:${await freePort()}`);
    await node.start();
    return node;
  }

  async start(): Promise<void> {
    const log = openSync(this.#log, 'a');
    const config = join(this.dir, 'gatepost.toml');
    const options = ['serve', '--config', config, '--listen', this.listen];
    this.#process = spawn(join(TARGET, 'gatepost'), options, { stdio: ['ignore', log, log] });
    await ready(this.#process, 'Gatepost', () => this.#answers()).catch(async (error) => {
      await this.stop();
      throw new Error(`${error.message}; it said:\n${readFileSync(this.#log, 'utf8')}`);
    });
  }

  async stop(): Promise<void> {
    if (this.#process) await stop(this.#process);
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
